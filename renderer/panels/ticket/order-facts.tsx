/** What an order would do, line by line, where it is read once more before it goes. */
import { OctagonAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { BookWalk, ExitPreview, Preview } from '../../../core/desk/messages.ts';
import { KindBadge } from '../../workspace/kind-badge.tsx';

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** "12 levels, 39.600 BTC at 61,634.2 on average, worst 61,600.0" */
export function walkText({ levels, size, averagePrice, worstPrice }: BookWalk, unit: string) {
  if (levels === 1) return `1 level, ${size} ${unit} at ${worstPrice}`;
  return `${levels} levels, ${size} ${unit} at ${averagePrice} on average, worst ${worstPrice}`;
}

const EXIT_NAMES = { takeProfit: 'Take profit', stop: 'Stop' } as const;

function Exit({ exit }: { exit: ExitPreview }) {
  const { role, price, pnl, pnlSign, fee } = exit;
  return (
    <Fact name={`${EXIT_NAMES[role]} at ${price}`}>
      <span className={TONES[pnlSign]}>{pnl}</span>
      <span className="muted">, fee {fee}</span>
    </Fact>
  );
}

const TONES = { '-1': 'down', '0': '', '1': 'up' } as const;

interface OrderFactsProps {
  readonly figures: Preview | null;
  readonly subaccount: string;
  readonly kind: string;
  readonly unit: string;
  /** What becomes of what the book does not give. */
  readonly rest: 'would rest' | 'would not trade';
}

export function OrderFacts({ figures, subaccount, kind, unit, rest }: OrderFactsProps) {
  const { walk = null, value = '\u2014', valueUnit = '', fee = '\u2014' } = figures ?? {};
  const isRefused = figures !== null && figures.refusalCode !== '';
  return (
    <>
      <dl className="facts">
        <Fact name="Account">
          {subaccount} <KindBadge kind={kind} />
        </Fact>
        <Fact name="Value">
          {value} {valueUnit}
        </Fact>
        <Fact name={figures === null ? 'Fee' : `Fee, ${figures.feeKind}`}>
          {fee} {valueUnit}
        </Fact>
        <Fact name="Takes from the book">
          {walk === null ? 'nothing at once' : walkText(walk, unit)}
        </Fact>
        {walk !== null && walk.rest !== '' && (
          <Fact name="The book gives no more">
            <span className="warn">
              {walk.rest} {unit} {rest}
            </span>
          </Fact>
        )}
        {figures !== null && figures.realised !== '\u2014' && (
          <Fact name="Realises">
            <span className={TONES[figures.realisedSign]}>{figures.realised}</span> {valueUnit}
          </Fact>
        )}
        {figures?.exits.map((exit) => (
          <Exit key={exit.role} exit={exit} />
        ))}
        <Fact name="Health after">
          {figures?.healthAfter ?? '\u2014'}
          {figures !== null && <span className="muted">, {figures.healthNow} now</span>}
        </Fact>
      </dl>
      {isRefused && (
        <div className="outcome refused">
          <OctagonAlert size={14} strokeWidth={1.75} aria-hidden />
          <p>
            <b>Would be refused: {figures.refusalCode}</b> {figures.refusalSentence}
          </p>
        </div>
      )}
    </>
  );
}

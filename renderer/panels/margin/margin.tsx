/** The selected subaccount's margin: where it stands on the scale, line by line, and the cure. */
import { useEffect, useState } from 'react';
import type { MarginPanel, RatioState } from '../../../core/desk/messages.ts';
import { useScalar, useSlow } from '../../feed/hooks.ts';
import { useDesk } from '../../workspace/desk-state.ts';
import { usePlace } from '../../workspace/dock/place.ts';
import { Empty, Panel } from '../../workspace/panel.tsx';
import { healthTone, isBelow } from '../accounts/health.ts';
import { CollateralParts, MarginParts } from './margin-parts.tsx';
import { ModesButton } from './modes.tsx';
import { Scale } from './scale.tsx';
import { TransferButton } from './transfer.tsx';

function signTone(sign: -1 | 0 | 1): string {
  if (sign === 0) return '';
  return sign > 0 ? 'up' : 'down';
}

interface LineProps {
  readonly name: string;
  readonly note?: string;
  readonly value: string;
  readonly tone?: string;
  readonly isStrong?: boolean;
  readonly isFirst?: boolean;
}

function Line({ name, note = '', value, tone = '', isStrong = false, isFirst = false }: LineProps) {
  return (
    <div className={`line${isStrong ? ' strong' : ''}${isFirst ? ' first' : ''}`}>
      <dt>
        {name}
        {note !== '' && <span className="muted">{note}</span>}
      </dt>
      <dd className={tone}>{value}</dd>
    </div>
  );
}

/** A call stays open until it is cured, which may be well above where it was raised. */
function thresholdWords({ level, callPercents, healthPpm }: MarginPanel): string {
  const below = callPercents[level - 1];
  if (level === 0 || below === undefined) return '';
  return isBelow(healthPpm, below) ? `L${level} below ${below}` : `L${level} not cured`;
}

interface ShownAsProps {
  readonly isByPart: boolean;
  readonly show: (isByPart: boolean) => void;
}

function ShownAs({ isByPart, show }: ShownAsProps) {
  return (
    <fieldset className="segments" aria-label="Margin shown">
      <button type="button" aria-pressed={!isByPart} onClick={() => show(false)}>
        Summary
      </button>
      <button type="button" aria-pressed={isByPart} onClick={() => show(true)}>
        Components
      </button>
    </fieldset>
  );
}

/** As it was shown last, in whatever panel or tab. */
let wasByPart = false;

function useShownAs(): ShownAsProps {
  const [isByPart, set] = useState(wasByPart);
  const show = (next: boolean): void => {
    wasByPart = next;
    set(next);
  };
  return { isByPart, show };
}

const LINES = 9;
/** An answer of the core takes a tenth of it. */
const SOON_MS = 1_000;

/** Lines without figures while they are on their way. */
function Awaited() {
  return (
    <div className="margin-body" aria-busy="true">
      {Array.from({ length: LINES }, (_, line) => (
        <span key={line} className="skeleton" />
      ))}
    </div>
  );
}

/** What is said in the place of figures that did not come. */
function NoFigures({ subaccount }: { subaccount: string }) {
  const link = useScalar('link');
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(true), SOON_MS);
    return () => window.clearTimeout(timer);
  }, []);
  const name = subaccount || 'a subaccount';
  if (!isLate && link.state !== 'gone') return <Awaited />;
  return (
    <Empty title="No margin figures">
      {link.state === 'gone'
        ? `The core went before it told any of ${name}; they come when it is back.`
        : `Nothing is known of ${name} yet.`}
    </Empty>
  );
}

/** The ratios at which a pool changes its state, in words. */
function ratioNote({ reduceOnlyPercent, liquidationPercent, runsOut }: RatioState): string {
  const said = [
    reduceOnlyPercent === 0 ? '' : `reduce only < ${reduceOnlyPercent} %`,
    liquidationPercent === 0 ? '' : `liquidation \u2264 ${liquidationPercent} %`,
    runsOut ? 'runs out' : '',
  ];
  return said.filter((text) => text !== '').join(', ');
}

const RATIO_TONES = { Free: '', 'Reduce only': 'warn', Liquidation: 'danger' } as const;

function Summary({ margin }: { margin: MarginPanel }) {
  const { asset, ratio } = margin;
  return (
    <dl>
      {ratio !== null && (
        <Line
          name="State by ratio"
          note={ratioNote(ratio)}
          value={ratio.state}
          tone={RATIO_TONES[ratio.state]}
        />
      )}
      <Line name="Wallet" value={margin.wallet} />
      <Line
        name="Unrealised PnL"
        value={margin.unrealised}
        tone={signTone(margin.unrealisedSign)}
      />
      <Line name="Equity" value={margin.equity} isStrong isFirst />
      <Line name="Maintenance margin" note="with close fee" value={margin.maintenance} />
      <Line name="Initial margin" note="incl. orders" value={margin.initial} />
      <Line
        name="Free"
        note={margin.freeSign < 0 ? 'reduce only' : ''}
        value={margin.free}
        tone={margin.freeSign < 0 ? 'down' : ''}
      />
      <Line
        name={`To ${margin.cureAtPercent} transfer`}
        note={asset}
        value={margin.cure}
        isStrong={margin.level > 0}
        isFirst
      />
      <Line
        name={`Mark at ${margin.callPercents.at(-1) ?? ''} %`}
        note={margin.markInstrument}
        value={margin.markAtLowest}
      />
      <Line name="Liquidation price" note={margin.markInstrument} value={margin.liquidation} />
    </dl>
  );
}

/** `isTitled`: the panel around it says already whose it is, and in what. */
function MarginBody({ isTitled }: { isTitled: boolean }) {
  const margin = useSlow('margin');
  const subaccount = useDesk((state) => state.subaccount);
  const { isByPart, show } = useShownAs();
  if (margin === null || margin.subaccount !== subaccount) {
    return <NoFigures key={subaccount} subaccount={subaccount} />;
  }
  const call = thresholdWords(margin);
  return (
    <div className="margin-body stale-body">
      <div className="margin-head">
        <span className={`key-figure ${healthTone(margin.healthPpm)}`}>{margin.health}</span>
        <span className="muted ratio">
          equity {'\u00f7'} {call === '' ? 'maintenance' : 'MM'}
        </span>
        {!isTitled && <MarginTitle />}
        <span className="spring" />
        <ShownAs isByPart={isByPart} show={show} />
        {call !== '' && (
          <span className={`tag ${margin.level === 3 ? 'red' : 'filled'}`}>{call}</span>
        )}
      </div>
      <Scale healthPpm={margin.healthPpm} callPercents={margin.callPercents} />
      {isByPart ? <MarginParts margin={margin} /> : <Summary margin={margin} />}
      {isByPart && margin.collateral.length > 0 && <CollateralParts margin={margin} />}
    </div>
  );
}

function MarginTitle() {
  const margin = useSlow('margin');
  return (
    <span className="muted">
      {margin === null ? '' : `${margin.subaccount}, ${margin.mode}, ${margin.asset}`}
    </span>
  );
}

export function Margin() {
  const margin = useSlow('margin');
  const { hasTabs } = usePlace();
  // Beside tabs there is no room for the title, which stands over the scale then.
  const head = (
    <>
      <h2>Margin</h2>
      {!hasTabs && <MarginTitle />}
      <span className="spring" />
      {margin !== null && <TransferButton margin={margin} />}
      {margin !== null && <ModesButton />}
    </>
  );
  return (
    <Panel area="margin" name="Margin" head={head} showsPrices>
      <MarginBody isTitled={!hasTabs} />
    </Panel>
  );
}

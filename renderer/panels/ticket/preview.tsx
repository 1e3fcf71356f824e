/** Now beside after: the core's figures for the order in the ticket. */
import { ArrowRight } from 'lucide-react';
import type { Preview as Figures } from '../../../core/desk/messages.ts';
import { typeSpec } from './order-types.ts';
import type { OrderType } from './order-types.ts';

interface ChangeProps {
  readonly name: string;
  readonly now: string;
  readonly after: string;
  readonly tone?: string;
}

function Change({ name, now, after, tone = '' }: ChangeProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{now}</td>
      <td className="arrow">
        {now !== '' && <ArrowRight size={12} strokeWidth={1.75} aria-label="then" />}
      </td>
      <td className={`after ${tone}`}>{after}</td>
    </tr>
  );
}

const NOTHING: Figures = {
  value: '\u2014',
  valueUnit: '',
  fee: '\u2014',
  feeKind: 'taker',
  limit: '',
  initialNow: '',
  initialAfter: '\u2014',
  freeNow: '',
  freeAfter: '\u2014',
  freeAfterSign: 0,
  healthNow: '',
  healthAfter: '\u2014',
  liquidationNow: '',
  liquidationAfter: '\u2014',
  refusalCode: '',
  refusalSentence: '',
  refusalField: '',
  limitsPassed: [],
  withinLimits: '',
  isLarge: false,
  trigger: '',
  size: '',
  side: 'buy',
  realised: '\u2014',
  realisedSign: 0,
  exits: [],
  walk: null,
};

interface PreviewProps {
  readonly figures: Figures | null;
  readonly unit: string;
  readonly isCompact: boolean;
  readonly type: OrderType;
}

/** When the figures after would be so. */
function whenWords(type: OrderType): string {
  return typeSpec(type).trigger === 'none' ? 'If filled' : 'At its trigger';
}

export function Preview({ figures, unit, isCompact, type }: PreviewProps) {
  const shown = figures ?? NOTHING;
  const { valueUnit, feeKind, freeAfterSign } = shown;
  const isPegged = type === 'pegged';
  // A small ticket has no row to spare for the price that a pegged order would have.
  const head =
    isPegged && isCompact && figures !== null
      ? `If filled at ${shown.limit}`
      : `${whenWords(type)}, ${valueUnit === '' ? unit : valueUnit}`;
  return (
    <table className="preview" aria-label="What the order would do">
      <thead>
        <tr>
          <th scope="col">{head}</th>
          <th scope="col">now</th>
          <th aria-hidden="true" />
          <th scope="col">after</th>
        </tr>
      </thead>
      <tbody>
        {type === 'market' && (
          <Change name="Price at worst" now="" after={shown.limit || '\u2014'} />
        )}
        {isPegged && !isCompact && (
          <Change name="Price now" now="" after={shown.limit || '\u2014'} />
        )}
        {type === 'trailing' && (
          <Change name="Trigger now" now="" after={shown.trigger || '\u2014'} />
        )}
        {!isCompact && <Change name="Value" now="" after={shown.value} />}
        <Change name={figures === null ? 'Fee' : `Fee, ${feeKind}`} now="" after={shown.fee} />
        {!isCompact && (
          <Change name="Initial margin" now={shown.initialNow} after={shown.initialAfter} />
        )}
        <Change
          name="Free"
          now={shown.freeNow}
          after={shown.freeAfter}
          tone={freeAfterSign < 0 ? 'down' : ''}
        />
        <Change
          name="Health %"
          now={shown.healthNow.replace(/\s?%$/, '')}
          after={shown.healthAfter.replace(/\s?%$/, '')}
        />
        <Change name="Liq. price" now={shown.liquidationNow} after={shown.liquidationAfter} />
      </tbody>
    </table>
  );
}

/** Who would be deleveraged first, by instrument and side, and the lights of every position. */
import { notionalAtoms, unrealisedAtoms } from '../../venue/instruments/value.ts';
import { adlQueue } from '../../venue/liquidation/adl-queue.ts';
import type { Queued } from '../../venue/liquidation/adl-queue.ts';
import { allocatedEquityAtoms } from '../../venue/margin/buckets.ts';
import { mulDivRound } from '../../venue/numbers.ts';
import { at } from '../../venue/state.ts';
import type { Instrument, VenueState } from '../../venue/state.ts';
import { decimalText, NOT_APPLICABLE, signedPercentText, signOf } from '../format.ts';
import type { AdlRow } from '../messages.ts';
import { ratioPpm } from './positions.ts';
import { kindText } from './scene.ts';
import type { Scene } from './scene.ts';

/** So many of each queue are shown. */
export const PLACES_SHOWN = 10;
const SIDES = [1, -1] as const;
/** Two decimals of a per cent. */
const PPM_PER_HUNDREDTH = 100;
const LEVERAGE_MOST = 1_000_000;

/** One side of one instrument in which somebody may be deleveraged. */
export interface AdlSide {
  readonly instrument: number;
  readonly side: 1 | -1;
}

export function adlSides({ instruments }: VenueState): AdlSide[] {
  const deleveraged = instruments.filter(({ spec }) => spec.adl !== undefined);
  return deleveraged.flatMap(({ id }) => SIDES.map((side) => ({ instrument: id, side })));
}

/** V / E in hundredths, as rank has it; none where a position has no equity left. */
function leverageOf(instrument: Instrument, { position, figures }: Queued): string {
  const value = notionalAtoms(instrument.scales, Math.abs(position.lots), instrument.markTicks);
  const equity = allocatedEquityAtoms(instrument, position, figures);
  if (equity <= 0 || value / equity > LEVERAGE_MOST) return NOT_APPLICABLE;
  // Always in hundredths: they stand below each other.
  return `${decimalText(mulDivRound(value, 100, equity), 2, 2)}x`;
}

function rowOf(
  { state, scales }: Scene,
  { instrument: id, side }: AdlSide,
  queued: Queued,
  of: number,
): AdlRow {
  const instrument = at(state.instruments, id);
  const { subaccount, position, place, lights } = queued;
  const unrealised = unrealisedAtoms(instrument.scales, position, instrument.markTicks);
  const pnl = ratioPpm(unrealised, position.costAtoms);
  return {
    key: `${id}/${side}/${subaccount.id}`,
    instrument: instrument.spec.symbol,
    side: side > 0 ? 'LONG' : 'SHORT',
    queue: 2 * id + (side > 0 ? 0 : 1),
    place,
    of,
    subaccount: subaccount.label,
    accountKind: kindText(state, subaccount),
    size: scales.size(instrument, Math.abs(position.lots)),
    pnlPercent: pnl === null ? NOT_APPLICABLE : signedPercentText(pnl),
    // Of what is shown: 0.00 has none.
    pnlSign: pnl === null ? 0 : signOf(Math.round(pnl / PPM_PER_HUNDREDTH)),
    leverage: leverageOf(instrument, queued),
    lights,
  };
}

/** A side's queue as it stands: its first places, and everybody's lights by subaccount. */
export interface AdlQueueView {
  readonly rows: readonly AdlRow[];
  readonly lights: ReadonlyMap<number, number>;
}

/** Rule DESK-61. */
export function adlQueueView(scene: Scene, side: AdlSide): AdlQueueView {
  const queue = adlQueue(scene.state, at(scene.state.instruments, side.instrument), side.side);
  const first = queue.slice(0, PLACES_SHOWN);
  return {
    rows: first.map((queued) => rowOf(scene, side, queued, queue.length)),
    lights: new Map(queue.map(({ subaccount, lights }) => [subaccount.id, lights])),
  };
}

/**
 * A bucket that cannot be saved leaves its owner at its bankruptcy prices: to the liquidation
 * account, or to whoever takes over in its place. `margin-rules.md` section 8.
 */
import { BUY, SELL } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import { TRADE_KINDS } from '../events.ts';
import { notionalAtoms } from '../instruments/value.ts';
import { bucketFigures, positionBankruptcyTicks, positionsOf } from '../margin/buckets.ts';
import { settleForced } from '../orders/forced.ts';
import type { Atoms, Lots, Ticks } from '../numbers.ts';
import { at, isOfPool } from '../state.ts';
import type { Bucket, Instrument, Liquidation, Position, Subaccount } from '../state.ts';
import type { Step } from '../step.ts';
import { fundTakes, takersOf } from './assigning.ts';
import type { Taker } from './assigning.ts';
import { noteTakeover } from './deleveraging.ts';
import { scheduleDisposal } from './disposal.ts';
import { settlePool } from './exchange.ts';
import { coverShortfall, payIntoFund } from './fund.ts';
import { attribute } from './pools.ts';

/** The worst price that there is for a side. */
export function worstTicks(side: Side): Ticks {
  return side === BUY ? 2_147_483_647 : 1;
}

/**
 * Every position of the bucket goes to the liquidation account at its bankruptcy price, and what
 * rounding leaves goes to the fund: the bucket is then exactly zero. Rule LIQ-06.
 */
export function takeOver(step: Step, bucket: Bucket, liquidation: Liquidation): void {
  const subaccount = at(step.state.subaccounts, bucket.subaccount);
  const figures = bucketFigures(step.state, bucket);
  const owes = figures.equityAtoms < 0;
  let dust = 0;
  let last: Instrument | null = null;
  // Shares are of all that is held: what the first takes along does not change the second's.
  const plan = positionsOf(step.state, bucket).flatMap((position) => {
    if (position.lots === 0) return [];
    const instrument = at(step.state.instruments, position.instrument);
    const ticks = positionBankruptcyTicks(step.state, instrument, position, figures);
    return [{ position, instrument, ticks }];
  });
  for (const part of plan) {
    dust += transfer(step, liquidation, subaccount, { ...part, owes });
    last = part.instrument;
  }
  if (last === null) return;
  if (isOfPool(step.state, bucket)) return settlePool(step, subaccount);
  const left = bucket.instrument === 0 ? bucketFigures(step.state, bucket).walletAtoms : dust;
  if (left > 0) payIntoFund(step, subaccount, last, left, 'takeoverDust');
  if (left < 0 && bucket.instrument === 0) coverShortfall(step, subaccount, last, -left);
}

/** A position that goes, at its bankruptcy price; 0 where it has none. */
interface Leaving {
  readonly position: Position;
  readonly instrument: Instrument;
  readonly ticks: Ticks;
  /** Whether all that its bucket has is less than nothing. */
  readonly owes: boolean;
}

/**
 * Moves one position, to one or to several; what an isolated bucket has left over. The values of
 * parts are those of the lots so far less those before, so that they sum to the value of all.
 */
function transfer(
  step: Step,
  liquidation: Liquidation,
  subaccount: Subaccount,
  { position, instrument, ticks: bankruptcy, owes }: Leaving,
): Atoms {
  const side = position.lots > 0 ? SELL : BUY;
  const lots = Math.abs(position.lots);
  const ticks = bankruptcy === 0 ? worstTicks(side) : bankruptcy;
  const taken = { side: side === BUY ? SELL : BUY, lots, priceTicks: ticks } as const;
  // Who owes is given on at once, where that is said, and nobody stands between. Rule VAR-39.
  const isGivenOn = owes && instrument.spec.adl?.ruined === 'atOnce';
  const takers = isGivenOn
    ? [fundTakes(step.state, lots)]
    : takersOf(step.state, instrument, subaccount, taken);
  let done = 0;
  let leftAtoms = 0;
  for (const taker of takers) {
    const before = done === 0 ? 0 : notionalAtoms(instrument.scales, done, ticks);
    done += taker.lots;
    const value = notionalAtoms(instrument.scales, done, ticks) - before;
    leftAtoms = give(step, instrument, subaccount, taker, { ticks, side, notionalAtoms: value });
  }
  const who = [liquidation.id, subaccount.id, instrument.id] as const;
  const { markTicks } = instrument;
  step.events.emit('liquidation.takeover', ...who, side * lots, ticks, markTicks);
  for (const taker of takers) {
    settleTaken(step, instrument, who, taker, { lots: -side * taker.lots, ticks, owes });
  }
  return leftAtoms;
}

/** One part's trade; what an isolated bucket has left over once all is gone. */
function give(
  step: Step,
  instrument: Instrument,
  owner: Subaccount,
  { subaccount, lots, as }: Taker,
  { ticks, side, notionalAtoms: value }: { ticks: Ticks; side: Side; notionalAtoms: Atoms },
): Atoms {
  const trade = step.events.stepIndex;
  const kind = TRADE_KINDS.indexOf('takeover');
  const terms = { lots, ticks, notionalAtoms: value, feeAtoms: 0, trade, kind } as const;
  step.events.emit('trade', trade, instrument.id, ticks, lots, side, kind);
  const own = { subaccount: owner, side, liquidity: 'taker' } as const;
  const settled = settleForced(step, instrument, { ...terms, ...own });
  const other = side === BUY ? SELL : BUY;
  const against = { subaccount, side: other, liquidity: 'maker' } as const;
  const taken = settleForced(step, instrument, { ...terms, ...against });
  if (as === 'fund') attribute(step.state, instrument, taken.realisedAtoms);
  return settled.leftAtoms;
}

/** Tells who took a part; what the liquidation account has is to be disposed of. */
function settleTaken(
  step: Step,
  instrument: Instrument,
  who: readonly [liquidation: number, subaccount: number, instrument: number],
  { subaccount, as }: Taker,
  { lots, ticks, owes }: Pick<Leaving, 'ticks' | 'owes'> & { readonly lots: Lots },
): void {
  if (as === 'fund') {
    noteTakeover(step, instrument, lots, ticks, owes);
    scheduleDisposal(step, instrument);
  } else {
    const kind = as === 'vault' ? 'liquidation.backstopped' : 'liquidation.assigned';
    step.events.emit(kind, ...who, subaccount.id, lots, ticks);
  }
}

/**
 * A bucket that cannot be saved leaves its owner at its bankruptcy prices: to the liquidation
 * account, or to a vault that stands behind the instrument. `margin-rules.md` section 8.
 */
import { BUY, SELL } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import { TRADE_KINDS } from '../events.ts';
import { notionalAtoms } from '../instruments/value.ts';
import { bucketFigures, positionBankruptcyTicks, positionsOf } from '../margin/buckets.ts';
import { marginRefusal, sizeRefusal } from '../orders/checks.ts';
import { settleForced } from '../orders/forced.ts';
import type { Atoms, Lots, Ticks } from '../numbers.ts';
import { accountOf, at, isMargined, isOfPool, isPooled, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type {
  Bucket,
  Instrument,
  Liquidation,
  Position,
  Subaccount,
  VenueState,
} from '../state.ts';
import type { Step } from '../step.ts';
import { noteTakeover } from './deleveraging.ts';
import { settlePool } from './exchange.ts';
import { coverShortfall, payIntoFund } from './fund.ts';
import { attribute } from './pools.ts';

/** The worst price that there is for a side. */
export function worstTicks(side: Side): Ticks {
  return side === BUY ? 2_147_483_647 : 1;
}

/**
 * The vault of an instrument, where it can take so many lots at a price: it is asked as for an
 * order, is not in liquidation itself, and takes all of them or none. Rule VAR-20.
 */
function vaultFor(
  state: VenueState,
  instrument: Instrument,
  owner: Subaccount,
  taken: { readonly side: Side; readonly lots: Lots; readonly priceTicks: Ticks },
): Subaccount | null {
  const vault = state.subaccounts[(instrument.spec.liquidation.vault ?? 0) - 1];
  if (vault === undefined || vault === owner || !isMargined(state, vault)) return null;
  const { mode } = at(vault.positions, instrument.id);
  if (mode === 'isolated' || isPooled(vault) || accountOf(state, vault).suspended) return null;
  if (at(vault.balances, instrument.spec.settleAsset).bucket.liquidation !== null) return null;
  const asked = { instrument: instrument.id, ...taken, reduceOnly: false, replacesSlot: -1 };
  const why = sizeRefusal(state, vault, asked) ?? marginRefusal(state, vault, asked);
  return why === null ? vault : null;
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

/** Moves one position; what an isolated bucket has left over. */
function transfer(
  step: Step,
  liquidation: Liquidation,
  subaccount: Subaccount,
  { position, instrument, ticks: bankruptcy, owes }: Leaving,
): Atoms {
  const side = position.lots > 0 ? SELL : BUY;
  const lots = Math.abs(position.lots);
  const ticks = bankruptcy === 0 ? worstTicks(side) : bankruptcy;
  const notional = notionalAtoms(instrument.scales, lots, ticks);
  const other = side === BUY ? SELL : BUY;
  const offered = { side: other, lots, priceTicks: ticks } as const;
  // Who owes is given on at once, where that is said, and not to the vault. Rule VAR-39.
  const isGivenOn = owes && instrument.spec.adl?.ruined === 'atOnce';
  const vault = isGivenOn ? null : vaultFor(step.state, instrument, subaccount, offered);
  const account = vault ?? at(step.state.subaccounts, LIQUIDATION_SUBACCOUNT);
  const tradeId = step.events.stepIndex;
  const kind = TRADE_KINDS.indexOf('takeover');
  const trade = { lots, ticks, notionalAtoms: notional, feeAtoms: 0, trade: tradeId, kind };
  step.events.emit('trade', tradeId, instrument.id, ticks, lots, side, kind);
  const own = { subaccount, side, liquidity: 'taker' } as const;
  const settled = settleForced(step, instrument, { ...trade, ...own });
  const against = { subaccount: account, side: other, liquidity: 'maker' } as const;
  const taken = settleForced(step, instrument, { ...trade, ...against });
  step.events.emit(
    'liquidation.takeover',
    liquidation.id,
    subaccount.id,
    instrument.id,
    side * lots,
    ticks,
    instrument.markTicks,
  );
  if (vault !== null) {
    const whose = [liquidation.id, subaccount.id, instrument.id, vault.id] as const;
    step.events.emit('liquidation.backstopped', ...whose, -side * lots, ticks);
    return settled.leftAtoms;
  }
  attribute(step.state, instrument, taken.realisedAtoms);
  noteTakeover(step, instrument, -side * lots, ticks, owes);
  if (instrument.disposalDueUs === 0) {
    instrument.disposalDueUs = step.timeUs + instrument.spec.liquidation.disposalStepUs;
  }
  return settled.leftAtoms;
}

/**
 * What every bucket of a venue owns and is asked, a second time: from balances, positions and marks
 * as they stand, in fractions of BigInt, whatever the mode and whoever's profile it is.
 */
import type { InstrumentSpec } from '../commands.ts';
import { accountOf, at } from '../state.ts';
import type { Instrument, Position, ProfiledTerms, Subaccount, VenueState } from '../state.ts';
import { ceil, floor, fraction, naiveBankruptcyTicks, naiveBasis } from './naive-margin.ts';
import { naiveMaintenance, naiveNotional, naiveSideRequirement } from './naive-margin.ts';
import { naiveValue } from './naive-margin.ts';
import type { Fraction, NaiveContract, NaiveOrder } from './naive-margin.ts';
import { naiveRoot } from './naive-root.ts';

const PPM = 1_000_000n;
const E8 = 100_000_000n;
const MOST_RATE_PPM = 900_000;

export const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
export const sum = (figures: readonly bigint[]): bigint => figures.reduce((a, b) => a + b, 0n);

type ProfiledMargin = ProfiledTerms['margin'];

/** By whose table a subaccount is asked in an instrument, at so many lots. */
function contractFor(
  state: VenueState,
  subaccount: Subaccount,
  { id, spec }: Instrument,
  lots: bigint,
): NaiveContract {
  const { decimals } = at(state.assets, spec.settleAsset);
  const { profile } = accountOf(state, subaccount);
  const contracts = profile === undefined ? [] : at(state.profiles, profile).contracts;
  const own = contracts.find(({ instrument }) => instrument === id);
  if (own === undefined && spec.margin.tierMode === 'sizeRoot') {
    return { spec: { ...spec, margin: naiveRoot(spec.margin, lots) }, decimals };
  }
  if (own === undefined) return { spec, decimals };
  const asked = own.tierBy === 'lots' ? byLots(own.margin, lots) : own.margin;
  return { spec: { ...spec, margin: asked as InstrumentSpec['margin'] }, decimals };
}

/** One rate for all of a position: of the floor that its lots are above, or rising with them. */
function byLots(margin: ProfiledMargin, lots: bigint): ProfiledMargin {
  const { tiers, tierMode: _, rampAtoms, ...ways } = margin;
  const size = absolute(lots);
  const reached = tiers.filter(({ floorAtoms }) => BigInt(floorAtoms) < size).at(-1) ?? tiers[0];
  const ramp = rampAtoms === undefined ? null : BigInt(rampAtoms);
  const on = ramp === null ? 0n : size < ramp ? size : ramp;
  const rise = ramp === null ? 0 : Number(ceil(fraction(on * PPM, ramp)));
  const rate = (ppm = 0): number => Math.min(ppm + rise, MOST_RATE_PPM);
  const maintenancePpm = rate(reached?.maintenancePpm);
  const only = { floorAtoms: 0, maintenancePpm, initialPpm: rate(reached?.initialPpm) };
  return { ...ways, tiers: [only] };
}

/** A position as the twin sees it. */
export interface Held {
  readonly instrument: Instrument;
  readonly position: Position;
  readonly contract: NaiveContract;
  readonly lots: bigint;
  readonly mark: bigint;
  readonly unrealised: bigint;
}

export function heldBy(state: VenueState, subaccount: Subaccount): Held[] {
  return state.instruments.flatMap((instrument) => {
    const position = at(subaccount.positions, instrument.id);
    if (position.lots === 0) return [];
    const [lots, mark] = [BigInt(position.lots), BigInt(instrument.markTicks)];
    const contract = contractFor(state, subaccount, instrument, lots);
    const unrealised = naiveValue(contract, lots, mark) - BigInt(position.costAtoms);
    return { instrument, position, contract, lots, mark, unrealised };
  });
}

export function maintenanceOf({ contract, lots, position, mark }: Held): bigint {
  const basis = naiveBasis(contract, lots, BigInt(position.costAtoms), mark);
  return naiveMaintenance(contract.spec, basis);
}

function walletOf({ balances }: Subaccount, asset: number): bigint {
  const { mirroredAtoms, unsettledAtoms } = at(balances, asset);
  return BigInt(mirroredAtoms) + BigInt(unsettledAtoms);
}

/** What is owned of an asset beside isolated positions. */
export function moneyIn(state: VenueState, subaccount: Subaccount, asset: number): bigint {
  const apart = subaccount.positions.filter(
    (position) => at(state.instruments, position.instrument).spec.settleAsset === asset,
  );
  const allocated = sum(apart.map(({ allocatedAtoms }) => BigInt(allocatedAtoms)));
  return walletOf(subaccount, asset) - allocated;
}

export interface NaiveFigures {
  readonly equity: bigint;
  readonly maintenance: bigint;
}

/** Of the bucket that an asset has in cross, or an isolated position: 0 is no instrument. */
export function naiveBucket(
  state: VenueState,
  subaccount: Subaccount,
  asset: number,
  instrument: number,
): NaiveFigures {
  const held = heldBy(state, subaccount);
  const own = held.filter(({ position, instrument: { id, spec } }) =>
    instrument === 0
      ? position.mode === 'cross' && spec.settleAsset === asset
      : id === instrument && position.mode === 'isolated',
  );
  const money =
    instrument === 0
      ? moneyIn(state, subaccount, asset)
      : BigInt(at(subaccount.positions, instrument).allocatedAtoms);
  const equity = money + sum(own.map(({ unrealised }) => unrealised));
  return { equity, maintenance: sum(own.map(maintenanceOf)) };
}

/** Initial margin of all positions and orders that settle in an asset. */
export function naiveInitialIn(state: VenueState, subaccount: Subaccount, asset: number): bigint {
  const settled = state.instruments.filter(
    ({ spec, markTicks }) => spec.settleAsset === asset && markTicks !== 0,
  );
  return sum(settled.map((instrument) => naiveRequirement(state, subaccount, instrument)));
}

/** What position and orders in one instrument ask: of both sides the larger. */
export function naiveRequirement(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
): bigint {
  const { book, markTicks } = instrument;
  const { lots, leverageX100, mode } = at(subaccount.positions, instrument.id);
  const sides = ([1, -1] as const).map((side) => {
    const orders: NaiveOrder[] = [];
    for (let slot = book.firstOrderOf(subaccount.id); slot !== -1; slot = book.nextOrderOf(slot)) {
      if (book.sideOf(slot) !== side) continue;
      const reduceOnly = (book.flagsOf(slot) & 1) !== 0;
      const [remaining, price] = [book.remainingLotsOf(slot), book.priceTicksOf(slot)];
      orders.push({ lots: BigInt(remaining), priceTicks: BigInt(price), reduceOnly });
    }
    const held = BigInt(Math.max(0, side * lots));
    const contract = contractFor(
      state,
      subaccount,
      instrument,
      held + sum(orders.map((one) => one.lots)),
    );
    return naiveSideRequirement(contract, {
      isBuy: side === 1,
      positionLots: BigInt(lots),
      markTicks: BigInt(markTicks),
      leverageX100,
      orders,
      isIsolated: mode === 'isolated',
    });
  });
  return sides.reduce((a, b) => (b > a ? b : a), 0n);
}

/** The price that leaves a position nothing of its share; null where there is none. */
export function naiveBankruptcy(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
  { equity, maintenance }: NaiveFigures,
  share?: bigint,
): bigint | null {
  const one = heldBy(state, subaccount).find((held) => held.instrument === instrument);
  if (one === undefined) return null;
  const own = maintenanceOf(one);
  const part = own === maintenance ? equity : floor(fraction(equity * own, maintenance));
  const { decimals } = one.contract;
  return naiveBankruptcyTicks(
    { spec: instrument.spec, decimals },
    one.lots,
    one.mark,
    share ?? part,
  );
}

/** What a value pays at a rate in 1e-8: rounded up for who pays, down for who is paid. */
export function naiveFunding(valueAtoms: bigint, rateE8: bigint): bigint {
  return ceil(fraction(valueAtoms * rateE8, E8));
}

/** U / cost x V / E of a position in profit, U / cost / (V / E) of one in loss. */
export function naiveRank(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
): Fraction {
  const one = heldBy(state, subaccount).find((held) => held.instrument === instrument);
  if (one === undefined) throw new Error('who holds nothing has no rank');
  const isolated = one.position.mode === 'isolated' ? instrument.id : 0;
  const figures = naiveBucket(state, subaccount, instrument.spec.settleAsset, isolated);
  const own = maintenanceOf(one);
  const share = floor(fraction(figures.equity * own, figures.maintenance));
  const orOne = (atoms: bigint): bigint => (atoms < 1n ? 1n : atoms);
  const value = orOne(naiveNotional(one.contract, absolute(one.lots), one.mark));
  const paid = orOne(absolute(BigInt(one.position.costAtoms)));
  return one.unrealised < 0n
    ? fraction(one.unrealised * orOne(share), paid * value)
    : fraction(one.unrealised * value, paid * orOne(share));
}

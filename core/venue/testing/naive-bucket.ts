/**
 * What every bucket of a venue owns and is asked, a second time: from balances, positions and marks
 * as they stand, in fractions of BigInt, whatever the mode and whoever's profile it is.
 */
import { at } from '../state.ts';
import type { Instrument, Position, Subaccount, VenueState } from '../state.ts';
import { ceil, floor, fraction, naiveBankruptcyTicks, naiveBasis } from './naive-margin.ts';
import { naiveMaintenance, naiveNotional, naiveSide } from './naive-margin.ts';
import { naivePosted, naiveSideRequirement } from './naive-margin.ts';
import { naiveValue } from './naive-margin.ts';
import type { Fraction, NaiveContract, NaiveOrder, NaiveSide } from './naive-margin.ts';
import { memberOfHeld, memberOfSides, naiveOffsets } from './naive-spread.ts';
import { naiveSparedOf, naiveSpreads } from './naive-spread.ts';
import { contractFor } from './naive-terms.ts';

const E8 = 100_000_000n;

export const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
export const sum = (figures: readonly bigint[]): bigint => figures.reduce((a, b) => a + b, 0n);

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
  // What is paid for in full is asked for nothing more.
  if (contract.spec.capTicks !== undefined) return 0n;
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
  const spared = [...sparedOf(state, subaccount, own).values()];
  return { equity, maintenance: sum(own.map(maintenanceOf)) - sum(spared) };
}

/** What positions of a bucket are spared of maintenance. */
function sparedOf(
  state: VenueState,
  subaccount: Subaccount,
  own: readonly Held[],
): Map<number, bigint> {
  const legs = own.filter(({ instrument }) => naiveOffsets(state, subaccount, instrument));
  return naiveSparedOf(legs.map((one) => memberOfHeld(one, maintenanceOf(one))));
}

/** Initial margin of all positions and orders that settle in an asset. */
export function naiveInitialIn(state: VenueState, subaccount: Subaccount, asset: number): bigint {
  const settled = state.instruments.filter(
    ({ spec, markTicks }) => spec.settleAsset === asset && markTicks !== 0,
  );
  const [legs, others] = [true, false].map((may) =>
    settled.filter((instrument) => naiveOffsets(state, subaccount, instrument) === may),
  ) as [Instrument[], Instrument[]];
  const members = legs.filter((one) => !isIdle(subaccount, one));
  return (
    sum(others.map((instrument) => naiveRequirement(state, subaccount, instrument))) +
    naiveSpreads(
      members.map((one) => memberOfSides(one, sidesOf(state, subaccount, one).map(inCross))),
    )
  );
}

const inCross = ({ contract, side }: SideAsked) => naiveSide(contract, side);

function isIdle({ id, positions }: Subaccount, instrument: Instrument): boolean {
  return at(positions, instrument.id).lots === 0 && instrument.book.firstOrderOf(id) === -1;
}

interface SideAsked {
  readonly contract: NaiveContract;
  readonly side: NaiveSide;
}

/** Both sides of an instrument with their orders. */
function sidesOf(state: VenueState, subaccount: Subaccount, instrument: Instrument): SideAsked[] {
  const { book, markTicks } = instrument;
  const { lots, leverageX100, mode } = at(subaccount.positions, instrument.id);
  return ([1, -1] as const).map((side) => {
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
      BigInt(side) * (held + sum(orders.map((one) => one.lots))),
    );
    const asked = {
      isBuy: side === 1,
      positionLots: BigInt(lots),
      markTicks: BigInt(markTicks),
      leverageX100,
      orders,
      isIsolated: mode === 'isolated',
    };
    return { contract, side: asked };
  });
}

/** What position and orders in one instrument ask: of both sides the larger. */
export function naiveRequirement(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
): bigint {
  const sides = sidesOf(state, subaccount, instrument).map(({ contract, side }) =>
    contract.spec.capTicks === undefined
      ? naiveSideRequirement(contract, side)
      : naivePosted(contract, side, contract.spec.capTicks),
  );
  return sides.reduce((a, b) => (b > a ? b : a), 0n);
}

/** What a position is asked of its bucket: alone, less what it is spared. */
function partOf(state: VenueState, subaccount: Subaccount, one: Held): bigint {
  const { settleAsset } = one.instrument.spec;
  const beside = heldBy(state, subaccount).filter(
    ({ instrument }) => instrument.spec.settleAsset === settleAsset,
  );
  const spared = sparedOf(state, subaccount, beside).get(one.instrument.id);
  return maintenanceOf(one) - (spared ?? 0n);
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
  const own = partOf(state, subaccount, one);
  // A pool may ask nothing of a position that it gives a share.
  const part = (): bigint =>
    own === maintenance ? equity : floor(fraction(equity * own, maintenance));
  const { decimals } = one.contract;
  const contract = { spec: instrument.spec, decimals };
  return naiveBankruptcyTicks(contract, one.lots, one.mark, share ?? part());
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
  const own = partOf(state, subaccount, one);
  const isAll = own === figures.maintenance;
  const share = isAll ? figures.equity : floor(fraction(figures.equity * own, figures.maintenance));
  const orOne = (atoms: bigint): bigint => (atoms < 1n ? 1n : atoms);
  const value = orOne(naiveNotional(one.contract, absolute(one.lots), one.mark));
  const paid = orOne(absolute(BigInt(one.position.costAtoms)));
  return one.unrealised < 0n
    ? fraction(one.unrealised * orOne(share), paid * value)
    : fraction(one.unrealised * value, paid * orOne(share));
}

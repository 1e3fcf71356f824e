/**
 * What every bucket of a venue owns and is asked, a second time: from balances, positions and marks
 * as they stand, in fractions of BigInt, whatever the mode and whoever's profile it is.
 */
import type { InstrumentSpec } from '../commands.ts';
import { powerOfTen } from '../instruments/value.ts';
import { standing } from '../pricing/ladder.ts';
import { accountOf, at } from '../state.ts';
import type { Instrument, Position, ProfiledTerms, Subaccount, VenueState } from '../state.ts';
import { ceil, floor, fraction, naiveBankruptcyTicks, naiveBasis } from './naive-margin.ts';
import { naiveMaintenance, naiveNotional, naiveSideRequirement } from './naive-margin.ts';
import { naiveValue } from './naive-margin.ts';
import type { Fraction, NaiveContract, NaiveOrder } from './naive-margin.ts';
import { naiveCollateral, naiveCredit, naiveNetWith, naivePortfolio } from './naive-pool.ts';
import type { NaiveCoin, NaiveLeg } from './naive-pool.ts';

const PPM = 1_000_000n;
const E8 = 100_000_000n;
const MOST_RATE_PPM = 900_000;

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
const sum = (figures: readonly bigint[]): bigint => figures.reduce((a, b) => a + b, 0n);

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
interface Held {
  readonly instrument: Instrument;
  readonly position: Position;
  readonly contract: NaiveContract;
  readonly lots: bigint;
  readonly mark: bigint;
  readonly unrealised: bigint;
}

function heldBy(state: VenueState, subaccount: Subaccount): Held[] {
  return state.instruments.flatMap((instrument) => {
    const position = at(subaccount.positions, instrument.id);
    if (position.lots === 0) return [];
    const [lots, mark] = [BigInt(position.lots), BigInt(instrument.markTicks)];
    const contract = contractFor(state, subaccount, instrument, lots);
    const unrealised = naiveValue(contract, lots, mark) - BigInt(position.costAtoms);
    return { instrument, position, contract, lots, mark, unrealised };
  });
}

function maintenanceOf({ contract, lots, position, mark }: Held): bigint {
  const basis = naiveBasis(contract, lots, BigInt(position.costAtoms), mark);
  return naiveMaintenance(contract.spec, basis);
}

function walletOf({ balances }: Subaccount, asset: number): bigint {
  const { mirroredAtoms, unsettledAtoms } = at(balances, asset);
  return BigInt(mirroredAtoms) + BigInt(unsettledAtoms);
}

/** What is owned of an asset beside isolated positions. */
function moneyIn(state: VenueState, subaccount: Subaccount, asset: number): bigint {
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

interface PoolCoin {
  readonly asset: number;
  readonly coin: NaiveCoin;
  readonly net: bigint;
  readonly extraPpm: number;
}

function coinsOf(state: VenueState, subaccount: Subaccount, held: readonly Held[]): PoolCoin[] {
  return state.assets.flatMap(({ id, decimals, collateral }) => {
    if (collateral === undefined) return [];
    const index = collateral.index === undefined ? null : at(state.indices, collateral.index);
    if (index !== null && index.price.priceE8 === 0) return [];
    const isFresh =
      index === null || ['GREEN', 'AMBER'].includes(standing(index.price.ladder).state);
    const priceE8 = index === null ? null : BigInt(index.price.priceE8);
    const settled = held.filter(({ instrument }) => instrument.spec.settleAsset === id);
    const net = moneyIn(state, subaccount, id) + sum(settled.map(({ unrealised }) => unrealised));
    const extraPpm = isFresh ? 0 : collateral.stalePpm;
    return [{ asset: id, coin: { decimals, priceE8 }, net, extraPpm }];
  });
}

/** Of a price in 1e-8, between an asset's atoms and those of a reference of six decimals. */
const scale = (decimals: number): bigint => BigInt(powerOfTen(decimals + 2));

/** An amount in the reference, rounded down. */
function worth({ decimals, priceE8 }: NaiveCoin, atoms: bigint): bigint {
  if (priceE8 === null) return atoms;
  return floor(fraction(atoms * priceE8, scale(decimals)));
}

/** Reference atoms in an asset, rounded down. */
function inAsset({ decimals, priceE8 }: NaiveCoin, atoms: bigint): bigint {
  if (priceE8 === null) return atoms;
  return floor(fraction(atoms * scale(decimals), priceE8));
}

/** What is owed whole, what its own positions ask whole, and the rest less its haircut. */
function counted(
  state: VenueState,
  { asset, coin, net, extraPpm }: PoolCoin,
  own: bigint,
  which: 'maintenancePpm' | 'initialPpm',
): bigint {
  if (net <= 0n) return worth(coin, net);
  const kept = net < own ? net : own;
  const extra = which === 'initialPpm' ? extraPpm : 0;
  const tiers = (at(state.assets, asset).collateral?.tiers ?? []).map((tier) => ({
    ...tier,
    [which]: Math.min(1_000_000, tier[which] + extra),
  }));
  return worth(coin, kept) + naiveCollateral(tiers, coin, net - kept, which);
}

/** What the underlyings of a portfolio ask for positions alone, and each position's part of it. */
function byScenarios(
  state: VenueState,
  held: readonly Held[],
  coins: readonly PoolCoin[],
  which: 'initial' | 'maintenance',
): { total: bigint; parts: bigint[] } {
  let total = 0n;
  const parts = held.map(() => 0n);
  for (const { id, portfolio } of state.indices) {
    const members = held.filter(({ instrument }) => instrument.spec.index === id);
    if (portfolio === undefined || members.length === 0) continue;
    const legs = members.map((one) => legOf(state, one, coins));
    const credit = creditIn(state, held, coins, id);
    const asked = naivePortfolio(portfolio, legs, 0n, credit)[which];
    total += asked;
    const grosses = members.map(({ contract, lots, mark, instrument }) => {
      const coin = coins.find(({ asset }) => asset === instrument.spec.settleAsset)?.coin;
      if (coin === undefined) throw new Error('a position settles in what is no collateral');
      return -worth(coin, -naiveNotional(contract, absolute(lots), mark));
    });
    const gross = sum(grosses);
    for (const [n, one] of members.entries()) {
      const part = gross === 0n ? 0n : floor(fraction(asked * (grosses[n] ?? 0n), gross));
      parts[held.indexOf(one)] = part;
    }
  }
  return { total, parts };
}

/** What another underlying is credited for in one, by positions alone. */
function creditIn(
  state: VenueState,
  held: readonly Held[],
  coins: readonly PoolCoin[],
  index: number,
): bigint {
  const pairs = state.indices.flatMap(({ id, portfolio }) => {
    const { credit } = portfolio ?? {};
    return credit === undefined ? [] : [{ ends: [id, credit.index], ratePpm: credit.ratePpm }];
  });
  const pair = pairs.find(({ ends }) => ends.includes(index));
  const other = pair?.ends.find((end) => end !== index);
  if (pair === undefined || other === undefined) return 0n;
  const [own, opposite] = [index, other].map((one) => {
    const members = held.filter(({ instrument }) => instrument.spec.index === one);
    return naiveNetWith(
      members.map((member) => legOf(state, member, coins)),
      0n,
    );
  }) as [bigint, bigint];
  const rangePpm = at(state.indices, index).portfolio?.rangePpm ?? 0;
  return naiveCredit(own, opposite, rangePpm, pair.ratePpm);
}

function legOf(
  state: VenueState,
  { instrument, contract, lots, mark }: Held,
  coins: readonly PoolCoin[],
): NaiveLeg {
  const { spec, positions } = instrument;
  const found = coins.find(({ asset }) => asset === spec.settleAsset);
  if (found === undefined) throw new Error('a position settles in what is no collateral');
  const longs = positions.filter((position) => position.lots > 0);
  return {
    contract,
    coin: found.coin,
    moves: at(state.assets, spec.settleAsset).collateral?.index === spec.index,
    currency: spec.contract === 'linear' ? spec.settleAsset : 0,
    // Tenors count from zero, and what has none ends now.
    expiryUs: Math.max(0, (spec.expiry?.expiresUs ?? state.timeUs) - state.timeUs),
    sizes: [lots],
    markTicks: mark,
    openLots: sum(longs.map((position) => BigInt(position.lots))),
  };
}

/** A pool's equity against what is asked, and each position's share of the equity. */
export interface NaivePool extends NaiveFigures {
  readonly shares: ReadonlyMap<number, bigint>;
}

/** A pool of either mode; by the initial parameters a portfolio is taken without its orders. */
export function naivePool(
  state: VenueState,
  subaccount: Subaccount,
  which: 'initial' | 'maintenance',
): NaivePool {
  const held = heldBy(state, subaccount).filter(({ position }) => position.mode === 'cross');
  const coins = coinsOf(state, subaccount, held);
  const isPortfolio = subaccount.mode === 'portfolio';
  const scan = isPortfolio ? byScenarios(state, held, coins, which) : null;
  let [equity, asked] = [0n, scan?.total ?? 0n];
  const parts = held.map((_, n) => scan?.parts[n] ?? 0n);
  for (const one of coins) {
    const settled = held.filter(({ instrument }) => instrument.spec.settleAsset === one.asset);
    const each = settled.map((leg) => parts[held.indexOf(leg)] ?? 0n);
    // By the initial parameters each part is rounded by itself, for maintenance their sum.
    const inCoin =
      which === 'initial'
        ? sum(each.map((part) => inAsset(one.coin, part)))
        : inAsset(one.coin, sum(each));
    const own = scan === null ? askedIn(state, subaccount, one.asset, which) : inCoin;
    if (scan === null) {
      asked += -worth(one.coin, -own);
      for (const leg of settled) parts[held.indexOf(leg)] = -worth(one.coin, -maintenanceOf(leg));
    }
    equity += counted(state, one, own, `${which}Ppm`);
  }
  const all = sum(parts);
  const shares = held.map(({ instrument }, n): [number, bigint] => {
    const coin = coins.find(({ asset }) => asset === instrument.spec.settleAsset)?.coin;
    if (coin === undefined) throw new Error('a position settles in what is no collateral');
    const [over, under] = all === 0n ? [1n, BigInt(held.length)] : [parts[n] ?? 0n, all];
    return [instrument.id, inAsset(coin, floor(fraction(equity * over, under)))];
  });
  return { equity, maintenance: asked, shares: new Map(shares) };
}

/** What positions, and orders by the initial parameters, ask of one asset by their own tables. */
function askedIn(
  state: VenueState,
  subaccount: Subaccount,
  asset: number,
  which: 'initial' | 'maintenance',
): bigint {
  if (which === 'initial') return naiveInitialIn(state, subaccount, asset);
  const held = heldBy(state, subaccount).filter(({ position }) => position.mode === 'cross');
  const own = held.filter(({ instrument }) => instrument.spec.settleAsset === asset);
  return sum(own.map(maintenanceOf));
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

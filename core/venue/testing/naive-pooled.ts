/**
 * What a pool of either mode owns and is asked, a second time: from balances, positions and marks
 * as they stand, in fractions of BigInt, whatever its terms.
 */
import type { CollateralTerms } from '../commands.ts';
import { powerOfTen } from '../instruments/value.ts';
import { standing } from '../pricing/ladder.ts';
import { at } from '../state.ts';
import type { Position, Subaccount, VenueState } from '../state.ts';
import { absolute, heldBy, maintenanceOf, moneyIn, naiveInitialIn, sum } from './naive-bucket.ts';
import type { Held, NaiveFigures } from './naive-bucket.ts';
import { floor, fraction, naiveNotional } from './naive-margin.ts';
import {
  naiveCollateral,
  naiveCredit,
  naiveDebt,
  naiveNetWith,
  naivePortfolio,
} from './naive-pool.ts';
import type { NaiveCoin, NaiveLeg } from './naive-pool.ts';

const PPM = 1_000_000n;
type Which = 'maintenancePpm' | 'initialPpm';

interface PoolCoin {
  readonly asset: number;
  readonly terms: CollateralTerms;
  readonly coin: NaiveCoin;
  readonly net: bigint;
  /** Its wallet is below nothing. */
  readonly owed: boolean;
  readonly extraPpm: number;
  /** The part of its initial weight that the venue's deposits leave. */
  readonly scalePpm: bigint;
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
    const sources = index?.price.sources.length ?? 1;
    const sure = Math.floor(((index?.price.reading.survivors ?? 1) * 1_000_000) / sources);
    const unsure = sure < (collateral.confidencePpm ?? 0) ? 1_000_000 - sure : 0;
    const extraPpm = (isFresh ? 0 : collateral.stalePpm) + unsure;
    const owed = moneyIn(state, subaccount, id) < 0n;
    const scalePpm = scaleOf(collateral, state.externalAtoms[id - 1] ?? 0);
    const coin = { decimals, priceE8 };
    return [{ asset: id, terms: collateral, coin, net, owed, extraPpm, scalePpm }];
  });
}

function scaleOf({ depositsAtoms }: CollateralTerms, deposits: number): bigint {
  const isMore = depositsAtoms !== undefined && deposits > depositsAtoms;
  return isMore ? floor(fraction(BigInt(depositsAtoms) * PPM, BigInt(deposits))) : PPM;
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

/** What is owed whole or more, what is exempt whole, and the rest less its haircut. */
function counted(
  { terms, coin, net, extraPpm, scalePpm }: PoolCoin,
  exempt: bigint,
  morePpm: number,
  which: Which,
): bigint {
  if (net <= 0n) return -naiveDebt(coin, -net, BigInt(terms.debtWeightPpm ?? 1_000_000));
  const kept = net < exempt ? net : exempt;
  const isInitial = which === 'initialPpm';
  const extra = morePpm + (isInitial ? extraPpm : 0);
  const part = isInitial ? scalePpm : PPM;
  const tiers = terms.tiers.map((tier) => {
    const uncut = PPM - BigInt(Math.min(1_000_000, tier[which] + extra));
    return { ...tier, [which]: Number(PPM - floor(fraction(uncut * part, PPM))) };
  });
  return worth(coin, kept) + naiveCollateral(tiers, coin, net - kept, which);
}

/** The highest of what an asset's terms say against others in which something is asked or owed. */
function moreAgainst(
  coins: readonly PoolCoin[],
  { terms }: PoolCoin,
  own: ReadonlyMap<number, bigint>,
  which: Which,
): number {
  const counts = (asset: number): boolean =>
    (own.get(asset) ?? 0n) > 0n || coins.some((one) => one.asset === asset && one.owed);
  const named = (terms.against ?? []).filter(({ asset }) => counts(asset));
  return Math.max(0, ...named.map((entry) => entry[which]));
}

/** By asset, coins that stand against a net short of their underlying, each short once. */
function hedgingIn(coins: readonly PoolCoin[], held: readonly Held[]): Map<number, bigint> {
  const hedging = new Map<number, bigint>();
  const used = new Map<number, bigint>();
  for (const { asset, terms, coin, net } of coins) {
    if (terms.exempt !== 'hedged' || terms.index === undefined) continue;
    const legs = held.filter(({ instrument }) => instrument.spec.index === terms.index);
    const worths = legs.map(({ contract, lots, mark, instrument }) => {
      const settled = coins.find((one) => one.asset === instrument.spec.settleAsset);
      if (settled === undefined) return 0n;
      const up = -worth(settled.coin, -naiveNotional(contract, absolute(lots), mark));
      return lots < 0n ? up : -up;
    });
    const taken = used.get(terms.index) ?? 0n;
    const short = sum(worths) - taken;
    const most = inAsset(coin, short > 0n ? short : 0n);
    const part = net < 0n ? 0n : net < most ? net : most;
    hedging.set(asset, part);
    used.set(terms.index, taken + worth(coin, part));
  }
  return hedging;
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
  const owns = new Map<number, bigint>();
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
    owns.set(one.asset, own);
  }
  const hedging = hedgingIn(coins, held);
  for (const one of coins) {
    const own = owns.get(one.asset) ?? 0n;
    const hedged = hedging.get(one.asset) ?? 0n;
    const exempt = one.terms.exempt === 'none' ? 0n : own > hedged ? own : hedged;
    const more = moreAgainst(coins, one, owns, `${which}Ppm`);
    equity += counted(one, exempt, more, `${which}Ppm`);
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

/** Whether figures have a position liquidated: below maintenance, or of a pool at its ratio. */
export function isDue(
  { mode, ratios }: Subaccount,
  position: Position,
  equityAtoms: number,
  maintenanceAtoms: number,
): boolean {
  const isPool = position.mode === 'cross' && (mode === 'multiAsset' || mode === 'portfolio');
  const percent = BigInt(isPool ? (ratios?.liquidationPercent ?? 0) : 0);
  if (percent === 0n) return equityAtoms < maintenanceAtoms;
  return BigInt(equityAtoms) * 100n <= BigInt(maintenanceAtoms) * percent;
}

/**
 * One bucket for all that a subaccount has, in the reference currency: multi-asset and portfolio
 * margin (`margin-rules.md` sections 12 and 13). Every figure is a full revaluation of the bucket.
 *
 * The bucket is that of the balance in the reference asset; those of other assets are at rest.
 */
import { walletAtoms } from '../accounts/ledger.ts';
import type { CollateralTerms, PortfolioTerms } from '../commands.ts';
import { powerOfTen, unrealisedAtoms } from '../instruments/value.ts';
import { mulDivFloor, mulDivRound, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ppm, Ticks } from '../numbers.ts';
import { standing } from '../pricing/ladder.ts';
import { at } from '../state.ts';
import type { Asset, Bucket, Instrument, Position, Subaccount, VenueState } from '../state.ts';
import { termsFor } from './account-terms.ts';
import { basisAtoms, maintenanceAtoms } from './arithmetic.ts';
import {
  askedAtoms,
  assetAtoms,
  AT_PAR,
  bounded,
  collateralAtoms,
  rateAt,
  referenceAtoms,
} from './collateral.ts';
import type { Holding, Rate } from './collateral.ts';
import { openLots } from './open-interest.ts';
import { confidencePpm, equityOf, judged } from './pool-equity.ts';
import { creditAtoms, surelyNetAtoms } from './portfolio-charges.ts';
import { DOLLAR, mayConcentrate, partAtoms, portfolioMargin } from './portfolio.ts';
import type { PortfolioLeg, PortfolioMargin } from './portfolio.ts';

export { equityOf } from './pool-equity.ts';

/** The asset in which pooled margin counts: the one whose terms name no index; 0 for none. */
export function referenceAsset({ assets }: VenueState): number {
  const found = assets.find(
    ({ collateral }) => collateral !== undefined && collateral.index === undefined,
  );
  return found?.id ?? 0;
}

/** What a subaccount has in one asset. */
export interface PoolAsset {
  readonly asset: number;
  readonly holding: Holding & { readonly terms: CollateralTerms };
  readonly walletAtoms: Atoms;
  /** With the unrealised results of positions settled in it. */
  readonly netAtoms: Atoms;
}

export interface PoolLeg {
  readonly instrument: Instrument;
  readonly lots: Lots;
  readonly markTicks: Ticks;
}

/** All of a pooled subaccount, valued as it stands or as it might stand. */
export interface Pool {
  readonly subaccount: Subaccount;
  readonly assets: readonly PoolAsset[];
  /** Its open positions, but for isolated ones. */
  readonly legs: readonly PoolLeg[];
}

/** What an asset is worth in the reference; null of one that has no terms, or no price yet. */
export function rateOf(state: VenueState, asset: number): Rate | null {
  const { collateral, decimals } = at(state.assets, asset);
  if (collateral === undefined) return null;
  if (collateral.index === undefined) return AT_PAR;
  const { priceE8 } = at(state.indices, collateral.index).price;
  return priceE8 === 0 ? null : rateAt(priceE8, decimals, referenceOf(state).decimals);
}

function referenceOf(state: VenueState): Asset {
  return at(state.assets, referenceAsset(state));
}

function holdingOf(state: VenueState, { id, collateral }: Asset): PoolAsset['holding'] | null {
  const rate = rateOf(state, id);
  if (rate === null || collateral === undefined) return null;
  const { index, depositsAtoms } = collateral;
  const held = { terms: collateral, rate, extraPpm: index === undefined ? 0 : lateness(state, id) };
  const deposits = state.externalAtoms[id - 1] ?? 0;
  if (depositsAtoms === undefined || deposits <= depositsAtoms) return held;
  return { ...held, scalePpm: mulDivFloor(depositsAtoms, PPM, deposits) };
}

/** What is cut initially while the index of an asset is late, or little sure. COLL-02, VAR-62. */
function lateness(state: VenueState, asset: number): Ppm {
  const { collateral } = at(state.assets, asset);
  if (collateral?.index === undefined) return 0;
  const { price } = at(state.indices, collateral.index);
  const now = standing(price.ladder).state;
  const late = now === 'GREEN' || now === 'AMBER' ? 0 : collateral.stalePpm;
  const sure = confidencePpm(price);
  return late + (sure < (collateral.confidencePpm ?? 0) ? PPM - sure : 0);
}

/**
 * A pooled subaccount as it stands, but for isolated positions. Assets without terms or price are
 * no part of it.
 */
export function poolOf(state: VenueState, subaccount: Subaccount): Pool {
  const apart: { readonly asset: number; readonly atoms: Atoms }[] = [];
  const legs = state.instruments.flatMap((instrument) => {
    const { lots, mode, allocatedAtoms: atoms } = at(subaccount.positions, instrument.id);
    if (atoms !== 0) apart.push({ asset: instrument.spec.settleAsset, atoms });
    if (lots === 0 || mode === 'isolated') return [];
    return [{ instrument, lots, markTicks: instrument.markTicks }];
  });
  const assets = state.assets.flatMap((asset): PoolAsset[] => {
    const holding = holdingOf(state, asset);
    if (holding === null) return [];
    let wallet = walletAtoms(at(subaccount.balances, asset.id));
    // What an isolated position owns is not the pool's.
    for (const own of apart) if (own.asset === asset.id) wallet -= own.atoms;
    let net = wallet;
    for (const { instrument, markTicks } of legs) {
      if (instrument.spec.settleAsset !== asset.id) continue;
      const position = at(subaccount.positions, instrument.id);
      net += unrealisedAtoms(instrument.scales, position, markTicks);
    }
    return [{ asset: asset.id, holding, walletAtoms: wallet, netAtoms: net }];
  });
  return { subaccount, assets, legs };
}

/** What a pool is asked for, and of it what each asset's and each leg's part is. */
export interface Asked {
  readonly totalAtoms: Atoms;
  /** In the reference, in the order of the legs. */
  readonly partAtoms: readonly Atoms[];
  /** By asset, in its own atoms: what is backed by it without a haircut. */
  readonly ownAtoms: ReadonlyMap<number, Atoms>;
}

/** What a pool has in one underlying. */
interface Unit {
  readonly index: number;
  readonly terms: PortfolioTerms;
  /** Places of its legs among those that were given. */
  readonly members: number[];
  readonly legs: PortfolioLeg[];
  readonly spotAtoms: Atoms;
}

type Reached = { readonly leg: PoolLeg; readonly mostLots: Lots; readonly leastLots: Lots };

function unitsOf(state: VenueState, pool: Pool, legs: readonly Reached[]): Unit[] {
  const unitAtoms = powerOfTen(referenceOf(state).decimals);
  return state.indices.flatMap(({ id: index, portfolio: terms }) => {
    if (terms === undefined) return [];
    const members: number[] = [];
    const given: PortfolioLeg[] = [];
    for (const [n, reach] of legs.entries()) {
      const { spec } = reach.leg.instrument;
      const held = pool.assets.find(({ asset }) => asset === spec.settleAsset);
      if (spec.index !== index || held === undefined) continue;
      const leg = portfolioLeg(reach.leg, reach, held);
      const isLarge = mayConcentrate(terms, leg, unitAtoms);
      members.push(n);
      given.push(isLarge ? { ...leg, openLots: openLots(reach.leg.instrument) } : leg);
    }
    if (members.length === 0) return [];
    return [{ index, terms, members, legs: given, spotAtoms: spotAtomsOf(pool, index) }];
  });
}

/** What the other underlying of a credit takes off the scan of one; 0 without one. Rule VAR-59. */
function creditOf(units: readonly Unit[], own: Unit): Atoms {
  const { credit } = own.terms;
  const other = units.find(
    ({ index, terms }) => index === credit?.index || terms.credit?.index === own.index,
  );
  const ratePpm = (credit ?? other?.terms.credit)?.ratePpm;
  if (other === undefined || ratePpm === undefined) return 0;
  const [ownNet, otherNet] = [own, other].map(({ legs, spotAtoms }) =>
    surelyNetAtoms(legs, spotAtoms),
  ) as [Atoms, Atoms];
  return creditAtoms({ netAtoms: ownNet, rangePpm: own.terms.rangePpm }, otherNet, ratePpm);
}

/** The margin of every underlying of a pool, by index. */
export function portfolioMargins(
  state: VenueState,
  pool: Pool,
  legs: readonly Reached[],
): { readonly index: number; readonly members: number[]; readonly margin: PortfolioMargin }[] {
  const given = { unitAtoms: powerOfTen(referenceOf(state).decimals), nowUs: state.timeUs };
  const units = unitsOf(state, pool, legs);
  return units.map((unit) => {
    const { index, terms, members, spotAtoms } = unit;
    const own = { ...given, spotAtoms, creditAtoms: creditOf(units, unit) };
    return { index, members, margin: portfolioMargin(terms, unit.legs, own) };
  });
}

/** Worth of the coins of an underlying that are there, up to what their owner has said. PM-13. */
export function spotAtomsOf({ subaccount, assets }: Pool, index: number): Atoms {
  let worth = 0;
  for (const { asset, atoms } of subaccount.spotOffsets ?? []) {
    const member = assets.find((entry) => entry.asset === asset);
    if (member === undefined || member.holding.terms.index !== index) continue;
    const held = Math.max(0, Math.min(atoms, member.walletAtoms, member.netAtoms));
    worth = bounded(worth + referenceAtoms(member.holding.rate, held));
  }
  return worth;
}

/** What the positions in one underlying ask of a pool, component by component; null for none. */
export function underlyingMargin(
  state: VenueState,
  subaccount: Subaccount,
  index: number,
): PortfolioMargin | null {
  const pool = poolOf(state, subaccount);
  const legs = pool.legs.map((leg) => ({ leg, mostLots: leg.lots, leastLots: leg.lots }));
  const found = portfolioMargins(state, pool, legs).find((entry) => entry.index === index);
  return found?.margin ?? null;
}

function portfolioLeg(
  { instrument, lots, markTicks }: PoolLeg,
  reach: { readonly mostLots: Lots; readonly leastLots: Lots },
  { holding }: PoolAsset,
): PortfolioLeg {
  const { spec, scales } = instrument;
  return {
    scales,
    takerPpm: spec.fees.takerPpm,
    lots,
    mostLots: reach.mostLots,
    leastLots: reach.leastLots,
    markTicks,
    rate: holding.rate,
    movesRate: holding.terms.index === spec.index,
    currency: spec.contract === 'linear' ? spec.settleAsset : DOLLAR,
    expiryUs: instrument.spec.expiry?.expiresUs ?? 0,
    openLots: 0,
  };
}

/** Maintenance of a pool by its mode. Rules COLL-03, PM-06. */
export function maintenanceOf(state: VenueState, pool: Pool): Asked {
  return pool.subaccount.mode === 'portfolio' ? byScenarios(state, pool) : byPositions(pool);
}

function byScenarios(state: VenueState, pool: Pool): Asked {
  const legs = pool.legs.map((leg) => ({ leg, mostLots: leg.lots, leastLots: leg.lots }));
  const parts = pool.legs.map(() => 0);
  let total = 0;
  for (const { members, margin } of portfolioMargins(state, pool, legs)) {
    total = bounded(total + margin.maintenanceAtoms);
    for (const [n, member] of members.entries())
      parts[member] = partAtoms(margin, 'maintenanceAtoms', n);
  }
  return { totalAtoms: total, partAtoms: parts, ownAtoms: ownOf(pool, parts) };
}

/** What parts in the reference are in the assets that their legs settle in. */
function ownOf(pool: Pool, parts: readonly Atoms[]): Map<number, Atoms> {
  const own = new Map<number, Atoms>();
  for (const { asset, holding } of pool.assets) {
    let sum = 0;
    for (const [n, { instrument }] of pool.legs.entries()) {
      if (instrument.spec.settleAsset === asset) sum = bounded(sum + (parts[n] ?? 0));
    }
    own.set(asset, assetAtoms(holding.rate, sum));
  }
  return own;
}

function byPositions(pool: Pool): Asked {
  const own = new Map<number, Atoms>();
  const parts = pool.legs.map(({ instrument, lots, markTicks }) => {
    const { id, spec, scales } = instrument;
    const terms = termsFor(instrument, pool.subaccount.id, lots);
    const held = at(pool.subaccount.positions, id);
    const paid = { lots, costAtoms: paidFor(held, lots) };
    const asked = maintenanceAtoms(terms, basisAtoms(terms, scales, paid, markTicks));
    own.set(spec.settleAsset, (own.get(spec.settleAsset) ?? 0) + asked);
    const settled = pool.assets.find(({ asset }) => asset === spec.settleAsset);
    return settled === undefined ? 0 : askedAtoms(settled.holding.rate, asked);
  });
  return { totalAtoms: askedOfAll(pool, own), partAtoms: parts, ownAtoms: own };
}

/** What so many lots of a position cost: all of it, or pro rata. */
function paidFor({ lots: all, costAtoms }: Position, lots: Lots): Atoms {
  return lots === all ? costAtoms : mulDivRound(costAtoms, Math.abs(lots), Math.abs(all));
}

/** What assets ask for by themselves, in the reference: each rounded up once. */
export function askedOfAll(pool: Pick<Pool, 'assets'>, own: ReadonlyMap<number, Atoms>): Atoms {
  let total = 0;
  for (const { asset, holding } of pool.assets) {
    total = bounded(total + askedAtoms(holding.rate, own.get(asset) ?? 0));
  }
  return total;
}

/** The figures that calls and liquidation look at, and the parts of the legs. */
export interface PoolFigures {
  readonly walletAtoms: Atoms;
  readonly equityAtoms: Atoms;
  readonly maintenanceAtoms: Atoms;
  readonly hasPosition: boolean;
  readonly partAtoms: readonly Atoms[];
}

export function figuresOf(state: VenueState, pool: Pool): PoolFigures {
  const asked = maintenanceOf(state, pool);
  let wallet = 0;
  for (const member of pool.assets) {
    const { holding, walletAtoms: owned } = member;
    const worth =
      owned < 0
        ? referenceAtoms(holding.rate, owned)
        : collateralAtoms(
            judged(member, pool, asked.ownAtoms, 'maintenancePpm'),
            owned,
            'maintenancePpm',
          );
    wallet = bounded(wallet + worth);
  }
  return {
    walletAtoms: wallet,
    equityAtoms: equityOf(pool, asked.ownAtoms, 'maintenancePpm'),
    maintenanceAtoms: asked.totalAtoms,
    hasPosition: pool.legs.length > 0,
    partAtoms: asked.partAtoms,
  };
}

/** Whether it owes more of an asset than may stand. Rule COLL-06. */
export function owesTooMuch({ assets }: Pool): boolean {
  return assets.some(({ holding, walletAtoms: owned }) => -owned > holding.terms.debtAtoms);
}

/** The bucket of a pooled subaccount: that of its balance in the reference. */
export function poolBucket(state: VenueState, subaccount: Subaccount): Bucket {
  return at(subaccount.balances, referenceAsset(state)).bucket;
}

/** A pool with one leg of another size or at another mark, its equity moved by what that is. */
export function withLeg(
  pool: Pool,
  instrument: Instrument,
  change: { readonly lots?: Lots; readonly markTicks?: Ticks; readonly paidAtoms?: Atoms },
): Pool {
  const { scales, spec, id } = instrument;
  const position = at(pool.subaccount.positions, id);
  let gained = -(change.paidAtoms ?? 0);
  const legs = pool.legs.flatMap((leg) => {
    if (leg.instrument !== instrument) return [leg];
    const { lots = leg.lots, markTicks = leg.markTicks } = change;
    gained += unrealisedAtoms(scales, position, markTicks);
    gained -= unrealisedAtoms(scales, position, leg.markTicks);
    return lots === 0 ? [] : [{ instrument, lots, markTicks }];
  });
  const assets = pool.assets.map((asset) =>
    asset.asset === spec.settleAsset ? { ...asset, netAtoms: asset.netAtoms + gained } : asset,
  );
  return { ...pool, legs, assets };
}

/** Of equity, the share of one leg by its part of what is asked, in its settlement asset. PM-08. */
export function shareAtoms(pool: Pool, figures: PoolFigures, instrument: number): Atoms {
  const n = pool.legs.findIndex((leg) => leg.instrument.id === instrument);
  const leg = pool.legs[n];
  const held = pool.assets.find(({ asset }) => asset === leg?.instrument.spec.settleAsset);
  if (leg === undefined || held === undefined) return 0;
  const all = figures.partAtoms.reduce((sum, part) => sum + part, 0);
  const part = figures.partAtoms[n] ?? 0;
  const share =
    all === 0
      ? Math.floor(figures.equityAtoms / pool.legs.length)
      : mulDivFloor(figures.equityAtoms, part, all);
  return assetAtoms(held.holding.rate, share);
}

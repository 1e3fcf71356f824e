/**
 * Collateral and portfolio margin a second time, in fractions of BigInt and straight from the words
 * of `margin-rules.md` sections 12 and 13. Slow, and not clever anywhere.
 */
import type { CollateralTerms, PortfolioTerms } from '../commands.ts';
import { powerOfTen } from '../instruments/value.ts';
import { ceil, floor, fraction, naiveNotional, naiveValue, round } from './naive-margin.ts';
import type { Fraction, NaiveContract } from './naive-margin.ts';

const PPM = 1_000_000n;
const YEAR_US = 31_536_000_000_000n;

/** A coin: its decimals, and its price in 1e-8 of a reference of six; null of the reference. */
export interface NaiveCoin {
  readonly decimals: number;
  readonly priceE8: bigint | null;
}

function worth(coin: NaiveCoin, atoms: bigint, priceE8 = coin.priceE8): Fraction {
  if (priceE8 === null) return fraction(atoms);
  return fraction(atoms * priceE8, BigInt(powerOfTen(coin.decimals + 2)));
}

/** What is held of a coin, slice by slice. */
export function naiveCollateral(
  tiers: CollateralTerms['tiers'],
  coin: NaiveCoin,
  atoms: bigint,
  which: 'maintenancePpm' | 'initialPpm',
): bigint {
  let counted = 0n;
  tiers.forEach((tier, n) => {
    const next = tiers[n + 1];
    const from = BigInt(tier.floorAtoms);
    const end =
      next === undefined || BigInt(next.floorAtoms) > atoms ? atoms : BigInt(next.floorAtoms);
    if (end > from) counted += floor(fraction((end - from) * (PPM - BigInt(tier[which])), PPM));
  });
  return floor(worth(coin, counted));
}

/** What so much of a coin that is owed counts for, the owner's worse way in coin and reference. */
export function naiveDebt(coin: NaiveCoin, atoms: bigint, debtWeightPpm: bigint): bigint {
  return ceil(worth(coin, ceil(fraction(atoms * debtWeightPpm, PPM))));
}

export interface NaiveLeg {
  readonly contract: NaiveContract;
  readonly coin: NaiveCoin;
  /** The coin is the underlying. */
  readonly moves: boolean;
  readonly currency: number;
  readonly expiryUs: number;
  readonly sizes: readonly bigint[];
  readonly markTicks: bigint;
  readonly openLots: bigint;
}

/** A move of a price by a part of it, and the part of its loss that counts. */
export interface NaiveMove {
  readonly move: Fraction;
  readonly weight: Fraction;
}

/** The moves of a grid as its terms list them, or in thirds of R. */
export function naiveMoves({ grid, rangePpm, extremeDivisor }: PortfolioTerms): NaiveMove[] {
  if (grid !== undefined) return naiveListed(grid);
  return [-6, -3, -2, -1, 0, 1, 2, 3, 6].map((thirds) => ({
    move: fraction(BigInt(rangePpm * thirds), 3n * PPM),
    weight: fraction(1n, Math.abs(thirds) === 6 ? BigInt(extremeDivisor) : 1n),
  }));
}

export function naiveListed(points: NonNullable<PortfolioTerms['grid']>): NaiveMove[] {
  return points.map(({ movePpm, weightPpm }) => ({
    move: fraction(BigInt(movePpm), PPM),
    weight: fraction(BigInt(weightPpm), PPM),
  }));
}

function shifted(figure: bigint, { top, bottom }: Fraction): bigint {
  const moved = round(fraction(figure * (bottom + top), bottom));
  return moved < 1n ? 1n : moved;
}

/** What a size of a leg loses in one move. */
export function naiveLoss(leg: NaiveLeg, lots: bigint, move: Fraction): bigint {
  if (lots === 0n) return 0n;
  const { contract, coin, markTicks, moves } = leg;
  const then = naiveValue(contract, lots, shifted(markTicks, move));
  const gained = then - naiveValue(contract, lots, markTicks);
  const { priceE8 } = coin;
  const price = moves && priceE8 !== null ? shifted(priceE8, move) : priceE8;
  return -floor(worth(coin, gained, price));
}

const most = (figures: readonly bigint[]): bigint =>
  figures.reduce((a, b) => (b > a ? b : a), figures[0] ?? 0n);

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** The worth of a size at the mark. */
function delta({ contract, coin, markTicks }: NaiveLeg, lots: bigint): bigint {
  return lots === 0n ? 0n : ceil(worth(coin, naiveNotional(contract, absolute(lots), markTicks)));
}

const share = (value: bigint, ppm: bigint): bigint => ceil(fraction(value * ppm, PPM));

function pairPpm(terms: PortfolioTerms, us: bigint): bigint {
  const byTenor = ceil(fraction(us * BigInt(terms.basisYearPpm), YEAR_US));
  const least = BigInt(terms.basisPpm);
  const rate = byTenor > least ? byTenor : least;
  return rate > PPM ? PPM : rate;
}

/** Positions alone: one size each. Longs and shorts queue by tenor and meet; coins are as near. */
function naiveBasis(terms: PortfolioTerms, legs: readonly NaiveLeg[], spot: bigint): bigint {
  const queue = (sign: 1 | -1): { us: bigint; left: bigint }[] =>
    legs
      .filter(({ sizes }) => (sizes[0] ?? 0n) * BigInt(sign) > 0n)
      .map((leg) => ({ us: BigInt(leg.expiryUs), left: delta(leg, leg.sizes[0] ?? 0n) }))
      .sort((a, b) => Number(a.us - b.us));
  const coins = { us: 0n, left: spot };
  const longs = [...queue(1), coins].sort((a, b) => Number(a.us - b.us));
  const shorts = queue(-1);
  let charged = 0n;
  while (longs[0] !== undefined && shorts[0] !== undefined) {
    const [long, short] = [longs[0], shorts[0]];
    const met = long.left < short.left ? long.left : short.left;
    if (met > 0n) charged += share(met, pairPpm(terms, absolute(long.us - short.us)));
    long.left -= met;
    short.left -= met;
    if (long.left === 0n) longs.shift();
    if (short.left === 0n) shorts.shift();
  }
  return charged;
}

function naiveDepeg(terms: PortfolioTerms, legs: readonly NaiveLeg[], spot: bigint): bigint {
  const nets = new Map<number, bigint>([[0, spot]]);
  for (const leg of legs) {
    const lots = leg.sizes[0] ?? 0n;
    const signed = lots < 0n ? -delta(leg, lots) : delta(leg, lots);
    nets.set(leg.currency, (nets.get(leg.currency) ?? 0n) + signed);
  }
  let [longs, shorts] = [0n, 0n];
  for (const net of nets.values()) {
    if (net > 0n) longs += net;
    else shorts -= net;
  }
  const hedged = longs < shorts ? longs : shorts;
  return naiveSlices(terms.depegTiers, hedged);
}

/** Each slice of an amount by itself at the rate of its tier. */
function naiveSlices(
  tiers: readonly { readonly floorWhole: number; readonly ratePpm: number }[],
  atoms: bigint,
): bigint {
  let charged = 0n;
  tiers.forEach((tier, n) => {
    const next = tiers[n + 1];
    const from = BigInt(tier.floorWhole) * PPM;
    const end = next === undefined ? atoms : BigInt(next.floorWhole) * PPM;
    const to = end < atoms ? end : atoms;
    if (to > from) charged += share(to - from, BigInt(tier.ratePpm));
  });
  return charged;
}

/** What legs are worth together, long above zero. */
function naiveNet(legs: readonly NaiveLeg[]): bigint {
  return legs
    .map((leg) => ((leg.sizes[0] ?? 0n) < 0n ? -1n : 1n) * delta(leg, leg.sizes[0] ?? 0n))
    .reduce((a, b) => a + b, 0n);
}

/** The worst of a grid for positions and coins, or nothing where all gain. */
function naiveScan(moves: readonly NaiveMove[], legs: readonly NaiveLeg[], spot: bigint): bigint {
  const losses = moves.map(({ move, weight }) => {
    const all = legs.map((leg) => naiveLoss(leg, leg.sizes[0] ?? 0n, move));
    const fall = -floor(fraction(spot * move.top, move.bottom));
    const loss = all.reduce((a, b) => a + b, 0n) + (fall > spot ? spot : fall);
    return ceil(fraction(loss * weight.top, weight.bottom));
  });
  return most([0n, ...losses]);
}

function naiveMinimum(terms: PortfolioTerms, legs: readonly NaiveLeg[], gross: bigint): bigint {
  const { minimumByDelta: byDelta, minimumTiers, minimumPpm } = terms;
  if (minimumTiers !== undefined) return naiveSlices(minimumTiers, gross);
  if (byDelta === undefined) return share(gross, BigInt(minimumPpm));
  // What is not net is hedged, once on either side.
  const net = absolute(naiveNet(legs));
  const hedged = (gross - net) / 2n;
  return share(net, BigInt(byDelta.netPpm)) + share(hedged, BigInt(byDelta.hedgedPpm));
}

/** What two that are net opposite ways are credited for one of them, of its own R. */
export function naiveCredit(own: bigint, other: bigint, rangePpm: number, ratePpm: number): bigint {
  if (own * other >= 0n) return 0n;
  const smaller = absolute(own) < absolute(other) ? absolute(own) : absolute(other);
  const lost = floor(fraction(smaller * BigInt(rangePpm), PPM));
  return floor(fraction(lost * BigInt(ratePpm), PPM));
}

/** What is net of legs and the coins that offset what they are short of. */
export function naiveNetWith(legs: readonly NaiveLeg[], coins: bigint): bigint {
  const net = naiveNet(legs);
  if (net >= 0n) return net;
  return net + coins > 0n ? 0n : net + coins;
}

export interface NaivePortfolio {
  readonly scan: bigint;
  readonly basis: bigint;
  readonly depeg: bigint;
  readonly minimum: bigint;
  readonly initial: bigint;
  readonly maintenance: bigint;
}

/** What one underlying asks for positions alone; tenors count from zero. */
export function naivePortfolio(
  terms: PortfolioTerms,
  legs: readonly NaiveLeg[],
  heldCoins = 0n,
  credit = 0n,
): NaivePortfolio {
  const net = naiveNet(legs);
  const short = net < 0n ? -net : 0n;
  const spot = heldCoins < short ? heldCoins : short;
  const alone = naiveScan(naiveMoves(terms), legs, spot);
  const { stress } = terms;
  const mixed = BigInt(stress?.sharePpm ?? 0);
  const stressed = stress === undefined ? 0n : naiveScan(naiveListed(stress.points), legs, spot);
  const scan = share(alone, PPM - mixed) + share(stressed, mixed);
  const basis = naiveBasis(terms, legs, spot);
  const depeg = naiveDepeg(terms, legs, spot);
  const grosses = legs.map((leg) => delta(leg, leg.sizes[0] ?? 0n));
  const gross = grosses.reduce((a, b) => a + b, 0n);
  const minimum = naiveMinimum(terms, legs, gross);
  const shares = legs.map((leg, n) => {
    const own = absolute(leg.sizes[0] ?? 0n);
    const isLarge = (grosses[n] ?? 0n) >= BigInt(terms.concentrationWhole) * PPM;
    if (!isLarge || own === 0n) return 0n;
    const open = leg.openLots > own ? leg.openLots : own;
    return ceil(fraction(own * PPM, open)) - BigInt(terms.concentrationPpm);
  });
  const slope = BigInt(terms.concentrationSlopePpm ?? 1_000_000);
  const core = most([(credit < scan ? scan - credit : 0n) + basis + depeg, minimum]);
  const asked = share(core, PPM + share(most([0n, ...shares]), slope));
  const fees = legs
    .map(({ contract }, n) => share(grosses[n] ?? 0n, BigInt(contract.spec.fees.takerPpm)))
    .reduce((a, b) => a + b, 0n);
  const { contingency } = terms;
  const counted = legs
    .map((leg, n) => (contingency?.of === 'all' || leg.expiryUs === 0 ? (grosses[n] ?? 0n) : 0n))
    .reduce((a, b) => a + b, 0n);
  const more = (which: 'initialPpm' | 'maintenancePpm'): bigint =>
    naiveSlices(
      (contingency?.tiers ?? []).map((tier) => ({ ...tier, ratePpm: tier[which] })),
      counted,
    );
  const initial = share(asked, BigInt(terms.initialPpm ?? 1_000_000)) + more('initialPpm') + fees;
  const maintenance = share(asked, BigInt(terms.maintenancePpm)) + more('maintenancePpm') + fees;
  return { scan, basis, depeg, minimum, initial, maintenance };
}

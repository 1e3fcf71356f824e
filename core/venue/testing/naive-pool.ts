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

function shifted(figure: bigint, rangePpm: number, thirds: number): bigint {
  const moved = round(fraction(figure * (3n * PPM + BigInt(rangePpm) * BigInt(thirds)), 3n * PPM));
  return moved < 1n ? 1n : moved;
}

/** What a size of a leg loses in one move. */
export function naiveLoss(leg: NaiveLeg, lots: bigint, rangePpm: number, thirds: number): bigint {
  if (lots === 0n) return 0n;
  const { contract, coin, markTicks, moves } = leg;
  const then = naiveValue(contract, lots, shifted(markTicks, rangePpm, thirds));
  const gained = then - naiveValue(contract, lots, markTicks);
  const { priceE8 } = coin;
  const price = moves && priceE8 !== null ? shifted(priceE8, rangePpm, thirds) : priceE8;
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
  let charged = 0n;
  terms.depegTiers.forEach((tier, n) => {
    const next = terms.depegTiers[n + 1];
    const from = BigInt(tier.floorWhole) * PPM;
    const end = next === undefined ? hedged : BigInt(next.floorWhole) * PPM;
    const to = end < hedged ? end : hedged;
    if (to > from) charged += share(to - from, BigInt(tier.ratePpm));
  });
  return charged;
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
): NaivePortfolio {
  const net = legs
    .map((leg) => ((leg.sizes[0] ?? 0n) < 0n ? 1n : -1n) * delta(leg, leg.sizes[0] ?? 0n))
    .reduce((a, b) => a + b, 0n);
  const short = net > 0n ? net : 0n;
  const spot = heldCoins < short ? heldCoins : short;
  const losses = [-6, -3, -2, -1, 0, 1, 2, 3, 6].map((thirds) => {
    const all = legs.map((leg) => naiveLoss(leg, leg.sizes[0] ?? 0n, terms.rangePpm, thirds));
    const shift = BigInt(terms.rangePpm) * BigInt(thirds);
    const fall = -floor(fraction(spot * shift, 3n * PPM));
    const loss = all.reduce((a, b) => a + b, 0n) + (fall > spot ? spot : fall);
    return thirds === 6 || thirds === -6
      ? ceil(fraction(loss, BigInt(terms.extremeDivisor)))
      : loss;
  });
  const scan = most([0n, ...losses]);
  const basis = naiveBasis(terms, legs, spot);
  const depeg = naiveDepeg(terms, legs, spot);
  const grosses = legs.map((leg) => delta(leg, leg.sizes[0] ?? 0n));
  const gross = grosses.reduce((a, b) => a + b, 0n);
  const minimum = share(gross, BigInt(terms.minimumPpm));
  const shares = legs.map((leg, n) => {
    const own = absolute(leg.sizes[0] ?? 0n);
    const isLarge = (grosses[n] ?? 0n) >= BigInt(terms.concentrationWhole) * PPM;
    if (!isLarge || own === 0n) return 0n;
    const open = leg.openLots > own ? leg.openLots : own;
    return ceil(fraction(own * PPM, open)) - BigInt(terms.concentrationPpm);
  });
  const core = most([scan + basis + depeg, minimum]);
  const asked = share(core, PPM + most([0n, ...shares]));
  const fees = legs
    .map(({ contract }, n) => share(grosses[n] ?? 0n, BigInt(contract.spec.fees.takerPpm)))
    .reduce((a, b) => a + b, 0n);
  const maintenance = share(asked, BigInt(terms.maintenancePpm)) + fees;
  return { scan, basis, depeg, minimum, initial: asked + fees, maintenance };
}

/**
 * Portfolio margin before anything is rounded, from the words of the rule book: `margin-rules.md`
 * section 13. Prices are moved exactly, and nothing is bounded.
 */
import {
  absolute,
  add,
  divide,
  greatest,
  isLess,
  least,
  multiply,
  negate,
  ONE,
  rational,
  subtract,
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';

/** The parameters of an underlying. */
export interface ExactTerms {
  readonly range: Rational;
  readonly extremeDivisor: number;
  readonly basis: Rational;
  readonly basisYear: Rational;
  readonly depeg: readonly { readonly from: Rational; readonly rate: Rational }[];
  readonly minimum: Rational;
  readonly concentration: Rational;
  readonly concentrationFrom: Rational;
  readonly maintenance: Rational;
}

/** What is held in one contract, and the most and the least that orders may make of it. */
export interface ExactLeg {
  readonly isLinear: boolean;
  readonly held: Rational;
  readonly most: Rational;
  readonly least: Rational;
  readonly mark: Rational;
  /** Of what it settles in, in the reference; and whether that moves with the underlying. */
  readonly price: Rational;
  readonly moves: boolean;
  readonly currency: string;
  /** To the expiry; 0 of a perpetual. */
  readonly years: Rational;
  /** What all longs hold. */
  readonly open: Rational;
  readonly fee: Rational;
}

/** Worth of coins that offset shorts: with all sells of contracts, and with all buys. */
export interface ExactSpot {
  readonly most: Rational;
  readonly least: Rational;
}

/** A coin is worth its own dollar, which is what a leg without a currency is in too. */
export const DOLLAR = '';

const THIRD = rational(1, 3);

const sum = (figures: readonly Rational[]): Rational => add(...figures);
const most = (figures: readonly Rational[]): Rational => figures.reduce(greatest);
const sizesOf = (leg: ExactLeg): readonly Rational[] => [leg.held, leg.most, leg.least];

/** Signed worth in what a leg settles in. */
function worth({ isLinear }: ExactLeg, quantity: Rational, price: Rational): Rational {
  return isLinear ? multiply(quantity, price) : negate(divide(quantity, price));
}

/** Unsigned worth in the reference, at the mark. */
function gross(leg: ExactLeg, quantity: Rational): Rational {
  return multiply(absolute(worth(leg, quantity, leg.mark)), leg.price);
}

/** The worth of each leg, at its largest. */
export function grossWorths(legs: readonly ExactLeg[]): Rational[] {
  return legs.map((leg) => most(sizesOf(leg).map((size) => gross(leg, size))));
}

/** What a leg loses at most when the underlying moves by so many thirds of R. */
function lossOf(leg: ExactLeg, range: Rational, thirds: number): Rational {
  const by = add(ONE, multiply(range, rational(thirds), THIRD));
  const price = leg.moves ? multiply(leg.price, by) : leg.price;
  const moved = multiply(leg.mark, by);
  const losses = sizesOf(leg).map((size) =>
    multiply(subtract(worth(leg, size, leg.mark), worth(leg, size, moved)), price),
  );
  return most(losses);
}

/** What coins lose: the most as they fall, and of the fewest what they gain as they rise. */
function lossOfCoins({ most: all, least: few }: ExactSpot, by: Rational): Rational {
  return negate(multiply(by.top > 0n ? few : all, by));
}

/** What a move loses, as far as it counts. Of the extremes only a part does. */
export function moveLoss(
  terms: ExactTerms,
  legs: readonly ExactLeg[],
  spot: ExactSpot,
  thirds: number,
): Rational {
  const by = multiply(terms.range, rational(thirds), THIRD);
  const losses = legs.map((leg) => lossOf(leg, terms.range, thirds));
  const loss = add(...losses, lossOfCoins(spot, by));
  return Math.abs(thirds) > 3 ? divide(loss, rational(terms.extremeDivisor)) : loss;
}

function pairRate({ basis, basisYear }: ExactTerms, one: Rational, other: Rational): Rational {
  const byTenor = multiply(absolute(subtract(one, other)), basisYear);
  return least(ONE, greatest(basis, byTenor));
}

/** Offset longs and shorts, by what their basis may move. */
export function basisCharge(
  terms: ExactTerms,
  legs: readonly ExactLeg[],
  { most: coins }: ExactSpot,
): Rational {
  // Coins are the last of the nearest.
  const longs = [...legs.map((leg) => (leg.most.top > 0n ? gross(leg, leg.most) : ZERO)), coins];
  const shorts = legs.map((leg) => (leg.least.top < 0n ? gross(leg, leg.least) : ZERO));
  const tenors = [...legs.map(({ years }) => years), ZERO];
  const isFixed = legs.every((leg) => {
    return subtract(leg.most, leg.held).top === 0n && subtract(leg.held, leg.least).top === 0n;
  });
  if (isFixed) return pairedCharge(terms, tenors, longs, shorts);
  const there = coins.top === 0n ? tenors.slice(0, -1) : tenors;
  if (there.length < 2) return ZERO;
  const widest = pairRate(terms, there.reduce(least), there.reduce(greatest));
  return multiply(least(sum(longs), sum(shorts)), widest);
}

/** The nearest tenors first. */
function pairedCharge(
  terms: ExactTerms,
  tenors: readonly Rational[],
  longs: Rational[],
  shorts: Rational[],
): Rational {
  const order = [...tenors.keys()].toSorted((a, b) => {
    const apart = subtract(tenors[a] ?? ZERO, tenors[b] ?? ZERO);
    return apart.top === 0n ? a - b : apart.top > 0n ? 1 : -1;
  });
  let charge = ZERO;
  for (const long of order) {
    for (const short of order) {
      const offset = least(longs[long] ?? ZERO, shorts[short] ?? ZERO);
      if (offset.top === 0n) continue;
      const rate = pairRate(terms, tenors[long] ?? ZERO, tenors[short] ?? ZERO);
      charge = add(charge, multiply(offset, rate));
      longs[long] = subtract(longs[long] ?? ZERO, offset);
      shorts[short] = subtract(shorts[short] ?? ZERO, offset);
    }
  }
  return charge;
}

function signedGross(leg: ExactLeg, quantity: Rational): Rational {
  const size = gross(leg, quantity);
  return quantity.top < 0n ? negate(size) : size;
}

/** How much of what coins are worth offsets what is net short: as held, and with orders. */
export function offsetting(coins: Rational, legs: readonly ExactLeg[]): ExactSpot {
  const by = (size: 'most' | 'least'): Rational => {
    const net = add(...legs.map((leg) => signedGross(leg, leg[size])));
    return least(coins, greatest(ZERO, negate(net)));
  };
  return { most: by('least'), least: by('most') };
}

/** What is hedged between contracts of different currencies, each part at the rate of its tier. */
export function depegCharge(
  { depeg }: ExactTerms,
  legs: readonly ExactLeg[],
  spot: ExactSpot,
): Rational {
  const coined = spot.most.top > 0n ? [DOLLAR] : [];
  const currencies = [...new Set([...coined, ...legs.map(({ currency }) => currency)])];
  if (currencies.length < 2) return ZERO;
  const net = (currency: string, size: 'most' | 'least'): Rational => {
    const own = legs.filter((leg) => leg.currency === currency);
    const coins = currency === DOLLAR ? spot[size] : ZERO;
    return add(coins, ...own.map((leg) => signedGross(leg, leg[size])));
  };
  const longs = sum(currencies.map((one) => greatest(ZERO, net(one, 'most'))));
  const shorts = sum(currencies.map((one) => greatest(ZERO, negate(net(one, 'least')))));
  const hedged = least(longs, shorts);
  const parts = depeg.map(({ from, rate }, n) => {
    const to = depeg[n + 1]?.from ?? hedged;
    return multiply(greatest(ZERO, subtract(least(to, hedged), from)), rate);
  });
  return sum(parts);
}

/** One and the largest share of open interest beyond what is usual, of legs worth enough. */
export function concentrationOf(terms: ExactTerms, legs: readonly ExactLeg[]): Rational {
  const worths = grossWorths(legs);
  const beyond = legs.map((leg, n) => {
    const own = most(sizesOf(leg).map(absolute));
    const isLarge = !isLess(worths[n] ?? ZERO, terms.concentrationFrom);
    if (!isLarge || own.top === 0n) return ZERO;
    return subtract(divide(own, greatest(leg.open, own)), terms.concentration);
  });
  return add(ONE, greatest(ZERO, most(beyond)));
}

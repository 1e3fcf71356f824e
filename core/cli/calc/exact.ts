/**
 * The rules of margin before anything is rounded, in fractions and from the words of the rule book:
 * `margin-rules.md` sections 1 and 3 to 5. What the venue's own functions give is these, rounded.
 */
import type { Contract, ExactTier } from './contract.ts';
import {
  add,
  compare,
  divide,
  greatest,
  isLess,
  least,
  multiply,
  negate,
  ONE,
  rational,
  root,
  subtract,
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';

export type Side = 1 | -1;
export type RateName = 'maintenance' | 'initial';

const TWO = rational(2);
const FOUR = rational(4);

/** Value of a quantity at a price: quantity x price, or quantity / price of an inverse one. */
export function valueOf({ isLinear }: Contract, quantity: Rational, price: Rational): Rational {
  return isLinear ? multiply(quantity, price) : divide(quantity, price);
}

/** The price at which a quantity has a value; null where no positive one has. */
export function priceOf(
  { isLinear }: Contract,
  quantity: Rational,
  value: Rational,
): Rational | null {
  if (value.top <= 0n) return null;
  return isLinear ? divide(value, quantity) : divide(quantity, value);
}

/** +1 where a side's position gains with its value: a long linear and a short inverse one. */
export function gain({ isLinear }: Contract, side: Side): Side {
  return isLinear === side > 0 ? 1 : -1;
}

export function signed(value: Rational, sign: Side): Rational {
  return sign > 0 ? value : negate(value);
}

/** The tier that holds all of a measure as a step does. */
function stepOf({ tiers }: Contract, measure: Rational): number {
  let step = 0;
  tiers.forEach(({ floor }, n) => {
    if (n > 0 && isLess(floor, measure)) step = n;
  });
  return step;
}

/** A table that is by quantity as it is for one, a single tier; all others as they are. */
export function forQuantity(contract: Contract, quantity: Rational): Contract {
  if (!contract.isByLots) return contract;
  const { ramp, tiers } = contract;
  const rise = ramp === null ? ZERO : divide(quantity, ramp);
  const found = tiers[stepOf(contract, quantity)];
  // At most nine tenths of the value, as the venue's.
  const rated = (rate: Rational | undefined): Rational =>
    least(add(rate ?? ZERO, rise), rational(9, 10));
  const only: ExactTier = {
    floor: ZERO,
    maintenance: rated(found?.maintenance),
    initial: rated(found?.initial),
  };
  return { ...contract, tiers: [only], tierMode: 'marginal', isByLots: false, ramp: null };
}

/** What a value's tiers ask: each slice its rate, all of it one, or a rate that rises. */
export function tierAmount(contract: Contract, value: Rational, rate: RateName): Rational {
  const { tiers, tierMode, ramp } = contract;
  if (tierMode === 'step') {
    return multiply(value, tiers[stepOf(contract, value)]?.[rate] ?? ZERO);
  }
  if (tierMode === 'linear' && ramp !== null) {
    const first = multiply(value, tiers[0]?.[rate] ?? ZERO);
    const isRamp = !isLess(divide(ramp, FOUR), value);
    const square = divide(multiply(value, value), ramp);
    const tangent = subtract(divide(value, TWO), divide(ramp, rational(16)));
    return add(first, isRamp ? square : tangent);
  }
  return tiers.reduce((sum, tier, n) => {
    const next = tiers[n + 1];
    const end = next === undefined ? value : least(next.floor, value);
    const slice = subtract(end, tier.floor);
    return slice.top > 0n ? add(sum, multiply(slice, tier[rate])) : sum;
  }, ZERO);
}

/** What the next of a value asks of maintenance: by how much closing some of it relieves. */
export function risingRate(contract: Contract, value: Rational): Rational {
  const { tiers, tierMode, ramp } = contract;
  if (tierMode === 'step') return tiers[stepOf(contract, value)]?.maintenance ?? ZERO;
  if (tierMode === 'linear' && ramp !== null) {
    const slope = divide(multiply(TWO, least(value, divide(ramp, FOUR))), ramp);
    return add(tiers[0]?.maintenance ?? ZERO, slope);
  }
  return tiers.findLast(({ floor }) => !isLess(value, floor))?.maintenance ?? ZERO;
}

export function closingRate({ mmIncludesCloseFee, takerFee }: Contract): Rational {
  return mmIncludesCloseFee ? takerFee : ZERO;
}

/** MM of a value. */
export function maintenance(contract: Contract, value: Rational): Rational {
  return add(tierAmount(contract, value, 'maintenance'), multiply(value, closingRate(contract)));
}

/** IM of a value: the larger of the tiers' and value / leverage. */
export function initial(contract: Contract, value: Rational, leverage: Rational): Rational {
  return greatest(tierAmount(contract, value, 'initial'), divide(value, leverage));
}

/** The fee of closing where the margin is gone, or of the value, or none. */
export function closeFee(
  contract: Contract,
  side: Side,
  value: Rational,
  margin: Rational,
): Rational {
  const { orderCost, takerFee } = contract;
  if (orderCost.closeFee === 'none') return ZERO;
  if (orderCost.closeFee === 'value') return multiply(value, takerFee);
  const left = subtract(value, signed(margin, gain(contract, side)));
  return multiply(greatest(ZERO, left), takerFee);
}

/** The price at which equity that stands behind a position at a mark is gone. */
export function bankruptcyPrice(
  contract: Contract,
  side: Side,
  quantity: Rational,
  mark: Rational,
  equity: Rational,
): Rational | null {
  const value = valueOf(contract, quantity, mark);
  return priceOf(contract, quantity, subtract(value, signed(equity, gain(contract, side))));
}

/** A stretch of values in which maintenance is one formula: m V - d, and V^2 / ramp beside. */
interface Piece {
  readonly from: Rational;
  /** Null where it has no end. */
  readonly to: Rational | null;
  readonly rate: Rational;
  readonly deduction: Rational;
  readonly ramp: Rational | null;
}

function piecesOf(contract: Contract): Piece[] {
  const { tiers, tierMode, ramp } = contract;
  const fee = closingRate(contract);
  const [first] = tiers;
  if (tierMode === 'linear' && ramp !== null) {
    const rate = add(first?.maintenance ?? ZERO, fee);
    const end = divide(ramp, FOUR);
    const beyond = { rate: add(rate, rational(1, 2)), deduction: divide(ramp, rational(16)) };
    return [
      { from: ZERO, to: end, rate, deduction: ZERO, ramp },
      { from: end, to: null, ...beyond, ramp: null },
    ];
  }
  let deduction = ZERO;
  return tiers.map((tier, n) => {
    const rise = subtract(tier.maintenance, tiers[n - 1]?.maintenance ?? ZERO);
    if (tierMode === 'marginal') deduction = add(deduction, multiply(tier.floor, rise));
    return {
      from: tier.floor,
      to: tiers[n + 1]?.floor ?? null,
      rate: add(tier.maintenance, fee),
      deduction,
      ramp: null,
    };
  });
}

/** Where money + s V = m V - d + V^2 / ramp, of a piece; null where nowhere. */
function rootOf(piece: Piece, money: Rational, s: Side): Rational | null {
  const { rate, deduction, ramp } = piece;
  const slope = subtract(rate, rational(s));
  const have = add(money, deduction);
  if (ramp === null) return slope.top === 0n ? null : divide(have, slope);
  // V^2 + slope ramp V - have ramp = 0. Where the slope is negative the larger root is one that
  // lies beyond where the ramp goes straight.
  const half = divide(multiply(slope, ramp), TWO);
  const square = add(multiply(half, half), multiply(have, ramp));
  if (square.top < 0n) return null;
  return subtract(slope.top < 0n ? negate(root(square)) : root(square), half);
}

/** A position as the liquidation price needs it. */
export interface Standing {
  readonly side: Side;
  readonly quantity: Rational;
  readonly entry: Rational;
  readonly mark: Rational;
  /** Wallet and what other positions have beyond their maintenance. */
  readonly collateral: Rational;
}

/**
 * The price at which equity is maintenance, from the mark towards what the position loses: of every
 * piece of the table the root, and of the roots the one that lies in its piece. The mark itself
 * where steps already ask for more there. Null where no price does it.
 */
export function liquidationPrice(full: Contract, standing: Standing): Rational | null {
  const { side, quantity, entry, mark, collateral } = standing;
  const contract = forQuantity(full, quantity);
  const s = gain(contract, side);
  const paid = valueOf(contract, quantity, entry);
  const money = subtract(collateral, signed(paid, s));
  if (contract.isOnEntry) {
    const asked = maintenance(contract, paid);
    const atMark = add(money, signed(valueOf(contract, quantity, mark), s));
    if (contract.tierMode === 'step' && isLess(atMark, asked)) return mark;
    return priceOf(contract, quantity, signed(subtract(asked, money), s));
  }
  const pieces = piecesOf(contract);
  if (contract.tierMode !== 'step') {
    for (const piece of pieces) {
      const value = rootOf(piece, money, s);
      if (value === null || value.top <= 0n || isLess(value, piece.from)) continue;
      if (piece.to === null || !isLess(piece.to, value)) return priceOf(contract, quantity, value);
    }
    return null;
  }
  return steppedPrice(contract, pieces, standing, money, s);
}

function steppedPrice(
  contract: Contract,
  pieces: readonly Piece[],
  { quantity, mark }: Standing,
  money: Rational,
  s: Side,
): Rational | null {
  const start = valueOf(contract, quantity, mark);
  const isShort = ({ rate }: Piece, value: Rational): boolean =>
    isLess(add(money, signed(value, s)), multiply(rate, value));
  let at = stepOf(contract, start);
  let from = start;
  for (let piece = pieces[at]; piece !== undefined; at -= s, piece = pieces[at]) {
    if (isShort(piece, from)) return priceOf(contract, quantity, from);
    const value = rootOf(piece, money, s);
    const isWithin =
      value !== null &&
      value.top > 0n &&
      !isLess(value, piece.from) &&
      (piece.to === null || !isLess(piece.to, value)) &&
      compare(value, from) * s <= 0;
    if (isWithin) return priceOf(contract, quantity, value);
    from = s > 0 ? piece.from : (piece.to ?? from);
  }
  return null;
}

/** An order as margin sees it. */
export interface ExactOrder {
  readonly price: Rational;
  readonly quantity: Rational;
  readonly isReduceOnly: boolean;
}

/** What a side's position and orders ask: initial margin, and gap and fees beside it. */
export function sideRequirement(
  contract: Contract,
  inputs: {
    readonly side: Side;
    /** Signed. */
    readonly position: Rational;
    readonly mark: Rational;
    readonly leverage: Rational;
    readonly orders: readonly ExactOrder[];
    readonly isIsolated: boolean;
  },
): Rational {
  const { side, position, mark, leverage, orders, isIsolated } = inputs;
  const same = greatest(ZERO, signed(position, side));
  let reducible = greatest(ZERO, signed(negate(position), side));
  let [opened, gap, fees] = [ZERO, ZERO, ZERO];
  const best =
    reducible.top > 0n ? orders.toSorted((a, b) => side * compare(b.price, a.price)) : orders;
  for (const { price, quantity, isReduceOnly } of best) {
    const reducing = isReduceOnly ? quantity : least(reducible, quantity);
    reducible = greatest(ZERO, subtract(reducible, reducing));
    const rest = subtract(quantity, reducing);
    const value = valueOf(contract, rest, price);
    const charged = isIsolated ? value : valueOf(contract, quantity, price);
    fees = add(fees, multiply(charged, contract.takerFee));
    opened = add(opened, value);
    const worse = subtract(value, valueOf(contract, rest, mark));
    gap = add(gap, greatest(ZERO, signed(worse, gain(contract, side))));
  }
  const { orderCost } = contract;
  const beside = add(orderCost.gap ? gap : ZERO, orderCost.openFee ? fees : ZERO);
  const held = valueOf(contract, same, mark);
  const all = initial(contract, add(held, opened), leverage);
  if (!isIsolated) {
    return add(all, beside, closeFee(contract, side, add(held, opened), all));
  }
  const more = subtract(all, initial(contract, held, leverage));
  return add(more, beside, closeFee(contract, side, opened, more));
}

/** The price that pays back cost, what was paid beside, and the fee of closing. */
export function breakEvenPrice(
  contract: Contract,
  side: Side,
  quantity: Rational,
  entry: Rational,
  paid: Rational,
): Rational | null {
  const s = gain(contract, side);
  const cost = add(valueOf(contract, quantity, entry), signed(paid, s));
  const share = subtract(ONE, signed(contract.takerFee, s));
  return priceOf(contract, quantity, divide(cost, share));
}

/** What a position has gained at a price. */
export function unrealised(
  contract: Contract,
  side: Side,
  quantity: Rational,
  entry: Rational,
  price: Rational,
): Rational {
  const change = subtract(valueOf(contract, quantity, price), valueOf(contract, quantity, entry));
  return signed(change, gain(contract, side));
}

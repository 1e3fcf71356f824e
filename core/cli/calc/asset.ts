/** An asset as collateral: its price, its haircuts, and what of it counts. */
import { rateAt } from '../../venue/margin/collateral.ts';
import type { Holding, Rate } from '../../venue/margin/collateral.ts';
import { Givens } from './given.ts';
import type { Given } from './given.ts';
import { add, divide, greatest, isLess, least, multiply, ONE, subtract, ZERO } from './rational.ts';
import type { Rational } from './rational.ts';
import { decimalsOf } from './scale.ts';
import type { Grid } from './scale.ts';

export type Which = 'maintenance' | 'initial';

interface Tier {
  readonly floor: Given;
  readonly maintenance: Given;
  readonly initial: Given;
}

/** An asset with what it is worth in the reference, whose atoms are those of settings.scale. */
export interface Asset {
  readonly givens: Givens;
  readonly grid: Grid;
  readonly price: Rational;
  readonly rate: () => Rate;
  readonly tiers: readonly Tier[];
  readonly holding: (extraPpm?: number) => Holding;
}

/** Reads what all rules ask of an asset; `prefix` where it is not the only one of its record. */
export function readAsset({ reader, grid }: Givens, reference: Grid, prefix = ''): Asset {
  const named = (name: string): string =>
    prefix === '' ? name : `${prefix}${name[0]?.toUpperCase()}${name.slice(1)}`;
  const atom = reader.has(named('atom')) ? reader.positive(named('atom')) : reference.atom;
  const decimals = decimalsOf(atom, reader.at(named('atom')));
  const own = { ...grid, atom, decimals };
  const givens = new Givens(reader, { grid: own });
  const price = givens.has(named('price')) ? givens.index(named('price')) : null;
  const tiers = givens.has(named('tiers'))
    ? givens.each(named('tiers'), (one): Tier => {
        const cut = { maintenance: one.share('maintenance'), initial: one.share('initial') };
        return { floor: one.money('floor'), ...cut };
      })
    : [];
  const rate = (): Rate => rateAt(price?.whole ?? 100_000_000, decimals, reference.decimals);
  return {
    givens,
    grid: own,
    price: price?.value ?? ONE,
    rate,
    tiers,
    holding: (extraPpm = 0) => {
      const terms = tiers.map(({ floor, maintenance, initial }) => {
        const cut = { maintenancePpm: maintenance.whole, initialPpm: initial.whole };
        return { floorAtoms: floor.whole, ...cut };
      });
      const whole = [{ floorAtoms: 0, maintenancePpm: 0, initialPpm: 0 }];
      return { terms: { tiers: tiers.length === 0 ? whole : terms }, rate: rate(), extraPpm };
    },
  };
}

/** The parts of a holding by tiers: where each begins, how long it is, what of it counts. */
function partsOf({ tiers }: Asset, which: Which, extra: Rational) {
  if (tiers.length === 0) return [{ from: ZERO, size: null, kept: ONE }];
  return tiers.map((tier, n) => {
    const next = tiers[n + 1];
    const size = next === undefined ? null : subtract(next.floor.value, tier.floor.value);
    const kept = greatest(ZERO, subtract(subtract(ONE, tier[which].value), extra));
    return { from: tier.floor.value, size, kept };
  });
}

/** What of an amount above zero counts, in the reference. */
export function counted(asset: Asset, amount: Rational, which: Which, extra = ZERO): Rational {
  const parts = partsOf(asset, which, extra).map(({ from, size, kept }) => {
    const above = greatest(ZERO, subtract(amount, from));
    return multiply(size === null ? above : least(above, size), kept);
  });
  return multiply(add(...parts), asset.price);
}

/** What a net amount counts for, of which so much backs positions of its own. */
export function equityOfExact(asset: Asset, net: Rational, own: Rational, which: Which): Rational {
  if (net.top <= 0n) return multiply(net, asset.price);
  const backing = least(net, own);
  return add(multiply(backing, asset.price), counted(asset, subtract(net, backing), which));
}

/** The least amount that counts for so much, or the most that does; null where none is enough. */
export function countingFor(
  asset: Asset,
  worth: Rational,
  which: Which,
  most: boolean,
): Rational | null {
  let rest = divide(worth, asset.price);
  for (const { from, size, kept } of partsOf(asset, which, ZERO)) {
    const whole = size === null ? null : multiply(size, kept);
    // Of the most, a part that does not count is among it.
    const isIn = whole === null || (most ? isLess(rest, whole) : !isLess(whole, rest));
    if (isIn && kept.top > 0n) return add(from, divide(rest, kept));
    if (isIn) return rest.top > 0n || most ? null : from;
    rest = subtract(rest, whole);
  }
  return null;
}

/** Rates by the root of the size a second time, by halving and in whole numbers without an end. */
import type { InstrumentSpec } from '../commands.ts';

const PPM = 1_000_000n;
const MOST_PPM = 900_000n;

/** The least rate whose square, of so many units, is no less than that of c at so many lots. */
function naiveRisen(atUnit: bigint, lots: bigint, unit: bigint): bigint {
  let [low, high] = [-1n, MOST_PPM];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle * middle * unit >= atUnit * atUnit * lots) high = middle;
    else low = middle;
  }
  return high;
}

/** One tier of the rates that so many lots are asked by. */
export function naiveRoot(
  margin: InstrumentSpec['margin'],
  lots: bigint,
): InstrumentSpec['margin'] {
  const { tierMode: _, root, tiers, ...ways } = margin;
  const [first] = tiers;
  if (root === undefined || first === undefined) return margin;
  const size = lots < 0n ? -lots : lots;
  const rate = (which: 'maintenancePpm' | 'initialPpm'): number => {
    const [base, atUnit] = [BigInt(first[which]), BigInt(root[which])];
    const kept = (base * BigInt(root.keptPpm) + PPM - 1n) / PPM;
    const risen = kept + naiveRisen(atUnit, size, BigInt(root.unitLots));
    const most = risen < MOST_PPM ? risen : MOST_PPM;
    return Number(most > base ? most : base);
  };
  const only = {
    floorAtoms: 0,
    maintenancePpm: rate('maintenancePpm'),
    initialPpm: rate('initialPpm'),
  };
  return { ...ways, tiers: [only] };
}

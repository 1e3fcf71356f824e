/**
 * What the assets of a pool are worth together against what is asked: each with the haircuts that
 * it has there and then. `margin-rules.md` section 12. Rules COLL-02, COLL-03, VAR-60, VAR-61.
 */
import { mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Ppm } from '../numbers.ts';
import type { IndexState } from '../pricing/index-state.ts';
import { assetAtoms, bounded, equityOfAsset, plainly, referenceAtoms } from './collateral.ts';
import type { Haircut, Holding } from './collateral.ts';
import type { Pool, PoolAsset, PoolLeg } from './pool.ts';
import { deltaAtoms } from './portfolio-leg.ts';

/** Of a pool what its equity follows from; without positions nothing hedges. */
export type Valued = Pick<Pool, 'assets'> & { readonly legs?: readonly PoolLeg[] };
type Own = ReadonlyMap<number, Atoms>;

/** Whether positions ask anything of an asset, or it is owed. */
function isBacked(assets: readonly PoolAsset[], own: Own, asset: number): boolean {
  if ((own.get(asset) ?? 0) > 0) return true;
  return (assets.find((entry) => entry.asset === asset)?.walletAtoms ?? 0) < 0;
}

/** More of an asset's haircuts for what it backs in others: the highest of them. Rule VAR-60. */
function againstPpm(
  { holding }: PoolAsset,
  assets: readonly PoolAsset[],
  own: Own,
  which: Haircut,
): Ppm {
  let most = 0;
  for (const entry of holding.terms.against ?? []) {
    if (entry[which] > most && isBacked(assets, own, entry.asset)) most = entry[which];
  }
  return most;
}

/**
 * A holding as it counts beside others. A price that is late or little sure, and what others have
 * deposited, make nobody's liquidation: they only let less leave and begin.
 */
export function judged(member: PoolAsset, { assets }: Valued, own: Own, which: Haircut): Holding {
  const { holding } = member;
  const more = againstPpm(member, assets, own, which);
  if (which === 'initialPpm') return { ...holding, extraPpm: holding.extraPpm + more };
  return { ...plainly(holding), extraPpm: more };
}

/** By index, what positions are net short of it at the mark. */
function shortsOf({ assets, legs = [] }: Valued): Map<number, Atoms> {
  const nets = new Map<number, Atoms>();
  for (const { instrument, lots, markTicks } of legs) {
    const { spec, scales } = instrument;
    const settled = assets.find(({ asset }) => asset === spec.settleAsset);
    if (settled === undefined) continue;
    const worth = deltaAtoms({ scales, markTicks, rate: settled.holding.rate }, lots);
    const net = (nets.get(spec.index) ?? 0) + Math.sign(lots) * worth;
    nets.set(spec.index, bounded(net));
  }
  return new Map([...nets].map(([index, net]) => [index, Math.max(0, -net)]));
}

/** What of an asset is not cut; of what hedges, so much less is left for others. Rule VAR-61. */
function wholeAtoms(
  { asset, holding, netAtoms }: PoolAsset,
  own: Own,
  shorts: Map<number, Atoms>,
): Atoms {
  const { exempt = 'own', index } = holding.terms;
  if (exempt === 'none') return 0;
  const asked = own.get(asset) ?? 0;
  if (exempt === 'own' || index === undefined) return asked;
  const short = shorts.get(index) ?? 0;
  const hedging = Math.min(Math.max(0, netAtoms), assetAtoms(holding.rate, short));
  shorts.set(index, Math.max(0, short - referenceAtoms(holding.rate, hedging)));
  return Math.max(asked, hedging);
}

/** Equity of a pool against what it is asked for. Rules COLL-02, COLL-03, VAR-60, VAR-61. */
export function equityOf(pool: Valued, ownAtoms: Own, which: Haircut): Atoms {
  const shorts = exemptsHedges(pool) ? shortsOf(pool) : new Map<number, Atoms>();
  let equity = 0;
  for (const member of pool.assets) {
    const holding = judged(member, pool, ownAtoms, which);
    const whole = wholeAtoms(member, ownAtoms, shorts);
    equity = bounded(equity + equityOfAsset(holding, member.netAtoms, whole, which));
  }
  return equity;
}

/** Whether what hedges is exempt of any asset. */
export function exemptsHedges({ assets }: Valued): boolean {
  return assets.some(({ holding }) => holding.terms.exempt === 'hedged');
}

/** Of an index, the part of its sources that survived its last reading, down. Rule VAR-62. */
export function confidencePpm({ reading, sources }: IndexState): Ppm {
  return mulDivFloor(Math.min(reading.survivors, sources.length), PPM, sources.length);
}

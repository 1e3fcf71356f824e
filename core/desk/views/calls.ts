/** Open margin calls, each with what cures it. */
import { cureAtoms } from '../../venue/margin/calls.ts';
import type { Bucket } from '../../venue/state.ts';
import { healthText } from '../format.ts';
import type { CallRow } from '../messages.ts';
import { viewBucket } from './buckets.ts';
import type { Scene } from './scene.ts';

/** A bucket in words: its asset in cross, its instrument when isolated. */
export function bucketName({ state, scales }: Scene, { asset, instrument }: Bucket): string {
  if (instrument === 0) return `${scales.symbol(asset)} cross`;
  return `${state.instruments[instrument - 1]?.spec.symbol ?? ''} isolated`;
}

export function callRows(scene: Scene, nameOf: (operator: number) => string): CallRow[] {
  const { state, scales, clients } = scene;
  return clients.flatMap((subaccount) =>
    [...subaccount.balances, ...subaccount.positions].flatMap(({ bucket }): CallRow[] => {
      const { call, asset } = bucket;
      if (call === null) return [];
      const { figures, healthPpm } = viewBucket(state, bucket);
      return [
        {
          key: String(call.id),
          call: call.id,
          subaccount: subaccount.label,
          bucket: bucketName(scene, bucket),
          level: call.level as CallRow['level'],
          health: healthText(healthPpm),
          cure: scales.money(asset, cureAtoms(subaccount.callPercents, figures)),
          asset: scales.symbol(asset),
          acknowledgedBy: call.acknowledgedBy === 0 ? '' : nameOf(call.acknowledgedBy),
        },
      ];
    }),
  );
}

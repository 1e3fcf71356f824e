/** Open margin calls, each with what cures it. */
import { cureAtoms } from '../../venue/margin/calls.ts';
import type { Bucket, Subaccount } from '../../venue/state.ts';
import { healthText } from '../format.ts';
import type { CallRow } from '../messages.ts';
import { viewBucket } from './buckets.ts';
import type { Scene } from './scene.ts';

/** A bucket in words: its asset in cross, its instrument when isolated. */
export function bucketName({ state, scales }: Scene, { asset, instrument }: Bucket): string {
  if (instrument === 0) return `${scales.symbol(asset)} cross`;
  return `${state.instruments[instrument - 1]?.spec.symbol ?? ''} isolated`;
}

function rowOf(
  scene: Scene,
  subaccount: Subaccount,
  bucket: Bucket,
  nameOf: (operator: number) => string,
): CallRow | null {
  const { call, asset } = bucket;
  if (call === null) return null;
  const { scales, state } = scene;
  const { figures, healthPpm } = viewBucket(state, bucket);
  return {
    key: String(call.id),
    call: call.id,
    subaccount: subaccount.label,
    bucket: bucketName(scene, bucket),
    level: call.level as CallRow['level'],
    health: healthText(healthPpm),
    cure: scales.moneyDue(asset, cureAtoms(subaccount.callPercents, figures)),
    asset: scales.symbol(asset),
    acknowledgedBy: call.acknowledgedBy === 0 ? '' : nameOf(call.acknowledgedBy),
    snoozedUntilUs: call.snoozedUntilUs,
  };
}

export function callRows(scene: Scene, nameOf: (operator: number) => string): CallRow[] {
  const rows: CallRow[] = [];
  for (const subaccount of scene.clients) {
    for (const list of [subaccount.balances, subaccount.positions]) {
      for (const { bucket } of list) {
        const row = rowOf(scene, subaccount, bucket, nameOf);
        if (row !== null) rows.push(row);
      }
    }
  }
  return rows;
}

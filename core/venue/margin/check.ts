/**
 * The margin check of one step: every bucket whose figures may be across a threshold is valued,
 * calls are reviewed, and those below maintenance go to liquidation, worst first. DESIGN section 4,
 * "One step"; which those are, `screen.ts`.
 */
import { expectCall, expectLiquidation, withdrawLiquidation } from '../external/expecting.ts';
import { allows } from '../pricing/permissions.ts';
import type { LiquidationPermission } from '../pricing/permissions.ts';
import { indexPermissions, permissionsOf } from '../orders/checks.ts';
import { advanceLiquidation } from '../liquidation/machine.ts';
import { exchangeDebts, settlePool } from '../liquidation/exchange.ts';
import { coverShortfall } from '../liquidation/fund.ts';
import { owingIn } from '../liquidation/owing.ts';
import { standing } from '../pricing/ladder.ts';
import { at, bucketId, isMargined, isObserved, isOfPool, isPooled } from '../state.ts';
import type { Bucket, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { healthPpm } from './arithmetic.ts';
import { bucketFigures, positionsOf } from './buckets.ts';
import type { BucketFigures } from './buckets.ts';
import { reviewCall } from './calls.ts';
import { keepLevels, levelled } from './levels.ts';
import { figuresOf, owesTooMuch, poolBucket, poolOf } from './pool.ts';
import { leastEquityAtoms } from './ratios.ts';

interface Suspect {
  readonly bucket: Bucket;
  readonly healthPpm: number;
  readonly id: number;
}

/**
 * The strictest permission among the indices that value a bucket. What has ended and waits for its
 * settlement shields nothing beside it: only its index counts. Alone it waits. LIQ-02, LIQ-09.
 */
function liquidationPermission(state: VenueState, bucket: Bucket): LiquidationPermission {
  let strictest: LiquidationPermission = 'on';
  for (const index of collateralIndices(state, bucket)) {
    const { state: now, phase } = standing(at(state.indices, index).price.ladder);
    const { liquidations } = allows(now, phase);
    if (liquidations === 'off') return 'off';
    if (liquidations === 'confirmTwo') strictest = 'confirmTwo';
  }
  let waits = false;
  let trades = false;
  for (const position of positionsOf(state, bucket)) {
    if (position.lots === 0) continue;
    const instrument = at(state.instruments, position.instrument);
    const hasEnded = instrument.state === 'expired';
    if (hasEnded) waits = true;
    else trades = true;
    const { liquidations } = (hasEnded ? indexPermissions : permissionsOf)(state, instrument);
    if (liquidations === 'off') return 'off';
    if (liquidations === 'confirmTwo') strictest = 'confirmTwo';
  }
  return waits && !trades ? 'off' : strictest;
}

/** What prices the coins of a pool: a breach may be theirs alone. Rule COLL-08. */
function collateralIndices(state: VenueState, bucket: Bucket): number[] {
  if (!isOfPool(state, bucket)) return [];
  const subaccount = at(state.subaccounts, bucket.subaccount);
  return poolOf(state, subaccount).assets.flatMap(({ holding, netAtoms }) => {
    const { index } = holding.terms;
    return netAtoms === 0 || index === undefined ? [] : [index];
  });
}

/** Whether every price that values the bucket was observed again since the breach was found. */
function isReobserved(state: VenueState, bucket: Bucket): boolean {
  const indices = collateralIndices(state, bucket);
  for (const position of positionsOf(state, bucket)) {
    if (position.lots !== 0) indices.push(at(state.instruments, position.instrument).spec.index);
  }
  return indices.every(
    (index) => at(state.indices, index).price.observedTimeUs > bucket.belowSinceUs,
  );
}

/**
 * Values the buckets of whoever was touched or moved, reviews calls and liquidates what must be.
 * Who is touched while others are reviewed is so in this check, if its turn is still to come. Rules
 * CALL-01, LIQ-01, LIQ-02, MARG-13.
 */
export function checkMargin(step: Step): void {
  const suspects: Suspect[] = [];
  const { state, screen } = step;
  const { touched } = step.ledger;
  screen.sift();
  const withLevels = levelled(state);
  const { flags } = touched;
  for (let id = 1; id <= state.subaccounts.length; id++) {
    if (flags[id] === 0) continue;
    const subaccount = at(state.subaccounts, id);
    flags[id] = 0;
    if (!isMargined(state, subaccount)) continue;
    screen.valued += 1;
    // What moves by levels has no bounds either.
    if (withLevels.length > 0 && keepLevels(step, subaccount, withLevels)) touched.touch(id);
    if (isPooled(subaccount)) {
      // Scenarios and haircuts have no bounds: a pool is valued at every check.
      touched.touch(id);
      reviewPool(step, subaccount, suspects);
    } else {
      for (const { bucket } of subaccount.balances) reviewOwn(step, bucket, suspects);
    }
    for (const position of subaccount.positions) {
      if (position.mode === 'isolated') reviewOwn(step, position.bucket, suspects);
    }
  }
  suspects.sort((a, b) => a.healthPpm - b.healthPpm || a.id - b.id);
  for (const { bucket } of suspects) advanceLiquidation(step, bucket);
}

/** Debts beyond their limit are exchanged first, where prices are trusted. Rule COLL-06. */
function reviewPool(step: Step, subaccount: Subaccount, suspects: Suspect[]): void {
  const bucket = poolBucket(step.state, subaccount);
  const pool = poolOf(step.state, subaccount);
  const figures = figuresOf(step.state, pool);
  // Debts as they are, whatever they count for.
  const isRuined = !figures.hasPosition && figures.walletAtoms < 0;
  const mustAct = isRuined || owesTooMuch(pool);
  if (!mustAct || liquidationPermission(step.state, bucket) === 'off') {
    return review(step, bucket, suspects, figures);
  }
  exchangeDebts(step, subaccount);
  const { hasPosition, walletAtoms } = bucketFigures(step.state, bucket);
  if (!hasPosition && walletAtoms < 0) settlePool(step, subaccount);
  review(step, bucket, suspects);
}

/** Of a bucket that is no pool's: its figures are also what its bounds follow from. */
function reviewOwn(step: Step, bucket: Bucket, suspects: Suspect[]): void {
  const figures = bucketFigures(step.state, bucket);
  review(step, bucket, suspects, figures);
  step.screen.bound(bucket, figures);
}

function review(
  step: Step,
  bucket: Bucket,
  suspects: Suspect[],
  figures = bucketFigures(step.state, bucket),
): void {
  const subaccount = at(step.state.subaccounts, bucket.subaccount);
  const isElsewhere = isObserved(step.state, subaccount);
  const isCovered = !isOfPool(step.state, bucket) && !isElsewhere;
  if (!figures.hasPosition && isCovered) coverLoss(step, bucket, figures);
  reviewCall(step, bucket, figures);
  if (isElsewhere) expectCall(step, bucket, figures);
  const isBelow =
    figures.equityAtoms < leastEquityAtoms(subaccount, figures.maintenanceAtoms, bucket.instrument);
  if (!isBelow) bucket.belowSinceUs = 0;
  else if (bucket.belowSinceUs === 0) bucket.belowSinceUs = step.timeUs;
  if (!isBelow && isElsewhere) withdrawLiquidation(step, bucket);
  if (!isBelow && bucket.liquidation === null) return;
  const permission = liquidationPermission(step.state, bucket);
  if (permission === 'off') return;
  const mustConfirm = permission === 'confirmTwo' && bucket.liquidation === null;
  if (mustConfirm && !isReobserved(step.state, bucket)) return;
  if (isElsewhere) return expectLiquidation(step, bucket, figures);
  const health = healthPpm(figures.equityAtoms, figures.maintenanceAtoms);
  suspects.push({ bucket, healthPpm: health, id: bucketId(bucket) });
}

/** A bucket whose last position closed below zero is made whole by the fund. Rule INS-04. */
function coverLoss(step: Step, bucket: Bucket, figures: BucketFigures): void {
  if (figures.walletAtoms >= 0) return;
  const subaccount = at(step.state.subaccounts, bucket.subaccount);
  const instrument =
    bucket.instrument === 0
      ? owingIn(step.state, subaccount, bucket.asset)
      : at(step.state.instruments, bucket.instrument);
  // What the fund cannot pay stops that instrument from growing.
  if (instrument === undefined) return;
  coverShortfall(step, subaccount, instrument, -figures.walletAtoms);
}

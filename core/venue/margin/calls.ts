/**
 * Margin calls: raised by level when health falls below it, with the amount that cures it; they
 * stay until cured, acknowledged or not. `margin-rules.md` section 4.
 */
import type { CommandOf } from '../commands.ts';
import { expireWaivers } from '../limits/waivers.ts';
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Atoms } from '../numbers.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at, bucketId, startTimer } from '../state.ts';
import type { Bucket, Call, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { healthPpm } from './arithmetic.ts';
import type { BucketFigures } from './buckets.ts';

const PERCENT_PPM = PPM / 100;

/** A call ends this many points above the first level, so as not to flicker. Rule CALL-03. */
export const CALL_RELEASE_POINTS = 5;

/** The level that a health deserves: 0 none, else 1 to 3. Rule CALL-01. */
export function callLevel(percents: readonly number[], health: number): number {
  let level = 0;
  percents.forEach((percent, n) => {
    if (health < percent * PERCENT_PPM) level = n + 1;
  });
  return level;
}

/** What must come in to end the call: to the first level plus the release points. Rule CALL-02. */
export function cureAtoms(percents: readonly number[], figures: BucketFigures): Atoms {
  const percent = (percents[0] ?? 100) + CALL_RELEASE_POINTS;
  return Math.max(0, mulDivCeil(figures.maintenanceAtoms, percent, 100) - figures.equityAtoms);
}

/** Raises, worsens or ends the call of a bucket as its figures ask. Rules CALL-01 to CALL-03. */
export function reviewCall(step: Step, bucket: Bucket, figures: BucketFigures): void {
  const percents = at(step.state.subaccounts, bucket.subaccount).callPercents;
  const health = healthPpm(figures.equityAtoms, figures.maintenanceAtoms);
  const level = callLevel(percents, health);
  const { call } = bucket;
  if (call === null) {
    if (level > 0) raise(step, bucket, figures, level);
    return;
  }
  if (level > call.level) {
    call.level = level;
    call.acknowledgedBy = 0;
    call.snoozedUntilUs = 0;
    emitRaised(step, bucket, figures, call);
    return;
  }
  if (cureAtoms(percents, figures) > 0) return;
  bucket.call = null;
  const { equityAtoms, maintenanceAtoms } = figures;
  const who = [call.id, bucket.subaccount, bucketId(bucket)] as const;
  step.events.emit('call.cured', ...who, equityAtoms, maintenanceAtoms);
}

function raise(step: Step, bucket: Bucket, figures: BucketFigures, level: number): void {
  step.state.callsRaised += 1;
  const id = step.state.callsRaised;
  bucket.call = { id, level, acknowledgedBy: 0, snoozedUntilUs: 0 };
  emitRaised(step, bucket, figures, bucket.call);
}

function emitRaised(step: Step, bucket: Bucket, figures: BucketFigures, call: Call): void {
  const percents = at(step.state.subaccounts, bucket.subaccount).callPercents;
  step.events.emit(
    'call.raised',
    call.id,
    bucket.subaccount,
    bucketId(bucket),
    call.level,
    figures.equityAtoms,
    figures.maintenanceAtoms,
    cureAtoms(percents, figures),
  );
}

/** Every bucket of every subaccount, in the order of their numbers. */
export function* allBuckets(state: VenueState): Generator<Bucket> {
  for (const subaccount of state.subaccounts) {
    for (const balance of subaccount.balances) yield balance.bucket;
    for (const position of subaccount.positions) yield position.bucket;
  }
}

function findCall(state: VenueState, id: number): { bucket: Bucket; call: Call } | null {
  for (const bucket of allBuckets(state)) {
    if (bucket.call?.id === id) return { bucket, call: bucket.call };
  }
  return null;
}

/** A named person has seen the call. Rule CALL-04. */
export function acknowledgeCall(step: Step, command: CommandOf<'call.acknowledge'>): Outcome {
  const found = findCall(step.state, command.call);
  if (found === null) return refused('UNKNOWN_CALL');
  if (found.call.acknowledgedBy !== 0) return refused('ALREADY_ACKNOWLEDGED');
  found.call.acknowledgedBy = step.operator;
  step.events.emit('call.acknowledged', found.call.id, step.operator);
  return done(found.call.id);
}

/** Silences a call until a time; when that is due it is raised anew. Rule CALL-05. */
export function snoozeCall(step: Step, command: CommandOf<'call.snooze'>): Outcome {
  const found = findCall(step.state, command.call);
  if (found === null) return refused('UNKNOWN_CALL');
  if (command.untilUs <= step.timeUs) return refused('TOO_LATE');
  found.call.snoozedUntilUs = command.untilUs;
  startTimer(step.state, command.untilUs);
  step.events.emit('call.snoozed', found.call.id, step.operator, command.untilUs);
  return done(found.call.id);
}

/**
 * Waivers and then snoozed calls whose time has come, each by (due time, id). Runs with every
 * command.
 */
export function runDueTimers(step: Step): void {
  const { state } = step;
  if (state.nextTimerUs === 0 || state.nextTimerUs > step.timeUs) return;
  const snoozed: { bucket: Bucket; call: Call }[] = [];
  for (const bucket of allBuckets(state)) {
    const { call } = bucket;
    if (call !== null && call.snoozedUntilUs !== 0) snoozed.push({ bucket, call });
  }
  snoozed.sort((a, b) => a.call.snoozedUntilUs - b.call.snoozedUntilUs || a.call.id - b.call.id);
  state.nextTimerUs = 0;
  expireWaivers(step);
  for (const { bucket, call } of snoozed) {
    if (call.snoozedUntilUs > step.timeUs) {
      startTimer(state, call.snoozedUntilUs);
      return;
    }
    call.snoozedUntilUs = 0;
    step.events.emit('call.due', call.id, bucket.subaccount, bucketId(bucket), call.level);
  }
}

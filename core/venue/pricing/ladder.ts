/**
 * The ladder of price quality and what each rung allows (oracles section 2, status and ladder).
 *
 * The rules have a state of their own; a person may lay a lower one over it. Moving down is
 * immediate, moving up needs its hold time, and out of HOLD, FALLBACK and HALT it goes only by
 * RESUME, which lasts only while the price is GREEN.
 */
import { SECOND_US } from '../numbers.ts';
import type { TimeUs } from '../numbers.ts';
import type { IndexDefinition } from './definition.ts';

export type PriceState = 'NONE' | 'GREEN' | 'AMBER' | 'HOLD' | 'FALLBACK' | 'HALT' | 'RESUME';

/** RESUME waits for GREEN, then is post-only; FALLBACK waits for agreement, then liquidates. */
export type LadderPhase = 'none' | 'greenWait' | 'postOnly' | 'agreeing' | 'agreed';

/** What a person may lower a price to. */
export type LoweredState = 'AMBER' | 'HOLD' | 'HALT';

/** What one observation alone deserves. */
export type PriceQuality = 'GREEN' | 'AMBER' | 'HOLD';

/** 'disputed': fresh, but so far from our own index that it cannot stand in for it. */
export type SecondaryView = 'absent' | 'agrees' | 'differs' | 'disputed';

/** Why a price changed its standing. */
export type LadderReason =
  | 'FIRST_PRICE'
  | 'FEW_SOURCES'
  | 'LOW_WEIGHT'
  | 'DISAGREE'
  | 'JUMP'
  | 'STALE'
  | 'SECONDARY_DIFFERS'
  | 'SECONDARY_AGREES'
  | 'SECONDARY_LOST'
  | 'HELD_TOO_LONG'
  | 'SOURCES_BACK'
  | 'GREEN_HELD'
  | 'POST_ONLY_HELD'
  | 'LOWERED'
  | 'RELEASED';

/** What the newest observation, or its absence, says. */
export interface Reading {
  readonly quality: PriceQuality;
  /** Why the quality is not GREEN; of a GREEN one it is not used. */
  readonly reason: LadderReason;
  readonly survivors: number;
  readonly secondary: SecondaryView;
}

/** Times are 0 while what they count does not last. */
export interface LadderState {
  state: PriceState;
  phase: LadderPhase;
  phaseSinceUs: TimeUs;
  greenSinceUs: TimeUs;
  /** Since when there has been no price to trade on; runs on until a green wait is passed. */
  heldSinceUs: TimeUs;
  agreesSinceUs: TimeUs;
  lowered: 'NONE' | LoweredState;
}

export interface Transition {
  readonly from: PriceState;
  readonly fromPhase: LadderPhase;
  readonly to: PriceState;
  readonly toPhase: LadderPhase;
  readonly reason: LadderReason;
  readonly survivors: number;
}

/** Where a price stands after rules and person. */
export interface Standing {
  readonly state: PriceState;
  readonly phase: LadderPhase;
}

interface Move extends Standing {
  readonly reason: LadderReason;
}

/** From best to worst. */
const RANK: Readonly<Record<PriceState, number>> = {
  GREEN: 0,
  AMBER: 1,
  RESUME: 2,
  FALLBACK: 3,
  HOLD: 4,
  HALT: 5,
  NONE: 6,
};

export function createLadder(): LadderState {
  return {
    state: 'NONE',
    phase: 'none',
    phaseSinceUs: 0,
    greenSinceUs: 0,
    heldSinceUs: 0,
    agreesSinceUs: 0,
    lowered: 'NONE',
  };
}

/** The worse of what the rules give and what a person has set. */
export function standing({ state, phase, lowered }: LadderState): Standing {
  if (lowered === 'NONE' || RANK[lowered] <= RANK[state]) return { state, phase };
  return { state: lowered, phase: 'none' };
}

/**
 * Moves the ladder by at most one rung for what a reading says at `timeUs` (ORA-07 to ORA-11), and
 * says so if the standing changed.
 */
export function stepLadder(
  definition: IndexDefinition,
  ladder: LadderState,
  reading: Reading,
  timeUs: TimeUs,
): Transition[] {
  ladder.greenSinceUs = runs(reading.quality === 'GREEN', ladder.greenSinceUs, timeUs);
  ladder.agreesSinceUs = runs(reading.secondary === 'agrees', ladder.agreesSinceUs, timeUs);
  const move = nextMove(definition, ladder, reading, timeUs);
  if (move === 'STAY') return [];
  const before = standing(ladder);
  enter(ladder, move, timeUs);
  return transition(before, ladder, move.reason, reading.survivors);
}

function runs(lasts: boolean, sinceUs: TimeUs, timeUs: TimeUs): TimeUs {
  if (!lasts) return 0;
  return sinceUs === 0 ? timeUs : sinceUs;
}

function hasLasted(sinceUs: TimeUs, seconds: number, timeUs: TimeUs): boolean {
  return sinceUs !== 0 && timeUs - sinceUs >= seconds * SECOND_US;
}

function nextMove(
  definition: IndexDefinition,
  ladder: LadderState,
  { quality, reason, secondary }: Reading,
  timeUs: TimeUs,
): Move | 'STAY' {
  const greenHeld = hasLasted(ladder.greenSinceUs, definition.resumeGreenS, timeUs);
  switch (ladder.state) {
    case 'NONE':
      return quality === 'HOLD' ? 'STAY' : rung(quality, 'FIRST_PRICE');
    case 'GREEN':
      return quality === 'GREEN' ? 'STAY' : rung(quality, reason);
    case 'AMBER':
      if (quality === 'HOLD') return rung('HOLD', reason);
      return greenHeld ? rung('GREEN', 'GREEN_HELD') : 'STAY';
    case 'RESUME':
      if (quality !== 'GREEN') return rung('HOLD', reason);
      if (ladder.phase === 'greenWait') {
        return greenHeld ? rung('RESUME', 'GREEN_HELD', 'postOnly') : 'STAY';
      }
      return hasLasted(ladder.phaseSinceUs, definition.resumePostOnlyS, timeUs)
        ? rung('GREEN', 'POST_ONLY_HELD')
        : 'STAY';
    case 'HOLD':
    case 'FALLBACK':
    case 'HALT':
      if (quality === 'GREEN') return rung('RESUME', 'SOURCES_BACK', 'greenWait');
      return withoutGreen(definition, ladder, secondary, timeUs);
  }
}

/** HOLD, FALLBACK and HALT while our own sources do not give a GREEN price. */
function withoutGreen(
  definition: IndexDefinition,
  ladder: LadderState,
  secondary: SecondaryView,
  timeUs: TimeUs,
): Move | 'STAY' {
  const agreedLong = hasLasted(ladder.agreesSinceUs, definition.fallbackAgreeS, timeUs);
  if (ladder.state === 'FALLBACK') {
    if (secondary === 'differs') return rung('HALT', 'SECONDARY_DIFFERS');
    if (secondary !== 'agrees') return rung('HOLD', 'SECONDARY_LOST');
    const done = ladder.phase === 'agreed' || !agreedLong;
    return done ? 'STAY' : rung('FALLBACK', 'SECONDARY_AGREES', 'agreed');
  }
  if (ladder.state === 'HALT') return 'STAY';
  if (hasLasted(ladder.heldSinceUs, definition.fallbackAfterS, timeUs)) {
    if (secondary === 'differs') return rung('HALT', 'SECONDARY_DIFFERS');
    if (secondary === 'agrees') {
      return rung('FALLBACK', 'SECONDARY_AGREES', agreedLong ? 'agreed' : 'agreeing');
    }
  }
  const tooLong = hasLasted(ladder.heldSinceUs, definition.haltAfterS, timeUs);
  return tooLong ? rung('HALT', 'HELD_TOO_LONG') : 'STAY';
}

function rung(state: PriceState, reason: LadderReason, phase: LadderPhase = 'none'): Move {
  return { state, phase, reason };
}

function enter(ladder: LadderState, to: Standing, timeUs: TimeUs): void {
  ladder.state = to.state;
  ladder.phase = to.phase;
  ladder.phaseSinceUs = timeUs;
  const stillHeld = to.phase === 'greenWait' || RANK[to.state] > RANK.RESUME;
  ladder.heldSinceUs = runs(stillHeld, ladder.heldSinceUs, timeUs);
}

function transition(
  before: Standing,
  ladder: LadderState,
  reason: LadderReason,
  survivors: number,
): Transition[] {
  const after = standing(ladder);
  if (before.state === after.state && before.phase === after.phase) return [];
  const { state: from, phase: fromPhase } = before;
  return [{ from, fromPhase, to: after.state, toPhase: after.phase, reason, survivors }];
}

/**
 * Lays a lower state over what the rules give (ORA-12). 'NOT_LOWER' if the standing is already that
 * low. Before the first price any state may be set: it takes hold with that price.
 */
export function lowerLadder(
  ladder: LadderState,
  to: LoweredState,
  survivors: number,
): Transition[] | 'NOT_LOWER' {
  const before = standing(ladder);
  const bar = before.state === 'NONE' && ladder.lowered !== 'NONE' ? ladder.lowered : before.state;
  if (bar !== 'NONE' && RANK[to] <= RANK[bar]) return 'NOT_LOWER';
  ladder.lowered = to;
  return transition(before, ladder, 'LOWERED', survivors);
}

/**
 * Takes a person's state away (ORA-12). From HOLD or HALT the price comes back by RESUME, from
 * AMBER after the hold time of GREEN, however long the rules have been content underneath.
 */
export function releaseLadder(
  ladder: LadderState,
  survivors: number,
  timeUs: TimeUs,
): Transition[] | 'NOT_LOWERED' {
  const { lowered } = ladder;
  if (lowered === 'NONE') return 'NOT_LOWERED';
  const before = standing(ladder);
  ladder.lowered = 'NONE';
  if (RANK[lowered] > RANK[ladder.state]) {
    const ownIsHeld = RANK[ladder.state] > RANK.RESUME;
    if (lowered === 'AMBER') enter(ladder, { state: 'AMBER', phase: 'none' }, timeUs);
    else if (!ownIsHeld) enter(ladder, { state: 'RESUME', phase: 'greenWait' }, timeUs);
    ladder.greenSinceUs = runs(ladder.greenSinceUs !== 0, 0, timeUs);
  }
  return transition(before, ladder, 'RELEASED', survivors);
}

/**
 * When a dead man's switch is put off, and when it is not any more. The window arms it again each
 * third of its time, so that two of these may be lost; the time is the venue's. What has fired, or
 * was disarmed or taken over elsewhere, is not armed again by itself.
 */
import type { ArmedSwitch, Seat } from '../../../core/desk/messages.ts';

/** A switch that this window keeps putting off. */
export interface Arming {
  /** Whose orders go; empty of those that this session placed. */
  readonly subaccount: string;
  readonly seconds: number;
}

export const SECONDS_LEAST = 5;
export const SECONDS_MOST = 3_600;
const US_PER_S = 1_000_000;
/** Of its time: each part it is put off. */
const PARTS = 3;

/** The switch as the core has it; undefined where it is not armed, or by somebody else. */
export function armedOf(seat: Seat | null, { subaccount }: Arming): ArmedSwitch | undefined {
  return seat?.switches.find((one) => one.isOwn && one.subaccount === subaccount);
}

export interface Kept {
  readonly arming: Arming;
  /** The core has shown it armed since this window, or the page before it, armed it. */
  readonly isSeen: boolean;
  /** Venue time at which it was put off last. */
  readonly sinceUs: number;
}

export type Due = 'wait' | 'putOff' | 'over';

/** What is to be done about a switch now. */
export function dueOf({ arming, isSeen, sinceUs }: Kept, seat: Seat | null, nowUs: number): Due {
  const spanUs = arming.seconds * US_PER_S;
  const armed = armedOf(seat, arming);
  if (seat === null) return 'wait';
  // The core tells of it a moment after it has armed it.
  if (armed === undefined) return isSeen || nowUs > sinceUs + spanUs ? 'over' : 'wait';
  const dueUs = Math.max(armed.dueUs, sinceUs + spanUs);
  return dueUs - nowUs <= spanUs - spanUs / PARTS ? 'putOff' : 'wait';
}

/** Whole seconds of a text within what can be armed; null where it is none. */
export function secondsOf(typed: string): number | null {
  if (!/^\d{1,4}$/.test(typed.trim())) return null;
  const seconds = Number(typed);
  return seconds >= SECONDS_LEAST && seconds <= SECONDS_MOST ? seconds : null;
}

import { expect, test } from 'vitest';
import type { ArmedSwitch, Seat } from '../../../core/desk/messages.ts';
import { dueOf, secondsOf } from './seat-plan.ts';

const S = 1_000_000;
const arming = { subaccount: '', seconds: 30 };
const own: ArmedSwitch = { subaccount: '', dueUs: 130 * S, by: 'M. Okafor', isOwn: true };

function seat(...switches: ArmedSwitch[]): Seat {
  return { session: 7, cancelOnDisconnect: false, graceMs: 5_000, orders: 2, switches };
}

test('a switch is put off each third of its time, counted from the last time it was', () => {
  const kept = { arming, isSeen: true, sinceUs: 100 * S };
  expect(dueOf(kept, seat(own), 109 * S)).toBe('wait');
  expect(dueOf(kept, seat(own), 110 * S)).toBe('putOff');
  // It was just put off, and the core has not told of it yet.
  expect(dueOf({ ...kept, sinceUs: 110 * S }, seat(own), 111 * S)).toBe('wait');
});

test('a page that was loaded anew puts off at once what still holds', () => {
  const kept = { arming, isSeen: true, sinceUs: 0 };
  expect(dueOf(kept, null, 115 * S)).toBe('wait');
  expect(dueOf(kept, seat(own), 115 * S)).toBe('putOff');
});

test('what has fired, or is somebody else\u2019s now, is over and not armed again', () => {
  const kept = { arming, isSeen: true, sinceUs: 100 * S };
  expect(dueOf(kept, seat(), 105 * S)).toBe('over');
  const others = { ...own, subaccount: 'Skew-1', isOwn: false };
  const wider = { ...kept, arming: { subaccount: 'Skew-1', seconds: 30 } };
  expect(dueOf(wider, seat(own, others), 105 * S)).toBe('over');
});

test('one that was just armed has its time to be seen', () => {
  const kept = { arming, isSeen: false, sinceUs: 100 * S };
  expect(dueOf(kept, seat(), 129 * S)).toBe('wait');
  expect(dueOf(kept, seat(), 131 * S)).toBe('over');
});

test('seconds are whole, from five to an hour', () => {
  expect(['5', ' 30 ', '3600'].map(secondsOf)).toEqual([5, 30, 3_600]);
  expect(['', '4', '3601', '1.5', '-5', '1e2', 'ten'].map(secondsOf)).toEqual(Array(7).fill(null));
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maySend, OFF, oneClick } from './one-click.ts';
import type { OneClick, OneClickEvent, Place } from './one-click.ts';

const place: Place = { instrument: 'BTCUSDT', subaccount: 'Skew-1', operator: '1 trader' };
const terms = { sizeLots: 10, capLots: 25, seconds: 60 };
const arm = { kind: 'arm', terms, place, nowMs: 1_000 } as const;
const armed = oneClick(OFF, arm);

function after(...events: readonly OneClickEvent[]): OneClick {
  return events.reduce(oneClick, armed);
}

function whyOf(state: OneClick): string | null {
  return state.isArmed ? null : state.why;
}

describe('one-click trading', () => {
  test('is off until it is armed, and not with terms that allow no click', () => {
    expect(OFF.isArmed).toBe(false);
    expect(armed).toMatchObject({ isArmed: true, leftLots: 25, untilMs: 61_000 });
    for (const wrong of [{ sizeLots: 0 }, { capLots: 9 }, { seconds: 0 }]) {
      expect(oneClick(OFF, { ...arm, terms: { ...terms, ...wrong } })).toBe(OFF);
    }
  });

  test('counts down, and ends when the time is up', () => {
    expect(after({ kind: 'tick', nowMs: 60_999 })).toBe(armed);
    expect(whyOf(after({ kind: 'tick', nowMs: 61_000 }))).toBe('The time is up.');
    expect([maySend(armed, 60_999, 10), maySend(armed, 61_000, 10)]).toEqual([true, false]);
  });

  test('ends when the cap leaves no further click', () => {
    const once = after({ kind: 'sent', lots: 10 });
    expect(once).toMatchObject({ isArmed: true, leftLots: 15 });
    const smaller = oneClick(once, { kind: 'resize', lots: 5 });
    expect([maySend(smaller, 1_000, 15), maySend(smaller, 1_000, 16)]).toEqual([true, false]);
    expect(whyOf(oneClick(once, { kind: 'sent', lots: 10 }))).toBe('The cap is used up.');
  });

  test('takes another size where the cap has room for it', () => {
    expect(after({ kind: 'resize', lots: 20 })).toMatchObject({ sizeLots: 20 });
    expect(after({ kind: 'resize', lots: 26 })).toBe(armed);
    expect(after({ kind: 'resize', lots: 0 })).toBe(armed);
  });

  test.each([
    [{ ...place, operator: '2 trader' }, 'Another operator sits here.'],
    [{ ...place, subaccount: 'Vol-Arb' }, 'The subaccount is Vol-Arb now.'],
    [{ ...place, instrument: 'ETHUSDT' }, 'The instrument is ETHUSDT now.'],
    [place, null],
  ])('ends with another place: %j', (to, why) => {
    expect(whyOf(after({ kind: 'placed', place: to }))).toBe(why);
  });

  test('ends with a refused order, an unknown outcome and entry that is shut, and says so', () => {
    const ended = (result: 'done' | 'refused' | 'unknown'): OneClick =>
      after({ kind: 'ended', reply: { result, code: 'OUTSIDE_BAND', sentence: 'too far' } });
    expect(ended('done')).toBe(armed);
    expect(ended('refused')).toMatchObject({ isFault: true });
    expect(whyOf(ended('refused'))).toBe('An order was refused: OUTSIDE_BAND. too far');
    expect(whyOf(ended('unknown'))).toBe('What became of an order is not known.');
    const shut = after({ kind: 'shut', why: 'No core: entry is shut.' });
    expect(shut).toMatchObject({ isFault: true, why: 'No core: entry is shut.' });
  });

  test('a person disarms it without a word', () => {
    expect(after({ kind: 'disarm' })).toEqual(OFF);
  });

  test('whatever happens, no more than the cap is sent, and only arming arms', () => {
    const events = fc.oneof(
      fc.record({ kind: fc.constant('sent' as const), lots: fc.constant(0) }),
      fc.record({ kind: fc.constant('resize' as const), lots: fc.integer({ min: -5, max: 60 }) }),
      fc.record({ kind: fc.constant('tick' as const), nowMs: fc.integer({ min: 0, max: 90_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(events, { maxLength: 40 }), (list) => {
        let state = armed;
        let sent = 0;
        for (const event of list) {
          const before = state;
          if (event.kind === 'sent') {
            if (!state.isArmed || !maySend(state, 1_000, state.sizeLots)) continue;
            sent += state.sizeLots;
            state = oneClick(state, { kind: 'sent', lots: state.sizeLots });
          } else state = oneClick(state, event);
          expect(before.isArmed || !state.isArmed).toBe(true);
        }
        expect(sent).toBeLessThanOrEqual(terms.capLots);
      }),
    );
  });
});

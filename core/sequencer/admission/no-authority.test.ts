/** Well-formed commands of somebody who may not give them: the venue says so and does nothing. */
import { beforeAll, describe, expect, test } from 'vitest';
import { outcomeSentence } from '../../venue/outcomes.ts';
import type { TestVenue } from '../../venue/testing/test-venue.ts';
import type { CommandBoundary } from './boundary.ts';
import { openDesk, ORDER, ORIGIN } from './testing/desk.ts';

let desk: TestVenue;
let boundary: CommandBoundary;
beforeAll(() => {
  ({ desk, boundary } = openDesk());
});

describe('AUTH-01 a command that a role may not give', () => {
  test.each([
    ['auditor', ORDER],
    ['trader', { kind: 'account.suspend', account: 'alpha', suspended: true }],
    ['basisTrader', ORDER],
    ['treasurer', { kind: 'clock.tick' }],
    ['feed', { kind: 'insurance.contribute', asset: 'USDT', amount: '1' }],
  ] as const)('no authority: %s is told so by the venue, and nothing changes', (by, human) => {
    const admitted = boundary.admit(human, ORIGIN);
    if (!admitted.ok) throw new Error(admitted.refusal.sentence);
    const before = desk.meaning();
    const outcome = desk.apply(admitted.command, { by });
    expect(outcome).toMatchObject({ code: 'NOT_AUTHORISED', reference: 0 });
    expect(outcomeSentence(outcome.code)).toContain('this role may not do that');
    expect(desk.meaning()).toBe(before);
  });
});

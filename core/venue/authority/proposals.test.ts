/** What needs two people: one proposes, another approves, and the venue applies it. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { checkCommand } from '../commands.ts';
import type { Command } from '../commands.ts';
import { TestVenue } from '../testing/test-venue.ts';
import type { Speaker } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 10_000_000_000 } });
});

const resume: Command = { kind: 'instrument.resume', instrument: 1 };

const propose = (command: Command, by: Speaker) =>
  venue.apply({ kind: 'proposal.open', command }, { by });
const approve = (proposal: number, by: Speaker) =>
  venue.apply({ kind: 'proposal.approve', proposal }, { by });

function halt(): void {
  venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, { by: 'risk' });
}

describe('AUTH-06 only who could give a command, but for the second person, proposes it', () => {
  test.each([
    ['a risk manager, resuming', resume, 'risk', 'OK'],
    ['a compliance officer, resuming', resume, 'compliance', 'NOT_AUTHORISED'],
    [
      'a trader, an asset',
      { kind: 'asset.list', symbol: 'USDC', decimals: 6 },
      'trader',
      'NOT_AUTHORISED',
    ],
    [
      'what is not there is seen when it is applied',
      { kind: 'position.close', subaccount: 99, instrument: 1 },
      'risk',
      'OK',
    ],
  ] as const)('%s', (_, command, by, code) => {
    expect(propose(command, by).code).toBe(code);
  });

  test('a trader of another desk does not', () => {
    const close: Command = { kind: 'position.close', subaccount: trader, instrument: 1 };
    expect(propose(close, 'basisTrader').code).toBe('NOT_AUTHORISED');
  });

  test('nobody proposes what nobody may do by hand', () => {
    for (const subaccount of [house, 3]) {
      const order = venue.placement(subaccount, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 });
      expect(propose(order, 'trader').code).toBe('WRONG_ACCOUNT_KIND');
    }
  });

  test('a session is nothing to propose', () => {
    const open: Command = {
      kind: 'session.open',
      session: 'new',
      operator: 6,
      role: 'trader',
      channel: 'api',
      workstation: 'test',
    };
    expect(propose(open, 'admin').code).toBe('NOT_AUTHORISED');
    expect(propose({ kind: 'session.close' }, 'admin').code).toBe('NOT_AUTHORISED');
  });

  test('nor a proposal', () => {
    const inner = { kind: 'proposal.reject', proposal: 1 } as const;
    expect(checkCommand({ kind: 'proposal.open', command: inner })?.code).toBe('NOT_A_CHOICE');
  });
});

describe('AUTH-07 another person approves, who could give the command too', () => {
  test('then it is applied in the same step, and the answer is its own', () => {
    halt();
    const { reference: proposal } = propose(resume, 'risk');
    venue.take();
    expect(approve(proposal, 'secondRisk')).toMatchObject({ code: 'OK', reference: 1 });
    expect(venue.instrument('BTCUSDT').state).toBe('open');
    expect(venue.take().map(({ kind }) => kind)).toEqual([
      'instrument.state',
      'instrument.noted',
      'proposal.approved',
    ]);
    expect(venue.venue.state.proposals).toEqual([]);
  });

  test('not the same person, nor one whose role has no part in it', () => {
    halt();
    const { reference: proposal } = propose(resume, 'risk');
    expect(approve(proposal, 'risk').code).toBe('SAME_PERSON');
    expect(approve(proposal, 'compliance').code).toBe('NOT_AUTHORISED');
    expect(venue.instrument('BTCUSDT').state).toBe('halt');
  });

  test('and not twice', () => {
    halt();
    const { reference: proposal } = propose(resume, 'risk');
    approve(proposal, 'secondRisk');
    expect(approve(proposal, 'admin').code).toBe('UNKNOWN_PROPOSAL');
  });
});

describe('AUTH-08 a proposal that cannot be applied stays open; it can be rejected', () => {
  test('until it can', () => {
    const { reference: proposal } = propose(resume, 'risk');
    expect(approve(proposal, 'secondRisk').code).toBe('NOTHING_TO_CHANGE');
    halt();
    expect(approve(proposal, 'secondRisk').code).toBe('OK');
  });

  test('also one that names a subaccount which is not there', () => {
    const close: Command = { kind: 'position.close', subaccount: 99, instrument: 1 };
    const { reference: proposal } = propose(close, 'risk');
    expect(approve(proposal, 'secondRisk').code).toBe('UNKNOWN_SUBACCOUNT');
    expect(venue.venue.state.proposals).toHaveLength(1);
  });

  test('rejected, it is gone', () => {
    const { reference: proposal } = propose(resume, 'risk');
    venue.ok({ kind: 'proposal.reject', proposal }, { by: 'compliance' });
    expect(venue.code({ kind: 'proposal.reject', proposal }, { by: 'risk' })).toBe(
      'UNKNOWN_PROPOSAL',
    );
  });
});

describe('CALL-06 lowering a margin call level takes two people; raising one does not', () => {
  const limits = (callPercents: number[]): Command => ({
    kind: 'subaccount.limits',
    subaccount: trader,
    callPercents,
  });

  test('raised by one, lowered by two', () => {
    venue.ok(limits([200, 150, 120]), { by: 'risk' });
    expect(venue.code(limits([200, 149, 120]), { by: 'risk' })).toBe('NEEDS_SECOND_PERSON');
    const { reference: proposal } = propose(limits([200, 149, 120]), 'risk');
    expect(approve(proposal, 'secondRisk').code).toBe('OK');
    expect(venue.of(trader).callPercents).toEqual([200, 149, 120]);
  });

  test.each([[[150, 125]], [[150, 150, 110]], [[150, 125, 130]]])(
    '%j are not three falling levels',
    (percents) => {
      expect(venue.code(limits(percents), { by: 'core' })).toBe('INVALID_SPEC');
    },
  );
});

/** What each state of instrument, index, account and bucket lets in. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { CommandOf } from '../commands.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 10_000 * USDT } });
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10, 600_000);
});

function lower(to: CommandOf<'price.status'>['to']): void {
  const command = { kind: 'price.status', index: 1, to } as const;
  const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
  venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
}

function halt(to: 'halt' | 'reduceOnly'): void {
  venue.ok({ kind: 'instrument.halt', instrument: 1, to }, { by: 'risk' });
}

/** From HOLD by a minute of GREEN, which is followed by a minute of post-only. */
function resume(seconds: number): void {
  lower('HOLD');
  lower('rules');
  for (let n = 0; n < seconds; n++) venue.prices({ BTC: 60_000 });
}

function suspend(): void {
  const { account } = venue.of(trader);
  venue.ok({ kind: 'account.suspend', account, suspended: true }, { by: 'compliance' });
}

function liquidate(): void {
  venue.balance(trader, 'USDT').bucket.liquidation = {
    id: 1,
    startedUs: venue.timeUs,
    slices: 0,
    nextSliceUs: venue.timeUs,
  };
  // As would the price that brings a bucket there.
  venue.instrument('BTCUSDT').holders.void();
}

/** An order that opens, one that reduces, then the same two post-only. */
function codes(): string[] {
  const rest = { priceTicks: 601_000 };
  const answers = [
    venue.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 599_500 }),
    venue.place(trader, 'BTCUSDT', 'sell', 2, rest),
    venue.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 599_500, postOnly: true }),
    venue.place(trader, 'BTCUSDT', 'sell', 2, { ...rest, postOnly: true }),
  ];
  return answers.map(({ code }) => code);
}

const all = ['OK', 'OK', 'OK', 'OK'];
const closed = all.map(() => 'INSTRUMENT_CLOSED');
const reducing = (code: string): string[] => [code, 'OK', code, 'OK'];

describe('GATE-01 the strictest of instrument, index, account and bucket decides', () => {
  test.each([
    ['open', () => {}, all],
    ['AMBER', () => lower('AMBER'), all],
    ['HOLD', () => lower('HOLD'), reducing('REDUCE_ONLY_STATE')],
    ['a silent feed', () => venue.tick(6_000_000), reducing('REDUCE_ONLY_STATE')],
    ['HALT', () => lower('HALT'), closed],
    ['RESUME, waiting', () => resume(30), reducing('REDUCE_ONLY_STATE')],
    ['RESUME, post-only', () => resume(70), ['POST_ONLY_STATE', 'POST_ONLY_STATE', 'OK', 'OK']],
    ['open again after that', () => resume(130), all],
    ['an instrument halted by a person', () => halt('halt'), closed],
    ['one that only reduces', () => halt('reduceOnly'), reducing('REDUCE_ONLY_STATE')],
    ['a suspended account', suspend, reducing('ACCOUNT_SUSPENDED')],
    ['a bucket in liquidation', liquidate, reducing('POSITION_IN_LIQUIDATION')],
    [
      'a suspended account while the index resumes',
      () => {
        resume(70);
        suspend();
      },
      ['POST_ONLY_STATE', 'POST_ONLY_STATE', 'ACCOUNT_SUSPENDED', 'OK'],
    ],
  ])('%s', (_, prepare, expected) => {
    prepare();
    expect(codes()).toEqual(expected);
  });

  test.each([
    ['HOLD', () => lower('HOLD'), 'OK'],
    ['an instrument that only reduces', () => halt('reduceOnly'), 'OK'],
    ['HALT', () => lower('HALT'), 'INSTRUMENT_CLOSED'],
    ['an instrument halted by a person', () => halt('halt'), 'INSTRUMENT_CLOSED'],
    ['RESUME, post-only', () => resume(70), 'POST_ONLY_STATE'],
  ])('the house quotes on in %s: %s', (_, prepare, code) => {
    prepare();
    const quote = { priceTicks: 599_500, by: 'house' } as const;
    expect(venue.place(house, 'BTCUSDT', 'buy', 100, quote).code).toBe(code);
  });

  test('what passed because it reduces only reduces when it trades later', () => {
    lower('HOLD');
    for (const priceTicks of [601_000, 601_500]) {
      expect(venue.place(trader, 'BTCUSDT', 'sell', 10, { priceTicks }).code).toBe('OK');
    }
    const quote = { priceTicks: 602_000, by: 'house' } as const;
    venue.place(house, 'BTCUSDT', 'buy', 20, quote);
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(0);
    expect(venue.instrument('BTCUSDT').book.firstOrderOf(trader)).toBe(-1);
  });

  test('a collar of 1 % stands around a price on HOLD', () => {
    lower('HOLD');
    expect(venue.place(trader, 'BTCUSDT', 'sell', 1, { priceTicks: 593_999 })).toMatchObject({
      code: 'OUTSIDE_BAND',
      detail: 594_000,
    });
  });

  test('cancelling is always possible', () => {
    const { reference: order } = venue.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 });
    lower('HALT');
    halt('halt');
    suspend();
    expect(venue.code({ kind: 'order.cancel', subaccount: trader, instrument: 1, order })).toBe(
      'OK',
    );
  });
});

describe('GATE-02 a person halts alone, and two people resume', () => {
  test('to halt, to only reduce, and back', () => {
    halt('reduceOnly');
    halt('halt');
    const again = { kind: 'instrument.halt', instrument: 1, to: 'halt' } as const;
    expect(venue.code(again, { by: 'risk' })).toBe('NOTHING_TO_CHANGE');
    const command = { kind: 'instrument.resume', instrument: 1 } as const;
    expect(venue.code(command, { by: 'risk' })).toBe('NEEDS_SECOND_PERSON');
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    expect(codes()).toEqual(all);
  });

  test('a person lowers the state of an index, and cannot raise it', () => {
    lower('HOLD');
    const command = { kind: 'price.status', index: 1, to: 'AMBER' } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    const approval = { kind: 'proposal.approve', proposal } as const;
    expect(venue.code(approval, { by: 'secondRisk' })).toBe('CANNOT_RAISE');
  });
});

describe('ORA-08, ORA-10, ORA-11 an index comes back by hold times, or halts', () => {
  const state = (): string => venue.venue.state.indices[0]?.price.ladder.state ?? '';
  const observe = (seconds: number): void => {
    for (let n = 0; n < seconds; n++) venue.prices({ BTC: 60_000 });
  };

  test('from AMBER after a minute of GREEN', () => {
    lower('AMBER');
    lower('rules');
    observe(59);
    expect(state()).toBe('AMBER');
    observe(1);
    expect(state()).toBe('GREEN');
  });

  test('from HOLD after a minute of GREEN and a minute of post-only', () => {
    venue.tick(6_000_000);
    const seen = new Set<string>();
    const path: string[] = [];
    for (let second = 1; second <= 125; second++) {
      observe(1);
      const { state: rung, phase } = venue.venue.state.indices[0]?.price.ladder ?? {};
      const name = `${rung} ${phase}`;
      if (!seen.has(name)) path.push(`${second} ${name}`);
      seen.add(name);
    }
    expect(path).toEqual(['1 RESUME greenWait', '61 RESUME postOnly', '121 GREEN none']);
  });

  test('to HALT after two minutes of HOLD', () => {
    // Silent for five seconds it is held; 120 seconds later it halts.
    venue.tick(5_000_000);
    venue.tick(119_999_999);
    expect(state()).toBe('HOLD');
    venue.tick(1);
    expect(state()).toBe('HALT');
  });
});

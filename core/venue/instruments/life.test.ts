/** The states of an instrument: what each takes, and what leads from which to which. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { checkCommand } from '../commands.ts';
import type { Command, CommandOf } from '../commands.ts';
import { permissionsOf } from '../orders/checks.ts';
import { operatorOf, TestVenue } from '../testing/test-venue.ts';

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
});

function halt(to: CommandOf<'instrument.halt'>['to']): string {
  return venue.code({ kind: 'instrument.halt', instrument: 1, to }, { by: 'risk' });
}

/** Two people give a command; what became of it. */
function together(command: Command): string {
  const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
  return venue.code({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
}

const resume = (): string => together({ kind: 'instrument.resume', instrument: 1 });
const state = (): string => venue.instrument('BTCUSDT').state;

describe('LIFE-01 each state takes what its row of the table says', () => {
  test.each([
    ['open', 'all', 'on', 'normal'],
    ['reduceOnly', 'reduceOnly', 'on', 'normal'],
    ['halt', 'cancelOnly', 'off', 'postponed'],
    ['settled', 'none', 'off', 'postponed'],
  ] as const)('%s: orders %s, liquidations %s, funding %s', (to, orders, liquidations, funding) => {
    if (to === 'settled') together({ kind: 'instrument.settle', instrument: 1 });
    else if (to !== 'open') halt(to);
    const permitted = permissionsOf(venue.venue.state, venue.instrument('BTCUSDT'));
    expect(permitted).toMatchObject({ orders, liquidations, funding });
  });

  test('nobody is liquidated while the instrument is halted, and calls go on', () => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 2_000, 600_000);
    halt('halt');
    venue.take();
    venue.prices({ BTC: 54_000 });
    expect(venue.take('call.raised')).toHaveLength(1);
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(2_000);
    resume();
    venue.prices({ BTC: 54_000 });
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(0);
  });

  test('funding that falls into a halt is paid after it, once', () => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10, 600_000);
    halt('halt');
    const untilUs = venue.instrument('BTCUSDT').funding.nextTimeUs - venue.timeUs;
    venue.take();
    venue.prices({ BTC: 60_000 }, untilUs);
    const paid = (): number =>
      venue.take('funding.settled').filter(({ instrument }) => instrument === 1).length;
    expect(paid()).toBe(0);
    resume();
    venue.prices({ BTC: 60_000 });
    expect(paid()).toBe(1);
    venue.prices({ BTC: 60_000 });
    expect(paid()).toBe(0);
  });
});

describe('LIFE-02 a cause leads from a state to where the table says, and nowhere else', () => {
  test.each([
    ['open', [], 'NOTHING_TO_CHANGE', ['OK', 'halt'], ['OK', 'reduceOnly']],
    ['reduceOnly', ['reduceOnly'], 'open', ['OK', 'halt'], ['NOTHING_TO_CHANGE', 'reduceOnly']],
    // What is halted is raised by two people only.
    ['halt', ['halt'], 'open', ['NOTHING_TO_CHANGE', 'halt'], ['WRONG_STATE', 'halt']],
  ] as const)('from %s', (from, way, resumed, halted, reduced) => {
    const set = (): void => {
      venue = TestVenue.found(resources);
      venue.prices({ BTC: 60_000, ETH: 3_000 });
      for (const to of way) halt(to);
      expect(state()).toBe(from);
    };
    set();
    expect([halt('halt'), state()]).toEqual(halted);
    set();
    expect([halt('reduceOnly'), state()]).toEqual(reduced);
    set();
    const code = resume();
    expect(code === 'OK' ? state() : code).toBe(resumed);
  });

  test('an instrument without auctions is not sent to one', () => {
    expect(halt('auction')).toBe('WRONG_STATE');
    expect(state()).toBe('open');
  });

  test('every change is told with its reason', () => {
    venue.take();
    halt('reduceOnly');
    halt('halt');
    resume();
    expect(venue.take('instrument.state').map((one) => [one['state'], one['reason']])).toEqual([
      ['reduceOnly', 'person'],
      ['halt', 'person'],
      ['open', 'person'],
    ]);
  });

  test('a person\u2019s also with who it was, and with the words that the command carried', () => {
    const note = 'Feed of two venues differs';
    const lowering = { kind: 'instrument.halt', instrument: 1, to: 'halt', note } as const;
    venue.ok(lowering, { by: 'risk' });
    resume();
    const told = venue.take('instrument.noted');
    expect(told.map((one) => [one['state'], one['operator'], one['note']])).toEqual([
      ['halt', operatorOf('risk'), note],
      ['open', operatorOf('secondRisk'), ''],
    ]);
    const long = { ...lowering, note: 'x'.repeat(37) };
    expect(checkCommand(long)).toMatchObject({ path: 'command.note' });
    expect(checkCommand({ ...lowering, note: 'f\u00fcr' })).toMatchObject({ path: 'command.note' });
  });
});

describe('LIFE-04 stops of an instrument that does not match wait until it does', () => {
  test('on the mark', () => {
    venue.place(house, 'BTCUSDT', 'sell', 5, { priceTicks: 601_200, by: 'house' });
    venue.place(trader, 'BTCUSDT', 'buy', 5, { trigger: 'mark', triggerTicks: 601_000 });
    halt('halt');
    venue.take();
    venue.prices({ BTC: 60_100 });
    expect(venue.take('order.triggered')).toEqual([]);
    resume();
    venue.prices({ BTC: 60_100 });
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(5);
  });

  test('also those that were triggered and had not had their turn', () => {
    venue.place(house, 'BTCUSDT', 'sell', 1_200, { priceTicks: 601_200, by: 'house' });
    for (let n = 0; n < 1_001; n++) {
      venue.place(trader, 'BTCUSDT', 'buy', 1, { trigger: 'mark', triggerTicks: 601_000 });
    }
    venue.prices({ BTC: 60_100 });
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(1_000);
    // The very command that halts it finds the last one waiting.
    halt('halt');
    expect(venue.venue.state.triggered).toHaveLength(1);
    resume();
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(1_001);
    expect(venue.venue.state.triggered).toHaveLength(0);
  });

  test('and do not keep those of other instruments from theirs', () => {
    venue.mirror(trader, 'USDT', 100_000 * USDT);
    venue.place(house, 'BTCUSDT', 'sell', 1_200, { priceTicks: 601_200, by: 'house' });
    for (let n = 0; n < 1_001; n++) {
      venue.place(trader, 'BTCUSDT', 'buy', 1, { trigger: 'mark', triggerTicks: 601_000 });
    }
    venue.prices({ BTC: 60_100 });
    halt('halt');
    venue.place(house, 'ETHUSDT', 'sell', 5, { priceTicks: 301_200, by: 'house' });
    venue.place(trader, 'ETHUSDT', 'buy', 5, { trigger: 'mark', triggerTicks: 301_000 });
    venue.prices({ ETH: 3_010 });
    expect(venue.position(trader, 'ETHUSDT').lots).toBe(5);
    expect(venue.venue.state.triggered).toHaveLength(1);
  });
});

/** How an instrument stands, from its opening to its settlement, as windows are told. */
import { describe, expect, test } from 'vitest';
import type { InstrumentSpec } from '../../venue/commands.ts';
import { plainPrices } from '../../venue/testing/test-venue.ts';
import type { StandingRow } from '../messages.ts';
import { openTestDesk, RISK, WATCH } from '../testing/test-window.ts';
import { TestCore } from '../testing/test-core.ts';

const AUCTION = { callS: 10, extensionS: 5, extendPpm: 2_000, postOnlyS: 20, feePpm: 0 };

/** A desk whose instruments have auctions, one that looks at it, and how BTCUSDT stands there. */
async function open(change: Partial<InstrumentSpec> = {}) {
  const core = TestCore.found((spec) => ({ ...plainPrices(spec), auction: AUCTION, ...change }));
  const desk = openTestDesk({ people: (id) => (id === RISK ? 'S. Lindqvist' : '') }, core);
  const { test: venue } = core;
  const trader = venue.open('alpha', { funds: { USDT: 1_000_000_000_000 } });
  const other = venue.open('beta', { funds: { USDT: 1_000_000_000_000 } });
  const window = await desk.attached();
  window.send(WATCH);
  const rows = new Map<string, StandingRow>();
  const standing = async (): Promise<StandingRow> => {
    await desk.tick();
    for (const { standings } of window.frames) for (const row of standings) rows.set(row.key, row);
    return rows.get('BTCUSDT')!;
  };
  const lower = (to: 'halt' | 'reduceOnly' | 'auction', note?: string): void => {
    const words = note === undefined ? {} : { note };
    venue.ok({ kind: 'instrument.halt', instrument: 1, to, ...words }, { by: 'risk' });
  };
  const together = (kind: 'instrument.resume' | 'instrument.settle'): void => {
    const command = { kind, instrument: 1 } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
  };
  const pass = (seconds: number): void => {
    for (let n = 0; n < seconds; n++) venue.prices({ BTC: 60_000, ETH: 3_000 });
  };
  return { desk, window, venue, trader, other, standing, lower, together, pass };
}

describe('DESK-50 an instrument says how it stands', () => {
  test('open, it takes everything, and a person may lower it', async () => {
    const { standing } = await open();
    expect(await standing()).toMatchObject({
      state: 'open',
      title: 'Open',
      why: '',
      takes: '',
      moves: ['halt', 'reduceOnly', 'auction'],
    });
  });

  test('halted, by whom, in which words and since when; it resumes by post-only', async () => {
    const { venue, standing, lower, together } = await open();
    lower('halt', 'Two feeds differ');
    const sinceUs = venue.timeUs;
    expect(await standing()).toMatchObject({
      state: 'halt',
      orders: 'cancelOnly',
      title: 'Halted',
      why: 'by S. Lindqvist: Two feeds differ',
      takes: 'Only cancels; stops wait and nothing is liquidated.',
      sinceUs,
      untilUs: 0,
      moves: ['resume'],
    });
    together('instrument.resume');
    expect(await standing()).toMatchObject({
      title: 'Post-only restart',
      orders: 'postOnly',
      why: 'by Operator 9',
      untilUs: venue.timeUs + 20_000_000,
      moves: ['halt', 'reduceOnly'],
    });
  });

  test('in a call: price, size, surplus and when it ends, with the one extension', async () => {
    const { venue, trader, other, standing, lower, pass, window } = await open();
    lower('auction');
    const calledUs = venue.timeUs;
    expect(await standing()).toMatchObject({
      title: 'Auction',
      isCollecting: true,
      untilUs: calledUs + 10_000_000,
      indicative: '',
      surplusSide: '',
      takes: expect.stringContaining('nothing at the market'),
    });
    venue.place(trader, 'BTCUSDT', 'buy', 12, { priceTicks: 605_000 });
    venue.place(other, 'BTCUSDT', 'sell', 5, { priceTicks: 604_000 });
    expect(await standing()).toMatchObject({
      indicative: '60,500.0',
      indicativeTicks: 605_000,
      indicativeSize: '0.005',
      surplus: '0.007',
      surplusSide: 'BUY',
      isExtended: false,
    });
    const marked = window.frames.findLast(({ ladder }) => ladder !== null)?.ladder;
    expect(marked?.spread).toBe('');
    pass(10);
    expect(await standing()).toMatchObject({ isExtended: true, untilUs: calledUs + 15_000_000 });
    pass(5);
    expect(await standing()).toMatchObject({ state: 'open', isCollecting: false, indicative: '' });
    const texts = window.items.flatMap(({ items }) =>
      items.map((item) => Reflect.get(item, 'text')),
    );
    expect(texts).toContain('The call of BTCUSDT ended: 0.005 traded at 60,500.0.');
    expect(texts.join()).toMatch(/The call of BTCUSDT is extended once, to /);
  });

  test('before its opening it collects, and why is that nobody opened it', async () => {
    const { standing } = await open({ startsIn: 'preOpen' });
    expect(await standing()).toMatchObject({
      title: 'Pre-open',
      isCollecting: true,
      why: 'not opened yet',
      untilUs: 0,
      moves: ['halt', 'resume'],
    });
  });

  test('reduce-only and settled', async () => {
    const { standing, lower, together } = await open();
    lower('reduceOnly', 'unwinding');
    expect(await standing()).toMatchObject({
      title: 'Reduce only',
      why: 'by S. Lindqvist: unwinding',
      takes: 'Only orders that reduce a position, and cancels.',
      moves: ['halt', 'resume'],
    });
    together('instrument.settle');
    expect(await standing()).toMatchObject({ title: 'Settled', orders: 'none', moves: [] });
  });

  test('an index that stands still limits an open one, and is named', async () => {
    const { venue, standing } = await open();
    venue.tick(10_000_000);
    expect(await standing()).toMatchObject({
      state: 'open',
      orders: 'reduceOnly',
      title: 'Reduce only',
      why: 'index BTC is on HOLD, stale',
      sinceUs: venue.timeUs,
    });
  });
});

describe('DESK-51 places in queues', () => {
  test('of the selected subaccount, with all that is shown there, and no hidden lots', async () => {
    const { desk, venue, trader, other, window } = await open();
    const buy = (who: number, lots: number, displayLots?: number): number => {
      const shows = displayLots === undefined ? {} : { displayLots };
      return venue.ok(
        venue.placement(who, 'BTCUSDT', 'buy', lots, { priceTicks: 599_000, ...shows }),
      );
    };
    buy(other, 5);
    buy(other, 90, 0);
    buy(other, 40, 4);
    const own = buy(trader, 3);
    const hidden = buy(trader, 2, 0);
    await desk.tick();
    const { queue } = window.frames.findLast((frame) => frame.queue !== null)!;
    expect(queue?.subaccount).toBe('alpha');
    expect(queue?.places.toSorted((a, b) => a.order - b.order)).toEqual([
      { order: own, ahead: '0.009', of: '0.012' },
      { order: hidden, ahead: '0.012', of: '0.012' },
    ]);
  });
});

/** Linked orders on the blotter, what exits would realise, and what of an iceberg is shown. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Hypothesis } from '../preview/hypothesis.ts';
import type { OrderRow } from '../messages.ts';
import { News } from '../news.ts';
import { Publisher } from '../publisher.ts';
import { openScene } from '../testing/scene.ts';
import type { TestScene } from '../testing/scene.ts';
import { at } from '../../venue/state.ts';
import { feeAtoms } from '../../venue/orders/settling.ts';
import { afterFill } from './exit-value.ts';
import { Scales } from './scales.ts';

const BRACKET = {
  priceTicks: 600_000,
  takeProfitTicks: 610_000,
  stopLossTicks: 595_000,
  stopLossTrigger: 'mark',
} as const;

/** What windows would be shown, built anew with every look. */
function watched(stage: TestScene) {
  const { venue } = stage.venue;
  const scales = new Scales(venue.state);
  const news = new News({ venue, scales, nameOf: () => '', clockUs: () => 0 });
  const publisher = new Publisher({ venue, scales, news, nameOf: () => '', nowMs: () => 0 });
  let heard = venue.events.written;
  let tick = 0;
  const shown = new Map<string, OrderRow>();
  return {
    publisher,
    rows: (): OrderRow[] => {
      news.hear(heard, venue.events.written);
      heard = venue.events.written;
      publisher.refresh();
      publisher.orders.since(
        tick,
        (key) => shown.set(key, publisher.orders.entry(key)!.row),
        (key) => shown.delete(key),
      );
      tick = publisher.tick;
      return [...shown.values()];
    },
  };
}

type Cells = readonly (keyof OrderRow)[];

function cells(rows: readonly OrderRow[], ...names: Cells): unknown[] {
  return rows.map((row) => names.map((name) => row[name]));
}

const bySize = (a: OrderRow, b: OrderRow): number => (a.remaining < b.remaining ? -1 : 1);

/** The house takes so many lots of who bids at 60,000. */
function fill({ venue, house }: TestScene, lots: number): void {
  const options = { priceTicks: 600_000, timeInForce: 'ioc', by: 'house' } as const;
  expect(venue.place(house, 'BTCUSDT', 'sell', lots, options).code).toBe('OK');
}

describe('DESK-54 linked orders are shown as what they are to each other', () => {
  test('DESK-54 exits wait for their order, come with its fills, and follow them', () => {
    const stage = openScene();
    const desk = watched(stage);
    const entry = stage.venue.place(stage.beta, 'BTCUSDT', 'buy', 100, BRACKET).reference;
    const show = ['state', 'role', 'group', 'parent', 'size', 'price', 'trigger'] as const;
    const waiting = desk.rows();
    expect(cells(waiting, ...show)).toEqual([
      ['live', 'entry', entry, 0, '0.100', '60,000.0', '\u2014'],
      ['pending', 'takeProfit', entry, entry, '0.100', '61,000.0', '\u2014'],
      ['pending', 'stop', entry, entry, '0.100', '\u2014', 'mark 59,500.0'],
    ]);
    expect(waiting.map(({ key, order }) => [key, order])).toEqual([
      [String(entry), entry],
      [`${entry}/takeProfit`, 0],
      [`${entry}/stop`, 0],
    ]);
    fill(stage, 40);
    const follow = ['state', 'role', 'group', 'parent', 'remaining'] as const;
    expect(cells(desk.rows(), ...follow)).toEqual([
      ['live', 'entry', entry, 0, '0.060'],
      ['live', 'takeProfit', entry, entry, '0.040'],
      ['waiting', 'stop', entry, entry, '0.040'],
    ]);
    fill(stage, 60);
    expect(cells(desk.rows(), ...follow)).toEqual([
      ['live', 'takeProfit', entry, entry, '0.100'],
      ['waiting', 'stop', entry, entry, '0.100'],
    ]);
  });

  test('DESK-54 what its pair ended stays for a minute and says so', () => {
    const stage = openScene();
    const { venue, beta } = stage;
    const desk = watched(stage);
    venue.place(beta, 'BTCUSDT', 'buy', 100, BRACKET);
    fill(stage, 100);
    const [profit] = desk.rows();
    venue.ok({ kind: 'order.cancel', subaccount: beta, instrument: 1, order: profit?.order ?? 0 });
    expect(cells(desk.rows(), 'state', 'role')).toEqual([['paired', 'stop']]);
    venue.tick(61_000_000);
    expect(desk.rows()).toEqual([]);
  });

  test('DESK-54 orders that were linked by hand, by what each does; others with none', () => {
    const stage = openScene();
    const { venue, alpha, beta } = stage;
    venue.trade({ buyer: beta, seller: alpha }, 'BTCUSDT', 100, 600_000);
    const closing = { reduceOnly: true } as const;
    const stop = { trigger: 'mark', triggerTicks: 595_000, ...closing } as const;
    const loss = venue.place(beta, 'BTCUSDT', 'sell', 100, stop).reference;
    const profit = { priceTicks: 610_000, ...closing, oco: loss };
    venue.place(beta, 'BTCUSDT', 'sell', 100, profit);
    const entry = venue.place(beta, 'BTCUSDT', 'buy', 1, { priceTicks: 590_000 }).reference;
    const other = { trigger: 'mark', triggerTicks: 620_000, oco: entry } as const;
    venue.place(beta, 'BTCUSDT', 'buy', 1, other);
    venue.place(beta, 'BTCUSDT', 'buy', 1, { priceTicks: 589_000 });
    expect(cells(watched(stage).rows(), 'role', 'group', 'parent')).toEqual(
      expect.arrayContaining([
        ['stop', loss, 0],
        ['takeProfit', loss, 0],
        ['oco', entry, 0],
        ['oco', entry, 0],
        ['', 0, 0],
      ]),
    );
  });
});

describe('DESK-55 exits say what they would realise where they would trade', () => {
  test('DESK-55 of the position as it is, and of one that its order would make', () => {
    const stage = openScene();
    const desk = watched(stage);
    const entry = stage.venue.place(stage.beta, 'BTCUSDT', 'buy', 100, BRACKET).reference;
    const values = ['role', 'realises', 'realisesSign'] as const;
    const expected = [
      ['entry', '\u2014', 0],
      ['takeProfit', '+100.00', 1],
      ['stop', '\u221250.00', -1],
    ];
    expect(cells(desk.rows(), ...values)).toEqual(expected);
    const { publisher } = desk;
    expect(publisher.realise(entry, 'takeProfit', 620_000)).toMatchObject({ pnl: '+200.00' });
    expect(publisher.realise(entry, undefined, 620_000)).toMatchObject({ pnl: '\u2014' });
    fill(stage, 100);
    const live = desk.rows();
    expect(cells(live, ...values)).toEqual(expected.slice(1));
    const [profit, stop] = live.map(({ order }) => order);
    expect(publisher.realise(stop ?? 0, undefined, 590_000)).toEqual({
      pnl: '\u2212100.00',
      pnlSign: -1,
      fee: '2.95',
    });
    expect(publisher.realise(profit ?? 0, 'stop', 590_000)).toBeNull();
    expect(publisher.realise(9_999, undefined, 590_000)).toBeNull();
  });

  test('DESK-55 as the venue itself would settle it, for any position and fill', () => {
    const { venue, alpha, beta } = openScene();
    const hypothesis = new Hypothesis();
    const side = fc.constantFrom(1 as const, -1 as const);
    const lots = fc.integer({ min: 1, max: 1_000 });
    const ticks = fc.integer({ min: 300_000, max: 900_000 });
    const instrument = fc.constantFrom('BTCUSDT', 'ETHUSD');
    const fills = fc.array(fc.record({ side, lots, ticks }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(instrument, fills, (symbol, all) => {
        hypothesis.begin(venue.venue.state, beta);
        const { id } = venue.instrument(symbol);
        const listed = hypothesis.instrument(id);
        expect(at(listed.positions, alpha).lots).toBe(0);
        for (const one of all) {
          const { lots: before, costAtoms: cost } = at(hypothesis.subaccount(beta).positions, id);
          const held = { lots: before, costAtoms: cost };
          const after = afterFill(listed, held, one);
          const notionalAtoms = after?.notionalAtoms ?? 0;
          const trade = { ...one, notionalAtoms, feeAtoms: feeAtoms(notionalAtoms, 0) };
          const { realisedAtoms } = hypothesis.fill(id, trade, beta);
          const { lots: heldLots, costAtoms } = at(hypothesis.subaccount(beta).positions, id);
          expect(after).toMatchObject({ lots: heldLots, costAtoms, realisedAtoms });
        }
      }),
    );
  });
});

describe('DESK-56 what others see of an iceberg', () => {
  test('DESK-56 as it is just now, beside the whole; of what is hidden nothing', () => {
    const stage = openScene();
    const { venue, beta } = stage;
    const desk = watched(stage);
    const iceberg = { priceTicks: 600_000, displayLots: 10 };
    venue.place(beta, 'BTCUSDT', 'buy', 100, iceberg);
    venue.place(beta, 'BTCUSDT', 'buy', 50, { priceTicks: 599_000, displayLots: 0 });
    const waits = { trigger: 'mark', triggerTicks: 620_000 } as const;
    venue.place(beta, 'BTCUSDT', 'buy', 30, { ...iceberg, ...waits, priceTicks: 621_000 });
    fill(stage, 4);
    expect(cells(desk.rows().toSorted(bySize), 'shown', 'remaining')).toEqual([
      ['0.010', '0.030'],
      ['0.000', '0.050'],
      ['0.006', '0.096'],
    ]);
  });

  test('DESK-56 the ladder says it of a row with such an order, and of no other', () => {
    const stage = openScene();
    const { venue, beta } = stage;
    const desk = watched(stage);
    venue.place(beta, 'BTCUSDT', 'buy', 100, { priceTicks: 600_000, displayLots: 10 });
    venue.place(beta, 'BTCUSDT', 'buy', 20, { priceTicks: 600_000 });
    venue.place(beta, 'BTCUSDT', 'buy', 5, { priceTicks: 599_999 });
    desk.rows();
    const ladder = { rows: 2, stepTicks: 1, centreTicks: 600_000 };
    const watch = { type: 'watch', instrument: 'BTCUSDT', subaccount: 'beta', ladder } as const;
    const shown = desk.publisher.ladder({ ...watch, candleSeconds: 5 });
    expect(shown?.rows.map(({ ownBuy, shownBuy }) => [ownBuy, shownBuy])).toEqual([
      ['', ''],
      ['', ''],
      ['0.120', '0.030'],
      ['0.005', ''],
      ['', ''],
    ]);
  });
});

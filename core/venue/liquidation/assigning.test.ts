/**
 * Who takes over at the bankruptcy price, and when: Kraken's and Binance's ways as settings alone.
 * A long of 1,000 lots, a bitcoin from 60,000, is ruined at 56,600.
 */
import { describe, expect, test } from 'vitest';
import type { InstrumentSpec } from '../commands.ts';
import { Crash, LIQUIDATION, PLAIN_ADL, USDT } from './testing/deleveraging.ts';
import type { Opening } from '../testing/test-venue.ts';

type Way = Partial<InstrumentSpec['liquidation']>;

const crash = (way: Way, more: Partial<InstrumentSpec> = {}): Crash =>
  new Crash(({ liquidation }) => ({
    ...more,
    liquidation: { ...liquidation, feePpm: 0, slipPpm: 0, uncappedValueAtoms: 0, ...way },
  }));

/** Opened after the house, in this order. */
const [ALPHA, BETA, LONG] = [5, 6, 7];
const committed = (alpha: number, beta: number): Way => ({
  assignees: [
    { subaccount: ALPHA, lots: alpha },
    { subaccount: BETA, lots: beta },
  ],
});

/** A gap through the bankruptcy price, with two who may have committed. */
function gapped(way: Way, funds = [20_000, 20_000], owner: Opening = {}): Crash {
  const here = crash(way);
  here.venue.open('alpha', { funds: { USDT: (funds[0] ?? 0) * USDT } });
  here.venue.open('beta', { funds: { USDT: (funds[1] ?? 0) * USDT } });
  here.holder('long', 1_000, 3_400, owner);
  here.venue.take();
  here.prices(53_000);
  return here;
}
const held = (here: Crash): number[] => [ALPHA, BETA, LIQUIDATION, LONG].map((id) => here.lots(id));

describe('VAR-27 who has committed takes over first, at the bankruptcy price', () => {
  test('each what it has committed to', () => {
    const here = gapped(committed(600, 400));
    expect(held(here)).toEqual([600, 400, 0, 0]);
    expect(here.venue.position(ALPHA, 'BTCUSDT').costAtoms).toBe(33_960 * USDT);
    expect(here.wallet(LONG)).toBe(0);
    const told = here.venue.take().filter(({ kind }) => kind.startsWith('liquidation.'));
    const lots = told.flatMap(({ kind, assignee, quantityLots }) =>
      kind === 'liquidation.assigned' ? [[assignee, quantityLots]] : [],
    );
    expect(lots).toEqual([
      [ALPHA, 600],
      [BETA, 400],
    ]);
    expect(told.map(({ kind }) => kind.slice('liquidation.'.length))).toEqual([
      'started',
      'cancelled',
      'takeover',
      'assigned',
      'assigned',
      'ended',
    ]);
    expect(told[2]).toMatchObject({ quantityLots: -1_000, bankruptcyTicks: 566_000 });
    expect(here.venue.instrument('BTCUSDT').disposalDueUs).toBe(0);
    expect(here.venue.reloaded().meaning()).toBe(here.venue.meaning());
  });

  test.each([
    ['pro rata, where more is committed than is there', 1_500, 500, [750, 250, 0, 0]],
    ['what is left goes to the liquidation account', 300, 200, [300, 200, 500, 0]],
    // 1,000 x 1 / 3 down, and the rest.
    ['to the lot', 1, 2, [1, 2, 997, 0]],
    ['thirds of it', 1_000, 2_000, [333, 667, 0, 0]],
  ])('%s', (_, alpha, beta, lots) => {
    const here = gapped(committed(alpha, beta));
    expect(held(here)).toEqual(lots);
    expect(here.wallet(LONG)).toBe(0);
    expect(here.venue.venue.conservationBreach()).toBeNull();
  });

  test('whose margin does not let it takes nothing, and its share goes on', () => {
    // 250 lots ask more than 500, their gap of 900 alone.
    expect(held(gapped(committed(1_500, 500), [20_000, 500]))).toEqual([750, 0, 250, 0]);
  });

  test('a vault stands behind them', () => {
    const here = gapped({ assignees: [{ subaccount: ALPHA, lots: 400 }], vault: BETA });
    expect(held(here)).toEqual([400, 600, 0, 0]);
    const kinds = here.venue.take().map(({ kind }) => kind);
    expect(kinds).toContain('liquidation.assigned');
    expect(kinds).toContain('liquidation.backstopped');
  });

  test('an isolated position is left with exactly nothing too', () => {
    const here = gapped(committed(333, 333), [20_000, 20_000], { mode: 'isolated' });
    expect(held(here)).toEqual([333, 333, 334, 0]);
    expect(here.venue.position(LONG, 'BTCUSDT').allocatedAtoms).toBe(0);
    expect(here.venue.venue.conservationBreach()).toBeNull();
  });

  test('the values of parts of an inverse contract sum to the value of all', () => {
    const here = crash(committed(33, 34));
    for (const label of ['alpha', 'beta']) here.venue.open(label, { funds: { XBT: 100_000_000 } });
    const long = here.venue.open('long', { funds: { XBT: 2_000_000 } });
    here.venue.trade({ buyer: long, seller: here.house }, 'BTCUSD', 101, 600_000);
    here.prices(50_000);
    expect([ALPHA, BETA, LONG].map((id) => here.lots(id, 'BTCUSD'))).toEqual([33, 34, 0]);
    expect(here.wallet(long, 'XBT')).toBe(0);
    expect(here.venue.venue.conservationBreach()).toBeNull();
  });

  test.each([
    ['nobody', [{ subaccount: 77, lots: 500 }]],
    ['the house', [{ subaccount: 4, lots: 500 }]],
    ['its owner', [{ subaccount: LONG, lots: 500 }]],
  ])('%s takes nothing', (_, assignees) => {
    expect(held(gapped({ assignees }))).toEqual([0, 0, 1_000, 0]);
  });

  test('nobody commits twice in one listing', () => {
    const twice = [1, 2].map((lots) => ({ subaccount: ALPHA, lots }));
    expect(() => crash({ assignees: twice })).toThrow(/INVALID_SPEC/);
  });
});

describe('VAR-27 after the last slice the rest is taken over at once', () => {
  /** 250 are left of a long that asks 284.25, and so many lots can be sold at 56,840. */
  const oneSlice = (way: Way, bids: number, more: Partial<InstrumentSpec> = {}): Crash => {
    const all = { sizing: 'share', slicePpm: 1_000_000, maxSlices: 1, takeoverPpm: 0 } as const;
    const here = crash({ ...all, afterSlices: 'atOnce', ...way }, more);
    for (const label of ['alpha', 'beta']) {
      here.venue.open(label, { funds: { USDT: 20_000 * USDT } });
    }
    here.holder('long', 1_000, 3_400);
    here.holder('short', -1_000, 9_000);
    here.bid(bids, 568_400);
    here.venue.take();
    here.prices(56_850);
    return here;
  };
  const kinds = ({ venue }: Crash): string[] =>
    venue
      .take()
      .map(({ kind }) => kind)
      .filter((kind) => kind.startsWith('liquidation.') || kind === 'adl.executed');

  test('one large order, and the fund where it was not enough', () => {
    const here = oneSlice({}, 50);
    expect(kinds(here)).toEqual([
      'liquidation.started',
      'liquidation.cancelled',
      'liquidation.sliced',
      'liquidation.takeover',
      'liquidation.ended',
    ]);
    // 249.5 are left of 270.04.
    expect(held(here)).toEqual([0, 0, 950, 0]);
  });

  test('one large order that is enough leaves the trader the rest', () => {
    const here = oneSlice({}, 5_000);
    expect(kinds(here)).not.toContain('liquidation.takeover');
    // 250 less 10, and no fee.
    expect([held(here), here.wallet(LONG)]).toEqual([[0, 0, 0, 0], 240 * USDT]);
  });

  test.each([
    ['atOnce', 0],
    // Ether is observed right after bitcoin.
    ['nextCheck', 1],
  ] as const)('%s: so many commands later', (afterSlices, later) => {
    const events = oneSlice({ afterSlices }, 50).venue.take();
    const [sliced, takeover] = ['liquidation.sliced', 'liquidation.takeover'].map((name) =>
      events.find(({ kind }) => kind === name),
    );
    expect(Number(takeover?.sequence) - Number(sliced?.sequence)).toBe(later);
  });

  test('an order at zero equity, who has committed, and then who gains', () => {
    const adl = { ...PLAIN_ADL, disposeWithinUs: 0 };
    const here = oneSlice(committed(250, 250), 50, { adl });
    expect(kinds(here)).toEqual([
      'liquidation.started',
      'liquidation.cancelled',
      'liquidation.sliced',
      'liquidation.takeover',
      'liquidation.assigned',
      'liquidation.assigned',
      'liquidation.ended',
      'adl.executed',
    ]);
    // 50 were sold, 250 assigned to each, and the 450 that are left close so much of the short.
    expect(held(here)).toEqual([250, 250, 0, 0]);
    expect(here.lots(8)).toBe(-550);
    expect(here.venue.venue.conservationBreach()).toBeNull();
  });
});

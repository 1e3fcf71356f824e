/**
 * Losses that the winners of the day share at its end, which is half a minute after the beginning.
 * A trader's ruin at 56,600 costs 600 at 56,000, and the fund has nothing.
 */
import { describe, expect, test } from 'vitest';
import type { InstrumentSpec } from '../commands.ts';
import { bucketFigures } from '../margin/buckets.ts';
import type { Opening } from '../testing/test-venue.ts';
import { Venue } from '../venue.ts';
import { winnersShares } from './arithmetic.ts';
import { Crash, FUND, LIQUIDATION, USDT } from './testing/deleveraging.ts';

type Insurance = NonNullable<InstrumentSpec['insurance']>;
const DAY_END_US = 60_000_000;

interface Short {
  readonly lots: number;
  readonly funds?: number;
  readonly opening?: Opening;
}

/** The trader is ruined and sold before the day ends; the shorts have gained four a lot. */
function ruinedBy(insurance: Partial<Insurance>, shorts: readonly Short[]) {
  const crash = new Crash(() => ({
    dayEndUs: DAY_END_US,
    insurance: { lossMode: 'day', ...insurance },
  }));
  crash.holder('trader', 1_000, 3_400);
  const ids = shorts.map(({ lots, funds = 9_000, opening }, n) =>
    crash.holder(`short${n}`, lots, funds, opening),
  );
  crash.prices(56_000);
  crash.bid(20_000, 560_000);
  crash.pass(15, 56_000);
  return { crash, ids };
}

/** The day ends; what each gave. */
function ended({ crash, ids }: ReturnType<typeof ruinedBy>): number[] {
  crash.venue.take();
  const before = ids.map((id) => crash.wallet(id));
  crash.pass(30, 56_000);
  return ids.map((id, n) => ((before[n] ?? 0) - crash.wallet(id)) / USDT);
}

describe('VAR-37 the winners of the day share what is owed at its end', () => {
  test('until then it is owed, and nothing is short', () => {
    const { crash } = ruinedBy({}, [{ lots: -500 }]);
    expect(crash.wallet(LIQUIDATION)).toBe(-600 * USDT);
    expect(crash.venue.take().filter(({ kind }) => kind === 'fund.short')).toEqual([]);
    expect(crash.venue.instrument('BTCUSDT').state).toBe('open');
  });

  test('pro rata to what each has gained, and who lost gives nothing', () => {
    const scene = ruinedBy({}, [{ lots: -500 }, { lots: -250 }, { lots: 10 }]);
    expect(ended(scene)).toEqual([400, 200, 0]);
    const { crash, ids } = scene;
    expect(crash.venue.take('loss.shared')).toMatchObject([
      { subaccount: ids[0], amountAtoms: 400 * USDT, gainAtoms: 2_000 * USDT },
      { subaccount: ids[1], amountAtoms: 200 * USDT, gainAtoms: 1_000 * USDT },
    ]);
    expect(crash.wallet(LIQUIDATION)).toBe(0);
    expect(crash.venue.venue.conservationBreach()).toBeNull();
  });

  test('also who has closed; and nobody whose gain is of another day', () => {
    const scene = ruinedBy({}, [{ lots: -500 }, { lots: -500 }]);
    const { crash, ids } = scene;
    const [closed = 0] = ids;
    const { house } = crash;
    crash.venue.ok({ kind: 'order.cancelAll', subaccount: house }, { by: 'house' });
    crash.venue.trade({ buyer: closed, seller: house }, 'BTCUSDT', 500, 560_000);
    expect(ended(scene)).toEqual([300, 300]);
    // The next day has its own ruin, and its own winner.
    const late = crash.holderIn('BTCUSDT', 560_000, 'late', -100, 9_000);
    crash.holderIn('BTCUSDT', 560_000, 'second', 1_000, 3_400);
    crash.prices(54_000);
    crash.prices(52_000);
    crash.bid(20_000, 520_000);
    crash.pass(15, 52_000);
    const owed = -crash.wallet(LIQUIDATION);
    expect(owed).toBe(600 * USDT);
    const before = [...ids, late].map((id) => crash.wallet(id));
    crash.venue.prices({ BTC: 52_000, ETH: 3_000 }, 86_400 * USDT);
    // The index was silent for a day: it must have been sound for a while.
    crash.pass(150, 52_000);
    // 2,000 were gained by the short that was left, and 400 by the new one.
    expect([...ids, late].map((id, n) => (before[n] ?? 0) - crash.wallet(id))).toEqual([
      0,
      500 * USDT,
      100 * USDT,
    ]);
  });

  test('the fund pays first what has come to it since', () => {
    const scene = ruinedBy({}, [{ lots: -500 }]);
    scene.crash.venue.contribute('USDT', 450 * USDT);
    expect(ended(scene)).toEqual([150]);
  });

  test('a fixed part is taken of all where it is enough, and the fund has the rest', () => {
    const shorts = [{ lots: -500 }, { lots: -250 }];
    const scene = ruinedBy({ winnersPpm: 250_000 }, shorts);
    expect(ended(scene)).toEqual([500, 250]);
    expect(scene.crash.wallet(FUND)).toBe(150 * USDT);
    expect(scene.crash.venue.take('fund.changed')).toMatchObject([
      { reason: 'winnersShare', amountAtoms: 150 * USDT },
    ]);
    expect(ended(ruinedBy({ winnersPpm: 10_000 }, shorts))).toEqual([400, 200]);
  });

  test('no fixed part is taken where nothing is owed', () => {
    const scene = ruinedBy({ winnersPpm: 250_000 }, [{ lots: -500 }]);
    scene.crash.venue.contribute('USDT', 600 * USDT);
    expect(ended(scene)).toEqual([0]);
    expect(scene.crash.venue.take('loss.shared')).toEqual([]);
  });

  test('a loss beside it in the same part of the fund is less of a gain', () => {
    const scene = ruinedBy({}, [{ lots: -500 }, { lots: -500 }]);
    const [first = 0] = scene.ids;
    const { crash } = scene;
    // Ten ether bought for 100 each more than they are worth.
    crash.venue.trade({ buyer: first, seller: crash.house }, 'ETHUSDT', 10_000, 302_000);
    crash.venue.take();
    expect(crash.venue.position(first, 'ETHUSDT').lots).toBe(10_000);
    // 1,800 and 2,000 of 600.
    expect(ended(scene)).toEqual([284.210_526, 315.789_474]);
  });

  test('nobody falls below maintenance: the rest is short, and shared the next day', () => {
    const isolated = { mode: 'isolated' } as const;
    const { crash, ids } = ruinedBy({}, [{ lots: -100, funds: 600, opening: isolated }]);
    expect(ended({ crash, ids })).toEqual([400]);
    expect(crash.wallet(LIQUIDATION)).toBe(-200 * USDT);
    expect(crash.venue.take('fund.short')).toMatchObject([{ shortAtoms: 200 * USDT }]);
    expect(crash.venue.instrument('BTCUSDT').state).toBe('reduceOnly');
    const [id = 0] = ids;
    const { bucket } = crash.venue.position(id, 'BTCUSDT');
    const figures = bucketFigures(crash.venue.venue.state, bucket);
    expect(figures.equityAtoms).toBeGreaterThanOrEqual(figures.maintenanceAtoms);
  });

  test('nobody beside them in the same part is short of what waits for the day', () => {
    const crash = new Crash(({ symbol }) =>
      symbol === 'BTCUSDT' ? { dayEndUs: DAY_END_US, insurance: { lossMode: 'day' } } : {},
    );
    crash.holder('trader', 1_000, 3_400);
    const short = crash.holder('short', -500, 9_000);
    crash.prices(56_000);
    crash.bid(20_000, 560_000);
    crash.pass(10, 56_000);
    // Ether is taken over for 2,830 and sold for five more: a hundred less is owed.
    crash.holderIn('ETHUSDT', 300_000, 'ether', 20_000, 3_400);
    crash.pass(2, 56_000, 2_835);
    crash.bid(200_000, 283_500, 'ETHUSDT');
    crash.venue.take();
    crash.pass(11, 56_000, 2_835);
    expect(crash.wallet(LIQUIDATION)).toBe(-500 * USDT);
    expect(crash.venue.take('fund.short')).toEqual([]);
    expect(crash.venue.instrument('ETHUSDT').state).toBe('open');
    const before = crash.wallet(short);
    crash.pass(15, 56_000, 2_835);
    expect(before - crash.wallet(short)).toBe(500 * USDT);
    expect(crash.wallet(LIQUIDATION)).toBe(0);
  });

  test.each([
    ['stays owed', {}, 0],
    ['is shared at once', { lossMode: 'socialise' as const }, 600],
  ])('what waits when the day is taken from a listing %s', (_, insurance, shared) => {
    const crash = new Crash(({ symbol }) =>
      symbol === 'BTCUSDT' ? { dayEndUs: DAY_END_US, insurance: { lossMode: 'day' } } : {},
    );
    crash.holder('trader', 1_000, 3_400);
    const short = crash.holder('short', -500, 9_000);
    crash.prices(56_000);
    crash.bid(20_000, 560_000);
    crash.pass(10, 56_000);
    expect(crash.wallet(LIQUIDATION)).toBe(-600 * USDT);
    const { venue } = crash;
    const command = { kind: 'instrument.amend', instrument: 1, version: 2, insurance } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    venue.take();
    const before = crash.wallet(short);
    crash.pass(2, 56_000);
    expect(before - crash.wallet(short)).toBe(shared * USDT);
    const told = venue.take('fund.short');
    expect(told).toMatchObject(shared === 0 ? [{ shortAtoms: 600 * USDT }] : []);
    const { state } = venue.instrument('BTCUSDT');
    expect(state).toBe(shared === 0 ? 'reduceOnly' : 'open');
    expect(venue.venue.state.pools).toMatchObject([{ group: '' }]);
    expect(venue.venue.state.pools[0]?.day).toBeUndefined();
  });

  test('an image has the day, and goes on with it', () => {
    const scene = ruinedBy({}, [{ lots: -500 }]);
    const { crash } = scene;
    const image = crash.venue.venue.save();
    expect(image.pools?.[0]).toMatchObject({ group: '', day: { began: [] } });
    expect(Venue.load(image).save()).toEqual(image);
  });
});

test('VAR-37 shares are whole atoms and together all that is owed', () => {
  // As Crypto.com publishes it: 1 % of 171,000 is more than 1,000, and less than 10,000.
  const gains = [50_000, 45_000, 30_000, 30_000, 15_000, 1_000].map((usd) => usd * 100);
  const fixed = winnersShares(100_000, gains, 10_000);
  expect(fixed).toEqual([50_000, 45_000, 30_000, 30_000, 15_000, 1_000]);
  const shared = winnersShares(1_000_000, gains, 10_000);
  expect(shared[0]).toBe(292_397);
  expect(shared.reduce((sum, share) => sum + share, 0)).toBe(1_000_000);
});

/** For research: a loss is shared. A trader's ruin at 56,600 costs 600 at 56,000, as elsewhere. */
import { describe, expect, test } from 'vitest';
import { bucketFigures } from '../margin/buckets.ts';
import type { Opening } from '../testing/test-venue.ts';
import { Crash, FUND, LIQUIDATION, USDT } from './testing/deleveraging.ts';

/** The winners open with lots and money; then the trader is ruined and disposed of. */
function shared(
  winners: readonly { lots: number; funds: number; opening?: Opening }[],
  fund = 0,
): { crash: Crash; ids: number[]; before: number[] } {
  const crash = new Crash(() => ({ insurance: { lossMode: 'socialise' } }));
  crash.holder('trader', 1_000, 3_400);
  const ids = winners.map(({ lots, funds, opening }, n) =>
    crash.holder(`winner${n}`, lots, funds, opening),
  );
  if (fund > 0) crash.venue.contribute('USDT', fund * USDT);
  crash.prices(56_000);
  crash.bid(20_000, 560_000);
  crash.pass(9, 56_000);
  crash.venue.take();
  const before = ids.map((id) => crash.wallet(id));
  crash.pass(1, 56_000);
  return { crash, ids, before };
}

describe('INS-09 what the fund cannot pay is shared by who gains, where it is said', () => {
  test('pro rata to the gain, to the atom, and after the fund', () => {
    const winners = [
      { lots: -500, funds: 9_000 },
      { lots: -250, funds: 9_000 },
      // Who loses gives nothing.
      { lots: 10, funds: 9_000 },
    ];
    const { crash, ids, before } = shared(winners, 300);
    const given = ids.map((id, n) => (before[n] ?? 0) - crash.wallet(id));
    // 300 of 600 are left: gains of 2,000 and 1,000.
    expect(given).toEqual([200 * USDT, 100 * USDT, 0]);
    const events = crash.venue.take();
    expect(events.filter(({ kind }) => kind === 'loss.shared')).toMatchObject([
      { subaccount: ids[0], amountAtoms: 200 * USDT, gainAtoms: 2_000 * USDT },
      { subaccount: ids[1], amountAtoms: 100 * USDT, gainAtoms: 1_000 * USDT },
    ]);
    expect(events.filter(({ kind }) => kind === 'fund.short')).toEqual([]);
    expect([crash.wallet(FUND), crash.wallet(LIQUIDATION)]).toEqual([0, 0]);
    expect(crash.venue.instrument('BTCUSDT').state).toBe('open');
    expect(crash.venue.venue.conservationBreach()).toBeNull();
  });

  test('no more than leaves them above maintenance; the rest stays owed', () => {
    const thin = { lots: -100, funds: 600, opening: { mode: 'isolated' } } as const;
    const { crash, ids } = shared([thin]);
    const [id = 0] = ids;
    // A gain of 400, all of which it can give beside its margin of 300 and a maintenance of 28.
    expect(crash.venue.take('loss.shared')).toMatchObject([{ amountAtoms: 400 * USDT }]);
    const { bucket, allocatedAtoms } = crash.venue.position(id, 'BTCUSDT');
    const { equityAtoms, maintenanceAtoms } = bucketFigures(crash.venue.venue.state, bucket);
    expect(allocatedAtoms).toBe(-100 * USDT);
    expect([equityAtoms, maintenanceAtoms]).toEqual([300 * USDT, 28 * USDT]);
    expect(crash.wallet(LIQUIDATION)).toBe(-200 * USDT);
    expect(crash.venue.instrument('BTCUSDT').state).toBe('reduceOnly');
  });

  test('nobody shares where nothing is said', () => {
    const crash = new Crash(() => ({}));
    crash.holder('trader', 1_000, 3_400);
    crash.holder('winner', -1_000, 9_000);
    crash.prices(56_000);
    crash.bid(20_000, 560_000);
    crash.pass(10, 56_000);
    expect(crash.venue.take('loss.shared')).toEqual([]);
    expect(crash.wallet(LIQUIDATION)).toBe(-600 * USDT);
  });
});

describe('VAR-38 what the fund cannot pay is paid by all who hold it, as funding is', () => {
  test('by lots on either side, the house too, whatever they gain', () => {
    const crash = new Crash(() => ({ insurance: { lossMode: 'funding' } }));
    crash.holder('trader', 1_000, 3_400);
    const short = crash.holder('short', -1_200, 9_000);
    const long = crash.holder('long', 400, 9_000);
    crash.prices(56_000);
    crash.bid(20_000, 560_000);
    crash.pass(12, 56_000);
    // The house has what is left: 200 long, and 1,000 that it bought. 600 by 2,400 lots.
    expect(crash.lots(crash.house)).toBe(800);
    expect(crash.wallet(short)).toBe(9_000 * USDT - 300 * USDT);
    expect(crash.wallet(long)).toBe(9_000 * USDT - 100 * USDT);
    const paid = crash.venue.take('loss.shared').filter(({ subaccount }) => subaccount === short);
    const sum = paid.reduce((atoms, { amountAtoms }) => atoms + Number(amountAtoms), 0);
    expect(sum).toBe(300 * USDT);
    expect(crash.venue.position(short, 'BTCUSDT').realisedAtoms).toBe(-300 * USDT);
    expect([crash.wallet(FUND), crash.wallet(LIQUIDATION)]).toEqual([0, 0]);
    expect(crash.venue.instrument('BTCUSDT').state).toBe('open');
    expect(crash.venue.venue.conservationBreach()).toBeNull();
  });

  test('an isolated position pays of its own margin, and may be liquidated by it', () => {
    const crash = new Crash(() => ({ insurance: { lossMode: 'funding' } }));
    crash.holder('trader', 1_000, 3_400);
    const short = crash.holder('short', -1_200, 90_000, { mode: 'isolated' });
    const { allocatedAtoms } = crash.venue.position(short, 'BTCUSDT');
    crash.prices(56_000);
    crash.bid(20_000, 560_000);
    crash.pass(12, 56_000);
    expect(crash.venue.position(short, 'BTCUSDT').allocatedAtoms).toBeLessThan(allocatedAtoms);
    expect(crash.wallet(LIQUIDATION)).toBe(0);
  });
});

test('INS-09 a pool gives no more of a coin than leaves all of it above maintenance', () => {
  const crash = new Crash(() => ({ insurance: { lossMode: 'socialise' } }), true);
  const { venue, house } = crash;
  const sell = (id: number, lots: number, ticks: number): void =>
    venue.trade({ buyer: house, seller: id }, 'BTCUSD', lots, ticks);
  const trader = venue.open('trader', { funds: { XBT: 6_000_000 } });
  venue.trade({ buyer: trader, seller: house }, 'BTCUSD', 600, 600_000);
  const winner = venue.open('winner', { mode: 'multiAsset', funds: { USDT: 2_500 * USDT } });
  sell(winner, 150, 600_000);
  // Ether costs it 2,400 of its 2,500; what it gains in bitcoin is what it has.
  venue.trade({ buyer: winner, seller: house }, 'ETHUSDT', 10_000, 300_000);
  crash.prices(55_000, 2_760);
  venue.place(house, 'BTCUSD', 'buy', 10_000, { priceTicks: 550_000, by: 'house' });
  crash.pass(45, 55_000, 2_760);
  const told = venue.take();
  const [gift] = told.filter(({ kind }) => kind === 'loss.shared');
  expect(gift).toMatchObject({ subaccount: winner });
  const ruined = told.filter(({ kind }) => kind === 'liquidation.started');
  expect(ruined.map(({ subaccount }) => subaccount)).toEqual([trader]);
  const { bucket } = venue.balance(winner, 'USDT');
  const { equityAtoms, maintenanceAtoms } = bucketFigures(venue.venue.state, bucket);
  expect(equityAtoms).toBeGreaterThanOrEqual(maintenanceAtoms);
  expect(venue.venue.conservationBreach()).toBeNull();
});

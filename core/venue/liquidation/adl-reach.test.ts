/**
 * Whom deleveraging reaches, when, and what becomes of the rest. As in `deleveraging.test.ts` a
 * trader of 1,000 lots is ruined below 56,600 and would cost the fund 600 at 56,000.
 */
import { describe, expect, test } from 'vitest';
import type { InstrumentSpec } from '../commands.ts';
import { bucketFigures } from '../margin/buckets.ts';
import { at } from '../state.ts';
import type { Opening } from '../testing/test-venue.ts';
import { Crash, FUND, LIQUIDATION, PLAIN_ADL, USDT } from './testing/deleveraging.ts';

const ADL_SECTION = /^deleveraging /m;

function ruined(adl?: Partial<NonNullable<InstrumentSpec['adl']>>): Crash {
  const crash = new Crash(() => ({ adl: { ...PLAIN_ADL, ...adl } }));
  crash.holder('trader', 1_000, 3_400);
  return crash;
}

describe('ADL-05 neither house nor system, nor what is held elsewhere', () => {
  test('is reached, however much it has gained', () => {
    const crash = ruined();
    const short = crash.holder('short', -100, 5_000);
    const observed = crash.holder('observed', -300, 5_000);
    const { account } = crash.venue.of(observed);
    Object.assign(at(crash.venue.venue.state.accounts, account), { kind: 'observed' });
    crash.prices(56_000);
    expect(crash.venue.take('adl.executed')).toMatchObject([
      { subaccount: short, quantityLots: 100, place: 1, lights: 1 },
    ]);
    expect(crash.lots(observed)).toBe(-300);
    expect(crash.lots(crash.house)).toBe(-600);
  });
});

describe('ADL-06 nobody is ruined or made liquidatable by it', () => {
  /**
   * While the notice runs a newcomer sells 600 lots at 56,000 with little behind it: closing at
   * 56,600 costs it 0.6 a lot and frees 0.28 of maintenance.
   */
  function newcomer(opening: Opening): { crash: Crash; rich: number; poor: number } {
    const crash = ruined({ noticeUs: 10_000_000 });
    const rich = crash.holder('rich', -400, 5_000);
    crash.prices(56_000);
    const poor = crash.venue.open('poor', opening);
    const set = { kind: 'position.leverage', subaccount: poor, instrument: 1 } as const;
    crash.venue.ok({ ...set, leverageX100: 10_000 });
    crash.venue.trade({ buyer: crash.house, seller: poor }, 'BTCUSDT', 600, 560_000);
    crash.pass(10, 56_000);
    return { crash, rich, poor };
  }

  test('of what is borne in part only, a part is taken', () => {
    const { crash, rich, poor } = newcomer({ funds: { USDT: 340 * USDT } });
    // 340 - 0.6 n >= 0.28 (600 - n): n <= 172 / 0.32 = 537.5.
    expect(crash.venue.take('adl.executed')).toMatchObject([
      { subaccount: rich, quantityLots: 400, positionLots: 0 },
      { subaccount: poor, quantityLots: 537, positionLots: -63 },
    ]);
    const { bucket } = crash.venue.balance(poor, 'USDT');
    expect(bucketFigures(crash.venue.venue.state, bucket)).toMatchObject({
      equityAtoms: 17_800_000,
      maintenanceAtoms: 17_640_000,
    });
    expect(crash.lots(LIQUIDATION)).toBe(63);
    crash.pass(3, 56_000);
    expect(crash.venue.take('liquidation.started')).toEqual([]);
  });

  test('an isolated position pays from its own margin alone', () => {
    const { crash, poor } = newcomer({ mode: 'isolated', funds: { USDT: 9_000 * USDT } });
    // It owns 336, a hundredth: 336 - 0.6 n >= 0.28 (600 - n) up to n = 525.
    expect(crash.lots(poor)).toBe(-75);
    expect(crash.venue.position(poor, 'BTCUSDT').allocatedAtoms).toBe(21 * USDT);
    expect(crash.wallet(poor)).toBe((9_000 - 315) * USDT);
    expect(crash.venue.take('fund.changed')).toEqual([]);
  });
});

describe('ADL-07 it is told before and at the act, and done on a trusted price', () => {
  test('at once where no notice is asked', () => {
    const crash = ruined();
    const short = crash.holder('short', -1_000, 5_000);
    crash.venue.take();
    crash.prices(56_000);
    const told = crash.venue.take().filter(({ kind }) => kind.startsWith('adl.'));
    expect(told.map(({ kind }) => kind)).toEqual([
      'adl.due',
      'adl.warned',
      'adl.executed',
      'adl.ended',
    ]);
    expect(told[0]).toMatchObject({
      cause: 'uncovered',
      quantityLots: 1_000,
      heldLots: 1_000,
      lossAtoms: 600 * USDT,
      coveredAtoms: 0,
      priceTicks: 566_000,
    });
    expect(told[1]).toMatchObject({ subaccount: short, quantityLots: 1_000, place: 1, lights: 1 });
  });

  test('after its notice, and not when the cause has gone meanwhile', () => {
    const crash = ruined({ noticeUs: 10_000_000 });
    crash.holder('short', -1_000, 5_000);
    crash.prices(56_000);
    crash.pass(4, 56_000);
    expect(crash.lots(LIQUIDATION)).toBe(1_000);
    crash.venue.contribute('USDT', 600 * USDT);
    crash.pass(10, 56_000);
    expect(crash.lots(LIQUIDATION)).toBe(1_000);
    // A new cause has a notice of its own.
    crash.prices(55_000);
    crash.pass(9, 55_000);
    expect(crash.venue.take('adl.executed')).toEqual([]);
    crash.pass(1, 55_000);
    expect(crash.venue.take('adl.executed')).toHaveLength(1);
    expect(crash.venue.take('adl.due')).toEqual([]);
  });

  test('on hold it waits, and goes on when the price does', () => {
    const crash = ruined({ noticeUs: 5_000_000 });
    crash.holder('short', -1_000, 5_000);
    crash.prices(56_000);
    for (let n = 0; n < 20; n++) crash.venue.tick();
    expect(crash.venue.venue.state.indices[0]?.price.ladder.state).toBe('HOLD');
    expect(crash.lots(LIQUIDATION)).toBe(1_000);
    // Back from hold it is trusted after 60 s of GREEN and 60 s of post-only.
    crash.pass(119, 56_000);
    expect(crash.lots(LIQUIDATION)).toBe(1_000);
    crash.pass(2, 56_000);
    expect(crash.lots(LIQUIDATION)).toBe(0);
  });

  test('on AMBER it needs a second observation', () => {
    const crash = ruined();
    crash.holder('short', -1_000, 5_000);
    crash.venue.contribute('USDT', 700 * USDT);
    crash.prices(56_000);
    const amber = { kind: 'price.status', index: 1, to: 'AMBER' } as const;
    const proposal = crash.venue.ok({ kind: 'proposal.open', command: amber }, { by: 'risk' });
    crash.venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    crash.prices(55_800);
    expect(crash.venue.take('adl.due')).toHaveLength(1);
    crash.venue.tick();
    expect(crash.lots(LIQUIDATION)).toBe(1_000);
    crash.prices(55_800);
    // 700 of 800: seven eighths stay.
    expect(crash.lots(LIQUIDATION)).toBe(875);
  });

  test('what could not be sold in its time is given on, whatever the fund has', () => {
    const crash = ruined({ disposeWithinUs: 30_000_000 });
    crash.holder('short', -1_000, 5_000);
    crash.venue.contribute('USDT', 9_000 * USDT);
    crash.prices(56_000);
    crash.pass(29, 56_000);
    expect(crash.lots(LIQUIDATION)).toBe(1_000);
    crash.pass(1, 56_000);
    expect(crash.lots(LIQUIDATION)).toBe(0);
    expect(crash.venue.take('adl.ended')).toMatchObject([{ cause: 'overdue', parties: 1 }]);
    expect(crash.wallet(FUND)).toBe(9_000 * USDT);
  });
});

describe('ADL-08 what becomes of orders, and of what nobody takes', () => {
  test('the orders of who is reached go, also of who keeps a part', () => {
    const crash = ruined();
    const short = crash.holder('short', -1_500, 20_000);
    const other = crash.holder('other', -500, 90_000);
    for (const id of [short, other]) {
      crash.venue.place(id, 'BTCUSDT', 'buy', 10, { priceTicks: 595_000 });
      crash.venue.place(id, 'BTCUSDT', 'buy', 10, { trigger: 'mark', triggerTicks: 630_000 });
      crash.venue.place(id, 'ETHUSDT', 'buy', 10, { priceTicks: 299_000 });
    }
    crash.venue.take();
    crash.prices(56_000);
    expect(crash.venue.take('order.cancelled')).toMatchObject([
      { subaccount: short, instrument: 1, reason: 'deleveraged' },
      { subaccount: short, instrument: 1, reason: 'deleveraged' },
    ]);
    expect(crash.venue.take('adl.executed')).toEqual([]);
    expect(crash.lots(short)).toBe(-500);
  });

  test('who is reached pays a maker’s fee where the contract says so, and can bear it', () => {
    const crash = new Crash(() => ({
      adl: { ...PLAIN_ADL, fee: 'maker', noticeUs: 10_000_000 },
      fees: { makerPpm: 200, takerPpm: 200 },
    }));
    // 3,412 less the fee of 12 are 3,400.
    crash.holder('trader', 1_000, 3_412);
    const rich = crash.holder('rich', -400, 5_000);
    crash.prices(56_000);
    const poor = crash.venue.open('poor', { funds: { USDT: 360 * USDT } });
    const set = { kind: 'position.leverage', subaccount: poor, instrument: 1 } as const;
    crash.venue.ok({ ...set, leverageX100: 10_000 });
    crash.venue.trade({ buyer: crash.house, seller: poor }, 'BTCUSDT', 600, 560_000);
    crash.pass(10, 56_000);
    // 56.6 a lot: 0.01132. Of 353.28 and 0.2912 of maintenance a lot: 0.32012 n <= 178.56.
    expect(crash.venue.take('adl.executed')).toMatchObject([
      { subaccount: rich, quantityLots: 400 },
      { subaccount: poor, quantityLots: 557 },
    ]);
    expect(crash.venue.position(rich, 'BTCUSDT').feesAtoms).toBe(4_800_000 + 4_528_000);
    expect(crash.venue.venue.conservationBreach()).toBeNull();
    crash.pass(2, 56_000);
    expect(crash.venue.take('liquidation.started')).toEqual([]);
  });

  test('the rest stays owed to nobody: orders only reduce, and it is told once', () => {
    const crash = ruined();
    crash.holder('short', -400, 5_000);
    crash.prices(56_000);
    expect(crash.lots(LIQUIDATION)).toBe(600);
    expect(crash.venue.instrument('BTCUSDT').state).toBe('reduceOnly');
    const events = crash.venue.take();
    const of = (kind: string) => events.filter((event) => event.kind === kind);
    expect(of('adl.ended')).toMatchObject([{ quantityLots: 400, remainingLots: 600, parties: 1 }]);
    expect(of('fund.short')).toMatchObject([{ shortAtoms: 360 * USDT, instrument: 1 }]);
    crash.pass(5, 56_000);
    expect(crash.venue.take('fund.short')).toEqual([]);
    expect(crash.venue.take('adl.ended')).toEqual([]);
    // Whoever comes later is reached then.
    crash.venue.contribute('USDT', 60 * USDT);
    crash.pass(1, 56_000);
    expect(crash.lots(LIQUIDATION)).toBe(600);
    expect(crash.venue.venue.conservationBreach()).toBeNull();
  });

  test('what is remembered goes with an image, and is forgotten when nothing is held', () => {
    const crash = ruined({ noticeUs: 10_000_000 });
    crash.holder('short', -1_000, 5_000);
    expect(crash.venue.meaning()).not.toMatch(ADL_SECTION);
    crash.prices(56_000);
    expect(crash.venue.meaning()).toMatch(ADL_SECTION);
    const copy = crash.venue.reloaded();
    expect(copy.meaning()).toBe(crash.venue.meaning());
    for (const venue of [crash.venue, copy]) {
      for (let n = 0; n < 10; n++) venue.prices({ BTC: 56_000, ETH: 3_000 });
      expect(venue.position(LIQUIDATION, 'BTCUSDT').lots).toBe(0);
    }
    expect(copy.meaning()).toBe(crash.venue.meaning());
    expect(copy.meaning()).not.toMatch(ADL_SECTION);
    expect(copy.venue.save()).not.toHaveProperty('deleveraging');
  });
});

/** Margin by mode side by side, against the same figures as a switch itself has. */
import { describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { positionLiquidationTicks } from '../../venue/margin/liquidation-price.ts';
import type { SubaccountMode } from '../../venue/state.ts';
import { TestVenue } from '../../venue/testing/test-venue.ts';
import type { ModeComparison } from '../messages.ts';
import { TestCore } from '../testing/test-core.ts';
import { openTestDesk, RISK } from '../testing/test-window.ts';
import { compareModesOf } from './modes.ts';
import { Scales } from './scales.ts';

const { collateral: terms, portfolio } = collateral;
const RESOURCES = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const USDT = 1_000_000;

/** A bitcoin bought at 60,000 with so much money; the fee is 30. */
function trader(funds: number): { venue: TestVenue; id: number } {
  const venue = TestVenue.found(RESOURCES);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  const house = venue.open('house', { kind: 'house' });
  const id = venue.open('alpha', { funds: { USDT: funds * USDT } });
  venue.trade({ buyer: id, seller: house }, 'BTCUSDT', 1_000, 600_000);
  return { venue, id };
}

function comparison({ venue, id }: { venue: TestVenue; id: number }): ModeComparison {
  const { state } = venue.venue;
  return compareModesOf(state, new Scales(state), venue.of(id));
}

function column({ modes }: ModeComparison, mode: SubaccountMode) {
  return modes.find((one) => one.mode === mode);
}

describe('DESK-63 margin by mode', () => {
  test('DESK-63 every mode is told side by side, and what is shown changes nothing', () => {
    const scene = trader(20_000);
    const before = scene.venue.meaning();
    const compared = comparison(scene);
    expect(scene.venue.meaning()).toBe(before);
    expect(compared.asset).toBe('USDT');
    expect(compared.modes.map(({ title, isNow }) => [title, isNow])).toEqual([
      ['Isolated', false],
      ['Cross', true],
      ['Multi-asset', false],
      ['Portfolio', false],
    ]);
    // 15 % of 60,000 and 30 for closing; 0.8 of it without that, and that.
    expect(column(compared, 'portfolio')).toMatchObject({
      equity: '19,970.00',
      initial: '9,030.00',
      maintenance: '7,230.00',
      free: '10,940.00',
      freeSign: 1,
      health: '276.2 %',
      refusalCode: '',
    });
    expect(column(compared, 'cross')).toMatchObject({ equity: '19,970.00', components: [] });
  });

  test('DESK-63 a portfolio says its components, which make its margin', () => {
    const { components = [] } = column(comparison(trader(20_000)), 'portfolio') ?? {};
    expect(components).toEqual([
      { name: 'Price scan', amount: '9,000.00', binds: false },
      { name: 'Minimum', amount: '300.00', binds: false },
      { name: 'Fees of closing', amount: '30.00', binds: false },
    ]);
  });

  test('DESK-63 what other venues ask of a portfolio has its name, where it is anything', () => {
    const ways = {
      minimumPpm: 200_000,
      initialPpm: 1_100_000,
      contingency: {
        of: 'all',
        tiers: [{ floorWhole: 0, initialPpm: 10_000, maintenancePpm: 5_000 }],
      },
    };
    const own = portfolio.map((one) => ({ ...one, ...ways }));
    const venue = TestVenue.found({ ...RESOURCES, portfolio: own });
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    const house = venue.open('house', { kind: 'house' });
    const id = venue.open('alpha', { funds: { USDT: 50_000 * USDT } });
    venue.trade({ buyer: id, seller: house }, 'BTCUSDT', 1_000, 600_000);
    const { components = [], initial } = column(comparison({ venue, id }), 'portfolio') ?? {};
    // A fifth of 60,000 is more than 15 %; a tenth more of it, 1 % beside it and 30 of fees.
    expect(components.slice(-4)).toEqual([
      { name: 'Minimum', amount: '12,000.00', binds: true },
      { name: 'Concentration, factors', amount: '1,200.00', binds: false },
      { name: 'Contingency', amount: '600.00', binds: false },
      { name: 'Fees of closing', amount: '30.00', binds: false },
    ]);
    expect(initial).toBe('13,830.00');
  });

  test('DESK-63 each position has what it asks and its liquidation price, in every mode', () => {
    const scene = trader(20_000);
    const { venue, id } = scene;
    const { modes } = comparison(scene);
    const told = modes.map(({ positions: [one] }) => [one?.held, one?.initial, one?.liquidation]);
    const liquidation = (): string => {
      const { state } = venue.venue;
      const ticks = positionLiquidationTicks(state, venue.of(id), venue.position(id, 'BTCUSDT'));
      return new Scales(state).price(venue.instrument('BTCUSDT'), ticks);
    };
    const [isolated, cross, multiAsset, pooled] = told;
    expect(isolated?.slice(0, 2)).toEqual(['long 1.000', '3,028.50']);
    expect(cross).toEqual(['long 1.000', '3,000.00', liquidation()]);
    expect(multiAsset).toEqual(cross);
    expect(pooled?.[1]).toBe('netted');
    // As if it were in that mode, and so it is when it goes there.
    venue.ok({ kind: 'subaccount.mode', subaccount: id, mode: 'portfolio' });
    expect(pooled?.[2]).toBe(liquidation());
  });

  test('DESK-63 what a switch would be refused for is told with what is missing', () => {
    const scene = trader(5_000);
    const asked = column(comparison(scene), 'portfolio');
    // 9,030 of 4,970.
    expect(asked).toMatchObject({ freeSign: -1, refusalCode: 'MODE_NEEDS_MARGIN' });
    expect(asked?.refusalSentence).toContain('4,060.00 USDT is missing');
    const switched = { kind: 'subaccount.mode', subaccount: scene.id, mode: 'portfolio' } as const;
    expect(scene.venue.apply(switched).code).toBe('MODE_NEEDS_MARGIN');
  });

  test('DESK-63 a mode that is refused has its figures, as if all positions were in it', () => {
    const scene = trader(20_000);
    const { venue, id } = scene;
    venue.ok({ kind: 'subaccount.mode', subaccount: id, mode: 'portfolio' });
    // 5 % of 60,000 and the fee of closing at 57,000; the same against 0.5 % and 30.
    expect(column(comparison(scene), 'isolated')).toMatchObject({
      equity: '19,970.00',
      initial: '3,028.50',
      maintenance: '330.00',
      health: '917.7 %',
      refusalCode: 'MODE_BLOCKED',
    });
    const switched = { kind: 'subaccount.mode', subaccount: id, mode: 'isolated' } as const;
    expect(venue.apply(switched).code).toBe('MODE_BLOCKED');
  });

  test('DESK-63 isolated positions count where they stand, and health is the worst', () => {
    const scene = trader(20_000);
    const { venue, id } = scene;
    const house = venue.venue.state.subaccounts.find(({ label }) => label === 'house')?.id ?? 0;
    const ether = venue.instrument('ETHUSDT').id;
    venue.ok({ kind: 'position.isolate', subaccount: id, instrument: ether, isolated: true });
    venue.trade({ buyer: id, seller: house }, 'ETHUSDT', 1_000, 300_000);
    const { allocatedAtoms, lots } = venue.position(id, 'ETHUSDT');
    expect([lots, allocatedAtoms > 0]).toEqual([1_000, true]);
    const before = venue.meaning();
    const compared = comparison(scene);
    expect(venue.meaning()).toBe(before);
    const [now, apart] = [column(compared, 'cross'), column(compared, 'isolated')];
    const amount = (text = ''): number => Number(text.replaceAll(',', ''));
    // The bitcoin's, and that of the ether beside it.
    expect(amount(now?.initial)).toBeCloseTo(3_028.5 + allocatedAtoms / USDT, 2);
    expect(amount(now?.maintenance)).toBeGreaterThan(330);
    // As it stands its own bucket is the worst; isolated both have what they are opened with.
    expect(now?.initial).toBe(apart?.initial);
    expect(now?.maintenance).toBe(apart?.maintenance);
    expect(now?.health).toBe(apart?.health);
    // Into a pool it may not go, and what it would be asked is told with it.
    expect(column(compared, 'multiAsset')).toMatchObject({
      initial: now?.initial,
      maintenance: now?.maintenance,
      refusalCode: 'MODE_BLOCKED',
    });
  });

  test('DESK-63 a subaccount in isolated is not shown as if nothing were needed', () => {
    const venue = TestVenue.found(RESOURCES);
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    const house = venue.open('house', { kind: 'house' });
    const id = venue.open('alpha', { mode: 'isolated', funds: { USDT: 4_000 * USDT } });
    venue.trade({ buyer: id, seller: house }, 'BTCUSDT', 1_000, 600_000);
    const scene = { venue, id };
    const own = { initial: '3,028.50', maintenance: '330.00', equity: '3,970.00' };
    expect(column(comparison(scene), 'isolated')).toMatchObject({ ...own, health: '917.7 %' });
    // The wallet beside it stands behind it too.
    expect(column(comparison(scene), 'cross')).toMatchObject({ ...own, health: '1,203.0 %' });
    const { initial, components = [] } = column(comparison(scene), 'portfolio') ?? {};
    expect(initial).toBe('9,030.00');
    expect(components[0]).toMatchObject({ name: 'Price scan', amount: '9,000.00' });
  });

  test('DESK-63 where money does not do for all positions apart, each has its share', () => {
    const venue = TestVenue.found(RESOURCES);
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    const house = venue.open('house', { kind: 'house' });
    const id = venue.open('alpha', { funds: { USDT: 4_000 * USDT } });
    venue.trade({ buyer: id, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.prices({ BTC: 58_000 });
    // 2,900 and 27.55, and the 2,000 lost, of 3,970: 1,970 are left of it, of 319.
    expect(column(comparison({ venue, id }), 'isolated')).toMatchObject({
      equity: '1,970.00',
      initial: '2,927.55',
      maintenance: '319.00',
      free: '\u2212957.55',
      health: '617.5 %',
    });
  });

  test('DESK-63 what has no worth in the reference is left unsaid, not counted as nothing', () => {
    const venue = TestVenue.found({ ...RESOURCES, collateral: terms.slice(0, 1), portfolio: [] });
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    const house = venue.open('house', { kind: 'house' });
    const id = venue.open('alpha', { funds: { XBT: 100_000_000 } });
    venue.trade({ buyer: id, seller: house }, 'BTCUSD', 100, 600_000);
    const { modes } = comparison({ venue, id });
    expect(modes.map(({ initial }) => initial)).toEqual(modes.map(() => '\u2014'));
  });

  test('DESK-63 it is for who signed in, and for subaccounts that are margined', async () => {
    const { venue } = trader(20_000);
    const desk = openTestDesk({}, new TestCore(venue));
    const window = await desk.attached();
    const call = { name: 'modes', subaccount: 'alpha' } as const;
    expect(await window.ask(1, call)).toMatchObject({ result: 'refused', code: 'NO_SESSION' });
    await window.ask(2, { name: 'signIn', operator: RISK, role: 'risk' });
    const { body } = await window.ask(3, call);
    expect(body).toMatchObject({ name: 'modes', comparison: { subaccount: 'alpha' } });
    const house = await window.ask(4, { name: 'modes', subaccount: 'house' });
    expect(house.code).toBe('WRONG_ACCOUNT_KIND');
    const nobody = await window.ask(5, { name: 'modes', subaccount: 'nobody' });
    expect(nobody.code).toBe('UNKNOWN_SUBACCOUNT');
  });
});

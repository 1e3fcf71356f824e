/**
 * Accounts that are asked for margin as another venue asks, in the same book as all others. A lot
 * of BTCUSDT is 0.001 BTC; by its own rules 60,000 ask 0.55 % of maintenance, 330.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command, CommandOf } from '../commands.ts';
import { bucketFigures, positionLiquidationTicks, requirementAtoms } from '../margin/buckets.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;
type Contract = CommandOf<'profile.define'>['contracts'][number];

const rates = (maintenancePpm: number, initialPpm: number, floorAtoms = 0) => ({
  floorAtoms,
  maintenancePpm,
  initialPpm,
});
/** 1 % of what was paid, no fees inside nor beside. */
const elsewhere: Contract = {
  instrument: 1,
  margin: {
    tiers: [rates(10_000, 20_000)],
    mmBasis: 'entry',
    mmIncludesCloseFee: false,
    orderCost: { gap: false, openFee: false, closeFee: 'none' },
  },
};

let venue: TestVenue;
beforeEach(() => {
  venue = TestVenue.found(resources, plainPrices);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
});

function define(label: string, ...contracts: Contract[]): Command {
  return { kind: 'profile.define', label, contracts };
}

/** A subaccount of an account with a profile, or of one without. */
function client(label: string, profile?: number): number {
  return venue.open(label, {
    funds: { USDT: 5_000 * USDT },
    ...(profile !== undefined && { profile }),
  });
}

function maintenanceOf(subaccount: number): number {
  const { bucket } = venue.balance(subaccount, 'USDT');
  return bucketFigures(venue.venue.state, bucket).maintenanceAtoms / USDT;
}

const askedOf = (subaccount: number): number =>
  requirementAtoms(venue.instrument('BTCUSDT'), venue.of(subaccount), null) / USDT;

/** What stands between buyer and seller afterwards: 1,000 lots at 60,000. */
function trade(buyer: number, seller: number): void {
  const at = { priceTicks: 600_000 };
  expect(venue.place(seller, 'BTCUSDT', 'sell', 1_000, at).code).toBe('OK');
  expect(venue.place(buyer, 'BTCUSDT', 'buy', 1_000, at).code).toBe('OK');
}

describe('PROF-05 an account may be asked for margin as another venue asks', () => {
  test('two accounts hold the same in one book and are asked differently', () => {
    const profile = venue.ok(define('elsewhere', elsewhere), { by: 'admin' });
    const [usual, profiled] = [client('usual'), client('profiled', profile)];
    trade(profiled, usual);
    venue.prices({ BTC: 59_000 });
    // 0.55 % of 59,000 for the one, 1 % of the 60,000 that the other paid.
    expect(maintenanceOf(usual)).toBe(324.5);
    expect(maintenanceOf(profiled)).toBe(600);
    const { state } = venue.venue;
    const held = venue.position(profiled, 'BTCUSDT');
    // 5,000 less 30 of fee + p - 60,000 < 600 below 55,630.
    const ticks = positionLiquidationTicks(state, venue.of(profiled), held);
    expect(ticks).toBe(556_299);
  });

  test('its orders too, also where a table is by lots', () => {
    const steps = [rates(5_000, 100_000), rates(10_000, 200_000, 10)];
    const margin = { ...elsewhere.margin, tiers: steps, tierMode: 'step' } as const;
    const byLots = { instrument: 1, tierBy: 'lots', margin } as const;
    const profile = venue.ok(define('by lots', byLots), { by: 'admin' });
    const profiled = client('profiled', profile);
    venue.place(profiled, 'BTCUSDT', 'buy', 10, { priceTicks: 600_000 });
    // Ten lots are 600: 10 %.
    expect(askedOf(profiled)).toBe(60);
    venue.place(profiled, 'BTCUSDT', 'buy', 1, { priceTicks: 600_000 });
    // The eleventh is above the floor: 20 % of all 660.
    expect(askedOf(profiled)).toBe(132);
    expect(venue.instrument('BTCUSDT').holders.hasRoom(profiled)).toBe(false);
    const usual = client('usual');
    venue.place(usual, 'BTCUSDT', 'buy', 1, { priceTicks: 600_000 });
    expect(venue.instrument('BTCUSDT').holders.hasRoom(usual)).toBe(true);
  });

  test('an isolated position is given what the profile asks, and no leverage beyond it', () => {
    const profile = venue.ok(define('elsewhere', elsewhere), { by: 'admin' });
    const [usual, profiled] = [client('usual'), client('profiled', profile)];
    const of = { subaccount: profiled, instrument: 1 };
    const by = { by: 'trader' } as const;
    expect(venue.code({ kind: 'position.leverage', ...of, leverageX100: 5_100 }, by)).toBe(
      'LEVERAGE_TOO_HIGH',
    );
    venue.ok({ kind: 'position.leverage', ...of, leverageX100: 5_000 }, by);
    venue.ok({ kind: 'position.isolate', ...of, isolated: true }, by);
    trade(profiled, usual);
    // 2 % of 60,000, and no closing fee beside; the fee of opening is paid from it.
    expect(venue.position(profiled, 'BTCUSDT').allocatedAtoms).toBe(1_200 * USDT);
  });

  test('instruments that a profile does not name ask as they ask everybody', () => {
    const profile = venue.ok(define('elsewhere', elsewhere), { by: 'admin' });
    const [usual, profiled] = [client('usual'), client('profiled', profile)];
    for (const [who, side] of [
      [usual, 'sell'],
      [profiled, 'buy'],
    ] as const) {
      expect(venue.place(who, 'ETHUSDT', side, 100, { priceTicks: 300_000 }).code).toBe('OK');
    }
    expect(maintenanceOf(profiled)).toBe(maintenanceOf(usual));
  });

  test('it survives being saved and loaded, and is in the meaning', () => {
    const without = venue.meaning();
    expect(without).not.toContain('profile');
    const profile = venue.ok(define('elsewhere', elsewhere), { by: 'admin' });
    const [usual, profiled] = [client('usual'), client('profiled', profile)];
    trade(profiled, usual);
    expect(venue.meaning()).toContain('"profile":1');
    venue = venue.reloaded();
    expect(maintenanceOf(profiled)).toBe(600);
    expect(maintenanceOf(usual)).toBe(330);
  });

  test('both are told', () => {
    const profile = venue.ok(define('elsewhere', elsewhere), { by: 'admin' });
    venue.take();
    client('profiled', profile);
    expect(venue.take('account.profiled')).toMatchObject([{ profile }]);
  });

  test.each([
    ['a label that is taken', [elsewhere], 'first', 'ALREADY_EXISTS'],
    [
      'an instrument that is not listed',
      [{ ...elsewhere, instrument: 9 }],
      'x',
      'UNKNOWN_INSTRUMENT',
    ],
    ['an instrument twice', [elsewhere, elsewhere], 'x', 'INVALID_SPEC'],
    [
      'tiers that contradict themselves',
      [{ instrument: 1, margin: { ...elsewhere.margin, tiers: [] } }],
      'x',
      'INVALID_SPEC',
    ],
  ] as [string, Contract[], string, string][])('%s defines none', (_, contracts, label, code) => {
    venue.ok(define('first', elsewhere), { by: 'admin' });
    expect(venue.code(define(label, ...contracts), { by: 'admin' })).toBe(code);
  });

  test.each([
    ['a profile that is not there', 'paper', 7, 'UNKNOWN_PROFILE'],
    ['a house with one', 'house', 1, 'WRONG_ACCOUNT_KIND'],
  ] as const)('%s opens no account', (_, accountKind, profile, code) => {
    venue.ok(define('first', elsewhere), { by: 'admin' });
    const open = { kind: 'account.open', label: 'other', accountKind, profile } as const;
    expect(venue.code(open, { by: 'admin' })).toBe(code);
  });
});

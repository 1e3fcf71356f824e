/**
 * Accounts that are asked for margin as another venue asks, in the same book as all others. A lot
 * of BTCUSDT is 0.001 BTC; by its own rules 60,000 ask 0.55 % of maintenance, 330.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command, CommandOf } from '../commands.ts';
import { bucketFigures, freeAtoms, requirementAtoms } from '../margin/buckets.ts';
import { positionLiquidationTicks } from '../margin/liquidation-price.ts';
import { listPair, PAIR } from '../testing/pairs.ts';
import { plainPrices, START_US, TestVenue } from '../testing/test-venue.ts';

const { collateral: terms, portfolio } = collateral;
const resources = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
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
    // Yet no headroom: what is asked elsewhere of the same money has other bounds.
    const { holders } = venue.instrument('ETHUSDT');
    expect([holders.hasRoom(usual), holders.hasRoom(profiled)]).toEqual([true, false]);
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
      'rates that would fall as more is held',
      [
        {
          instrument: 1,
          margin: { ...elsewhere.margin, openInterest: { lowerAtoms: 9, upperAtoms: 8 } },
        },
      ],
      'x',
      'INVALID_SPEC',
    ],
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

describe('PROF-07 what a profile does not go together with', () => {
  const POOLS = ['portfolio', 'multiAsset'] as const;

  test.each(POOLS)('no subaccount of its account is opened in %s, or goes into it', (mode) => {
    const profile = venue.ok(define('elsewhere', elsewhere), { by: 'admin' });
    const profiled = client('profiled', profile);
    const { account } = venue.of(profiled);
    const meaning = venue.meaning();
    const opened = {
      kind: 'subaccount.open',
      account,
      label: 'x',
      desk: 'desk',
      owner: 1,
    } as const;
    expect(venue.code({ ...opened, mode }, { by: 'admin' })).toBe('PROFILE_NOT_POOLED');
    const change = { kind: 'subaccount.mode', subaccount: profiled, mode } as const;
    expect(venue.code(change)).toBe('PROFILE_NOT_POOLED');
    expect(venue.meaning()).toBe(meaning);
    expect(venue.code({ ...change, subaccount: client('usual') })).toBe('OK');
  });

  test('a pair is named in none, and traded by its account as by everybody', () => {
    const instrument = listPair(venue);
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    expect(venue.code(define('pairs', { ...elsewhere, instrument }), { by: 'admin' })).toBe(
      'PAIR_HAS_NO_POSITION',
    );
    const profile = venue.ok(define('elsewhere', elsewhere), { by: 'admin' });
    const [usual, profiled] = [client('usual'), client('profiled', profile)];
    for (const who of [usual, profiled]) {
      expect(venue.place(who, PAIR, 'buy', 10, { priceTicks: 590_000 }).code).toBe('OK');
      expect(venue.place(who, PAIR, 'buy', 100, { priceTicks: 590_000 }).code).toBe(
        'INSUFFICIENT_MARGIN',
      );
    }
    // 590 and the fee of buying them are kept, whatever is asked of its positions.
    const keeps = [usual, profiled].map((who) =>
      freeAtoms(venue.venue.state, venue.of(who), venue.assetId('USDT')),
    );
    expect(keeps[1]).toBe(keeps[0]);
    expect(keeps[0]).toBeLessThan((5_000 - 590) * USDT);
  });

  /** Two people amend the fees. */
  const amendFees = (takerPpm: number) => {
    const fees = { makerPpm: 0, takerPpm };
    const command = { kind: 'instrument.amend', instrument: 1, version: 2, fees } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    return venue.apply({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
  };

  test('fees that are amended are in what a profile asks from then on', () => {
    const margin = { ...elsewhere.margin, mmIncludesCloseFee: true };
    const profile = venue.ok(define('with fees', { ...elsewhere, margin }), { by: 'admin' });
    const [usual, profiled] = [client('usual'), client('profiled', profile)];
    trade(profiled, usual);
    // 1 % and 0.05 % of 60,000; then 0.1 %.
    expect(maintenanceOf(profiled)).toBe(630);
    expect(amendFees(1_000).code).toBe('OK');
    expect(maintenanceOf(profiled)).toBe(660);
    venue = venue.reloaded();
    expect(maintenanceOf(profiled)).toBe(660);
  });

  test('a table that the last day of a future contradicts is not defined', () => {
    const day = { expiresUs: START_US + 86_370_000_000, feePpm: 0, farBandPpm: 0, farDays: 1 };
    venue = TestVenue.found(resources, (spec) => {
      const plain = plainPrices(spec);
      if (spec.symbol !== 'BTCUSDT') return plain;
      return { ...plain, expiry: { ...day, ramp: { days: 2, ratePpm: 400_000 } } };
    });
    const asking = (ppm: number): Command => {
      const margin = { ...elsewhere.margin, tiers: [rates(ppm, ppm)] };
      return define(`so much as ${ppm}`, { ...elsewhere, margin });
    };
    expect(venue.code(asking(600_000), { by: 'admin' })).toBe('INVALID_SPEC');
    expect(venue.code(asking(590_000), { by: 'admin' })).toBe('OK');
  });

  test('a table that rises by lots leaves room for what funding may add to it', () => {
    const { spec } = venue.instrument('BTCUSDT');
    const funding = { ...spec.funding, capE8: 1_000_000 };
    const listing = { kind: 'instrument.list', ...spec, symbol: 'FUNDED', funding } as const;
    const instrument = venue.ok(listing, { by: 'admin' });
    const code = (label: string, pendingFundingPpm: number): string => {
      const tiers = [rates(10_000, 20_000)];
      const rising = { tiers, tierMode: 'linear', rampAtoms: 1_600, pendingFundingPpm } as const;
      const contract = { instrument, tierBy: 'lots', margin: rising } as const;
      return venue.code(define(label, contract), { by: 'admin' });
    };
    // 90 %, a fee of 0.05 %, and ten times 1 %, or nine.
    expect([code('ten', 10_000_000), code('nine', 9_000_000)]).toEqual(['INVALID_SPEC', 'OK']);
  });

  test('fees that a profile’s table contradicts are not amended', () => {
    const margin = { ...elsewhere.margin, tiers: [rates(900_000, 900_000)] };
    venue.ok(define('dear', { ...elsewhere, margin }), { by: 'admin' });
    expect(amendFees(100_000).code).toBe('INVALID_SPEC');
    expect(amendFees(99_000).code).toBe('OK');
  });
});

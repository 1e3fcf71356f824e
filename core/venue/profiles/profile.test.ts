/** Tiers by lots, ratios, and what is no profile. */
import { describe, expect, test } from 'vitest';
import deribit from '../../../resources/profiles/deribit.json' with { type: 'json' };
import okx from '../../../resources/profiles/okx.json' with { type: 'json' };
import { initialAtoms, maintenanceAtoms } from '../margin/arithmetic.ts';
import { ratioPpm } from './assess.ts';
import { profileFault, termsOf } from './profile.ts';
import type { Profile, ProfileContract } from './profile.ts';

function contractOf(profile: unknown, symbol: string): ProfileContract {
  const found = (profile as Profile).contracts.find((one) => one.symbol === symbol);
  if (found === undefined) throw new Error(`there is no ${symbol}`);
  return found;
}

describe('PROF-02 tiers by lots are one rate of all of the value', () => {
  const ether = contractOf(okx, 'ETH-USDT-SWAP');
  test.each([
    ['within the first', 3_000, 4_000],
    ['a contract above it', 3_001, 5_000],
    ['short', -6_001, 10_000],
    ['far above', 25_000, 20_000],
  ])('%s', (_, lots, maintenancePpm) => {
    const { margin } = termsOf(ether, lots);
    expect(margin.tiers).toEqual([expect.objectContaining({ floorAtoms: 0, maintenancePpm })]);
    expect(margin.tierMode).toBeUndefined();
  });

  test('a ramp by lots rises to the next ppm, and no further than nine tenths', () => {
    const bitcoin = contractOf(deribit, 'BTC_USDC-PERPETUAL');
    // Deribit's own example: 25 BTC at 100,000 are 2,500,000, of which 2.125 % and 1.125 %.
    const terms = termsOf(bitcoin, 25_000);
    expect(initialAtoms(terms, 2.5e12, 10_000)).toBe(53_125e6);
    expect(maintenanceAtoms(terms, 2.5e12)).toBe(28_125e6);
    // A lot is 0.001 BTC: 0.00000005 more of the rate.
    expect(termsOf(bitcoin, 1).margin.tiers[0]?.maintenancePpm).toBe(10_001);
    expect(termsOf(bitcoin, 1e9).margin.tiers[0]?.maintenancePpm).toBe(900_000);
  });
});

describe('PROF-04 the ratio that a venue shows', () => {
  test.each([
    ['maintenanceOverEquity', 300, 100, 333_334],
    ['maintenanceOverEquity', 0, 100, null],
    ['maintenanceOverEquity', -5, 100, null],
    ['equityOverMaintenance', 100, 300, 333_333],
    ['equityOverMaintenance', 100, 0, null],
  ] as const)('%s of %d and %d', (ratio, equity, maintenance, expected) => {
    expect(ratioPpm({ ratio }, equity, maintenance)).toBe(expected);
  });
});

describe('PROF-01 what is no profile', () => {
  const changed = (change: Partial<ProfileContract>): unknown => ({
    ...deribit,
    contracts: [{ ...deribit.contracts[0], ...change }],
  });
  const { margin } = contractOf(deribit, 'BTC-PERPETUAL');

  test.each([
    ['a field that is not known', { ...deribit, colour: 'blue' }, /colour is not known here/],
    ['scales that do not divide', changed({ tickE8: 7 }), /contracts\[0\] has scales/],
    [
      'tiers that contradict themselves',
      changed({ margin: { ...margin, tiers: [] } }),
      /contracts\[0\] has tiers/,
    ],
    [
      'a symbol twice',
      { ...deribit, contracts: [0, 0].map((n) => deribit.contracts[n]) },
      /has the symbol/,
    ],
    ['no record', 7, /must be a record/],
  ])('%s', (_, value, sentence) => {
    expect(profileFault(value, 'x.json')).toMatch(sentence);
  });
});

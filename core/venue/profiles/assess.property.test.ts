/**
 * Every profile over random accounts: what it asks agrees to the atom with fractions of BigInt, and
 * each liquidation price is confirmed by the whole account's check one tick either side.
 *
 * 500 accounts by default and 50,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import binance from '../../../resources/profiles/binance-usdm.json' with { type: 'json' };
import bitmex from '../../../resources/profiles/bitmex.json' with { type: 'json' };
import bybit from '../../../resources/profiles/bybit.json' with { type: 'json' };
import deribit from '../../../resources/profiles/deribit.json' with { type: 'json' };
import hyperliquid from '../../../resources/profiles/hyperliquid.json' with { type: 'json' };
import okx from '../../../resources/profiles/okx.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { lotsWorth, valueAtoms } from '../instruments/value.ts';
import { MAX_INT32 } from '../schema.ts';
import {
  naiveBasis,
  naiveCloseFee,
  naiveInitial,
  naiveMaintenance,
  naiveNotional,
  naiveValue,
} from '../testing/naive-margin.ts';
import type { NaiveContract } from '../testing/naive-margin.ts';
import { assess } from './assess.ts';
import type { VenuePosition } from './assess.ts';
import { profileFault, scalesOf, termsOf } from './profile.ts';
import type { Profile, ProfileContract } from './profile.ts';

const numRuns = process.env.BULKHEAD_LONG === '1' ? 50_000 : 500;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`profiles: BULKHEAD_SEED=${seed}\n`);

/** A quarter of 2^53: values beyond are not looked at for a liquidation price. */
const MOST_EXACT_ATOMS = Math.floor(Number.MAX_SAFE_INTEGER / 4);

const profiles = [binance, bitmex, bybit, deribit, hyperliquid, okx] as unknown as Profile[];

interface Held {
  readonly contract: ProfileContract;
  readonly position: VenuePosition;
}

/** The terms and values a second time, from the words of the rule book. */
const naiveOf = ({ contract, position }: Held): NaiveContract => ({
  spec: { ...contract, ...position.terms } as unknown as InstrumentSpec,
  decimals: contract.decimals,
});

const held = (contract: ProfileContract): fc.Arbitrary<Held> =>
  fc
    .record({
      worth: fc.integer({ min: 1, max: 1_000_000 }),
      long: fc.boolean(),
      entry: fc.integer({ min: 20_000, max: 200_000 }),
      move: fc.integer({ min: -300, max: 300 }),
      leverageX100: fc.integer({ min: 100, max: 10_000 }),
      isolatedPpm: fc.oneof(fc.constant(null), fc.integer({ min: 5_000, max: 1_200_000 })),
    })
    .map(({ worth, long, entry, move, leverageX100, isolatedPpm }) => {
      const scales = scalesOf(contract);
      if (scales === null) throw new Error(`${contract.symbol} has no scales`);
      // Up to a hundred times the first tier, so that higher ones are reached.
      const most = lotsWorth(scales, entry, contract.contract === 'linear' ? 1e14 : 1e12);
      const size = Math.max(1, Math.min(1e9, Math.floor((most * worth) / 1_000_000)));
      const lots = long ? size : -size;
      const costAtoms = valueAtoms(scales, lots, entry);
      const markTicks = Math.round(entry * (1 + move / 1_000));
      const allocatedAtoms =
        isolatedPpm === null ? null : Math.floor((Math.abs(costAtoms) / 1e6) * isolatedPpm);
      const terms = termsOf(contract, lots);
      const position = { terms, scales, lots, costAtoms, markTicks, leverageX100, allocatedAtoms };
      return { contract, position };
    });

/** Some positions of one venue that settle in one asset, and money beside them. */
const account = fc.constantFrom(...profiles).chain((profile) =>
  fc.constantFrom(...profile.contracts).chain(({ settleAsset }) => {
    const contracts = profile.contracts.filter((one) => one.settleAsset === settleAsset);
    return fc.record({
      all: fc.tuple(...contracts.map(held)),
      coverPpm: fc.integer({ min: -20_000, max: 900_000 }),
    });
  }),
);

const equityOf = (one: Held, ticks: bigint, beside: bigint): bigint => {
  const { lots, costAtoms } = one.position;
  return beside + naiveValue(naiveOf(one), BigInt(lots), ticks) - BigInt(costAtoms);
};
const askedOf = (one: Held, ticks: bigint): bigint => {
  const { lots, costAtoms } = one.position;
  const naive = naiveOf(one);
  return naiveMaintenance(naive.spec, naiveBasis(naive, BigInt(lots), BigInt(costAtoms), ticks));
};

describe('PROF-03 what a profile asks of an account', () => {
  test('every profile is sound', () => {
    for (const profile of profiles) expect(profileFault(profile, profile.name)).toBeNull();
  });

  test('agrees with the twin, and liquidation prices with the check a tick either side', () => {
    fc.assert(
      fc.property(account, ({ all, coverPpm }) => {
        const cost = all.reduce((sum, { position }) => sum + Math.abs(position.costAtoms), 0);
        const walletAtoms = Math.floor((cost / 1e6) * coverPpm);
        const positions = all.map(({ position }) => position);
        const found = assess({ walletAtoms, positions });
        const cross = all.filter(({ position }) => position.allocatedAtoms === null);
        const markOf = ({ position }: Held): bigint => BigInt(position.markTicks);
        let equity = BigInt(walletAtoms);
        let maintenance = 0n;
        for (const one of cross) {
          equity = equityOf(one, markOf(one), equity);
          maintenance += askedOf(one, markOf(one));
        }
        expect(BigInt(found.equityAtoms)).toBe(equity);
        expect(BigInt(found.maintenanceAtoms)).toBe(maintenance);
        for (const [n, one] of all.entries()) {
          const figures = found.positions[n];
          if (figures === undefined) throw new Error('a position has no figures');
          const { lots, leverageX100, allocatedAtoms } = one.position;
          const naive = naiveOf(one);
          const value = naiveNotional(naive, BigInt(Math.abs(lots)), markOf(one));
          const initial = naiveInitial(naive.spec, value, leverageX100);
          const fee = naiveCloseFee(naive.spec, lots > 0, value, initial);
          expect(BigInt(figures.initialAtoms)).toBe(initial + fee);
          expect(BigInt(figures.maintenanceAtoms)).toBe(askedOf(one, markOf(one)));
          /** The check of all that stands or falls together, at another price of this one. */
          const isBelow = (ticks: number): boolean => {
            if (allocatedAtoms !== null) {
              return (
                equityOf(one, BigInt(ticks), BigInt(allocatedAtoms)) < askedOf(one, BigInt(ticks))
              );
            }
            let sum = BigInt(walletAtoms);
            let asked = 0n;
            for (const other of cross) {
              const at = other === one ? BigInt(ticks) : markOf(other);
              sum = equityOf(other, at, sum);
              asked += askedOf(other, at);
            }
            return sum < asked;
          };
          const at = figures.liquidationTicks;
          if (at === 0) {
            expect(isBelow(one.position.markTicks)).toBe(false);
            continue;
          }
          expect(isBelow(at)).toBe(true);
          // At the highest price whose value is exact, where every one is below.
          const nearer = at + Math.sign(lots);
          if (lotsWorth(one.position.scales, nearer, MOST_EXACT_ATOMS) < Math.abs(lots)) continue;
          const isStep = one.position.terms.margin.tierMode === 'step';
          if (nearer < 1 || nearer > MAX_INT32 || (isStep && at === one.position.markTicks))
            continue;
          expect(isBelow(nearer)).toBe(false);
        }
      }),
      { seed, numRuns },
    );
  });
});

/** Commissions by other venues' ways. BTCUSDT: a lot at 60,000.1 is worth 60.0001. */
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { chargedAtoms, feesFit, partedFeeAtoms } from './fees.ts';

const USDT = 1_000_000;
type Fees = InstrumentSpec['fees'];

function found(fees: Fees): TestVenue {
  const resources = {
    assets: instruments.assets,
    instruments: instruments.instruments.filter(({ symbol }) => symbol === 'BTCUSDT'),
    indices: indices.replay,
  };
  const venue = TestVenue.found(resources, (spec) => ({ ...plainPrices(spec), fees }));
  venue.prices({ BTC: 60_000 });
  return venue;
}

/** What maker and taker paid for so many lots at 60,000.1, and what the fee account has of it. */
function paid(fees: Fees, lots = 1, mode: 'cross' | 'isolated' = 'cross'): readonly number[] {
  const venue = found(fees);
  const [maker, taker] = ['maker', 'taker'].map((label) =>
    venue.open(label, { mode, funds: { USDT: 100_000 * USDT } }),
  ) as [number, number];
  venue.trade({ buyer: taker, seller: maker }, 'BTCUSDT', lots, 600_001);
  expect(venue.venue.conservationBreach()).toBeNull();
  const told = venue.take('execution').map((event) => [event['subaccount'], event['feeAtoms']]);
  const own = [maker, taker].map((who) => venue.position(who, 'BTCUSDT').feesAtoms);
  expect(told).toEqual([
    [maker, own[0]],
    [taker, own[1]],
  ]);
  return [...own, venue.balance(1, 'USDT').unsettledAtoms];
}

describe('VAR-11 commissions away from zero', () => {
  test('a rebate of 15,000.025 atoms is 15,001, and the fee account pays it', () => {
    const fees = { makerPpm: -250, takerPpm: 500 } as const;
    expect(paid(fees)).toEqual([-15_000, 30_001, 15_001]);
    expect(paid({ ...fees, rounding: 'awayFromZero' })).toEqual([-15_001, 30_001, 15_000]);
    expect(paid({ ...fees, rounding: 'awayFromZero' }, 1, 'isolated')).toEqual([
      -15_001, 30_001, 15_000,
    ]);
  });

  test('what is less than an atom is one, where it would be none', () => {
    const away = { makerPpm: -1, takerPpm: 1, rounding: 'awayFromZero' } as const;
    expect(chargedAtoms({ ...away, rounding: 'againstTrader' }, 10, -1, false)).toBe(0);
    expect(chargedAtoms(away, 10, -1, false)).toBe(-1);
    expect(chargedAtoms(away, 10, 1, true)).toBe(1);
  });

  test('an amended listing charges by its new way at once', () => {
    const venue = found({ makerPpm: -250, takerPpm: 500 });
    const [maker, taker] = ['maker', 'taker'].map((label) =>
      venue.open(label, { funds: { USDT: 100_000 * USDT } }),
    ) as [number, number];
    const { fees } = venue.instrument('BTCUSDT').spec;
    const amended = { ...fees, rounding: 'awayFromZero' } as const;
    const command = { kind: 'instrument.amend', instrument: 1, version: 2, fees: amended } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    venue.trade({ buyer: taker, seller: maker }, 'BTCUSDT', 1, 600_001);
    expect(venue.position(maker, 'BTCUSDT').feesAtoms).toBe(-15_001);
  });
});

describe('VAR-44 a fee in parts', () => {
  const fees = { makerPpm: 100, takerPpm: 500 } as const;

  test('each part is rounded up by itself, and a maker pays as before', () => {
    // 0.0167 % and 0.0333 % of 60.0001: 10,020.0167 and 19,980.0333 atoms.
    expect(partedFeeAtoms(60_000_100, [167, 333])).toBe(30_002);
    expect(paid({ ...fees, takerPartsPpm: [167, 333] })).toEqual([6_001, 30_002, 36_003]);
    expect(paid({ ...fees, takerPartsPpm: [500] })).toEqual([6_001, 30_001, 36_002]);
  });

  test('they are all of what a taker pays, of a contract', () => {
    const parts = { fees: { ...fees, takerPartsPpm: [167, 333] }, contract: 'linear' } as const;
    expect(feesFit(parts)).toBe(true);
    expect(feesFit({ ...parts, contract: 'spot' })).toBe(false);
    expect(() => found({ ...fees, takerPartsPpm: [167, 332] })).toThrow(/INVALID_SPEC/);
  });

  test('per contract and in parts: 3 x 166,667 atoms, at 0.0167 % and 0.0333 %', () => {
    const bitcoin = {
      assets: instruments.assets,
      instruments: instruments.instruments.filter(({ symbol }) => symbol === 'BTCUSD'),
      indices: indices.replay,
    };
    const venue = TestVenue.found(bitcoin, (spec) => ({
      ...plainPrices(spec),
      rounding: 'perContract',
      fees: { ...fees, takerPartsPpm: [167, 333] },
    }));
    venue.prices({ BTC: 60_000 });
    const [maker, taker] = ['maker', 'taker'].map((label) =>
      venue.open(label, { funds: { XBT: 100_000_000 } }),
    ) as [number, number];
    venue.trade({ buyer: taker, seller: maker }, 'BTCUSD', 3, 600_000);
    // 500,001: 83.500167 and 166.500333, of the maker 50.0001.
    expect([maker, taker].map((who) => venue.position(who, 'BTCUSD').feesAtoms)).toEqual([51, 251]);
  });
});

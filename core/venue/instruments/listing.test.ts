/** Assets, indices and instruments come into being, or are refused with what contradicts. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command, InstrumentSpec } from '../commands.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };

let venue: TestVenue;
beforeEach(() => {
  venue = TestVenue.found(resources);
});

const base = {
  ...instruments.instruments[0],
  symbol: 'NEW',
  index: 1,
  settleAsset: 1,
} as unknown as InstrumentSpec;

function listing(change: Partial<InstrumentSpec>): Command {
  return { kind: 'instrument.list', ...base, ...change };
}

type Tier = InstrumentSpec['margin']['tiers'][number];
const tiers = (...list: Tier[]): Partial<InstrumentSpec> => ({
  margin: { ...base.margin, tiers: list },
});
const tier = (floorAtoms: number, maintenancePpm: number, initialPpm: number): Tier => ({
  floorAtoms,
  maintenancePpm,
  initialPpm,
});
const liquidation = (change: Partial<InstrumentSpec['liquidation']>): Partial<InstrumentSpec> => ({
  liquidation: { ...base.liquidation, ...change },
});

describe('LIST-01 an instrument is listed only if its parameters agree', () => {
  test('and everybody then has a position in it', () => {
    const trader = venue.open('trader');
    const instrument = venue.ok(listing({}), { by: 'admin' });
    expect(instrument).toBe(5);
    expect(venue.position(trader, 'NEW')).toMatchObject({ lots: 0, leverageX100: 2_000 });
    expect(venue.code(listing({}), { by: 'admin' })).toBe('ALREADY_EXISTS');
  });

  test.each([
    ['an asset that is not there', { settleAsset: 9 }, 'UNKNOWN_ASSET'],
    ['an index that is not there', { index: 9 }, 'UNKNOWN_INDEX'],
    ['scales that do not divide', { lotE8: 1, tickE8: 1 }, 'INVALID_SPEC'],
    ['no tiers', tiers(), 'INVALID_SPEC'],
    [
      'a first tier that does not begin at zero',
      tiers(tier(1_000_000, 5_000, 10_000)),
      'INVALID_SPEC',
    ],
    ['no maintenance', tiers(tier(0, 0, 10_000)), 'INVALID_SPEC'],
    // Nobody could then hold a position whose value rises.
    ['maintenance and fee of all of it', tiers(tier(0, 999_500, 999_500)), 'INVALID_SPEC'],
    ['initial below maintenance', tiers(tier(0, 5_000, 4_999)), 'INVALID_SPEC'],
    [
      'floors that do not rise',
      tiers(tier(0, 5_000, 10_000), tier(0, 6_000, 11_000)),
      'INVALID_SPEC',
    ],
    [
      'maintenance that does not rise',
      tiers(tier(0, 5_000, 10_000), tier(1_000_000, 5_000, 11_000)),
      'INVALID_SPEC',
    ],
    [
      'initial margin that does not rise',
      tiers(tier(0, 5_000, 10_000), tier(1_000_000, 6_000, 10_000)),
      'INVALID_SPEC',
    ],
    [
      'a deduction that is not whole atoms',
      tiers(tier(0, 5_000, 10_000), tier(1_000_001, 6_000, 11_000)),
      'INVALID_SPEC',
    ],
    // A fee of all that maintenance holds would leave nothing to close with.
    ['a liquidation fee as high as maintenance', liquidation({ feePpm: 5_000 }), 'INVALID_SPEC'],
    [
      'a target that is no more than maintenance',
      liquidation({ targetPpm: 1_000_000 }),
      'INVALID_SPEC',
    ],
    ['a takeover at all of maintenance', liquidation({ takeoverPpm: 1_000_000 }), 'INVALID_SPEC'],
    ['slices of nothing', liquidation({ slicePpm: 0 }), 'INVALID_SPEC'],
    [
      'funding off the daily grid',
      { funding: { ...base.funding, intervalHours: 5 } },
      'INVALID_SPEC',
    ],
  ] as const)('%s: %s', (_, change, code) => {
    const before = venue.meaning();
    expect(venue.code(listing(change as Partial<InstrumentSpec>), { by: 'admin' })).toBe(code);
    expect(venue.meaning()).toBe(before);
  });
});

describe('LIST-03 what can stop trading has a way to start again', () => {
  const auction = { callS: 30, extensionS: 30, extendPpm: 50_000, postOnlyS: 60, feePpm: 200 };
  const monitoring = [{ movePpm: 100_000, withinS: 60 }];
  const without = { auction: undefined, monitoring: undefined };

  test.each<[string, Partial<Record<keyof InstrumentSpec, unknown>>, string]>([
    ['an auction', { auction }, 'OK'],
    ['an auction and monitoring', { auction, monitoring }, 'OK'],
    ['monitoring alone', { ...without, monitoring }, 'INVALID_SPEC'],
    ['monitoring by no band', { ...without, monitoring: [] }, 'OK'],
    ['a pre-open phase with an auction', { auction, startsIn: 'preOpen' }, 'OK'],
    ['a pre-open phase alone', { ...without, startsIn: 'preOpen' }, 'INVALID_SPEC'],
  ])('%s', (_, change, code) => {
    const command = listing(change as Partial<InstrumentSpec>);
    expect(venue.code(command, { by: 'admin' })).toBe(code);
  });
});

describe('LIST-02 an asset and an index are listed once', () => {
  test('an asset with at most eight decimals, and everybody then has a balance in it', () => {
    const trader = venue.open('trader');
    expect(venue.code({ kind: 'asset.list', symbol: 'USDT', decimals: 6 }, { by: 'admin' })).toBe(
      'ALREADY_EXISTS',
    );
    const asset = venue.ok({ kind: 'asset.list', symbol: 'USDC', decimals: 6 }, { by: 'admin' });
    expect(venue.of(trader).balances).toHaveLength(asset);
  });

  test('an index that can be computed', () => {
    const [definition] = indices.replay;
    const define = (change: object): Command =>
      ({ kind: 'index.define', ...definition, ...change }) as Command;
    expect(venue.code(define({}), { by: 'admin' })).toBe('ALREADY_EXISTS');
    expect(venue.code(define({ symbol: 'XRP', sources: [] }), { by: 'admin' })).toBe(
      'INVALID_SPEC',
    );
    expect(venue.code(define({ symbol: 'XRP' }), { by: 'admin' })).toBe('OK');
  });

  test('an observation of an index or a source that is not there is refused', () => {
    const seen = venue.observation('BTC', 6_000_000_000_000);
    expect(venue.code({ ...seen, index: 9 }, { by: 'feed' })).toBe('UNKNOWN_INDEX');
    const inputs = seen.inputs.map((input) => ({ ...input, source: 7 }));
    expect(venue.code({ ...seen, inputs }, { by: 'feed' })).toBe('INVALID_SPEC');
  });
});

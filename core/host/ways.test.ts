/** An instrument takes a venue's ways at once, from data. */
import { describe, expect, test } from 'vitest';
import file from '../../resources/ways.json' with { type: 'json' };
import { START_US } from '../venue/testing/test-venue.ts';
import { Venue } from '../venue/venue.ts';
import { laidOver } from './catalogue.ts';
import { foundingCommands, loadResources, ResourceError } from './founding.ts';
import type { Resources } from './founding.ts';
import { readWays } from './ways.ts';

const NAMES = ['bitmex', 'hyperliquid', 'binance-usdm', 'okx', 'bybit', 'deribit'];
const resources = loadResources();

/** Founds a venue whose instruments of a symbol say that they have a profile. */
function founded(profile: string, symbol = 'BTCUSD', own: object = {}): Venue {
  const { instruments } = resources as { instruments: { instruments: { symbol: string }[] } };
  const changed = instruments.instruments.map((one) =>
    one.symbol === symbol ? { ...one, ...own, profile } : one,
  );
  const given: Resources = { ...resources, instruments: { ...instruments, instruments: changed } };
  const venue = Venue.create();
  const open = {
    kind: 'session.open',
    session: 'core',
    system: 'core',
    role: 'system',
    channel: 'internal',
    workstation: 'test',
  } as const;
  [open, ...foundingCommands(given, 'replay')].forEach((command, n) => {
    const stamp = { session: n === 0 ? 0 : 1, request: 0, digest: 0, internal: true };
    const outcome = venue.apply({ sequence: n + 1, timeUs: START_US, ...stamp, command });
    expect([command.kind, outcome.code]).toEqual([command.kind, 'OK']);
  });
  return venue;
}

const specOf = (venue: Venue, symbol: string) =>
  venue.state.instruments.find(({ spec }) => spec.symbol === symbol)?.spec;

describe('PROF-08 an instrument that names a profile takes all of its ways at once', () => {
  test('are there of six venues', () => {
    expect(Object.keys(resources.ways)).toEqual(NAMES);
  });

  test.each(NAMES.flatMap((name) => [[name, 'BTCUSD'] as const, [name, 'BTCUSDT'] as const]))(
    '%s, in %s',
    (name, symbol) => {
      const spec = specOf(founded(name, symbol), symbol);
      const plain = specOf(founded('bitmex', 'ETHUSDT'), symbol);
      expect(spec).toEqual(laidOver(plain, resources.ways[name]));
      expect(spec).not.toEqual(plain);
    },
  );

  test('of BitMEX they are those of the rule book, section 18, and where its ways stand', () => {
    const spec = specOf(founded('bitmex'), 'BTCUSD');
    expect(spec?.margin.tiers[0]).toMatchObject({ maintenancePpm: 5_000, initialPpm: 10_000 });
    expect(spec).toMatchObject({
      rounding: 'perContract',
      markMethod: 'fairPrice',
      margin: {
        tierMode: 'step',
        mmBasis: 'entry',
        riskLimit: 'refused',
        orderCost: { gap: true, openFee: true, closeFee: 'value' },
      },
      funding: { intervalHours: 8, premiumOver: 'mark', samplesFrom: 'previousInterval' },
      liquidation: { ladderTiers: 1, slicePpm: 1_000_000, targetPpm: 1_000_001 },
      adl: { rank: 'leveragedReturn', price: 'bankruptcy' },
    });
  });

  test('a mark is that of the venue, over the index of others that the listing names', () => {
    const mark = (profile: string, own?: object) =>
      specOf(founded(profile, 'BTCUSDT', own), 'BTCUSDT')?.mark;
    expect(mark('bitmex')).toBeUndefined();
    expect(mark('deribit')?.parts.map(({ of }) => of)).toEqual(['market']);
    expect(mark('bybit')?.parts.map(({ of }) => of)).toEqual(['fair', 'mid', 'last']);
    const named = mark('hyperliquid', { mark: { elsewhere: 'ETH' } });
    expect(named?.parts.map(({ of }) => of)).toEqual(['mid', 'quote', 'elsewhere', 'quote']);
    expect([mark('hyperliquid')?.elsewhere, named?.elsewhere]).toEqual([undefined, 2]);
    expect(() => mark('hyperliquid', { mark: { elsewhere: 'PERP' } })).toThrow(
      /instruments\[0\]\.mark\.elsewhere is PERP; there are: BTC, ETH/,
    );
  });

  test('a profile that there is not is no ways', () => {
    expect(() => founded('venus')).toThrow(ResourceError);
    expect(() => founded('venus')).toThrow(
      /instruments\[\d\]\.profile is venus; there are: bitmex/,
    );
  });

  test('a file of another shape is refused', () => {
    expect(readWays(file)).toEqual(resources.ways);
    expect(() => readWays({ ...file, version: 0 })).toThrow(/ways\.json version/);
  });
});

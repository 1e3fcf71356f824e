/** What else may be listed: a venue takes all of it, and data that do not fit are refused. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CommandOf, InstrumentSpec } from '../venue/commands.ts';
import { Venue } from '../venue/venue.ts';
import { laidOver, readCatalogue } from './catalogue.ts';
import { foundingCommands, loadResources, ResourceError } from './founding.ts';

const resources = loadResources();
const symbols = resources.catalogue.instruments.map(({ symbol }) => String(symbol));
const file = JSON.parse(
  readFileSync(new URL('../../resources/catalogue.json', import.meta.url), 'utf8'),
) as Record<string, Record<string, unknown>[]>;

function listingsOf(set: 'replay' | 'standard'): CommandOf<'instrument.list'>[] {
  return foundingCommands(resources, set, symbols).filter(
    (command): command is CommandOf<'instrument.list'> => command.kind === 'instrument.list',
  );
}

describe('the catalogue', () => {
  test.each(['replay', 'standard'] as const)('a venue takes all of it, founded with %s', (set) => {
    const venue = Venue.create();
    const stamp = { timeUs: 1, request: 0, digest: 0, internal: true };
    const who = { session: 'core', system: 'core', role: 'system' } as const;
    const open = { kind: 'session.open', ...who, channel: 'cli', workstation: 'test' } as const;
    venue.apply({ ...stamp, sequence: 1, session: 0, command: open });
    const codes = foundingCommands(resources, set, symbols).map(
      (command, n) => venue.apply({ ...stamp, sequence: n + 2, session: 1, command }).code,
    );
    expect(codes.filter((code) => code !== 'OK')).toEqual([]);
    expect(venue.state.instruments.length).toBeGreaterThanOrEqual(17);
  });

  test('has every kind of contract, with and without an end', () => {
    const kindOf = ({ contract, expiry }: InstrumentSpec): string =>
      `${contract}${expiry === undefined ? '' : ' dated'}`;
    const kinds = new Set(listingsOf('standard').map(kindOf));
    expect([...kinds].sort()).toEqual([
      'inverse',
      'inverse dated',
      'linear',
      'linear dated',
      'quanto',
      'quanto dated',
      'spot',
    ]);
  });

  test('goes up to 250x where the tier allows it, and says of which version it is', () => {
    const listings = listingsOf('replay');
    const leverage = ({ margin }: InstrumentSpec): number =>
      1_000_000 / (margin.tiers[0]?.initialPpm ?? 1);
    expect(Math.max(...listings.map(leverage))).toBe(250);
    const own = listings.filter(({ symbol }) => symbols.includes(symbol));
    expect(own.map(({ version }) => version)).toEqual(symbols.map(() => 1));
  });

  test.each([
    ['BTCUSDT-26MAR27', 5_000, 10_000, 10_000, 2_000],
    ['SOLUSDT', 10_000, 20_000, 20_000, 4_000],
    ['DOGEUSDT', 25_000, 50_000, 50_000, 8_000],
  ])(
    '%s has the parameters of its class',
    (symbol, maintenancePpm, initialPpm, bandPpm, feePpm) => {
      const listing = listingsOf('standard').find((one) => one.symbol === symbol);
      expect(listing).toMatchObject({
        margin: { tiers: [{ floorAtoms: 0, maintenancePpm, initialPpm }, {}, {}, {}, {}, {}] },
        bands: { markPpm: bandPpm },
        liquidation: { feePpm, targetPpm: 1_250_000, slicePpm: 250_000 },
      });
    },
  );

  test('nothing of it is listed unless it is asked for', () => {
    const founded = foundingCommands(resources, 'replay');
    expect(founded.filter(({ kind }) => kind === 'instrument.list')).toHaveLength(4);
  });
});

describe('data that do not fit are refused', () => {
  const fault = (change: (copy: typeof file) => void): string => {
    const copy = structuredClone(file);
    change(copy);
    try {
      readCatalogue(copy);
    } catch (error) {
      if (error instanceof ResourceError) return `${error.code}: ${error.message}`;
      throw error;
    }
    return 'none';
  };

  test('as they are they fit', () => {
    expect(fault(() => {})).toBe('none');
  });

  test.each<[string, (copy: typeof file) => void, string]>([
    ['no version', (copy) => delete copy['version'], 'WRONG_SHAPE: catalogue.json version'],
    [
      'a class that there is not',
      (copy) => Object.assign(copy['instruments']?.[0] ?? {}, { class: 'D' }),
      'UNKNOWN_NAME: instruments[0].class is D; there are: A, B, C',
    ],
    [
      'an index of no class',
      (copy) => Object.assign(copy['indices']?.[0] ?? {}, { class: 'minor' }),
      'UNKNOWN_NAME: indices[0].class is minor; there are: major, other',
    ],
    [
      'brackets that are not even',
      (copy) =>
        Object.assign(copy['instruments']?.[0] ?? {}, { margin: { tiers: { multiples: [0] } } }),
      'WRONG_SHAPE: instruments[0].margin.tiers must have as many multiples',
    ],
    [
      'something that nobody reads',
      (copy) => Object.assign(copy, { more: [] }),
      'WRONG_SHAPE: catalogue.json : Unrecognized key',
    ],
  ])('%s', (_, change, expected) => {
    expect(fault(change)).toContain(expected);
  });

  test('and so is an entry that the vocabulary does not know', () => {
    const [first, ...rest] = resources.catalogue.instruments;
    const instruments = [{ ...first, colour: 'red' }, ...rest];
    const changed = { ...resources, catalogue: { ...resources.catalogue, instruments } };
    expect(() => foundingCommands(changed, 'replay', symbols)).toThrow(/colour is not known/);
  });

  test('a file of listings without a version', () => {
    const { version: _, ...instruments } = resources.instruments as Record<string, unknown>;
    expect(() => foundingCommands({ ...resources, instruments }, 'replay')).toThrow(
      /instruments.json must have a whole number in "version"/,
    );
  });
});

test('records are laid over each other, and everything else is replaced', () => {
  const base = { one: { two: 2, three: [1, 2] }, four: 4 };
  const patch = { one: { three: [3] }, five: 5 };
  expect(laidOver(base, patch)).toEqual({ one: { two: 2, three: [3] }, four: 4, five: 5 });
});

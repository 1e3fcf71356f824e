import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Profile } from '../venue/profiles/profile.ts';
import { foundingCommands, loadResources, ResourceError } from './founding.ts';
import { venueCommands } from './drill/venues.ts';
import { loadProfiles, profileCommand } from './profiles.ts';

const VENUES = ['binance-usdm', 'bitmex', 'bybit', 'deribit', 'hyperliquid', 'okx'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'profiles-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What is wrong with a folder that holds one file. */
function fault(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  try {
    loadProfiles(pathToFileURL(`${folder}/`));
  } catch (error) {
    if (error instanceof ResourceError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'none';
}

describe('PROF-01 the profiles that come with the program', () => {
  const profiles = loadProfiles();

  test('are six, and each table says when and where', () => {
    expect([...profiles.keys()]).toEqual(VENUES);
    for (const { contracts } of profiles.values()) {
      expect(contracts.length).toBeGreaterThan(0);
      for (const { source, asOf } of contracts) {
        expect(source).toMatch(/https:\/\//);
        expect(asOf).not.toBe('');
      }
    }
  });

  test('say which of their tables are assumed', () => {
    const assumed = [...profiles.values()].flatMap(({ name, contracts }) =>
      contracts.filter((one) => one.assumed === true).map(({ symbol }) => `${name}:${symbol}`),
    );
    expect(assumed).toEqual(['bitmex:ETHUSDT', 'bybit:BTCUSD', 'okx:BTC-USDT-SWAP']);
  });

  test.each([
    ['what is not JSON', 'x.json', '{', /^NOT_JSON/],
    ['what has another shape', 'x.json', '{}', /^MISFIT: x\.json\.name is missing/],
    [
      'what bears another name',
      'x.json',
      '{"name":"y","title":"Y","ratio":"equityOverMaintenance","contracts":[]}',
      /must be named as its profile, y/,
    ],
  ])('%s is refused', (_, name, text, sentence) => {
    expect(fault(name, text)).toMatch(sentence);
  });

  test('other files are passed over', () => {
    expect(fault('README.md', 'words')).toBe('none');
  });
});

describe('PROF-06 what a profile is in a venue of ours', () => {
  const founding = foundingCommands(loadResources(), 'replay');
  const symbols = founding.flatMap((one) => (one.kind === 'instrument.list' ? [one.symbol] : []));
  const named = (name: string): Profile => {
    const profile = loadProfiles().get(name);
    if (profile === undefined) throw new Error(`there is no ${name}`);
    return profile;
  };

  test.each([
    ['binance-usdm', ['BTCUSDT', 'ETHUSDT']],
    ['bitmex', ['ETHUSDT', 'BTCUSD']],
    ['bybit', ['BTCUSDT', 'BTCUSD']],
    ['deribit', ['BTCUSDT', 'BTCUSD']],
    ['hyperliquid', ['BTCUSDT', 'ETHUSDT']],
    ['okx', ['BTCUSDT', 'ETHUSDT', 'BTCUSD']],
  ])('%s models %o', (name, modelled) => {
    const { label, contracts } = profileCommand(named(name), founding);
    expect(label).toBe(name);
    expect(contracts.map(({ instrument }) => symbols[instrument - 1])).toEqual(modelled);
  });

  test('a table by lots is one of our lots', () => {
    // 3,000 contracts of 0.1 ether are 30,000 lots of our 0.01.
    const { contracts } = profileCommand(named('okx'), founding);
    const ether = contracts.find(({ instrument }) => symbols[instrument - 1] === 'ETHUSDT');
    expect(ether).toMatchObject({ tierBy: 'lots' });
    const listing = founding.find(
      (one) => one.kind === 'instrument.list' && one.symbol === 'ETHUSDT',
    );
    const lotE8 = listing?.kind === 'instrument.list' ? listing.lotE8 : 0;
    expect(ether?.margin.tiers[1]?.floorAtoms).toBe((3_000 * 10_000_000) / lotE8);
  });

  test('what is listed as its own venue’s is a contract by its symbol', () => {
    const more = venueCommands({ okx: { 'BTC-USDT-SWAP': 'BTCUSDT' } }, founding);
    const { contracts } = profileCommand(named('okx'), [...founding, ...more]);
    expect(contracts.map(({ instrument }) => instrument)).toEqual(
      [...symbols, 'okx'].flatMap((symbol, n) =>
        ['BTCUSDT', 'ETHUSDT', 'BTCUSD', 'okx'].includes(symbol) ? [n + 1] : [],
      ),
    );
    const other = venueCommands({ bybit: { 'BTC-USDT-SWAP': 'BTCUSDT' } }, founding);
    expect(profileCommand(named('okx'), [...founding, ...other]).contracts).toHaveLength(3);
  });

  test('a contract of other atoms, or of another kind, models nothing', () => {
    const okx = named('okx');
    const changed = okx.contracts.map((one) => ({ ...one, decimals: 3 }));
    expect(profileCommand({ ...okx, contracts: changed }, founding).contracts).toEqual([]);
    const linear = okx.contracts.map((one) => ({ ...one, models: ['BTCUSD'] }));
    const { contracts } = profileCommand({ ...okx, contracts: linear.slice(0, 1) }, founding);
    expect(contracts).toEqual([]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ResourceError } from './founding.ts';
import { loadProfiles } from './profiles.ts';

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

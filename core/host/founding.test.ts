import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Venue } from '../venue/venue.ts';
import type { Command } from '../venue/commands.ts';
import { foundingCommands, loadResources, ResourceError } from './founding.ts';
import type { Resources } from './founding.ts';

const resources = loadResources();

/** Applies commands to a fresh venue as its core; the codes of what was refused. */
function refusals(commands: readonly Command[]): string[] {
  const venue = Venue.create();
  const all: Command[] = [
    {
      kind: 'session.open',
      session: 'core',
      system: 'core',
      role: 'system',
      channel: 'internal',
      workstation: 'test',
    },
    ...commands,
  ];
  return all.flatMap((command, n) => {
    const stamp = { sequence: n + 1, timeUs: 1, request: 0, digest: 0, internal: true };
    const { code } = venue.apply({ ...stamp, session: n === 0 ? 0 : 1, command });
    return code === 'OK' ? [] : [code];
  });
}

/** Resources with one thing changed in the instruments' file. */
function changed(change: (file: Record<string, Record<string, unknown>[]>) => void): Resources {
  const instruments = structuredClone(resources.instruments);
  change(instruments as never);
  return { ...resources, instruments };
}

function faultOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof ResourceError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'none';
}

describe('founding', () => {
  test('the replay has four perpetuals, two indices and three assets; a venue takes them', () => {
    const commands = foundingCommands(resources, 'replay');
    expect(commands.map(({ kind }) => kind)).toEqual([
      ...Array<string>(3).fill('asset.list'),
      ...Array<string>(2).fill('index.define'),
      ...Array<string>(3).fill('asset.collateral'),
      ...Array<string>(2).fill('index.portfolio'),
      ...Array<string>(4).fill('instrument.list'),
    ]);
    expect(commands.at(-1)).toMatchObject({ symbol: 'ETHUSD', index: 2, settleAsset: 3 });
    expect(refusals(commands)).toEqual([]);
  });

  test('the standard set has no index of ether yet, so its contracts are left out', () => {
    const commands = foundingCommands(resources, 'standard');
    const symbols = commands.flatMap((command) =>
      command.kind === 'instrument.list' ? [command.symbol] : [],
    );
    expect(symbols).toEqual(['BTCUSDT', 'BTCUSD']);
    expect(refusals(commands)).toEqual([]);
  });

  test('is a pure function of the files', () => {
    const before = JSON.stringify(resources);
    expect(foundingCommands(resources, 'replay')).toEqual(foundingCommands(resources, 'replay'));
    expect(JSON.stringify(resources)).toBe(before);
  });

  test.each([
    ['an unknown asset', 'settleAsset', 'DOGE', 'UNKNOWN_NAME: instruments[0].settleAsset is DOGE'],
    ['an unknown index', 'index', 'SOL', 'UNKNOWN_NAME: instruments[0].index is SOL'],
    ['a fraction', 'tickE8', 0.5, 'MISFIT: instruments[0].tickE8 must be a whole number'],
    ['a field too many', 'colour', 'red', 'MISFIT: instruments[0].colour is not known here'],
    ['a field too few', 'lotE8', undefined, 'MISFIT: instruments[0].lotE8 is missing'],
  ])('%s in an instrument is an error', (_, field, value, sentence) => {
    const bad = changed(({ instruments }) => {
      instruments![0]![field] = value;
    });
    expect(faultOf(() => foundingCommands(bad, 'replay'))).toContain(sentence);
  });

  test.each([
    ['no list', { ...resources, instruments: {} }, 'instruments.json must have a list'],
    [
      'no record',
      { ...resources, instruments: { assets: [1] } },
      'instruments.json must have a list',
    ],
    ['no file at all', { ...resources, indices: null }, 'indices.json must have a list'],
  ])('%s is an error', (_, bad, sentence) => {
    expect(faultOf(() => foundingCommands(bad, 'replay'))).toContain(`WRONG_SHAPE: ${sentence}`);
  });
});

describe('the files', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'founding-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('that are not JSON are named', () => {
    writeFileSync(path.join(folder, 'instruments.json'), '{');
    const load = (): unknown => loadResources(pathToFileURL(`${folder}/`));
    expect(faultOf(load)).toMatch(/^NOT_JSON: .*instruments\.json is not JSON/);
  });

  test('that are not there are an error of the system', () => {
    expect(() => loadResources(pathToFileURL(`${folder}/`))).toThrow(/ENOENT/);
  });
});

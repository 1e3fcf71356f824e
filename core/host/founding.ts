/**
 * What a venue is founded with: assets, indices and instruments from the data in `resources/`, as
 * commands. The files name indices and assets; here the names become the ids that a fresh venue
 * will give them, and every value passes the vocabulary's own check before it is believed.
 */
import { readFileSync } from 'node:fs';
import { checkCommand } from '../venue/commands.ts';
import type { Command } from '../venue/commands.ts';
import { readCatalogue } from './catalogue.ts';
import type { Catalogue } from './catalogue.ts';
import { collateralWith, portfolioWith, readPoolWays } from './pool-ways.ts';
import type { PoolWays } from './pool-ways.ts';
import { ResourceError } from './resource-error.ts';
import { readWays, withWays } from './ways.ts';
import type { Ways } from './ways.ts';

/** Which index definitions: the replay's single source, or the full sets of sources. */
export type IndexSet = 'replay' | 'standard';

/** The files of `resources/` as parsed; nothing in them is believed yet. */
export interface Resources {
  readonly instruments: unknown;
  readonly indices: unknown;
  /** What else may be listed, already put together. */
  readonly catalogue: Catalogue;
  /** What assets count as collateral, and how underlyings are margined as portfolios. */
  readonly collateral: unknown;
  /** What venues do otherwise, for an instrument to take at once. */
  readonly ways: Ways;
  /** The same of pooled margin, for an asset or an underlying to take. */
  readonly poolWays: PoolWays;
}

export { ResourceError } from './resource-error.ts';

/** Files that come with the program. A bundle of Electron stands as deep as this folder does. */
export const RESOURCES = new URL('../../resources/', import.meta.url);

/** One file as parsed; throws `ResourceError` when it is not JSON. */
export function readResource(file: URL): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ResourceError('NOT_JSON', `${file.pathname} is not JSON: ${why}`);
  }
}

/** Reads the files; throws `ResourceError` when one is not JSON, and as the system does on I/O. */
export function loadResources(folder: URL = RESOURCES): Resources {
  return {
    instruments: readResource(new URL('instruments.json', folder)),
    indices: readResource(new URL('indices.json', folder)),
    catalogue: readCatalogue(readResource(new URL('catalogue.json', folder))),
    collateral: readResource(new URL('collateral.json', folder)),
    ways: readWays(readResource(new URL('ways.json', folder))),
    poolWays: readPoolWays(readResource(new URL('pool-ways.json', folder))),
  };
}

type Entry = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The data of a file have a version, which rises with every change of them. */
function versionOf(value: unknown, file: string): void {
  const version = isRecord(value) ? value['version'] : undefined;
  if (Number.isInteger(version) && Number(version) > 0) return;
  throw new ResourceError('WRONG_SHAPE', `${file} must have a whole number in "version"`);
}

function entriesOf(value: unknown, name: string, file: string): Entry[] {
  const list = isRecord(value) ? value[name] : undefined;
  if (!Array.isArray(list) || !list.every(isRecord)) {
    throw new ResourceError('WRONG_SHAPE', `${file} must have a list of records in "${name}"`);
  }
  versionOf(value, file);
  return list;
}

function checked(kind: string, entry: Entry, path: string): Command {
  const command = { kind, ...entry };
  const misfit = checkCommand(command, path);
  if (misfit !== null) throw new ResourceError('MISFIT', misfit.sentence);
  return command as unknown as Command;
}

function idOf(symbols: readonly unknown[], name: unknown, path: string): number {
  const at = symbols.indexOf(name);
  if (at === -1) {
    const known = symbols.join(', ');
    throw new ResourceError('UNKNOWN_NAME', `${path} is ${String(name)}; there are: ${known}`);
  }
  return at + 1;
}

/** Entries with those of a catalogue whose symbols they lack. */
function withMore(entries: readonly Entry[], more: readonly Entry[]): Entry[] {
  const known = entries.map(({ symbol }) => symbol);
  return [...entries, ...more.filter(({ symbol }) => !known.includes(symbol))];
}

/** Of the catalogue, the instruments of some symbols with the assets and indices that they name. */
function listingsOf(
  { catalogue }: Resources,
  symbols: readonly string[],
): Omit<Catalogue, 'version'> {
  const instruments = catalogue.instruments.filter(({ symbol }) =>
    symbols.includes(String(symbol)),
  );
  const named = new Set(
    instruments.flatMap(({ index, settleAsset, baseAsset, mark }) => {
      const elsewhere = isRecord(mark) ? mark['elsewhere'] : undefined;
      return [index, settleAsset, baseAsset, elsewhere];
    }),
  );
  const ofNamed = (entries: readonly Entry[]): Entry[] =>
    entries.filter(({ symbol }) => named.has(symbol));
  return { instruments, assets: ofNamed(catalogue.assets), indices: ofNamed(catalogue.indices) };
}

/**
 * The commands that found a fresh venue, in order: assets, indices, the terms of pooled margin,
 * instruments. What names an index that the chosen set does not define is left out; an index that
 * no set defines is an error, as is everything else that does not fit (`ResourceError`). What the
 * catalogue has under one of `more` is listed beside them.
 */
export function foundingCommands(
  resources: Resources,
  set: IndexSet,
  more: readonly string[] = [],
): Command[] {
  const listings = listingsOf(resources, more);
  const listed = entriesOf(resources.instruments, 'instruments', 'instruments.json');
  const assets = withMore(
    entriesOf(resources.instruments, 'assets', 'instruments.json'),
    listings.assets,
  );
  const instruments = [...listed, ...listings.instruments];
  const replay = withMore(entriesOf(resources.indices, 'replay', 'indices.json'), listings.indices);
  const standard = withMore(
    entriesOf(resources.indices, 'standard', 'indices.json'),
    listings.indices,
  );
  const indices = set === 'replay' ? replay : standard;
  const assetSymbols = assets.map(({ symbol }) => symbol);
  const indexSymbols = indices.map(({ symbol }) => symbol);
  const everyIndex = [...replay, ...standard].map(({ symbol }) => symbol);
  const commands = [
    ...assets.map((asset, n) => checked('asset.list', asset, `assets[${n}]`)),
    ...indices.map((index, n) => checked('index.define', index, `${set}[${n}]`)),
  ];
  commands.push(...marginCommands(resources, assetSymbols, indexSymbols, everyIndex));
  instruments.forEach((instrument, n) => {
    const path = `instruments[${n}]`;
    const settleAsset = idOf(assetSymbols, instrument['settleAsset'], `${path}.settleAsset`);
    idOf(everyIndex, instrument['index'], `${path}.index`);
    const index = indexSymbols.indexOf(instrument['index']) + 1;
    if (index === 0) return;
    const base = instrument['baseAsset'];
    const baseAsset = base === undefined ? 0 : idOf(assetSymbols, base, `${path}.baseAsset`);
    const ids = { settleAsset, index, ...(baseAsset !== 0 && { baseAsset }) };
    const named = withWays({ ...instrument, ...ids }, resources.ways, path);
    const listing = withElsewhere(named, indexSymbols, everyIndex, path);
    commands.push(checked('instrument.list', listing, path));
  });
  return commands;
}

/**
 * A listing whose mark has a part elsewhere, with the id of that index; without it where the chosen
 * set does not define it: the part is then missing. Rule VAR-51.
 */
function withElsewhere(
  listing: Entry,
  indices: readonly unknown[],
  everyIndex: readonly unknown[],
  path: string,
): Entry {
  const { mark } = listing;
  if (!isRecord(mark) || mark['elsewhere'] === undefined) return listing;
  const { elsewhere, ...parts } = mark;
  idOf(everyIndex, elsewhere, `${path}.mark.elsewhere`);
  const id = indices.indexOf(elsewhere) + 1;
  return { ...listing, mark: id === 0 ? parts : { ...parts, elsewhere: id } };
}

/** The terms of pooled margin; those of an index that is not defined here are left out. */
function marginCommands(
  { collateral: file, poolWays }: Resources,
  assets: readonly unknown[],
  indices: readonly unknown[],
  everyIndex: readonly unknown[],
): Command[] {
  const commands: Command[] = [];
  const indexOf = (entry: Entry, path: string): number => {
    idOf(everyIndex, entry['index'], `${path}.index`);
    return indices.indexOf(entry['index']) + 1;
  };
  entriesOf(file, 'collateral', 'collateral.json').forEach((given, n) => {
    const path = `collateral[${n}]`;
    const entry = collateralWith(given, poolWays, path);
    const asset = idOf(assets, entry['asset'], `${path}.asset`);
    const isReference = entry['index'] === undefined;
    const index = isReference ? 0 : indexOf(entry, path);
    if (!isReference && index === 0) return;
    const named = { asset, ...(!isReference && { index }), ...againstOf(entry, assets, path) };
    commands.push(checked('asset.collateral', { ...entry, ...named }, path));
  });
  entriesOf(file, 'portfolio', 'collateral.json').forEach((given, n) => {
    const path = `portfolio[${n}]`;
    const entry = portfolioWith(given, poolWays, path);
    const index = indexOf(entry, path);
    if (index === 0) return;
    const { credit } = entry;
    const other = isRecord(credit) ? { ...credit, index: indexOf(credit, `${path}.credit`) } : null;
    // With what is not defined here there is no credit.
    const { credit: _, ...alone } = entry;
    const named = other === null || other.index === 0 ? alone : { ...alone, credit: other };
    commands.push(checked('index.portfolio', { ...named, index }, path));
  });
  return commands;
}

/** A matrix of haircuts by the numbers of the assets that it names. */
function againstOf({ against }: Entry, assets: readonly unknown[], path: string): Entry {
  if (!Array.isArray(against) || !against.every(isRecord)) return {};
  const numbered = against.map((one, n) => {
    return { ...one, asset: idOf(assets, one['asset'], `${path}.against[${n}].asset`) };
  });
  return { against: numbered };
}

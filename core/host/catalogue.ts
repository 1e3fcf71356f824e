/**
 * Listings beyond those that a venue is founded with: data in `resources/catalogue.json`, where a
 * class says what instruments of a kind have in common and an entry what is its own.
 */
import { z } from 'zod';
import { ResourceError } from './resource-error.ts';

type Entry = Readonly<Record<string, unknown>>;

const entry = z.record(z.string(), z.unknown());
const rates = z.array(z.int().min(0)).min(1);
const tiers = z.strictObject({
  /** Floors as multiples of an instrument's `tierAtoms`. */
  multiples: rates,
  maintenancePpm: rates,
  initialPpm: rates,
});
const file = z.strictObject({
  /** Of these data: every listing made of them carries it. */
  version: z.int().min(1),
  date: z.iso.date(),
  source: z.string().min(1),
  assets: z.array(entry),
  indexClasses: z.record(z.string(), entry),
  indices: z.array(z.looseObject({ symbol: z.string(), class: z.string() })),
  classes: z.record(z.string(), entry),
  kinds: z.strictObject({ perpetual: entry, dated: entry, spot: entry }),
  instruments: z.array(
    z.looseObject({ symbol: z.string(), class: z.string(), tierAtoms: z.int().min(1) }),
  ),
});

/** What may be listed, each as the vocabulary has it but for names where it has ids. */
export interface Catalogue {
  readonly version: number;
  readonly assets: readonly Entry[];
  readonly indices: readonly Entry[];
  readonly instruments: readonly Entry[];
}

function isRecord(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Lays a patch over a record: records go in, nothing takes out, everything else is replaced. */
export function laidOver(base: unknown, patch: unknown): unknown {
  if (!isRecord(base) || !isRecord(patch)) return patch;
  const laid = Object.entries(patch).map(([key, inner]) => [key, laidOver(base[key], inner)]);
  const kept = Object.entries({ ...base, ...Object.fromEntries(laid) });
  return Object.fromEntries(kept.filter(([, inner]) => inner !== null));
}

function classOf(classes: Readonly<Record<string, Entry>>, name: string, path: string): Entry {
  const found = classes[name];
  if (found !== undefined) return found;
  const known = Object.keys(classes).join(', ');
  throw new ResourceError('UNKNOWN_NAME', `${path}.class is ${name}; there are: ${known}`);
}

/** The brackets that a class's multiples make of an instrument's own unit. */
function bracketsOf(given: unknown, tierAtoms: number, path: string): unknown {
  const read = tiers.safeParse(given);
  const { multiples = [], maintenancePpm = [], initialPpm = [] } = read.data ?? {};
  const isEven =
    multiples.length === maintenancePpm.length && multiples.length === initialPpm.length;
  if (!read.success || !isEven) {
    const sentence = `${path}.margin.tiers must have as many multiples as rates of either kind`;
    throw new ResourceError('WRONG_SHAPE', sentence);
  }
  return multiples.map((multiple, n) => ({
    floorAtoms: multiple * tierAtoms,
    maintenancePpm: maintenancePpm[n],
    initialPpm: initialPpm[n],
  }));
}

type Parsed = z.infer<typeof file>;

function instrumentOf(read: Parsed, one: Parsed['instruments'][number], path: string): Entry {
  const { class: name, tierAtoms, ...own } = one;
  const kind = 'expiry' in own ? 'dated' : own['contract'] === 'spot' ? 'spot' : 'perpetual';
  const common = laidOver(classOf(read.classes, name, path), read.kinds[kind]);
  const whole = laidOver(common, own) as Entry;
  const margin = whole['margin'] as Entry | undefined;
  const brackets = bracketsOf(margin?.['tiers'], tierAtoms, path);
  return { ...whole, margin: { ...margin, tiers: brackets }, version: read.version };
}

/** The catalogue as its file has it, put together; throws `ResourceError` where it does not fit. */
export function readCatalogue(value: unknown): Catalogue {
  const result = file.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    const where = (issue?.path ?? []).map(String).join('.');
    throw new ResourceError('WRONG_SHAPE', `catalogue.json ${where}: ${issue?.message ?? ''}`);
  }
  const read = result.data;
  const indices = read.indices.map(({ class: name, ...own }, n) => ({
    ...classOf(read.indexClasses, name, `indices[${n}]`),
    ...own,
  }));
  const instruments = read.instruments.map((one, n) =>
    instrumentOf(read, one, `instruments[${n}]`),
  );
  return { version: read.version, assets: read.assets, indices, instruments };
}

/**
 * What venues do otherwise with pooled margin, for the terms of an asset or the parameters of an
 * underlying to take at once: data in `resources/pool-ways.json`. Rule PROF-08.
 */
import { z } from 'zod';
import { laidOver } from './catalogue.ts';
import { ResourceError } from './resource-error.ts';

type Entry = Readonly<Record<string, unknown>>;
const entry = z.record(z.string(), z.unknown());

const way = z.strictObject({
  /** When it was in force, or was read. */
  date: z.iso.date(),
  source: z.string().min(1),
  /** What of it the source does not say. */
  assumed: z.array(z.string().min(1)),
  portfolio: entry.optional(),
  /** Between two underlyings, and said of the first of them. */
  credit: z.strictObject({ index: z.string(), with: z.string(), ratePpm: z.int() }).optional(),
  /** By asset. */
  collateral: z.record(z.string(), entry).optional(),
});
const file = z.strictObject({ version: z.int().min(1), ways: z.record(z.string(), way) });

/** By the name of a venue. */
export type PoolWays = Readonly<Record<string, z.infer<typeof way>>>;

/** The ways as their file has them; throws `ResourceError` where it has another shape. */
export function readPoolWays(value: unknown): PoolWays {
  const result = file.safeParse(value);
  if (result.success) return result.data.ways;
  const [issue] = result.error.issues;
  const where = (issue?.path ?? []).map(String).join('.');
  throw new ResourceError('WRONG_SHAPE', `pool-ways.json ${where}: ${issue?.message ?? ''}`);
}

function namedBy({ profile }: Entry, ways: PoolWays, path: string): PoolWays[string] {
  const name = typeof profile === 'string' ? profile : 'no text';
  const found = Object.hasOwn(ways, name) ? ways[name] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(ways).join(', ');
  throw new ResourceError('UNKNOWN_NAME', `${path}.profile is ${name}; there are: ${known}`);
}

/** The terms of an asset with the ways of the profile that they name, if they name one. */
export function collateralWith(given: Entry, ways: PoolWays, path: string): Entry {
  if (given['profile'] === undefined) return given;
  const { profile: _, ...terms } = given;
  const patch = namedBy(given, ways, path).collateral?.[String(terms['asset'])];
  return laidOver(terms, patch ?? {}) as Entry;
}

/** The parameters of an underlying, likewise. */
export function portfolioWith(given: Entry, ways: PoolWays, path: string): Entry {
  if (given['profile'] === undefined) return given;
  const { profile: _, ...terms } = given;
  const { portfolio = {}, credit } = namedBy(given, ways, path);
  const isFirst = credit?.index === terms['index'];
  const patch = isFirst
    ? { ...portfolio, credit: { index: credit?.with, ratePpm: credit?.ratePpm } }
    : portfolio;
  return laidOver(terms, patch) as Entry;
}

/**
 * What a venue does otherwise than this one, as settings that an instrument takes at once: data in
 * `resources/ways.json`. What an account is asked for margin by itself is a profile of its own.
 */
import { z } from 'zod';
import { laidOver } from './catalogue.ts';
import { ResourceError } from './resource-error.ts';

type Entry = Readonly<Record<string, unknown>>;

/** By the name of a venue. */
export type Ways = Readonly<Record<string, Entry>>;

const file = z.strictObject({
  version: z.int().min(1),
  source: z.string().min(1),
  ways: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** The ways as their file has them; throws `ResourceError` where it has another shape. */
export function readWays(value: unknown): Ways {
  const result = file.safeParse(value);
  if (result.success) return result.data.ways;
  const [issue] = result.error.issues;
  const where = (issue?.path ?? []).map(String).join('.');
  throw new ResourceError('WRONG_SHAPE', `ways.json ${where}: ${issue?.message ?? ''}`);
}

/** A listing with all the ways of the profile that it names, if it names one. Rule PROF-08. */
export function withWays(entry: Entry, ways: Ways, path: string): Entry {
  const { profile, ...listing } = entry;
  if (profile === undefined) return entry;
  const name = typeof profile === 'string' ? profile : 'no text';
  const patch = Object.hasOwn(ways, name) ? ways[name] : undefined;
  if (patch !== undefined) return laidOver(listing, patch) as Entry;
  const known = Object.keys(ways).join(', ');
  throw new ResourceError('UNKNOWN_NAME', `${path}.profile is ${name}; there are: ${known}`);
}

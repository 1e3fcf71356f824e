/** What Electron is started with: one argument of the launcher's, or none in a packaged desk. */
import { z } from 'zod';
import { parseCoreConfig } from '../core/host/core-config.ts';
import type { CoreConfig } from '../core/host/core-config.ts';
import { LAUNCH_SWITCH } from '../core/host/electron/launch-argument.ts';
import type { Place } from '../core/host/open-core.ts';

const launch = z.strictObject({
  options: z.strictObject({
    feed: z.string().optional(),
    seed: z.string().optional(),
    shock: z.string().optional(),
    speed: z.string().optional(),
    loop: z.boolean().optional(),
    duration: z.string().optional(),
    organisation: z.string().optional(),
  }),
  place: z.strictObject({ directory: z.string().min(1), isTemporary: z.boolean() }),
});

export type Launch =
  | { readonly ok: true; readonly config: CoreConfig; readonly place: Place }
  | { readonly ok: false; readonly sentence: string };

/** `ownDirectory` is where a desk keeps its data that was started without a word. */
export function parseLaunch(argv: readonly string[], ownDirectory: string): Launch {
  const given = argv.find((argument) => argument.startsWith(LAUNCH_SWITCH));
  if (given === undefined) {
    const parsed = parseCoreConfig({ loop: true });
    return parsed.ok
      ? { ...parsed, place: { directory: ownDirectory, isTemporary: false } }
      : parsed;
  }
  const read = launch.safeParse(decoded(given.slice(LAUNCH_SWITCH.length)));
  if (!read.success) return { ok: false, sentence: 'What the launcher said is not understood.' };
  const { options, place } = read.data;
  const said = Object.entries(options).filter(([, value]) => value !== undefined);
  const parsed = parseCoreConfig(Object.fromEntries(said));
  return parsed.ok ? { ...parsed, place } : parsed;
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown;
  } catch {
    return null;
  }
}

/** What a row of `docs/variants.md` is proved by. */
import type { Patch } from './scenes.ts';

/** What is laid over the listing by default and with the setting, a scene, and both figures. */
export interface Proof {
  readonly patch: Patch;
  readonly base?: Patch;
  readonly figure: (patch: Patch) => unknown;
  readonly expected: readonly [byDefault: unknown, withSetting: unknown];
}

/** A proof whose default is a listing as it comes. */
export const one = (
  patch: Patch,
  figure: Proof['figure'],
  byDefault: unknown,
  changed: unknown,
): Proof => ({
  patch,
  figure,
  expected: [byDefault, changed],
});

export type Proofs = Readonly<Record<string, Proof>>;

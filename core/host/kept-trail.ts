/** The audit trail beside a running core, which goes on without it where it cannot be kept. */
import { sentenceOf } from '../journal/errors.ts';
import { Trail } from '../projections/trail.ts';
import type { TrailSource } from '../projections/trail.ts';

export class KeptTrail {
  #trail: Trail | null = null;

  get trail(): Trail | null {
    return this.#trail;
  }

  /** Where it stands: the snapshot from which it would be told on is kept. */
  get sequences(): readonly number[] {
    return this.#trail === null ? [] : [this.#trail.sequence];
  }

  /** Opens it, or says why there is none. Rule PROJ-07. */
  async open(
    directory: string,
    source: TrailSource,
    notice: (sentence: string) => void,
  ): Promise<void> {
    try {
      this.#trail = await Trail.open(directory, source, notice);
    } catch (thrown) {
      notice(`There is no audit trail: ${sentenceOf(thrown)}.`);
    }
  }
}

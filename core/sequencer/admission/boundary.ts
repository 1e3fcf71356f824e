/**
 * The command boundary for people and programs: text or a record in the human form goes in, a
 * command of the vocabulary or a refusal comes out. It never throws and changes nothing; what it
 * refuses is counted and kept in a bounded log.
 */
import type { Command } from '../../venue/commands.ts';
import type { VenueState } from '../../venue/state.ts';
import { readJson } from './json-text.ts';
import { Names } from './names.ts';
import { Refusal } from './refusals.ts';
import { SecurityLog } from './security-log.ts';
import type { Origin } from './security-log.ts';
import { Translator } from './translate.ts';

export type Admitted =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly refusal: Refusal };

export class CommandBoundary {
  readonly log: SecurityLog;
  readonly #translator: Translator;

  /** Reads names and scales from the state; only the venue changes it. */
  constructor(state: VenueState, log = new SecurityLog()) {
    this.log = log;
    this.#translator = new Translator(new Names(state));
  }

  /**
   * Takes one command: JSON as text or bytes, or the record itself. The caller answers a refusal
   * to whoever sent it; only a command goes on to the sequencer.
   */
  admit(input: unknown, origin: Origin): Admitted {
    const result = this.#read(input);
    if (!(result instanceof Refusal)) return { ok: true, command: result };
    this.log.record(result, origin);
    return { ok: false, refusal: result };
  }

  #read(input: unknown): Command | Refusal {
    if (typeof input !== 'string' && !(input instanceof Uint8Array)) {
      return this.#translator.command(input);
    }
    const json = readJson(input);
    return json instanceof Refusal ? json : this.#translator.command(json.value);
  }
}

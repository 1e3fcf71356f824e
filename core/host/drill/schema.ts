/** What a drill file may hold, and the drill that it is; `docs/drills.md` tells people the same. */
import { z } from 'zod';
import { ACCOUNT_KINDS, ROLES, SUBACCOUNT_MODES } from '../../venue/commands.ts';
import type { Role } from '../../venue/commands.ts';
import { parseDurationUs, parseTimeUs } from '../../sequencer/admission/time.ts';
import type { IndexSet } from '../founding.ts';
import { roundsOf, spreadNames, valueIn } from './repeating.ts';
import { readYaml } from './yaml-text.ts';

const text = z.string();
const label = z.string().min(1).max(32);
const people = ROLES.filter((role): role is Exclude<Role, 'system'> => role !== 'system');
const amounts = z.record(text, text);
const duration = text.transform((written, context) => {
  const us = parseDurationUs(written);
  if (us !== null && us > 0) return us;
  context.addIssue({ code: 'custom', message: 'must be a duration such as 10s or 8h' });
  return z.NEVER;
});
const instant = text.transform((written, context) => {
  const us = parseTimeUs(written);
  if (us !== null && us > 0) return us;
  context.addIssue({ code: 'custom', message: 'must be a time such as 2026-01-05T08:00:00Z' });
  return z.NEVER;
});

const organisationForm = z.strictObject({
  operators: z
    .record(
      label,
      z.strictObject({
        roles: z.array(z.enum(people)).min(1),
        desks: z.array(label).default([]),
      }),
    )
    .default({}),
  /** Of each venue that is observed, its symbols and what of ours they are like. */
  venues: z.record(label, z.record(text, text)).default({}),
  accounts: z
    .record(
      label,
      z.strictObject({
        kind: z.enum(ACCOUNT_KINDS),
        /** By whose ways it is asked for margin: a file of `resources/profiles`. */
        profile: text.optional(),
        /** Where it is observed. */
        venue: label.optional(),
      }),
    )
    .default({}),
  subaccounts: z
    .record(
      label,
      z.strictObject({
        account: label,
        desk: label,
        /** Owner group: orders of one owner never trade with each other. */
        owner: label.optional(),
        mode: z.enum(SUBACCOUNT_MODES).default('cross'),
        collateral: amounts.default({}),
      }),
    )
    .default({}),
  fund: amounts.default({}),
});
export type Organisation = z.infer<typeof organisationForm>;

const head = z.strictObject({
  name: z.string().min(1).max(120),
  rules: z.array(z.string().regex(/^[A-Z]{2,}-\d{2,}$/)).default([]),
  about: text,
  start: instant,
  indices: z.enum(['replay', 'standard']).default('replay'),
  organisation: organisationForm,
  instruments: z.record(text, z.record(text, z.unknown())).default({}),
  /** What is changed in the terms of assets, and in the parameters of underlyings. */
  collateral: z.record(text, z.record(text, z.unknown())).default({}),
  portfolio: z.record(text, z.record(text, z.unknown())).default({}),
  steps: z.array(z.record(text, z.unknown())).min(1),
});

const level = z.tuple([text, text]);
const note = text.optional();
const quotes = z.strictObject({
  bids: z.array(level).default([]),
  asks: z.array(level).default([]),
});
const trade = z.strictObject({ side: z.enum(['buy', 'sell']), price: text, quantity: text });
const waiting = z.strictObject({
  for: duration,
  stale: z.array(text).default([]),
  every: duration.optional(),
});
const forms = {
  observe: z.strictObject({ observe: amounts, note }),
  book: z.strictObject({ book: z.record(text, quotes), note }),
  tape: z.strictObject({ tape: z.record(text, trade), note }),
  // `wait: 10s` is short for `wait: { for: 10s }`.
  wait: z.strictObject({
    wait: z.preprocess((given) => (typeof given === 'string' ? { for: given } : given), waiting),
    note,
  }),
  repeat: z.strictObject({
    repeat: z.strictObject({
      from: z.coerce.number().int().min(0),
      to: z.coerce.number().int().min(0),
      steps: z.array(z.record(text, z.unknown())).min(1),
    }),
  }),
  expect: z.strictObject({
    expect: z
      .record(text, z.unknown())
      .refine((subjects) => Object.keys(subjects).length > 0, 'must expect something'),
    note,
  }),
};
const commandForm = z.strictObject({
  as: text,
  outcome: z.string().default('OK'),
  detail: text.optional(),
  remember: z
    .string()
    .regex(/^[a-zA-Z][\w-]*$/)
    .optional(),
  note,
});

export type Quotes = z.infer<typeof quotes>;
export type Trade = z.infer<typeof trade>;

export type Action =
  | { readonly is: 'observe'; readonly prices: Readonly<Record<string, string>> }
  | { readonly is: 'book'; readonly quotes: Readonly<Record<string, Quotes>> }
  | { readonly is: 'tape'; readonly trades: Readonly<Record<string, Trade>> }
  | {
      readonly is: 'wait';
      readonly durationUs: number;
      readonly everyUs: number;
      /** Indices whose feed is silent meanwhile. */
      readonly stale: readonly string[];
    }
  | { readonly is: 'expect'; readonly expectations: Readonly<Record<string, unknown>> }
  | {
      readonly is: 'command';
      readonly as: string;
      readonly kind: string;
      readonly fields: Readonly<Record<string, unknown>>;
      readonly outcome: string;
      readonly detail: string;
      readonly remember: string;
    };

export interface DrillStep {
  /** From 1. */
  readonly number: number;
  readonly line: number;
  readonly note: string;
  /** Its place among the rounds of a repetition, from 1, and how many there are; 0 of none. */
  readonly round: number;
  readonly rounds: number;
  readonly action: Action;
}

/** By a name, what is laid over the data of that name. */
export type Patches = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface Drill {
  readonly name: string;
  readonly rules: readonly string[];
  readonly about: string;
  readonly startUs: number;
  readonly indices: IndexSet;
  readonly organisation: Organisation;
  readonly patches: Patches;
  readonly collateral: Patches;
  readonly portfolio: Patches;
  readonly steps: readonly DrillStep[];
}

/** What is wrong with a drill file, and where. */
export interface FileFault {
  readonly line: number;
  readonly sentence: string;
}

type Parsed<T> =
  | { readonly value: T }
  | { readonly path: PropertyKey[]; readonly sentence: string };

function parse<T>(schema: z.ZodType<T>, value: unknown): Parsed<T> {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data };
  const issue = result.error.issues[0];
  const path = [...(issue?.path ?? [])];
  const where = path.length === 0 ? '' : `${path.map(String).join('.')}: `;
  return { path, sentence: `${where}${issue?.message ?? 'does not fit'}` };
}

const SECOND_US = 1_000_000;
type Written = Pick<DrillStep, 'note' | 'action'>;

function read<T extends { readonly note?: string | undefined }>(
  schema: z.ZodType<T>,
  given: unknown,
  make: (step: T) => Action,
): Parsed<Written> {
  const result = parse(schema, given);
  if (!('value' in result)) return result;
  return { value: { note: result.value.note ?? '', action: make(result.value) } };
}

function actionOf(given: Readonly<Record<string, unknown>>): Parsed<Written> {
  if ('observe' in given) {
    return read(forms.observe, given, (step) => ({ is: 'observe', prices: step.observe }));
  }
  if ('book' in given) {
    return read(forms.book, given, (step) => ({ is: 'book', quotes: step.book }));
  }
  if ('tape' in given) {
    return read(forms.tape, given, (step) => ({ is: 'tape', trades: step.tape }));
  }
  if ('expect' in given) {
    return read(forms.expect, given, (step) => ({ is: 'expect', expectations: step.expect }));
  }
  if (!('wait' in given)) return commandOf(given);
  return read(forms.wait, given, ({ wait: { for: durationUs, stale, every: everyUs } }) => {
    return { is: 'wait', durationUs, stale, everyUs: everyUs ?? SECOND_US };
  });
}

/** `as: ann` beside one command as `order.place: { ... }`. */
function commandOf(given: Readonly<Record<string, unknown>>): Parsed<Written> {
  const own = Object.keys(commandForm.shape);
  const kinds = Object.keys(given).filter((key) => !own.includes(key));
  const [kind] = kinds;
  if (kinds.length !== 1 || kind === undefined || !('as' in given)) {
    const sentence =
      'a step is one of observe, book, tape, wait, repeat and expect, or one command beside `as`';
    return { path: [], sentence };
  }
  const { [kind]: fields, ...rest } = given;
  const result = parse(commandForm, rest);
  if (!('value' in result)) return result;
  const isRecord = typeof fields === 'object' && fields !== null && !Array.isArray(fields);
  // A command without fields, such as clock.tick, may be written with nothing behind it.
  if (!isRecord && fields !== null) {
    return { path: [kind], sentence: `${kind} must have its fields in a record` };
  }
  const { as, outcome, detail = '', remember = '', note: said = '' } = result.value;
  const command = { as, kind, fields: { ...fields }, outcome, detail, remember };
  return { value: { note: said, action: { is: 'command', ...command } } };
}

interface Placed extends Omit<DrillStep, 'number' | 'line'> {
  readonly path: PropertyKey[];
}
type Wrong = { readonly path: PropertyKey[]; readonly sentence: string };

/** A step that stands once, and where. */
function once(given: Readonly<Record<string, unknown>>, path: PropertyKey[]): Placed[] | Wrong {
  const step = actionOf(given);
  if (!('value' in step)) return { path: [...path, ...step.path], sentence: step.sentence };
  return [{ ...step.value, round: 0, rounds: 0, path }];
}

/** The steps of all rounds in turn, each where it is written. */
function repeated(given: Readonly<Record<string, unknown>>, path: PropertyKey[]): Placed[] | Wrong {
  const form = parse(forms.repeat, given);
  if (!('value' in form)) return { path: [...path, ...form.path], sentence: form.sentence };
  const { from, to, steps } = form.value.repeat;
  const rounds = roundsOf(from, to);
  if (typeof rounds === 'string') return { path: [...path, 'repeat'], sentence: rounds };
  const placed: Placed[] = [];
  for (const [n, round] of rounds.entries()) {
    for (const [m, inner] of steps.entries()) {
      const own = valueIn(inner, round) as Readonly<Record<string, unknown>>;
      const found = once(own, [...path, 'repeat', 'steps', m]);
      if ('sentence' in found) return found;
      placed.push(...found.map((step) => ({ ...step, round: n + 1, rounds: rounds.length })));
    }
  }
  return placed;
}

/** Reads a drill from the text of its file; says what is wrong and in which line otherwise. */
export function readDrill(source: string): Drill | FileFault {
  const yaml = readYaml(source);
  if ('sentence' in yaml) return yaml;
  const parsed = parse(head, yaml.value);
  if (!('value' in parsed)) return { line: yaml.lineOf(parsed.path), sentence: parsed.sentence };
  const { start: startUs, instruments: patches, steps: given, ...rest } = parsed.value;
  const named = spreadNames(rest.organisation.subaccounts);
  if ('sentence' in named) {
    const line = yaml.lineOf(['organisation', 'subaccounts', named.name]);
    return { line, sentence: named.sentence };
  }
  const steps: DrillStep[] = [];
  for (const [n, one] of given.entries()) {
    const found = 'repeat' in one ? repeated(one, ['steps', n]) : once(one, ['steps', n]);
    if ('sentence' in found) return { line: yaml.lineOf(found.path), sentence: found.sentence };
    for (const { path, ...step } of found) {
      steps.push({ ...step, number: steps.length + 1, line: yaml.lineOf(path) });
    }
  }
  const organisation = { ...rest.organisation, subaccounts: named.spread };
  return { ...rest, organisation, startUs, patches, steps };
}

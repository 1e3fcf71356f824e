/**
 * Any well-formed command, however extreme its figures, is answered: the venue never throws.
 *
 * 300 programs by default and 10,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the seed is
 * printed.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import indices from '../../resources/indices.json' with { type: 'json' };
import instruments from '../../resources/instruments.json' with { type: 'json' };
import { authorityTable } from './authority/table.ts';
import { checkCommand, COMMAND_KINDS, commandTable } from './commands.ts';
import type { Command, CommandKind } from './commands.ts';
import { InvariantError } from './numbers.ts';
import type { Field, Fields } from './schema.ts';
import { openProgramVenue } from './testing/actions.ts';
import { SPEAKERS, TestVenue } from './testing/test-venue.ts';
import type { Speaker } from './testing/test-venue.ts';

const programs = process.env.BULKHEAD_LONG === '1' ? 10_000 : 300;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`venue extremes: BULKHEAD_SEED=${seed}\n`);

const resources = { ...instruments, indices: indices.replay };

/** Whole numbers of a range: its ends, its beginning, what real prices and sizes look like, any. */
function integers(min: number, max: number): fc.Arbitrary<number> {
  const within = (value: number): number => Math.min(max, Math.max(min, value));
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(min, max, within(max - 1)) },
    { weight: 5, arbitrary: fc.integer({ min, max: within(min + 8) }) },
    { weight: 1, arbitrary: fc.integer({ min, max }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 50 }).map((power) => within(2 ** power)) },
    { weight: 3, arbitrary: fc.integer({ min: 590_000, max: 610_000 }).map(within) },
  );
}

function valueOf(field: Field): fc.Arbitrary<unknown> {
  switch (field.type) {
    case 'integer':
      return integers(field.min, field.max);
    case 'choice':
      return fc.constantFrom(...field.of);
    case 'text':
      return fc.constantFrom('a', 'b', 'BTC', 'x'.repeat(field.maxLength));
    case 'boolean':
      return fc.boolean();
    case 'list':
      return fc.array(valueOf(field.item), { maxLength: Math.min(4, field.maxItems) });
    case 'record':
      return recordOf(field.fields);
    case 'optional':
      return fc.option(valueOf(field.field), { nil: undefined });
    case 'command':
      return fc.constantFrom(...COMMAND_KINDS).chain(commandOf);
  }
}

function recordOf(fields: Fields): fc.Arbitrary<Record<string, unknown>> {
  const entries = Object.entries(fields).map(([name, field]) => [name, valueOf(field)] as const);
  return fc
    .record(Object.fromEntries(entries))
    .map((made) => Object.fromEntries(Object.entries(made).filter(([, one]) => one !== undefined)));
}

function commandOf(kind: CommandKind): fc.Arbitrary<Command> {
  // Inside a proposal any kind may stand but another proposal.
  return recordOf(commandTable[kind].fields).map((fields) => ({ kind, ...fields }) as Command);
}

const usual: readonly CommandKind[] = ['order.place', 'order.amend', 'price.observe', 'clock.tick'];
const command = fc
  .oneof(
    { weight: 3, arbitrary: fc.constantFrom(...COMMAND_KINDS) },
    { weight: 2, arbitrary: fc.constantFrom(...usual) },
  )
  .chain(commandOf)
  .filter((made) => checkCommand(made) === null);

const speakers = Object.keys(SPEAKERS) as Speaker[];

/** Somebody who may give the command, where one may. */
function speakerOf(kind: CommandKind, pick: number): Speaker {
  const { roles, systems } = authorityTable[kind];
  const may = speakers.filter((speaker) => {
    const role = SPEAKERS[speaker];
    return role === 'system' ? systems.some((name) => name === speaker) : roles.includes(role);
  });
  return may[pick % Math.max(1, may.length)] ?? 'admin';
}

const program = fc.array(fc.tuple(command, fc.nat(50)), { minLength: 1, maxLength: 40, size: 'max' });

function run(start: TestVenue, commands: readonly (readonly [Command, number])[]): void {
  const venue = start.reloaded();
  for (const [given, pick] of commands) {
    venue.apply(given, { by: speakerOf(given.kind, pick), afterUs: 1_000_000 });
    const breach = venue.venue.conservationBreach();
    if (breach !== null) throw new Error(breach);
  }
}

describe('NUM-05 no figure makes the venue throw', () => {
  test('programs of commands with extreme figures', { timeout: 3_600_000 }, () => {
    const start = TestVenue.found(resources);
    openProgramVenue(start);
    fc.assert(
      fc.property(program, (commands) => run(start, commands)),
      { seed, numRuns: programs },
    );
  });

  test('and a throw would be seen', () => {
    const start = TestVenue.found(resources);
    openProgramVenue(start);
    start.instrument('BTCUSDT').markTicks = Number.NaN;
    expect(() => start.tick()).not.toThrow(InvariantError);
  });
});

/**
 * Random programs on the engine and on its naive twin, which must agree after every command on
 * every outcome, every call to the policy in order, every level and every order.
 *
 * 300 programs by default and 10,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the seed is
 * printed, and a program that fails is shrunk and printed command by command.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Book,
  BUY,
  FLAG_FUNDED,
  FLAG_REDUCE_ONLY,
  MAX_LOTS,
  MAX_TICKS,
  SELF_TRADE_MODES,
  SELL,
  type NewOrder,
} from './book.ts';
import { NaiveBook } from './testing/naive-book.ts';
import {
  commandText,
  firstDifference,
  idSchemes,
  SUBACCOUNTS,
  type Command,
  type IdScheme,
} from './testing/program.ts';

const MOST_COMMANDS = 500;
const programs = process.env.BULKHEAD_LONG === '1' ? 10_000 : 300;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`book programs: BULKHEAD_SEED=${seed}\n`);

class Program {
  readonly idScheme: IdScheme;
  readonly commands: readonly Command[];

  constructor(idScheme: IdScheme, commands: readonly Command[]) {
    this.idScheme = idScheme;
    this.commands = commands;
  }

  [fc.toStringMethod](): string {
    const number = idSchemes[this.idScheme];
    const lines = this.commands.map((command, index) => commandText(command, number(index)));
    return ['', ...lines].join('\n  ');
  }
}

/** One way to make commands: where prices and lots come from, and how often each kind comes. */
interface Mix {
  readonly ticks: fc.Arbitrary<number>;
  readonly lots: fc.Arbitrary<number>;
  readonly weights: Readonly<Record<Command['kind'], number>>;
  readonly subaccount?: fc.Arbitrary<number>;
  /** How much orders show: without it, all. */
  readonly display?: fc.Arbitrary<Pick<NewOrder, 'displayLots'>>;
}

const subaccounts = fc.integer({ min: 0, max: SUBACCOUNTS - 1 });
const sometimes = fc.integer({ min: 0, max: 4 }).map((value) => value === 4);
const pick = fc.nat(1_000);

function placeOf(mix: Mix): fc.Arbitrary<Command> {
  const order = fc.record({
    kind: fc.constant('place' as const),
    subaccount: mix.subaccount ?? subaccounts,
    side: fc.constantFrom(BUY, SELL),
    priceTicks: mix.ticks,
    quantityLots: mix.lots,
    flags: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, FLAG_REDUCE_ONLY, FLAG_FUNDED),
    timeInForce: fc.constantFrom('gtc', 'gtc', 'gtc', 'gtc', 'ioc', 'fok'),
    postOnly: sometimes,
    postOnlyReprices: fc.boolean(),
    selfTradeMode: fc.constantFrom(...SELF_TRADE_MODES),
    selfTradeExempt: sometimes,
  });
  const display = mix.display ?? fc.constant({});
  return fc.tuple(order, display).map(([terms, shows]) => ({ ...terms, ...shows }));
}

function amendOf(mix: Mix): fc.Arbitrary<Command> {
  return fc.record({
    kind: fc.constant('amend' as const),
    pick,
    moreLots: fc.tuple(mix.lots, fc.constantFrom(-1, 0, 1)).map(([lots, sign]) => lots * sign),
    ticks: fc.oneof(fc.constant(0), mix.ticks),
  });
}

function commandOf(mix: Mix): fc.Arbitrary<Command> {
  const { place, amend, cancel, grant, collect, uncross, reload } = mix.weights;
  const few = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 }));
  return fc.oneof(
    { weight: place, arbitrary: placeOf(mix) },
    { weight: amend, arbitrary: amendOf(mix) },
    { weight: cancel, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick }) },
    {
      weight: grant,
      arbitrary: fc.record({
        kind: fc.constant('grant' as const),
        subaccount: subaccounts,
        lots: few,
      }),
    },
    { weight: collect, arbitrary: fc.record({ kind: fc.constant('collect' as const) }) },
    {
      weight: uncross,
      arbitrary: fc.record({
        kind: fc.constant('uncross' as const),
        ticks: fc.oneof(fc.constant(0), fc.constant(0), mix.ticks),
        referenceTicks: fc.oneof(fc.constant(0), mix.ticks),
      }),
    },
    { weight: reload, arbitrary: fc.record({ kind: fc.constant('reload' as const) }) },
  );
}

const smallLots = fc.integer({ min: 1, max: 20 });
const near = fc.integer({ min: 90, max: 110 });
/** All, as it is of most orders, a part, or nothing. */
const partly = fc.oneof(
  fc.constant({}),
  fc.constantFrom(1, 3, 10, 30, 0, 0).map((displayLots) => ({ displayLots })),
);
const usual = { place: 60, amend: 20, cancel: 15, grant: 5, collect: 0, uncross: 0, reload: 1 };

const mixes: Readonly<Record<string, Mix>> = {
  'BOOK-01, BOOK-02, BOOK-12 of every kind': { ticks: near, lots: smallLots, weights: usual },
  'BOOK-04, BOOK-05 that cross': {
    ticks: fc.integer({ min: 99, max: 102 }),
    lots: fc.integer({ min: 1, max: 60 }),
    weights: { ...usual, place: 90, cancel: 5 },
  },
  'BOOK-07, BOOK-08, BOOK-11 within two owner groups': {
    ticks: fc.integer({ min: 98, max: 103 }),
    lots: smallLots,
    subaccount: fc.constantFrom(1, 2, 4),
    weights: { ...usual, grant: 20 },
  },
  'BOOK-03 that storm with amends': {
    ticks: near,
    lots: smallLots,
    weights: { ...usual, place: 30, amend: 80 },
  },
  'BOOK-14, BOOK-15, BOOK-16 that collect and uncross': {
    ticks: fc.integer({ min: 95, max: 106 }),
    lots: smallLots,
    weights: { ...usual, grant: 10, collect: 6, uncross: 4 },
  },
  'BOOK-17, BOOK-18 of icebergs and hidden orders': {
    ticks: fc.integer({ min: 98, max: 103 }),
    lots: fc.integer({ min: 1, max: 40 }),
    display: partly,
    weights: { ...usual, place: 80, grant: 10, collect: 2, uncross: 3 },
  },
  'BOOK-10 of sparse prices and large lots': {
    ticks: fc.oneof(
      fc.constantFrom(1, 2, MAX_TICKS - 1, MAX_TICKS),
      fc.integer({ min: 1, max: MAX_TICKS }),
      fc.integer({ min: 1, max: 40 }).map((step) => step * 50_000_000),
    ),
    lots: fc.oneof(smallLots, fc.integer({ min: 1, max: MAX_LOTS }), fc.constant(MAX_LOTS)),
    weights: { ...usual, cancel: 5, collect: 2, uncross: 2 },
  },
};

function programOf(mix: Mix): fc.Arbitrary<Program> {
  const commands = fc.array(commandOf(mix), { maxLength: MOST_COMMANDS, size: 'max' });
  const idScheme = fc.constantFrom<IdScheme>('rising', 'falling', 'strided', 'wide');
  return fc.tuple(idScheme, commands).map(([scheme, list]) => new Program(scheme, list));
}

describe('engine and twin agree on programs', () => {
  const runs = Math.ceil(programs / Object.keys(mixes).length);
  test.each(Object.entries(mixes))('%s', { timeout: 3_600_000 }, (_, mix) => {
    fc.assert(
      fc.property(programOf(mix), ({ commands, idScheme }) => {
        const fault = firstDifference(commands, idScheme, new Book(), new NaiveBook());
        expect(fault).toBeUndefined();
      }),
      { seed, numRuns: runs },
    );
  });

  test('a book that breaks a rule is found, and the program that shows it is short', () => {
    class LateBook extends NaiveBook {
      /** Forgets that a larger quantity loses priority. */
      override amend(...terms: Parameters<NaiveBook['amend']>): ReturnType<NaiveBook['amend']> {
        const [slot, lots, ticks, policy] = terms;
        const less = Math.min(lots, this.remainingLotsOf(slot));
        return super.amend(slot, ticks === this.priceTicksOf(slot) ? less : lots, ticks, policy);
      }
    }
    const found = fc.check(
      fc.property(programOf(mixes['BOOK-03 that storm with amends']!), ({ commands, idScheme }) => {
        const fault = firstDifference(commands, idScheme, new Book(), new LateBook());
        expect(fault).toBeUndefined();
      }),
      { seed, numRuns: 20 },
    );
    expect(found.failed).toBe(true);
    expect(found.counterexample?.[0].commands.length).toBeLessThanOrEqual(3);
  });
});

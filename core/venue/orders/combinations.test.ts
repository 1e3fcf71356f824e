/**
 * Every combination of instructions against the table in docs/orders.md, which is parsed here: what
 * the page promises is what the venue does. BTCUSDT around 60,000: ticks of 0.1, lots of 0.001.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { SELF_TRADE_MODES } from '../book/contract.ts';
import { checkCommand } from '../commands.ts';
import type { Command } from '../commands.ts';
import { TIMES_IN_FORCE } from '../events.ts';
import { OUTCOME_CODES } from '../outcomes.ts';
import { START_US, TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const YES_OR_NO = ['yes', 'no'];

/** The columns of the table, and what may stand in each beside `any`. */
const VALUES = {
  Close: YES_OR_NO,
  Order: ['resting limit', 'crossing limit', 'market', 'primary peg', 'market peg'],
  'Time in force': TIMES_IN_FORCE,
  'Post-only': YES_OR_NO,
  Reprice: YES_OR_NO,
  'Reduce-only': YES_OR_NO,
  Trigger: ['none', 'stop', 'if touched', 'trailing'],
  'Self-trade': SELF_TRADE_MODES,
  Display: ['all', 'part', 'hidden'],
  Position: ['held', 'none'],
} as const satisfies Record<string, readonly string[]>;
type Column = keyof typeof VALUES;
type Combination = Readonly<Record<Column, string>>;

const COLUMNS = Object.keys(VALUES) as Column[];

interface Row {
  readonly fits: (combination: Combination) => boolean;
  readonly cells: readonly string[];
  readonly answer: string;
}

const page = readFileSync(new URL('../../../docs/orders.md', import.meta.url), 'utf8');

/** The cells of the rows under a heading of the page, without the table's head. */
function tableUnder(heading: string): string[][] {
  const text = page.slice(page.indexOf(`\n## ${heading}\n`) + 1);
  const next = text.indexOf('\n## ');
  const lines = text.slice(0, next === -1 ? undefined : next).split('\n');
  const rows = lines.filter((line) => line.startsWith('|'));
  return rows.map((line) => line.split('|').slice(1, -1)).map((row) => row.map((c) => c.trim()));
}

const [head = [], , ...body] = tableUnder('What goes with what');

const table = body.map((row): Row => {
  const cells = row.slice(0, COLUMNS.length);
  const wanted = COLUMNS.map((column, n) => [column, cells[n]?.split(', ') ?? []] as const);
  const fits = (one: Combination): boolean =>
    wanted.every(([column, words]) => words[0] === 'any' || words.includes(one[column]));
  return { fits, cells, answer: (row.at(-1) ?? '').replaceAll('`', '') };
});

/** Every way to choose one value of each of the columns given. */
function combinations(columns: readonly Column[]): Combination[] {
  return columns.reduce(
    (all: object[], column) =>
      all.flatMap((one) => VALUES[column].map((value) => ({ ...one, [column]: value }))),
    [{}],
  ) as unknown as Combination[];
}

const TRIGGERS: Readonly<Record<string, object>> = {
  none: {},
  stop: { trigger: 'mark', triggerTicks: 599_000 },
  'if touched': { trigger: 'mark', triggerTicks: 601_000, ifTouched: true },
  trailing: { trigger: 'mark', trailTicks: 500 },
};
const PRICES: Readonly<Record<string, object>> = {
  'resting limit': { priceTicks: 600_500 },
  'crossing limit': { priceTicks: 599_990 },
  market: {},
  'primary peg': { type: 'pegged', peg: 'primary', pegOffsetTicks: 5 },
  'market peg': { type: 'pegged', peg: 'market' },
};

/** The command that says all of it; a close says only what it does not mean anyway. */
function commandOf(subaccount: number, one: Combination): Command {
  const isMarket = one.Order === 'market';
  const timeInForce = one['Time in force'];
  const where = { subaccount, instrument: 1, ...TRIGGERS[one.Trigger] };
  const rare = {
    ...(one.Reprice === 'yes' && { reprice: true }),
    ...(one.Display !== 'all' && { displayLots: one.Display === 'part' ? 3 : 0 }),
    ...(one['Self-trade'] !== 'cancelNewest' && { selfTrade: one['Self-trade'] }),
  };
  const life = {
    timeInForce,
    ...(timeInForce === 'gtd' && { expiresUs: START_US + 3_600_000_000 }),
  };
  if (one.Close === 'yes') {
    return {
      kind: 'position.close',
      ...where,
      ...rare,
      ...PRICES[one.Order],
      ...(timeInForce !== (isMarket ? 'ioc' : 'gtc') && life),
      ...(one['Post-only'] === 'yes' && { postOnly: true }),
      ...(one['Reduce-only'] === 'yes' && { reduceOnly: true }),
    } as unknown as Command;
  }
  return {
    kind: 'order.place',
    ...where,
    ...rare,
    ...life,
    side: 'sell',
    type: isMarket ? 'market' : 'limit',
    ...PRICES[one.Order],
    quantityLots: 10,
    postOnly: one['Post-only'] === 'yes',
    reduceOnly: one['Reduce-only'] === 'yes',
  } as unknown as Command;
}

/** A market, and somebody who is long by as much as the orders sell, or has nothing. */
function stage(position: string): { venue: TestVenue; trader: number } {
  const venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000 });
  const house = venue.open('house', { kind: 'house' });
  const trader = venue.open('trader', { funds: { USDT: 10_000_000_000 } });
  if (position === 'held') venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10, 600_000);
  for (const [side, priceTicks] of [['buy', 599_990] as const, ['sell', 600_010] as const]) {
    venue.ok(venue.placement(house, 'BTCUSDT', side, 50, { priceTicks }), { by: 'house' });
  }
  return { venue, trader };
}

const stages = new Map<string, ReturnType<typeof stage>>();
beforeAll(() => {
  for (const position of VALUES.Position) stages.set(position, stage(position));
});

describe('ORD-09 each combination of instructions has one answer', () => {
  const groups = combinations(['Close', 'Order', 'Trigger', 'Position']);
  const rest = COLUMNS.filter(
    (column) => !['Close', 'Order', 'Trigger', 'Position'].includes(column),
  );

  test.each(groups)('close $Close, $Order, trigger $Trigger, position $Position', (group) => {
    const { venue, trader } = stages.get(group.Position) as ReturnType<typeof stage>;
    const trades = group.Order !== 'resting limit' && group.Trigger === 'none';
    let market = venue.reloaded();
    const wrong: unknown[] = [];
    for (const choice of combinations(rest)) {
      const one = { ...choice, ...group };
      const command = commandOf(trader, one);
      const code = checkCommand(command)?.code ?? market.apply(command).code;
      const answer = code === 'OK' ? 'accepted' : code;
      const promised = table.find(({ fits }) => fits(one))?.answer;
      if (answer !== promised) wrong.push({ ...one, answer, promised });
      // Each order meets the market as the first did.
      if (code === 'OK' && trades) market = venue.reloaded();
      else if (code === 'OK') market.ok({ kind: 'order.cancelAll', subaccount: trader });
    }
    expect(wrong).toEqual([]);
  });
});

describe('the page', () => {
  test('has the columns that are tested, and only values that are', () => {
    expect(head).toEqual([...COLUMNS, 'Answer']);
    const strange = table.flatMap(({ cells }) =>
      COLUMNS.flatMap((column, n) =>
        (cells[n] ?? '')
          .split(', ')
          .filter(
            (word) => word !== 'any' && !(VALUES[column] as readonly string[]).includes(word),
          ),
      ),
    );
    expect(strange).toEqual([]);
  });

  test('has no row that answers nothing', () => {
    const all = combinations(COLUMNS);
    const answering = new Set(all.map((one) => table.findIndex(({ fits }) => fits(one))));
    expect([...answering].toSorted((a, b) => a - b)).toEqual(table.map((_, n) => n));
  });

  test('names only refusals that there are', () => {
    const named = tableUnder('Refusals').flatMap(
      ([first = '']) => /`(\w+)`/.exec(first)?.[1] ?? [],
    );
    expect(named.filter((code) => !(OUTCOME_CODES as string[]).includes(code))).toEqual([]);
    expect(named).toEqual(expect.arrayContaining(['CONTRADICTION', 'INSUFFICIENT_MARGIN']));
  });
});

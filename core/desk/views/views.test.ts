/**
 * Rows against figures worked by hand. Alpha buys 0.1 BTC at 60,000 from beta as the taker: value
 * 6,000 USDT, fee 3, so 357 are left of 360. Maintenance is 0.55 % of the value, initial margin a
 * twentieth of it and the fee of closing at bankruptcy.
 */
import { describe, expect, test } from 'vitest';
import type { Command } from '../../venue/commands.ts';
import type { AccountRow, BalanceRow, PositionRow, Watch } from '../messages.ts';
import { openScene } from '../testing/scene.ts';
import type { TestScene } from '../testing/scene.ts';
import { AccountTree } from './accounts.ts';
import { balanceRows as balanceRowsOf } from './balances.ts';
import { figuresOf } from './buckets.ts';
import { callRows } from './calls.ts';
import { executionOf } from './executions.ts';
import { marginPanel } from './margin.ts';
import { orderRows } from './orders.ts';
import { positionRows as positionRowsOf } from './positions.ts';
import { quotes } from './quotes.ts';
import type { Scene } from './scene.ts';
import { stripOf } from './strip.ts';

const NO_NEWS = {
  orderTimes: new Map<number, number>(),
  released: new Set<number>(),
  parents: new Map<number, number>(),
};

const DARK = { lightsOf: () => 0, note: () => undefined };

const WATCH: Watch = {
  type: 'watch',
  instrument: 'BTCUSDT',
  subaccount: 'alpha',
  ladder: { rows: 2, stepTicks: 1, centreTicks: 0 },
  candleSeconds: 1,
};

/** Groups first, as a pass over all clients leaves them. */
function accountRows({ state, clients }: Scene): AccountRow[] {
  const tree = new AccountTree(state);
  const rows = clients.map((subaccount) => tree.add(state, figuresOf(state, subaccount)));
  return [...tree.groups(), ...rows];
}

function positionRows(scene: Scene): PositionRow[] {
  return scene.clients.flatMap((subaccount) => positionRowsOf(scene, subaccount, DARK));
}

function balanceRows(scene: Scene): BalanceRow[] {
  const { state, clients } = scene;
  return clients.flatMap((subaccount) => balanceRowsOf(scene, figuresOf(state, subaccount)));
}

function traded(): TestScene {
  const stage = openScene();
  const parties = { buyer: stage.alpha, seller: stage.beta };
  stage.venue.trade(parties, 'BTCUSDT', 100, 600_000);
  return stage;
}

describe('DESK-10 the accounts tree', () => {
  test('DESK-10 money adds up, health is the worst child\u2019s', () => {
    const rows = accountRows(traded().scene());
    const shown = rows.map(({ name, depth, equity, initial, maintenance, free, health }) => {
      return [depth, name, equity, initial, maintenance, free, health];
    });
    // Alpha: IM 300 + 2.85 for closing at 5,700. Beta, short: 300 + 3.15 at 6,300; 30,000 of XBT,
    // and the maker's rebate of 0.005 %: 0.30.
    expect(shown).toEqual([
      [0, 'alpha', '1,030,357', '606', '66', '1,029,751', '1,081.8 %'],
      [1, 'vol', '357', '303', '33', '54', '1,081.8 %'],
      [1, 'rates', '1,030,000', '303', '33', '1,029,697', '> 9,999 %'],
      [2, 'alpha', '357', '303', '33', '54', '1,081.8 %'],
      [2, 'beta', '1,030,000', '303', '33', '1,029,697', '> 9,999 %'],
    ]);
    const [firm, vol] = rows;
    expect(rows.map(({ parent }) => parent)).toEqual([
      '',
      firm?.key,
      firm?.key,
      vol?.key,
      rows[2]?.key,
    ]);
    expect(rows.map(({ mode }) => mode)).toEqual(['', '', '', 'C', 'C']);
    expect(firm?.kind).toBe('INTERNAL');
  });

  test('DESK-10 a call and a liquidation of a child show in its desk and its firm', () => {
    const stage = traded();
    // 2,000 down: equity 157, maintenance 31.90, 492.1 %. 3,200 down: 37 of 31.24, 118.4 %.
    stage.moveTo(58_000);
    expect(accountRows(stage.scene())[1]?.health).toBe('492.1 %');
    stage.moveTo(56_800);
    const rows = accountRows(stage.scene());
    expect(rows.map(({ name, level, health }) => [name, level, health])).toEqual([
      ['alpha', 2, '118.4 %'],
      ['vol', 2, '118.4 %'],
      ['rates', 0, '> 9,999 %'],
      ['alpha', 2, '118.4 %'],
      ['beta', 0, '> 9,999 %'],
    ]);
  });

  test('DESK-10 value and results add up over positions, closed and inverse ones too', () => {
    const stage = traded();
    const { venue, alpha, beta, house } = stage;
    stage.moveTo(61_000);
    // Alpha takes 50 off its 100 at 61,000; the house stands outside the firm.
    venue.trade({ buyer: house, seller: alpha }, 'BTCUSDT', 50, 610_000);
    // 61 contracts of 100 USD are a tenth of a bitcoin, 6,100 USDT at the index.
    venue.trade({ buyer: beta, seller: house }, 'BTCUSD', 61, 610_000);
    const totals = (rows: readonly AccountRow[]) =>
      rows.map(({ name, gross, unrealised, realised }) => [name, gross, unrealised, realised]);
    expect(totals(accountRows(stage.scene()))).toEqual([
      ['alpha', '15,250', '\u221250.00', '+50.00'],
      ['vol', '3,050', '+50.00', '+50.00'],
      ['rates', '12,200', '\u2212100.00', '0.00'],
      ['alpha', '3,050', '+50.00', '+50.00'],
      ['beta', '12,200', '\u2212100.00', '0.00'],
    ]);
    venue.trade({ buyer: house, seller: alpha }, 'BTCUSDT', 50, 610_000);
    const closed = accountRows(stage.scene()).at(-2);
    expect(closed).toMatchObject({
      gross: '0',
      unrealised: '0.00',
      unrealisedSign: 0,
      realised: '+100.00',
      realisedSign: 1,
    });
  });

  test('DESK-09 neither the house nor the venue\u2019s own subaccounts are in any view', () => {
    const stage = traded();
    stage.venue.trade({ buyer: stage.house, seller: stage.beta }, 'ETHUSDT', 10, 300_000);
    stage.venue.place(stage.house, 'BTCUSDT', 'buy', 5, { priceTicks: 599_000, by: 'house' });
    const scene = stage.scene();
    const texts = [accountRows, positionRows, balanceRows].map((view) => view(scene));
    expect(JSON.stringify([...texts, orderRows(scene, NO_NEWS)])).not.toMatch(/house|insurance/);
    expect(orderRows(scene, NO_NEWS)).toEqual([]);
  });
});

describe('DESK-32 every row says in which kind of account it is, and orders their strategy', () => {
  test('DESK-32 accounts, positions, balances, orders, executions and alerts', () => {
    const stage = openScene();
    const { venue, beta } = stage;
    const made = { kind: 'strategy.register', label: 'carry', decisionMaker: 6, executor: 6 };
    const strategy = venue.ok(made as Command, { by: 'admin' });
    const paper = venue.open('paper', { kind: 'paper', funds: { USDT: 360_000_000 } });
    venue.place(paper, 'BTCUSDT', 'buy', 1, { priceTicks: 590_000, strategy });
    const stop = { trigger: 'mark', triggerTicks: 650_000, strategy } as const;
    venue.place(paper, 'BTCUSDT', 'buy', 1, stop);
    venue.place(beta, 'BTCUSDT', 'sell', 10, { priceTicks: 600_000 });
    venue.take();
    venue.place(paper, 'BTCUSDT', 'buy', 10, { priceTicks: 600_000, strategy });
    const scene = stage.scene();
    const { state, scales } = scene;
    const executions = venue.take('execution').map((event) => executionOf(state, scales, event));
    const kinds = (rows: readonly ({ subaccount: string; accountKind: string } | null)[]) =>
      new Set(rows.map((row) => `${row?.subaccount} ${row?.accountKind}`));
    const both = new Set(['paper PAPER', 'beta INTERNAL']);
    expect(kinds(positionRows(scene))).toEqual(both);
    expect(kinds(executions)).toEqual(both);
    expect(kinds(balanceRows(scene))).toEqual(new Set([...both, 'alpha INTERNAL']));
    expect(accountRows(scene).find(({ name }) => name === 'paper')?.kind).toBe('PAPER');
    const orders = orderRows(scene, NO_NEWS);
    expect(kinds(orders)).toEqual(new Set(['paper PAPER']));
    expect(orders.map((row) => row.strategy)).toEqual(['carry', 'carry']);
    const strategies = executions.map((row) => `${row?.subaccount} ${row?.strategy}`);
    expect(strategies.toSorted()).toEqual(['beta ', 'paper carry']);
  });
});

test('POS-05 what was closed by force is a line of its owner, with its kind and no order', () => {
  const stage = traded();
  const { venue } = stage;
  venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, { by: 'risk' });
  const command = { kind: 'instrument.settle', instrument: 1 } as const;
  const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
  venue.take();
  venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
  const { state, scales } = stage.scene();
  const lines = venue.take('execution').map((event) => executionOf(state, scales, event));
  const settled = { tradeKind: 'settlement', order: 0, size: '0.100', price: '60,000.0' };
  expect(lines).toMatchObject([
    { subaccount: 'alpha', side: 'SELL', ...settled },
    { subaccount: 'beta', side: 'BUY', ...settled },
  ]);
});

describe('DESK-20 positions, orders, balances and calls', () => {
  test('DESK-20 a linear position', () => {
    const [row] = positionRows(traded().scene());
    // Liquidated where 357 - 0.1 (60,000 - p) = 0.00055 p, at 56,742.0; 5.43 % below the mark.
    expect(row).toMatchObject({
      subaccount: 'alpha',
      mode: 'C',
      side: 'LONG',
      size: '0.100',
      value: '6,000',
      valueUnit: 'USDT',
      entry: '60,000.0',
      entryTicks: 600_000,
      mark: '60,000.0',
      liquidation: '56,742.0',
      liquidationTicks: 567_420,
      distancePercent: '5.43 %',
      unrealised: '0.00',
      unrealisedSign: 0,
      pnlPercent: '0.00 %',
      realised: '0.00',
      initial: '300',
      maintenance: '33',
      leverage: '20x',
    });
  });

  test('DESK-20 an inverse position, in coin, and its entry from what it cost', () => {
    const stage = openScene();
    const { venue, beta } = stage;
    const gamma = venue.open('gamma', { funds: { XBT: 10_000_000 } });
    // 60 contracts of 100 USD at 60,000 are 0.1 XBT.
    venue.trade({ buyer: gamma, seller: beta }, 'BTCUSD', 60, 600_000);
    stage.moveTo(61_000);
    const row = positionRows(stage.scene()).find(({ subaccount }) => subaccount === 'gamma');
    // 6,000 / 61,000 = 0.09836066 XBT; 0.1 less that is won, 1.64 % of what it cost.
    expect(row).toMatchObject({
      side: 'LONG',
      size: '6,000',
      value: '0.09836066',
      valueUnit: 'XBT',
      entry: '60,000.0',
      unrealised: '+0.00163934',
      unrealisedSign: 1,
      pnlPercent: '+1.64 %',
    });
  });

  test('DESK-20 balances: what is mirrored, unsettled, used and free', () => {
    const rows = balanceRows(traded().scene());
    expect(
      rows.map(({ subaccount, asset, mirrored, unsettled, used, free }) => {
        return [subaccount, asset, mirrored, unsettled, used, free];
      }),
    ).toEqual([
      ['alpha', 'USDT', '360.00', '\u22123.00', '302.85', '54.15'],
      ['beta', 'USDT', '1,000,000.00', '+0.30', '303.15', '999,697.15'],
      ['beta', 'XBT', '0.50000000', '0.00000000', '0.00000000', '0.50000000'],
    ]);
  });

  test('DESK-20 a call names its bucket, its cure and who has seen it', () => {
    const stage = traded();
    stage.moveTo(56_800);
    const named = (operator: number): string => `operator ${operator}`;
    const [call] = callRows(stage.scene(), named);
    // 155 % of 31.24 is 48.422; 37 are there, and what is missing is rounded up.
    expect(call).toMatchObject({
      subaccount: 'alpha',
      bucket: 'USDT cross',
      level: 2,
      health: '118.4 %',
      cure: '11.43',
      asset: 'USDT',
      acknowledgedBy: '',
    });
    stage.venue.ok({ kind: 'call.acknowledge', call: call?.call ?? 0 }, { by: 'risk' });
    expect(callRows(stage.scene(), named)[0]?.acknowledgedBy).toBe('operator 8');
  });

  test('DESK-20 a call that is snoozed says until when', () => {
    const stage = traded();
    stage.moveTo(56_800);
    const rows = () => callRows(stage.scene(), String);
    expect(rows()[0]?.snoozedUntilUs).toBe(0);
    const untilUs = stage.venue.venue.state.timeUs + 300_000_000;
    stage.venue.ok({ kind: 'call.snooze', call: rows()[0]?.call ?? 0, untilUs }, { by: 'risk' });
    expect(rows()[0]?.snoozedUntilUs).toBe(untilUs);
  });
});

describe('DESK-12 the margin panel', () => {
  test('DESK-12 the bucket line by line, and the marks at which things happen', () => {
    const stage = traded();
    stage.moveTo(56_800);
    // 110 % is reached where 357 - 0.1 (60,000 - p) = 1.1 x 0.00055 p: 5,643 / 0.099395.
    const { parts, collateral, ratio, ...panel } = marginPanel(stage.scene(), WATCH)!;
    expect([collateral, ratio]).toEqual([[], null]);
    expect(parts.map(({ name }) => name)).toEqual(['BTCUSDT', 'Closing fees']);
    expect(panel).toEqual({
      subaccount: 'alpha',
      bucket: 'USDT cross',
      asset: 'USDT',
      mode: 'cross',
      health: '118.4 %',
      healthPpm: 1_184_379,
      level: 2,
      callPercents: [150, 125, 110],
      wallet: '357.00',
      unrealised: '\u2212320.00',
      unrealisedSign: -1,
      equity: '37.00',
      maintenance: '31.24',
      // A twentieth of 5,680 and the fee of closing at 5,396.
      initial: '286.70',
      free: '\u2212249.70',
      freeSign: -1,
      cure: '11.43',
      cureAtPercent: '155 %',
      markAtLowest: '56,773.4',
      markInstrument: 'BTCUSDT',
      liquidation: '56,742.0',
    });
  });

  test('DESK-12 nothing selected is no panel; without a position there is no mark', () => {
    const { scene } = openScene();
    expect(marginPanel(scene(), { ...WATCH, subaccount: null })).toBeNull();
    expect(marginPanel(scene(), { ...WATCH, subaccount: 'house' })).toBeNull();
    expect(marginPanel(scene(), { ...WATCH, instrument: 'DOGE' })).toBeNull();
    expect(marginPanel(scene(), WATCH)).toMatchObject({
      health: '\u2014',
      markAtLowest: 'none',
      liquidation: 'none',
      cure: '\u2014',
    });
  });

  test('DESK-12 the worst bucket is shown, an isolated one as such', () => {
    const { venue, beta, scene } = openScene();
    const delta = venue.open('delta', { mode: 'isolated', funds: { USDT: 1_000_000_000 } });
    venue.trade({ buyer: delta, seller: beta }, 'BTCUSDT', 100, 600_000);
    const panel = marginPanel(scene(), { ...WATCH, subaccount: 'delta' });
    // The bucket holds the margin of a twentieth and the closing fee, less nothing: 302.85.
    expect(panel).toMatchObject({
      bucket: 'BTCUSDT isolated',
      mode: 'isolated',
      wallet: '302.85',
      initial: '300.00',
    });
  });
});

describe('DESK-15 quotes and strip', () => {
  test('DESK-15 an instrument\u2019s head line', () => {
    const stage = traded();
    const { venue, beta, scene } = stage;
    venue.place(beta, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 });
    venue.place(beta, 'BTCUSDT', 'sell', 1, { priceTicks: 600_500 });
    const [quote] = quotes(scene(), new Map([[1, 606_000]]));
    expect(quote).toMatchObject({
      instrument: 'BTCUSDT',
      state: 'open',
      last: '60,000.0',
      mark: '60,000.0',
      index: '60,000.0',
      bid: '59,900.0',
      ask: '60,050.0',
      changePercent: '\u22120.99 %',
      direction: -1,
      basisPercent: '0.00 %',
      fundingPercent: '0.0000 %',
    });
  });

  test('DESK-15 ages are in wall time; what is silent is stale, unless a person holds it', () => {
    const { state } = openScene().venue.venue;
    const inputs = {
      state,
      nowUs: 60_000_000,
      sinceUs: 0,
      indexHeardUs: new Map([[1, 58_000_000]]),
      marketHeardUs: new Map([[2, 50_000_001]]),
      batch: 3,
      coreP99Us: 5,
      transport: { speed: '10x', isPaused: false },
      core: 'running' as const,
    };
    const { feeds, indices } = stripOf(inputs);
    expect(feeds.map(({ name, ageMs, isStale }) => [name, ageMs, isStale])).toEqual([
      ['BTC index', 2_000, false],
      ['ETH index', 60_000, true],
      ['BTCUSDT', 60_000, true],
      ['ETHUSDT', 9_999, false],
      ['BTCUSD', 60_000, true],
      ['ETHUSD', 60_000, true],
    ]);
    expect(indices[0]).toMatchObject({ symbol: 'BTC', state: 'GREEN' });
    const paused = stripOf({ ...inputs, transport: { speed: '10x', isPaused: true } });
    expect(paused.feeds.some(({ isStale }) => isStale)).toBe(false);
    // Nobody need say anything of what does not trade; its index speaks on.
    state.instruments[0]!.state = 'halt';
    const stale = stripOf(inputs).feeds.flatMap(({ name, isStale }) => (isStale ? [name] : []));
    expect(stale).toEqual(['ETH index', 'BTCUSD', 'ETHUSD']);
  });
});

/** The trail for windows: by role, by filter, by page, in words. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { GENESIS } from '../journal/chain.ts';
import type { TrailRecord, TrailSession } from '../projections/trail-record.ts';
import { TrailStore } from '../projections/trail-store.ts';
import type { Command, Role } from '../venue/commands.ts';
import { COMMAND_KINDS } from '../venue/commands.ts';
import type { TrailEntry, TrailFilter } from './messages.ts';
import { commandWords } from './trail-words.ts';
import { BASIS_TRADER, openTestDesk, RISK, TRADER } from './testing/test-window.ts';
import type { TestDesk, TestWindow } from './testing/test-window.ts';
import { TestCore } from './testing/test-core.ts';

const COMPLIANCE = 11;

interface Kept {
  readonly desk: TestDesk;
  readonly store: TrailStore;
  readonly alpha: number;
  readonly basis: number;
  readonly add: (about: Partial<TrailRecord> & { readonly command: Command }) => number;
}

/** A desk whose trail has what a test puts there, by hand. */
function openKept(): Kept {
  const core = TestCore.found();
  const alpha = core.test.open('alpha', { desk: 'vol', funds: { USDT: 10_000_000_000 } });
  const basis = core.test.open('carry', { desk: 'basis', account: core.test.of(alpha).account });
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-trail-'));
  const store = TrailStore.open(join(folder, 'projections.db'));
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });
  const sessions = [TRADER, BASIS_TRADER, RISK].map((operator) => ({
    session: operator,
    operator,
    system: '',
    role: (operator === RISK ? 'risk' : 'trader') as Role,
    channel: 'window',
    workstation: 'desk',
    strategy: 0,
  }));
  store.write([{ records: [], sessions, subjects: [], funds: [], fundings: [] }], GENESIS);
  const desk = openTestDesk(
    { trail: { lag: 3, page: (query) => store.page(query), fundings: () => [] } },
    core,
  );
  let sequence = 0;
  const add: Kept['add'] = ({ command, ...about }) => {
    sequence += 1;
    const record: TrailRecord = {
      sequence,
      batch: sequence,
      timeUs: 1_723_075_121_320_000 + sequence,
      session: about.operator ?? TRADER,
      operator: TRADER,
      strategy: 0,
      isByHand: true,
      kind: command.kind,
      subaccount: 0,
      counterpart: 0,
      instrument: 0,
      order: 0,
      outcome: 'OK',
      reference: 0,
      detail: 0,
      isRepeated: false,
      isRoutine: false,
      ...about,
      command: about.isRoutine === true ? null : command,
    };
    store.write([{ records: [record], sessions: [], subjects: [], funds: [], fundings: [] }], {
      ...GENESIS,
      sequence,
    });
    return sequence;
  };
  return { desk, store, alpha, basis, add };
}

async function signedIn(desk: TestDesk, operator: number, role: Role): Promise<TestWindow> {
  const window = await desk.attached({ window: `w-${operator}-${role}` });
  const reply = await window.ask(1, { name: 'signIn', operator, role });
  expect(reply.code).toBe('OK');
  return window;
}

let nextId = 2;
async function trail(
  window: TestWindow,
  filter: TrailFilter = {},
  { beforeSequence = 0, count = 100 } = {},
): Promise<readonly TrailEntry[]> {
  const reply = await window.ask(nextId++, { name: 'trail', filter, beforeSequence, count });
  expect(reply).toMatchObject({ result: 'done', body: { name: 'trail', lag: 3 } });
  return reply.body?.name === 'trail' ? reply.body.entries : [];
}

const sequences = (entries: readonly TrailEntry[]): number[] =>
  entries.map(({ sequence }) => sequence);
const cancelAll = (subaccount: number) => ({ kind: 'order.cancelAll', subaccount }) as const;

describe('DESK-21 who may see which part of the trail', () => {
  test('DESK-21 a window that has not signed in sees none of it', async () => {
    const { desk } = openKept();
    const window = await desk.attached();
    const call = { name: 'trail', filter: {}, beforeSequence: 0, count: 5 } as const;
    expect(await window.ask(1, call)).toMatchObject({ result: 'refused', code: 'NO_SESSION' });
  });

  test('DESK-21 a trader sees the own acts and the subaccounts of the own desks', async () => {
    const { desk, alpha, basis, add } = openKept();
    const theirs = add({ command: cancelAll(alpha), subaccount: alpha });
    const onDesk = add({ command: cancelAll(basis), subaccount: basis, operator: RISK });
    const own = add({ command: { kind: 'session.close' }, operator: BASIS_TRADER });
    const move = { kind: 'transfer', from: alpha, to: basis, asset: 1, amountAtoms: 1 } as const;
    const incoming = add({ command: move, subaccount: alpha, counterpart: basis });
    const elsewhere = add({ command: { kind: 'session.close' }, operator: RISK });
    const trader = await signedIn(desk, BASIS_TRADER, 'trader');
    expect(sequences(await trail(trader))).toEqual([incoming, own, onDesk]);
    // A filter shows no more than that.
    expect(sequences(await trail(trader, { subaccount: 'alpha' }))).toEqual([incoming]);
    expect(sequences(await trail(trader, { operator: RISK }))).toEqual([onDesk]);
    const risk = await signedIn(desk, RISK, 'risk');
    const all = [elsewhere, incoming, own, onDesk, theirs];
    expect(sequences(await trail(risk))).toEqual(all);
  });

  test.each([
    [COMPLIANCE, 'compliance'],
    [12, 'auditor'],
    [13, 'admin'],
  ] as const)('DESK-21 operator %i as %s sees all of it', async (operator, role) => {
    const { desk, alpha, add } = openKept();
    const sequence = add({ command: cancelAll(alpha), subaccount: alpha });
    expect(sequences(await trail(await signedIn(desk, operator, role)))).toEqual([sequence]);
  });
});

describe('PROJ-06 filters and pages', () => {
  test('PROJ-06 by subaccount, order and operator, alone and together', async () => {
    const { desk, alpha, basis, add } = openKept();
    const cancel = { kind: 'order.cancel', subaccount: alpha, instrument: 1, order: 77 } as const;
    const a = add({ command: cancel, subaccount: alpha, order: 77 });
    const b = add({ command: cancel, subaccount: alpha, order: 77, operator: RISK });
    const c = add({ command: cancelAll(basis), subaccount: basis, operator: RISK });
    const window = await signedIn(desk, RISK, 'risk');
    expect(sequences(await trail(window, { subaccount: 'alpha' }))).toEqual([b, a]);
    expect(sequences(await trail(window, { order: 77 }))).toEqual([b, a]);
    expect(sequences(await trail(window, { operator: RISK }))).toEqual([c, b]);
    const both = { subaccount: 'alpha', operator: RISK, order: 77 };
    expect(sequences(await trail(window, both))).toEqual([b]);
    expect(await trail(window, { order: 78 })).toEqual([]);
    const call = { name: 'trail', filter: { subaccount: 'nobody' }, beforeSequence: 0, count: 5 };
    expect(await window.ask(900, call as never)).toMatchObject({ code: 'UNKNOWN_SUBACCOUNT' });
  });

  test('PROJ-06 pages go back without a gap or a row twice, past what is routine', async () => {
    const { desk, alpha, basis, add } = openKept();
    const told: number[] = [];
    for (let n = 0; n < 60; n++) {
      const isRoutine = n % 3 === 0;
      const isMove = n % 5 === 0;
      const command = isMove
        ? ({ kind: 'transfer', from: basis, to: alpha, asset: 1, amountAtoms: 1 } as const)
        : cancelAll(alpha);
      const about = isMove ? { subaccount: basis, counterpart: alpha } : { subaccount: alpha };
      const sequence = add({ command, ...about, isRoutine });
      if (!isRoutine) told.unshift(sequence);
    }
    const window = await signedIn(desk, RISK, 'risk');
    for (const filter of [{}, { subaccount: 'alpha' }]) {
      const seen: number[] = [];
      for (let before = 0; ;) {
        const page = sequences(await trail(window, filter, { beforeSequence: before, count: 7 }));
        seen.push(...page);
        if (page.length < 7) break;
        before = page.at(-1) ?? 0;
      }
      expect(seen).toEqual(told);
    }
  });
});

describe('DESK-31 a row says whether a person gave it, or a program for whom', () => {
  const MAKER = 31;
  const speaker = { operator: TRADER, system: '', role: 'trader', channel: 'window' } as const;
  const keep = (kept: Kept, session: number, about: Partial<TrailSession>): void => {
    const opened = { ...speaker, session, workstation: 'desk', strategy: 0, ...about };
    const addition = { records: [], sessions: [opened], subjects: [], funds: [], fundings: [] };
    kept.store.write([addition], GENESIS);
  };
  /** Strategy 1 is an algorithm, 2 is none, and another decides of 3. */
  const openWithStrategies = (): Kept => {
    const kept = openKept();
    const register = (label: string, decisionMaker: number, algorithm?: string): number =>
      kept.desk.core.test.ok(
        {
          kind: 'strategy.register',
          label,
          decisionMaker,
          executor: TRADER,
          ...(algorithm !== undefined && { algorithm }),
        },
        { by: 'admin' },
      );
    register('mm-btc', TRADER, 'maker');
    register('carry', TRADER);
    register('swing', RISK, 'swing');
    for (const strategy of [1, 2, 3]) keep(kept, MAKER + strategy, { strategy });
    return kept;
  };
  const cancel = { kind: 'order.cancelAll', subaccount: 1 } as const;
  const bySession = (kept: Kept, strategy: number): number =>
    kept.add({ command: cancel, session: MAKER + strategy, strategy, isByHand: false });

  test('DESK-31 a person by hand, an algorithm, a strategy, and who decides', async () => {
    const kept = openWithStrategies();
    for (const strategy of [1, 2, 3]) bySession(kept, strategy);
    kept.add({ command: cancel });
    const entries = await trail(await signedIn(kept.desk, RISK, 'risk'));
    expect(entries.map(({ by }) => by)).toEqual([
      'M. Okafor, trader, by hand \u00b7 window',
      'swing (algorithm), for Operator 8, run by M. Okafor',
      'carry (strategy), for M. Okafor',
      'mm-btc (algorithm), for M. Okafor',
    ]);
    expect(entries.map(({ strategy }) => strategy)).toEqual(['', 'swing', 'carry', 'mm-btc']);
    const [byHand, swing] = entries;
    expect(byHand).toMatchObject({ who: 'M. Okafor', role: 'trader', channel: 'window' });
    expect(swing).toMatchObject({ who: 'M. Okafor', role: 'trader', isByHand: false });
  });

  test.each([
    ['core', 'The core itself'],
    ['custodian', 'Custodian adapter'],
    ['feed', 'Price feed'],
    ['clock', 'Clock'],
    ['house', 'House liquidity'],
    ['observer', 'Observer of other venues'],
  ])('DESK-31 the system %s is "%s"', async (system, by) => {
    const kept = openKept();
    keep(kept, 40, { operator: 0, system, role: 'system', channel: 'internal' });
    kept.add({ command: cancel, session: 40, operator: 0, isByHand: false });
    const [entry] = await trail(await signedIn(kept.desk, RISK, 'risk'));
    expect(entry).toMatchObject({ by, who: system, role: 'system', strategy: '' });
  });

  test.each([
    ['cli', 'by hand'],
    ['api', 'by program'],
    ['fix', 'by program'],
    ['internal', 'by the core'],
    ['drill', 'by drill'],
  ])('DESK-31 an operator’s command by %s came "%s"', async (channel, manner) => {
    const kept = openKept();
    keep(kept, 40, { channel });
    kept.add({ command: cancel, session: 40 });
    const [entry] = await trail(await signedIn(kept.desk, RISK, 'risk'));
    expect(entry?.by).toBe(`M. Okafor, trader, ${manner} \u00b7 ${channel}`);
  });

  test('DESK-31 what a refused sign-in says is a claim; no session is nobody', async () => {
    const kept = openWithStrategies();
    const rest = { channel: 'window', workstation: 'desk', session: 'w' } as const;
    const opening = { kind: 'session.open', operator: TRADER, role: 'admin', ...rest } as const;
    const refused = { session: 0, outcome: 'NOT_AUTHORISED' } as const;
    kept.add({ ...refused, command: opening });
    kept.add({ ...refused, command: { ...opening, strategy: 1 }, strategy: 1, isByHand: false });
    kept.add({ session: 0, operator: 0, outcome: 'NO_SESSION', command: cancel, isByHand: false });
    const entries = await trail(await signedIn(kept.desk, RISK, 'risk'));
    expect(entries.map(({ by }) => by)).toEqual([
      'Nobody: no session',
      'mm-btc (algorithm), for M. Okafor, as claimed',
      'M. Okafor, admin, by hand \u00b7 window, as claimed',
    ]);
  });

  test('PROJ-08 by strategy and by hand, alone and with other filters', async () => {
    const kept = openWithStrategies();
    const { alpha } = kept;
    const a = bySession(kept, 1);
    const b = kept.add({ command: cancel, subaccount: alpha });
    const c = bySession(kept, 3);
    const d = kept.add({ command: cancel, operator: RISK });
    const e = bySession(kept, 1);
    const window = await signedIn(kept.desk, RISK, 'risk');
    const found = async (filter: TrailFilter) => sequences(await trail(window, filter));
    expect(await found({ strategy: 'mm-btc' })).toEqual([e, a]);
    expect(await found({ strategy: 'swing' })).toEqual([c]);
    expect(await found({ isByHand: true })).toEqual([d, b]);
    expect(await found({ isByHand: true, subaccount: 'alpha' })).toEqual([b]);
    expect(await found({ isByHand: true, operator: RISK })).toEqual([d]);
    expect(await found({ isByHand: true, strategy: 'mm-btc' })).toEqual([]);
    const call = { name: 'trail', filter: { strategy: 'luck' }, beforeSequence: 0, count: 5 };
    expect(await window.ask(901, call as never)).toMatchObject({ code: 'UNKNOWN_STRATEGY' });
  });
});

describe('DESK-22 a row says in words who asked for what and what became of it', () => {
  test('DESK-22 an order, a refusal with what is missing, a retry', async () => {
    const { desk, alpha, add } = openKept();
    const command = desk.core.test.placement(alpha, 'BTCUSDT', 'buy', 30, { priceTicks: 599_999 });
    const about = { command, subaccount: alpha, instrument: 1 };
    add({ ...about, order: 41, reference: 41 });
    add({ ...about, outcome: 'INSUFFICIENT_MARGIN', detail: 1_250_000 });
    add({ ...about, order: 41, reference: 41, isRepeated: true });
    const [again, refused, placed] = await trail(await signedIn(desk, RISK, 'risk'));
    expect(placed).toMatchObject({
      who: 'M. Okafor',
      role: 'trader',
      what: 'Buy 0.030 BTCUSDT at 59,999.9',
      subaccount: 'alpha',
      outcome: 'done',
      isRefused: false,
      order: 41,
      operator: TRADER,
    });
    expect(refused).toMatchObject({
      isRefused: true,
      code: 'INSUFFICIENT_MARGIN',
      outcome: 'free margin does not cover this order; the missing amount is given: 1.25',
    });
    expect(again?.outcome).toBe('done, answered as before');
  });

  test('DESK-22 an order by hand says for which strategy it is; a strategy’s own need not', () => {
    const { desk } = openKept();
    const { presenter, scales } = desk.server.desk;
    const wording = { names: presenter.names, scales, nameOf: String, strategy: 0 };
    const how = { priceTicks: 600_000, strategy: 7 };
    const command = desk.core.test.placement(1, 'BTCUSDT', 'buy', 30, how);
    expect(commandWords(command, wording)).toBe('Buy 0.030 BTCUSDT at 60,000.0 for 7');
    expect(commandWords(command, { ...wording, strategy: 7 })).toBe(
      'Buy 0.030 BTCUSDT at 60,000.0',
    );
    const rare = { priceTicks: 600_000, postOnly: true, reprice: true, selfTrade: 'cancelBoth' };
    const repriced = desk.core.test.placement(1, 'BTCUSDT', 'buy', 30, rare as object);
    expect(commandWords(repriced, wording)).toBe(
      'Buy 0.030 BTCUSDT at 60,000.0 post-only repriced self-trade cancelBoth',
    );
    for (const [displayLots, words] of [
      [0, 'hidden'],
      [10, 'showing 0.010'],
    ] as const) {
      const shown = { priceTicks: 600_000, displayLots };
      const reserved = desk.core.test.placement(1, 'BTCUSDT', 'buy', 30, shown);
      expect(commandWords(reserved, wording)).toBe(`Buy 0.030 BTCUSDT at 60,000.0 ${words}`);
    }
    for (const [what, words] of [
      [{ peg: 'primary' }, 'pegged to the best bid'],
      [{ peg: 'market', pegOffsetTicks: -5 }, 'pegged to the best offer minus 0.5'],
      [{ peg: 'primary', priceTicks: 600_000 }, 'pegged to the best bid at most 60,000.0'],
    ] as const) {
      const pegged = { type: 'pegged', timeInForce: 'gtc', ...what } as const;
      const following = desk.core.test.placement(1, 'BTCUSDT', 'buy', 30, pegged);
      expect(commandWords(following, wording)).toBe(`Buy 0.030 BTCUSDT ${words}`);
    }
  });

  test('DESK-22 every kind of command has words, whatever its ids', () => {
    const { desk } = openKept();
    const { presenter, scales } = desk.server.desk;
    const nameOf = (of: number): string => `Operator ${of}`;
    const wording = { names: presenter.names, scales, nameOf, strategy: 0 };
    for (const kind of COMMAND_KINDS) {
      const fields = {
        instrument: 999,
        subaccount: 999,
        account: 999,
        asset: 999,
        index: 999,
        from: 998,
        to: 997,
        operator: 8,
        untilUs: 1,
        priceTicks: 10,
        quantityLots: 20,
        amountAtoms: 30,
        leverageX100: 1_000,
        timeInForce: 'ioc',
        roles: ['risk'],
        callPercents: [3, 2, 1],
        limits: ['price'],
        expiresUs: 2,
        wallets: [{ asset: 999, walletAtoms: 1 }],
        positions: [{ instrument: 999, quantityLots: 2, costAtoms: 3 }],
        command: { kind: 'session.close' },
      };
      const words = commandWords({ kind, ...fields } as unknown as Command, wording);
      expect(words, kind).toMatch(/^[A-Z]/);
      expect(words, kind).not.toBe(kind);
    }
  });
});

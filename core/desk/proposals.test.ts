/** What waits for a second person, what may not be passed, and a waiver from asking to its use. */
import { describe, expect, test } from 'vitest';
import type { HumanCommand, ProposalRow } from './messages.ts';
import { openTestDesk, RISK, TRADER, WATCH } from './testing/test-window.ts';
import type { TestDesk, TestWindow } from './testing/test-window.ts';

const ALPHA = { subaccount: 'alpha', symbol: 'BTCUSDT' };
const LIMITS = { kind: 'subaccount.orderLimits', ...ALPHA };
const ORDER = {
  ...ALPHA,
  kind: 'order.place',
  side: 'buy',
  type: 'limit',
  price: '59900',
  quantity: '0.050',
};

interface Stage {
  readonly desk: TestDesk;
  readonly trader: TestWindow;
  readonly risk: TestWindow;
  readonly give: (window: TestWindow, command: HumanCommand) => Promise<string>;
  readonly proposals: (window: TestWindow) => ProposalRow[];
}

async function open(): Promise<Stage> {
  const desk = openTestDesk();
  desk.core.test.open('alpha', { funds: { USDT: 1_000_000_000_000 } });
  const trader = await desk.attached();
  const risk = await desk.attached({ window: 'w-2' });
  let id = 10;
  await trader.ask(1, { name: 'signIn', operator: TRADER, role: 'trader' });
  await risk.ask(1, { name: 'signIn', operator: RISK, role: 'risk' });
  for (const window of [trader, risk]) window.send(WATCH);
  return {
    desk,
    trader,
    risk,
    give: async (window, command) => {
      const { code, reference } = await window.ask(id++, { name: 'command', command });
      await desk.tick();
      return code === 'OK' ? String(reference) : code;
    },
    proposals: (window) => {
      const rows = new Map<string, ProposalRow>();
      for (const frame of window.frames) {
        for (const row of frame.proposals) rows.set(row.key, row);
        for (const key of frame.gone.proposals) rows.delete(key);
      }
      return [...rows.values()];
    },
  };
}

describe('DESK-37 what waits for a second person', () => {
  test('DESK-37 a waiver is asked for, seen, approved, and lets its order pass once', async () => {
    const { desk, trader, risk, give, proposals } = await open();
    expect(await give(risk, { ...LIMITS, maxQuantity: '0.010' })).toMatch(/^\d+$/);
    expect(await give(trader, ORDER)).toBe('OVER_ORDER_QUANTITY');
    const { side, price, quantity } = ORDER;
    const expiresUs = desk.core.test.timeUs + 900_000_000;
    const what = { side, price, quantity, limits: ['quantity'], expiresUs };
    const command = { kind: 'waiver.grant', ...ALPHA, ...what };
    const proposal = await give(trader, { kind: 'proposal.open', command });
    const row = {
      key: proposal,
      proposal: Number(proposal),
      operator: TRADER,
      by: 'M. Okafor',
      kind: 'waiver.grant',
      subaccount: 'alpha',
      accountKind: 'INTERNAL',
      approvers: ['risk'],
    };
    expect(proposals(risk)).toMatchObject([row]);
    expect(proposals(risk)[0]?.what).toMatch(
      /^Waive quantity for buy 0\.050 BTCUSDT at 59,900\.0 until \d{4}-/,
    );
    expect(proposals(trader)).toEqual(proposals(risk));
    const approve = { kind: 'proposal.approve', proposal: Number(proposal) };
    expect(await give(trader, approve)).toBe('NOT_AUTHORISED');
    expect(await give(risk, approve)).toMatch(/^\d+$/);
    expect(proposals(risk)).toEqual([]);
    expect(await give(trader, ORDER)).toMatch(/^\d+$/);
    expect(await give(trader, ORDER)).toBe('OVER_ORDER_QUANTITY');
    const told = trader.items.flatMap(({ items }) => items);
    expect(told.map((item) => (item.kind === 'alert' ? item.event : ''))).toEqual([
      'waiver.granted',
      'waiver.used',
    ]);
    expect(told[0]).toMatchObject({
      text: expect.stringMatching(/pass its limits: buy 0\.050 BTCUSDT at 59,900\.0, until /),
    });
  });

  test('DESK-37 a proposal that is rejected goes, and that is told', async () => {
    const { desk, trader, risk, give, proposals } = await open();
    const resume = { kind: 'instrument.resume', symbol: 'BTCUSDT' };
    const proposal = await give(risk, { kind: 'proposal.open', command: resume });
    expect(proposals(trader)).toMatchObject([
      { what: 'Resume BTCUSDT', subaccount: '', approvers: ['risk', 'admin'] },
    ]);
    desk.core.test.ok(
      { kind: 'proposal.reject', proposal: Number(proposal) },
      { by: 'secondRisk' },
    );
    await desk.tick();
    expect(proposals(trader)).toEqual([]);
    const texts = trader.items
      .flatMap(({ items }) => items)
      .map((item) => 'text' in item && item.text);
    expect(texts).toEqual([expect.stringMatching(new RegExp(`rejected proposal ${proposal}\\.$`))]);
  });
});

describe('DESK-38 what orders may not pass', () => {
  const call = { name: 'limits', subaccount: 'alpha', instrument: 'BTCUSDT' } as const;
  const NOTHING = {
    maxQuantity: '',
    maxValue: '',
    maxAwayPercent: '',
    ordersPerSecond: '',
    executions: '',
    windowS: '',
  };

  test('DESK-38 it is told as it is written to set it, and nothing where nothing is', async () => {
    const { trader, risk, give } = await open();
    expect((await trader.ask(2, call)).body).toEqual({ name: 'limits', limits: NOTHING });
    const limits = { maxQuantity: '0.010', maxValue: '25000', maxAway: '0.5%' };
    await give(risk, { ...LIMITS, ...limits });
    const rates = { ordersPerSecond: 5, executions: 20, windowS: 60 };
    await give(risk, { kind: 'subaccount.orderRates', subaccount: 'alpha', ...rates });
    expect((await trader.ask(3, call)).body).toEqual({
      name: 'limits',
      limits: {
        maxQuantity: '0.010',
        maxValue: '25,000.00',
        maxAwayPercent: '0.5',
        ordersPerSecond: '5',
        executions: '20',
        windowS: '60',
      },
    });
    // One person does not loosen what stands.
    expect(await give(risk, { ...LIMITS, ...limits, maxQuantity: '0.011' })).toBe(
      'NEEDS_SECOND_PERSON',
    );
  });

  test('DESK-38 to who signed in, of what there is and is a client\u2019s', async () => {
    const { desk, trader } = await open();
    desk.core.test.open('house', { kind: 'house' });
    const stranger = await desk.attached({ window: 'w-3' });
    expect((await stranger.ask(1, call)).code).toBe('NO_SESSION');
    const code = async (id: number, change: object): Promise<string> =>
      (await trader.ask(id, { ...call, ...change })).code;
    expect(await code(5, { subaccount: 'nobody' })).toBe('UNKNOWN_SUBACCOUNT');
    expect(await code(6, { instrument: 'XRPUSDT' })).toBe('UNKNOWN_INSTRUMENT');
    expect(await code(7, { subaccount: 'house' })).toBe('WRONG_ACCOUNT_KIND');
  });
});

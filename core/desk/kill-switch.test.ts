import { describe, expect, test } from 'vitest';
import { operatorOf } from '../venue/testing/test-venue.ts';
import type { KillSwitch } from './messages.ts';
import { BASIS_TRADER, openTestDesk, RISK, settle, TRADER, WATCH } from './testing/test-window.ts';
import type { TestDesk, TestWindow } from './testing/test-window.ts';

const ADMIN = operatorOf('admin');
const COMPLIANCE = operatorOf('compliance');

interface Stage {
  readonly desk: TestDesk;
  readonly alpha: number;
  readonly beta: number;
}

/** Alpha, of the trader's desk, holds a position, rests two orders and has a stop; beta rests. */
function opened(): Stage {
  const desk = openTestDesk();
  const { test: venue } = desk.core;
  const funds = { USDT: 10_000_000_000 };
  const alpha = venue.open('alpha', { funds });
  const beta = venue.open('beta', { desk: 'basis', account: venue.of(alpha).account, funds });
  venue.trade({ buyer: alpha, seller: beta }, 'BTCUSDT', 5, 600_000);
  const stop = { trigger: 'mark', triggerTicks: 605_000 } as const;
  for (const fields of [{}, {}, stop]) {
    venue.place(alpha, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000, ...fields });
  }
  venue.place(beta, 'BTCUSDT', 'sell', 1, { priceTicks: 601_000, by: 'basisTrader' });
  return { desk, alpha, beta };
}

async function speaking(
  { desk }: Stage,
  operator: number,
  role: 'trader' | 'risk' | 'admin' | 'compliance',
): Promise<TestWindow> {
  const window = await desk.attached({ window: `w-${operator}` });
  expect(await window.ask(1, { name: 'signIn', operator, role })).toMatchObject({ code: 'OK' });
  return window;
}

async function offered(window: TestWindow, id = 2): Promise<KillSwitch> {
  const { body } = await window.ask(id, { name: 'killSwitch', subaccount: 'alpha' });
  if (body?.name !== 'killSwitch') throw new Error('no kill switch was answered');
  return body;
}

const engage = { kind: 'kill.engage', scope: 'subaccount', subaccount: 'alpha' };
const command = (given: object) => ({ name: 'command', command: given }) as never;

describe('DESK-39 a kill switch is offered as the venue would take it', () => {
  test('to a trader for what is the trader’s, with what it would cancel', async () => {
    const { choices } = await offered(await speaking(opened(), TRADER, 'trader'));
    const [own] = choices;
    expect(own).toEqual({
      scope: 'subaccount',
      name: 'alpha',
      orders: 3,
      subaccounts: 1,
      positions: [{ subaccount: 'alpha', symbol: 'BTCUSDT' }],
    });
    expect(choices.map(({ scope }) => scope)).not.toContain('venue');
    expect(choices.map(({ scope }) => scope)).not.toContain('account');
  });

  test('to risk for any scope, to an admin for the venue', async () => {
    const stage = opened();
    const { choices } = await offered(await speaking(stage, RISK, 'risk'));
    const counts = choices.map(({ scope, orders, positions }) => [scope, orders, positions.length]);
    expect(counts).toEqual([
      ['subaccount', 3, 1],
      ['desk', 3, 1],
      ['account', 4, 2],
      ['venue', 4, 2],
    ]);
    const admin = await offered(await speaking(stage, ADMIN, 'admin'));
    expect(admin.choices.map(({ scope }) => scope)).toEqual(['venue']);
  });

  test('of a strategy its own orders count, whosever account they are for', async () => {
    const stage = opened();
    const { test: venue } = stage.desk.core;
    const registered = { label: 'carry', decisionMaker: TRADER, executor: TRADER };
    const strategy = venue.ok({ kind: 'strategy.register', ...registered });
    venue.place(stage.alpha, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000, strategy });
    const { choices } = await offered(await speaking(stage, TRADER, 'trader'));
    expect(choices.at(-1)).toEqual({
      scope: 'strategy',
      name: 'carry',
      orders: 1,
      subaccounts: 0,
      positions: [],
    });
    const other = await offered(await speaking(stage, BASIS_TRADER, 'trader'));
    expect(other.choices).toEqual([]);
  });

  test('to nobody else, and to nobody who has not signed in', async () => {
    const stage = opened();
    const { choices } = await offered(await speaking(stage, COMPLIANCE, 'compliance'));
    expect(choices).toEqual([]);
    const nobody = await stage.desk.attached({ window: 'w-0' });
    expect(await nobody.ask(1, { name: 'killSwitch' })).toMatchObject({ code: 'NO_SESSION' });
  });
});

describe('DESK-40 what is stopped is shown to everybody, and says who stopped it', () => {
  test('as a row with its time, until it is released', async () => {
    const stage = opened();
    const { desk } = stage;
    const trader = await speaking(stage, TRADER, 'trader');
    trader.send(WATCH);
    const { reference } = await trader.ask(3, command(engage));
    await desk.tick();
    const timeUs = desk.core.test.timeUs;
    expect(trader.frames.at(-1)?.kills).toEqual([
      {
        key: String(reference),
        kill: reference,
        scope: 'subaccount',
        name: 'alpha',
        words: 'the subaccount alpha',
        by: 'M. Okafor',
        role: 'trader',
        engagedUs: timeUs,
      },
    ]);
    expect((await offered(trader, 4)).releasable).toEqual([reference]);
    await trader.ask(5, command({ kind: 'kill.release', kill: reference }));
    await desk.tick();
    expect(trader.frames.at(-1)?.gone.kills).toEqual([String(reference)]);
    expect((await offered(trader, 6)).releasable).toEqual([]);
  });

  test('what risk stopped a trader does not release', async () => {
    const stage = opened();
    const risk = await speaking(stage, RISK, 'risk');
    const { reference } = await risk.ask(3, command(engage));
    expect((await offered(risk, 4)).releasable).toEqual([reference]);
    const trader = await speaking(stage, TRADER, 'trader');
    expect((await offered(trader)).releasable).toEqual([]);
  });

  test('a refused order names it, sent or only previewed', async () => {
    const stage = opened();
    const trader = await speaking(stage, TRADER, 'trader');
    await trader.ask(3, command(engage));
    const order = {
      kind: 'order.place',
      subaccount: 'alpha',
      symbol: 'BTCUSDT',
      side: 'buy',
      type: 'limit',
      price: '59999.9',
      quantity: '0.010',
    };
    const words = /the subaccount alpha was stopped by M\. Okafor, trader at 20\d\d-/;
    const sent = await trader.ask(4, command(order));
    expect(sent).toMatchObject({ code: 'KILLED', sentence: expect.stringMatching(words) });
    const { body } = await trader.ask(5, { name: 'preview', order });
    expect(body).toMatchObject({
      preview: { refusalCode: 'KILLED', refusalSentence: expect.stringMatching(words) },
    });
  });

  test('engaging and releasing are alerts', async () => {
    const stage = opened();
    const { desk } = stage;
    const trader = await speaking(stage, TRADER, 'trader');
    const { reference } = await trader.ask(3, command(engage));
    await trader.ask(4, command({ kind: 'kill.release', kill: reference }));
    await desk.tick();
    await settle();
    const alerts = trader.items.flatMap(({ items }) => items);
    const texts = alerts.flatMap((one) => ('text' in one ? [one.text] : []));
    expect(texts).toEqual([
      'Kill switch: M. Okafor stopped the subaccount alpha. 3 orders were cancelled and nothing ' +
        'new is taken from there until it is released.',
      'M. Okafor released the subaccount alpha: new orders are taken again.',
    ]);
  });
});

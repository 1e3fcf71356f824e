/** How an instrument stands, seen and changed: opened by two, halted by one, resumed by two. */
import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import type { Desk } from './pages/desk.ts';
import { CALL_S, listNext, SYMBOL } from './state-scene.ts';
import type { Scene } from './state-scene.ts';

const SUBACCOUNT = 'Skew-1';
const TRADER = 'M. Okafor';
const RISK = 'S. Lindqvist';
const SECOND_RISK = 'R. Castellan';

test.describe.configure({ mode: 'serial', timeout: 120_000 });

let scene: Scene | null = null;

function dialogOf({ page }: Desk): Locator {
  return page.getByRole('dialog', { name: `State of ${SYMBOL}` });
}

/** The instrument of this spec, listed once; a window that was there before is loaded anew. */
async function lookAt(desk: Desk, link: () => Promise<string>): Promise<Scene> {
  scene ??= await listNext(await link());
  await desk.page.reload();
  await desk.isConnected();
  await desk.chooseInstrument(SYMBOL);
  return scene;
}

/** What the mark is now, less or more so many whole units. */
async function nearMark({ chart }: Desk, by: number): Promise<string> {
  await expect(chart).toContainText(/Mark [\d,.]+/);
  const [, mark = ''] = /Mark ([\d,.]+)/.exec(await chart.innerText()) ?? [];
  return String(Math.round(Number(mark.replaceAll(',', ''))) + by);
}

async function sendLimit({ page, ticket }: Desk, price: string, size: string): Promise<void> {
  await ticket.getByRole('textbox', { name: 'Price' }).fill(price);
  await ticket.getByRole('textbox', { name: 'Size' }).fill(size);
  await page.keyboard.press('Control+Enter');
  await expect(ticket).toContainText(`of ${SUBACCOUNT} is in the log`);
}

/** As one of risk, with a reason. */
async function ask(desk: Desk, act: string, reason: string, send: string): Promise<void> {
  await desk.page.keyboard.press('Alt+h');
  const dialog = dialogOf(desk);
  await dialog.getByRole('group', { name: 'To' }).getByRole('button', { name: act }).click();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason);
  await dialog.getByRole('button', { name: send }).click();
  await expect(dialog).toHaveCount(0);
}

/** The second person, in the bell. */
async function approve(desk: Desk, what: string): Promise<void> {
  const { page } = desk;
  await desk.signIn(SECOND_RISK);
  await page.getByRole('button', { name: /^Calls and notices/ }).click();
  const list = page.getByRole('dialog', { name: 'Calls and notices' });
  const proposal = list.locator('.bell-proposal').filter({ hasText: what });
  await proposal.getByRole('button', { name: /^Approve/ }).click();
  await expect(proposal).toHaveCount(0);
  await page.keyboard.press('Escape');
}

async function atBothSizes(desk: Desk, name: string): Promise<void> {
  const { page } = desk;
  await desk.screenshot(name);
  await page.setViewportSize({ width: 1280, height: 800 });
  await desk.screenshot(`${name}-1280`);
  await page.setViewportSize({ width: 1920, height: 1080 });
  expect(await desk.accessibilityFaults(), `axe, ${name}`).toEqual([]);
}

test(
  'LIFE-03 two people open it, and its call is seen step by step to its end',
  { tag: '@long' },
  async ({ desk, host }) => {
    const { page, strip, ladder, ticket, blotters } = desk;
    const { order } = await lookAt(desk, () => host.link());
    await desk.signIn(TRADER);
    await desk.command(SUBACCOUNT);
    await desk.chooseInstrument(SYMBOL);
    await expect(strip).toContainText(`${SYMBOL} PRE-OPEN`);
    await expect(ladder).toContainText('Pre-open');
    await expect(ticket).toContainText('Pre-open Limit orders that stay, amends and cancels');
    const bid = await nearMark(desk, 40);
    await sendLimit(desk, bid, '0.015');
    await ticket.getByRole('button', { name: 'Market' }).click();
    await ticket.getByRole('textbox', { name: 'Size' }).fill('0.010');
    await expect(ticket).toContainText('Would be refused: CALL_COLLECTS');
    // A trader has no say in it.
    await page.keyboard.press('Alt+h');
    await expect(dialogOf(desk)).toHaveCount(0);

    await desk.signIn(RISK);
    await desk.command('resume');
    const dialog = dialogOf(desk);
    const send = dialog.getByRole('button', { name: `Propose to resume ${SYMBOL}` });
    await expect(send).toBeDisabled();
    expect(await desk.accessibilityFaults('dialog'), 'axe in the dialog').toEqual([]);
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('First day');
    await desk.screenshot('state-dialog-resume');
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(strip).toContainText(`${SYMBOL} PRE-OPEN`);
    await approve(desk, `Resume ${SYMBOL}: First day`);

    await expect(strip).toContainText(`${SYMBOL} AUCTION`);
    await expect(strip).toContainText(/0:\d\d left/);
    await expect(strip).toContainText('Indicative nothing crosses');
    await desk.signIn(TRADER);
    expect(await order('sell', await nearMark(desk, 0))).toBe('done');
    await expect(strip).toContainText(/Indicative [\d,.]+ \u00d7 0\.010/);
    await expect(strip).toContainText('Surplus BUY 0.005');
    await expect(ladder.locator('.price.indicative')).toHaveCount(1);
    expect(await order('sell', await nearMark(desk, 10))).toBe('done');
    await expect(strip).toContainText(/Indicative [\d,.]+ \u00d7 0\.015/);
    await expect(strip).toContainText('Surplus SELL 0.005');
    await desk.screenshot('auction');
    await expect(strip).toContainText(`${SYMBOL} open`, { timeout: (CALL_S + 5) * 1_000 });
    await expect(ladder.locator('.price.indicative')).toHaveCount(0);
    await desk.openBlotter('Executions');
    await blotters.getByRole('button', { name: 'Selected only' }).click();
    const fill = blotters.locator('.ag-row').filter({ hasText: SYMBOL }).filter({
      hasText: SUBACCOUNT,
    });
    await expect(fill.first()).toContainText('auction');
    await blotters.getByRole('button', { name: 'Selected only' }).click();
    await desk.openBlotter('Alerts');
    await expect(blotters).toContainText(`The call of ${SYMBOL} ended: 0.015 traded at`);
  },
);

test(
  'GATE-02 one person halts it with a reason, two resume it: post-only, a call, open',
  { tag: '@long' },
  async ({ desk, host }) => {
    const { page, strip, ladder, ticket } = desk;
    await lookAt(desk, () => host.link());
    await desk.signIn(RISK);
    await ask(desk, 'Halt', 'Two feeds differ', `Halt: ${SYMBOL}`);
    await expect(strip).toContainText(`${SYMBOL} HALTEDby ${RISK}: Two feeds differ, since`);
    await expect(ladder).toContainText(`Haltedby ${RISK}: Two feeds differ`);
    await desk.signIn(TRADER);
    await desk.command(SUBACCOUNT);
    await desk.chooseInstrument(SYMBOL);
    await expect(ticket).toContainText(`${SYMBOL} is halted, by ${RISK}: Two feeds differ, since`);
    await expect(ticket).toContainText('Only cancels; stops wait and nothing is liquidated.');
    await ticket.getByRole('textbox', { name: 'Price' }).fill(await nearMark(desk, -50));
    await ticket.getByRole('textbox', { name: 'Size' }).fill('0.010');
    await expect(desk.send).toBeDisabled();
    await atBothSizes(desk, 'halted');
    await desk.openBlotter('Alerts');
    await expect(desk.blotters).toContainText(
      `${SYMBOL} takes no orders: by ${RISK}, Two feeds differ.`,
    );

    await desk.signIn(RISK);
    await ask(desk, 'Resume', 'Feeds agree', `Propose to resume ${SYMBOL}`);
    // Whoever asked does not approve.
    await page.getByRole('button', { name: /^Calls and notices/ }).click();
    const own = page.locator('.bell-proposal').filter({ hasText: `Resume ${SYMBOL}: Feeds agree` });
    await expect(own).toHaveCount(1);
    await expect(own.getByRole('button', { name: /^Approve/ })).toHaveCount(0);
    await page.keyboard.press('Escape');
    await approve(desk, `Resume ${SYMBOL}: Feeds agree`);
    await expect(strip).toContainText(`${SYMBOL} POST-ONLY RESTART0:0`);
    await desk.signIn(TRADER);
    await desk.command(SUBACCOUNT);
    await desk.chooseInstrument(SYMBOL);
    await expect(ticket).toContainText(
      'Post-only restart Post-only orders within half of the band',
    );
    await expect(strip).toContainText(`${SYMBOL} AUCTION`, { timeout: 15_000 });
    await atBothSizes(desk, 'call');
    await expect(strip).toContainText(`${SYMBOL} open`, { timeout: (CALL_S + 5) * 1_000 });
  },
);

test(
  'LIFE-02 a call by hand, reduce-only and the end of it are seen as such',
  {
    tag: '@long',
  },
  async ({ desk, host }) => {
    const { page, strip, ticket, ladder } = desk;
    const { asRisk } = await lookAt(desk, () => host.link());
    await desk.signIn(RISK);
    await ask(desk, 'Call an auction', 'Rehearsal', `Call an auction: ${SYMBOL}`);
    await expect(strip).toContainText(`${SYMBOL} AUCTION`);
    await expect(strip).toContainText(`${SYMBOL} open`, { timeout: (CALL_S + 5) * 1_000 });
    await desk.command('reduce only');
    const dialog = dialogOf(desk);
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Unwinding');
    await desk.screenshot('state-dialog');
    await page.setViewportSize({ width: 1280, height: 800 });
    await desk.screenshot('state-dialog-1280');
    await page.setViewportSize({ width: 1920, height: 1080 });
    await dialog.getByRole('textbox', { name: 'Reason' }).press('Enter');
    await expect(strip).toContainText(`${SYMBOL} REDUCE ONLYby ${RISK}: Unwinding`);
    await desk.signIn(TRADER);
    await desk.command(SUBACCOUNT);
    await desk.chooseInstrument(SYMBOL);
    await expect(ticket).toContainText('Reduce only Only orders that reduce a position');
    await desk.screenshot('reduce-only');

    const command = { kind: 'instrument.settle', symbol: SYMBOL, note: 'Delisted' };
    expect(await asRisk({ kind: 'proposal.open', command })).toBe('done');
    await approve(desk, `Settle ${SYMBOL}: Delisted`);
    await expect(strip).toContainText(`${SYMBOL} SETTLEDby ${SECOND_RISK}: Delisted`);
    await expect(ladder).toContainText('Settled');
    await page.keyboard.press('Alt+h');
    await expect(dialog).toContainText('Nothing leads on from here');
    await page.keyboard.press('Escape');
    await desk.signIn(TRADER);
    await expect(ticket).toContainText(`${SYMBOL} is settled`);
    await desk.screenshot('settled');
    // At the very end, for a theme is kept of its operator: the tests before it have the dark one.
    await page.getByRole('button', { name: 'light theme' }).click();
    await atBothSizes(desk, 'settled-light');
  },
);

/** Margin calls and a liquidation, from a simulated market that falls in two steps. */
import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import type { Desk } from './pages/desk.ts';

/** Holds a long position at fifty times its margin; of the desk Macro. */
const CALLED = 'Trend-2';
const TRADER = 'J. Mercer';
const OTHER_TRADER = 'K. Sato';

/** Called by the second fall, in cross margin, so that a transfer cures it. */
const CURED = 'XBT-Basis';

/** The first fall leaves it called and not liquidated; the second, three minutes on, takes it. */
const SHOCK = 'BTC -1.12% over 5s at 60s; BTC -0.75% over 10s at 240s';

/** How the margin panel says that a call is open. */
const CALL_WORDS = /L\d (?:below|not cured)/;

test.use({ hostOptions: ['--speed', '1x', '--shock', SHOCK] });
test.describe.configure({ mode: 'serial' });

async function selectedAlerts(desk: Desk): Promise<string[]> {
  const rows = desk.blotters.getByRole('row').filter({ hasText: CALLED });
  // The newest stands on top.
  return (await rows.allInnerTexts()).reverse();
}

/** The cures that these places name, all at one moment. */
async function curesIn(places: Locator): Promise<string[]> {
  const texts = await places.allInnerTexts();
  return texts.map((text) => /[Cc]ure ([\d,.]+) /.exec(text)?.[1] ?? '');
}

test('a margin call is told, stays pinned, and is acknowledged by a trader of its desk', async ({
  desk,
}) => {
  const { page, pinned, toasts } = desk;
  await desk.signIn(OTHER_TRADER);
  // Slow enough that nobody who looks late meets the second fall.
  await desk.setSpeed('10');
  await expect(pinned).toContainText(`Margin call ${CALLED}`, { timeout: 60_000 });
  // From here on a minute is a minute: the second fall is far.
  await desk.setSpeed('1');
  const told = toasts.filter({ hasText: CALLED });
  await expect(told).toContainText('Stays until a named person acknowledges it.');
  // The toast follows its call: another cure than it was raised with, and the one that is pinned.
  const [raised] = await curesIn(told);
  await expect
    .poll(async () => {
      const [cure, other, ...more] = await curesIn(told.or(pinned));
      return cure !== raised && cure === other && more.length === 0;
    })
    .toBe(true);
  await expect(told).toHaveCount(1);
  await expect(pinned.getByRole('button', { name: 'Acknowledge' })).toHaveCount(0);
  await desk.screenshot('call-pinned');

  await page.keyboard.press('Alt+2');
  const list = desk.panel('Margin calls');
  const listed = list.getByRole('row').filter({ hasText: CALLED });
  await expect(listed).toContainText('Not acknowledged');
  await expect(list.getByRole('button', { name: /^Acknowledge/ })).toHaveCount(0);
  await expect(list).toContainText('by a trader of its desk');
  // Entering it leads to its margin, in the workspace where it is traded.
  await listed.getByRole('gridcell').nth(1).press('Enter');
  await expect(desk.panel('Margin')).toContainText(CALLED);

  for (const theme of ['dark', 'light']) {
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    expect(await desk.accessibilityFaults(), `axe in ${theme}`).toEqual([]);
    if (theme === 'dark') await page.getByRole('button', { name: 'light theme' }).click();
  }

  await page.keyboard.press('F8');
  await expect(toasts.filter({ hasText: 'NOT_AUTHORISED' })).toBeVisible();
  await expect(pinned).toContainText(CALLED);

  await desk.signIn(TRADER);
  await expect(pinned.getByRole('button', { name: 'Acknowledge' })).toBeVisible();
  await page.keyboard.press('F8');
  await expect(pinned.filter({ hasText: CALLED })).toHaveCount(0);
  await expect(told.filter({ hasText: 'Stays until' })).toHaveCount(0);
  await page.keyboard.press('Alt+2');
  await expect(listed).toContainText(TRADER);
  await page.keyboard.press('Alt+1');
  await desk.openBlotter('Alerts');
  await expect
    .poll(async () => (await selectedAlerts(desk)).join('\n'))
    .toContain(`${TRADER} acknowledged the margin call on ${CALLED}.`);
});

test('a liquidation is seen step by step, in order', async ({ desk }) => {
  await desk.signIn(TRADER);
  await desk.openBlotter('Alerts');
  await desk.setSpeed('20');
  const ended = `Liquidation of ${CALLED}, BTCUSDT isolated, ended`;
  await expect
    .poll(async () => (await selectedAlerts(desk)).join('\n'), { timeout: 90_000 })
    .toContain(ended);
  const steps = (await selectedAlerts(desk)).flatMap((row) => {
    const step = /\b(?:call\.raised|liquidation\.\w+)\b/.exec(row)?.[0] ?? '';
    return step === '' ? [] : [step];
  });
  const began = steps.indexOf('liquidation.started');
  expect(steps.slice(0, began)).toContain('call.raised');
  expect(steps.slice(began + 1, -1)).toContain('liquidation.sliced');
  expect(steps.at(-1)).toBe('liquidation.ended');
  // A slow desk may have let the first fall end it: the second is waited for at this speed too.
  const cured = desk.blotters.getByRole('row').filter({ hasText: CURED });
  await expect(cured.filter({ hasText: 'call.raised' })).not.toHaveCount(0, { timeout: 90_000 });
  // The end of the pass, where prices rise again, is left far away.
  await desk.setSpeed('1');
  const told = desk.toasts.filter({ hasText: `Liquidation of ${CALLED} ended` });
  await expect(told).toHaveCount(1);
  await expect(told).toContainText(/ended after \d+ slices/);
  await expect(desk.toasts.filter({ hasText: `Liquidation of ${CALLED}` })).toHaveCount(1);
  await desk.screenshot('liquidation');

  await desk.page.keyboard.press('Alt+2');
  const entries = desk.panel('Insurance fund').getByRole('row');
  const fee = entries.filter({ hasText: 'Liquidation fee' }).filter({ hasText: CALLED });
  await desk.screenshot('risk-after-liquidation');
  await fee.first().getByText('LIQ-').click();
  const alerts = desk.blotters.getByRole('tab', { name: 'Alerts' });
  await expect(alerts).toHaveAttribute('aria-selected', 'true');
});

test('a transfer of exactly the cure leaves a call nothing to ask for, and it is cured', async ({
  desk,
}) => {
  const { page, toasts } = desk;
  const margin = desk.panel('Margin');
  const offered = margin.getByRole('button', { name: 'Transfer' });
  await desk.goToTicketOf(CURED);
  await desk.chooseInstrument('BTCUSD Inverse');
  await expect(margin).toContainText(CALL_WORDS, { timeout: 90_000 });
  await expect(offered).toHaveCount(0);
  await desk.signIn(OTHER_TRADER);
  await desk.pauseMarket();
  // Whoever signs in is taken to what he looked at last: to another desk's call, above.
  await desk.panel('Accounts').locator('[row-id]').filter({ hasText: CURED }).click();
  await desk.chooseInstrument('BTCUSD Inverse');
  await desk.hasSettled(margin);
  await offered.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Transfer collateral' });
  const amount = dialog.getByRole('textbox', { name: 'Amount' });
  await expect(amount).toBeFocused();
  await expect(dialog.getByRole('combobox', { name: 'To' })).toHaveValue(CURED);
  await expect(dialog).toContainText(/Free\s*[\d,.]+ XBT/);
  expect(await desk.accessibilityFaults('dialog'), 'axe in the dialog').toEqual([]);
  await desk.screenshot('transfer');

  const cure = await amount.inputValue();
  await expect(margin).toContainText(cure);
  await amount.fill('1000');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('INSUFFICIENT_COLLATERAL');
  await amount.fill(cure);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(margin).toContainText('155.0 %');
  await expect(margin).toContainText('transferXBT0.00000000');

  // Calls are reviewed with the market's next prices: a little more outlasts how they move.
  await offered.press('Enter');
  await amount.fill('0.01');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await desk.resumeMarket();
  await expect(toasts.filter({ hasText: `Margin call cured, ${CURED}` })).toBeVisible();
  await expect(margin).not.toContainText(CALL_WORDS);
});

/** What goes with a window: cancel on disconnect, and the dead man's switch that it puts off. */
import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { OrderWatch } from './order-watch.ts';
import type { Desk } from './pages/desk.ts';

const SUBACCOUNT = 'Skew-1';
const TRADER = 'M. Okafor';
/** So far below the bid that nothing fills it. */
const BELOW_BID = 200;
/** The desk waits 5 s for a window to come back. */
const GRACE_MS = 5_000;

test.describe.configure({ mode: 'serial', timeout: 120_000 });

function dialogOf({ page }: Desk): Locator {
  return page.getByRole('dialog', { name: 'What goes with this window' });
}

/** How many orders live, as somebody elsewhere sees it. */
function seen(watch: OrderWatch, timeout = 10_000) {
  return expect.poll(() => watch.of(SUBACCOUNT), { timeout });
}

async function place(desk: Desk, size: string): Promise<void> {
  const { page, ticket } = desk;
  await desk.goToTicketOf(SUBACCOUNT);
  await expect(ticket).toContainText(/Bid [\d,.]+/);
  const [, bid = ''] = /Bid ([\d,.]+)/.exec(await ticket.innerText()) ?? [];
  const price = Math.floor(Number(bid.replaceAll(',', ''))) - BELOW_BID;
  await ticket.getByRole('textbox', { name: 'Price' }).fill(String(price));
  await ticket.getByRole('textbox', { name: 'Size' }).fill(size);
  await page.keyboard.press('Control+Enter');
  await expect(ticket).toContainText(`of ${SUBACCOUNT} is in the log`);
}

test(
  'SESS-05 off by default; on, a reload keeps the orders, a closed tab takes them',
  { tag: '@long' },
  async ({ desk, host }) => {
    const { page, strip } = desk;
    const watch = await OrderWatch.open(await host.link());
    await desk.signIn(TRADER);
    await place(desk, '0.011');
    await page.keyboard.press('Alt+g');
    const goes = dialogOf(desk).getByRole('checkbox', { name: 'Cancel on disconnect' });
    await expect(goes).not.toBeChecked();
    await expect(strip).not.toContainText('Cancel on disconnect');
    // It is on when the core says so.
    await goes.click();
    await expect(goes).toBeChecked();
    await expect(dialogOf(desk)).toContainText('on, 1 order now');
    expect(await desk.accessibilityFaults('dialog'), 'axe in the dialog').toEqual([]);
    await desk.screenshot('seat-dialog');
    await page.setViewportSize({ width: 1280, height: 800 });
    await desk.screenshot('seat-dialog-1280');
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.keyboard.press('Escape');
    await expect(strip).toContainText('Cancel on disconnect');
    await expect(strip.locator('.seat')).toContainText('1 order');
    expect(await desk.accessibilityFaults('.strip'), 'axe in the strip').toEqual([]);
    await seen(watch).toBe(1);

    // The page comes back by itself, signed in and with its word kept.
    await page.reload();
    await desk.isConnected();
    await expect(page.getByRole('button', { name: 'DEMO SIGN-IN' })).toContainText(TRADER);
    await page.waitForTimeout(GRACE_MS + 1_000);
    await expect(strip.locator('.seat')).toContainText('1 order');
    await seen(watch).toBe(1);
    await desk.screenshot('seat-strip');

    await page.close();
    await seen(watch, GRACE_MS + 5_000).toBe(0);
    expect(watch.alerts.join(' ')).toContain(`a session of ${TRADER} ended without a word`);
  },
);

test(
  'DEAD-01 the window puts its switch off while it lives; closed, the switch fires',
  {
    tag: '@long',
  },
  async ({ desk, host }) => {
    const { page, strip } = desk;
    const watch = await OrderWatch.open(await host.link());
    await desk.signIn(TRADER);
    await place(desk, '0.012');
    await desk.command('dead man');
    const dialog = dialogOf(desk);
    const seconds = dialog.getByRole('textbox', { name: 'Seconds' });
    await seconds.fill('3');
    await expect(dialog.getByRole('button', { name: 'Arm' })).toBeDisabled();
    await seconds.fill('15');
    await seconds.press('Enter');
    await expect(dialog).toContainText('This window puts it off every 5 s, for this session.');
    await page.keyboard.press('Escape');
    const fuse = strip.locator('.seat .fuse');
    await expect(fuse).toHaveText(/0:(0[1-9]|1[0-5])/);
    // Longer than its time: it is put off, and a page loaded anew goes on with that.
    await page.waitForTimeout(5_000);
    await page.reload();
    await desk.isConnected();
    await page.waitForTimeout(12_000);
    await expect(fuse).toHaveText(/0:(0[1-9]|1[0-5])/);
    await seen(watch).toBe(1);
    await desk.screenshot('switch-strip');

    // Disarmed, it takes nothing, and nobody puts it off.
    await page.keyboard.press('Alt+g');
    await dialog.getByRole('button', { name: 'Disarm' }).click();
    await expect(fuse).toHaveCount(0);
    await page.waitForTimeout(7_000);
    await seen(watch).toBe(1);
    await seconds.fill('6');
    await seconds.press('Enter');
    await expect(dialog).toContainText('This window puts it off');
    await page.close();
    await seen(watch, 15_000).toBe(0);
    expect(watch.alerts.join(' ')).toContain(`1 orders of a session of ${TRADER} were cancelled`);
  },
);

test(
  'SEQ-16 a killed core takes the orders of such a session when it is up again',
  { tag: '@long' },
  async ({ desk, host }) => {
    const { page, strip } = desk;
    await desk.signIn(TRADER);
    await place(desk, '0.013');
    await page.keyboard.press('Alt+g');
    const dialog = dialogOf(desk);
    // Armed while the core has not yet answered of the orders: neither answer takes back the other.
    await dialog.getByRole('checkbox', { name: 'Cancel on disconnect' }).click();
    const seconds = dialog.getByRole('textbox', { name: 'Seconds' });
    await seconds.fill('600');
    await seconds.press('Enter');
    await expect(dialog).toContainText('This window puts it off every 200 s');
    await page.keyboard.press('Escape');
    await expect(strip.locator('.seat')).toContainText('1 order');
    await desk.losesCore(() => host.killCore());
    await desk.isConnected();
    await expect(page.getByRole('button', { name: 'DEMO SIGN-IN' })).toContainText(TRADER);
    await expect(strip.locator('.seat')).toContainText('0 orders');
    await expect(strip.locator('.seat .fuse')).toHaveText(/\d+:\d\d/);
    const watch = await OrderWatch.open(await host.link());
    await seen(watch).toBe(0);
  },
);

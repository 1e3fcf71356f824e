/** Orders that follow a price, by hand against the real core: ticket, blotter, chart, trail. */
import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import type { Desk } from './pages/desk.ts';

/** Its strategy never touches this instrument, so nobody but the person orders there. */
const SUBACCOUNT = 'Skew-1';
const TICK = 0.1;

/** A laden machine is slow, and every test signs in and finds its account by keys. */
test.describe.configure({ timeout: 120_000 });

/** A market that a person holds; one test lets it go on, and holds it again. */
test.beforeEach(async ({ desk }) => {
  await desk.signIn('M. Okafor');
  await desk.pauseMarket();
  await desk.goToTicketOf(SUBACCOUNT);
  await desk.openBlotter('Orders');
  await desk.page.getByRole('button', { name: 'Selected only' }).click();
});

test.afterEach(async ({ desk }) => {
  await desk.page.keyboard.press('Escape');
  await desk.page.keyboard.press('Alt+x');
  await expect(desk.blotters.locator('.ag-row').filter({ hasText: SUBACCOUNT })).toHaveCount(0);
});

function field(desk: Desk, name: string): Locator {
  return desk.ticket.getByRole('textbox', { name, exact: true });
}

function ticksOf(text: string): number {
  return Math.round(Number(text.replaceAll(/[^\d.]/g, '')) / TICK);
}

function priceText(ticks: number): string {
  return (ticks / 10).toLocaleString('en-US', { minimumFractionDigits: 1 });
}

/** The price that the preview says the order would have now. */
async function priceNow(desk: Desk): Promise<number> {
  const cell = desk.ticket
    .locator('.preview tr')
    .filter({ hasText: 'Price now' })
    .locator('.after');
  await expect(cell).toHaveText(/\d/);
  return ticksOf(await cell.innerText());
}

async function sent(desk: Desk): Promise<Locator> {
  const { page, ticket } = desk;
  await page.keyboard.press('Control+Enter');
  await expect(ticket).toContainText(`of ${SUBACCOUNT} is in the log`);
  const order = /Order (\d+) of/.exec(await ticket.innerText())?.[1] ?? '';
  const row = desk.blotters.locator('.ag-row').filter({ hasText: order });
  await expect(row).toHaveCount(1);
  return row;
}

/** The cells of a row by their columns. */
async function cells(row: Locator, ...columns: readonly string[]): Promise<string[]> {
  const texts = columns.map((column) => row.locator(`[col-id="${column}"]`).innerText());
  return (await Promise.all(texts)).map((text) => text.trim());
}

test('it is written by keys, previewed at its price, and told in blotter, chart and file', async ({
  desk,
}) => {
  const { page, ticket, chart } = desk;
  await page.keyboard.press('b');
  await field(desk, 'Price').focus();
  await page.keyboard.press('k');
  await expect(field(desk, 'Offset')).toBeFocused();
  const follows = ticket.getByRole('combobox', { name: 'Follows' });
  await expect(follows).toHaveValue('behind');
  await expect(follows.getByRole('option')).toHaveText([
    'behind bid',
    'ahead of bid',
    'behind ask',
  ]);
  await field(desk, 'Size').fill('0.05');
  const bid = await priceNow(desk);
  await field(desk, 'Offset').fill('5');
  await expect.poll(() => priceNow(desk)).toBe(bid - 50);
  await expect(ticket.locator('.preview')).toContainText('Fee, maker');
  expect(await desk.accessibilityFaults(), 'axe').toEqual([]);
  await desk.screenshot('pegged-ticket');
  const row = await sent(desk);
  expect(await cells(row, 'type', 'price', 'trigger', 'flags', 'state')).toEqual([
    'primary peg',
    priceText(bid - 50),
    'best bid \u2212 5.0',
    '',
    'live',
  ]);
  const chip = chart.locator('.line-chip').filter({ hasText: 'PEG BUY 0.050' });
  await expect(chip).toBeVisible();

  // On the other side, up to a cap: G goes through what may be followed.
  await field(desk, 'Offset').focus();
  await page.keyboard.press('g');
  await expect(follows).toHaveValue('ahead');
  await page.keyboard.press('g');
  await expect(follows).toHaveValue('far');
  await field(desk, 'Offset').fill('');
  const near = await priceNow(desk);
  expect(near).toBeGreaterThanOrEqual(bid);
  await field(desk, 'Cap').fill(String((bid - 100) / 10));
  await expect.poll(() => priceNow(desk)).toBe(bid - 100);
  const capped = await sent(desk);
  expect(await cells(capped, 'type', 'price', 'trigger', 'flags')).toEqual([
    'market peg',
    priceText(bid - 100),
    'best offer',
    `at most ${priceText(bid - 100)}`,
  ]);

  const { lines } = await desk.exported();
  expect(lines.some((line) => line.includes('best bid \u2212 5.0'))).toBe(true);
  await desk.screenshot('pegged-orders');
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(ticket.locator('.preview')).toContainText(`If filled at ${priceText(bid - 100)}`);
  await desk.screenshot('pegged-1280');
  await page.setViewportSize({ width: 1920, height: 1080 });
});

test('its offset, cap and size are amended, and what follows is not moved by hand', async ({
  desk,
}) => {
  const { page, plot } = desk;
  await page.keyboard.press('b');
  await field(desk, 'Price').focus();
  await page.keyboard.press('k');
  await field(desk, 'Offset').fill('5');
  await field(desk, 'Size').fill('0.05');
  const at = await priceNow(desk);
  const row = await sent(desk);
  await row.getByRole('gridcell').first().click();
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog', { name: /^Amend buy 0\.050 BTCUSDT, primary peg/ });
  await expect(dialog.getByRole('textbox', { name: 'Offset' })).toBeFocused();
  await expect(dialog).toContainText('behind the best');
  await page.keyboard.press('ArrowUp');
  await expect(dialog).toContainText('Another price than its present one loses its place.');
  expect(await desk.accessibilityFaults('dialog'), 'axe in the dialog').toEqual([]);
  await desk.screenshot('pegged-amend');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(row.locator('[col-id="price"]')).toHaveText(priceText(at - 1));
  await expect(row.locator('[col-id="trigger"]')).toHaveText('best bid \u2212 5.1');
  await plot.focus();
  await page.keyboard.press('o');
  await expect(plot).not.toHaveAttribute('aria-valuetext', /, chosen/);
});

test('with the market going on it follows, and stays where others would take it', async ({
  desk,
}) => {
  const { page } = desk;
  await page.keyboard.press('b');
  await field(desk, 'Price').focus();
  await page.keyboard.press('k');
  await field(desk, 'Offset').fill('50');
  await field(desk, 'Size').fill('0.01');
  const before = priceText(await priceNow(desk));
  const row = await sent(desk);
  await expect(row.locator('[col-id="price"]')).toHaveText(before);
  await desk.resumeMarket();
  await expect(row.locator('[col-id="price"]')).not.toHaveText(before, { timeout: 30_000 });
  await expect(row.locator('[col-id="state"]')).toHaveText('live');
  await desk.pauseMarket();
});

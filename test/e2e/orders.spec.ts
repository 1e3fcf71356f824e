/** What a trader does to orders and positions by hand, against the real core. */
import { expect, test } from './fixtures.ts';
import type { Desk } from './pages/desk.ts';

/** Its strategy never touches this instrument, so nobody but the person orders there. */
const SUBACCOUNT = 'Skew-1';

/** So far below the bid that nothing fills it, and still on the ladder. */
const BELOW_BID = 30;

function number(text: string | undefined): number {
  return Number(text?.replaceAll(/[,+]/g, ''));
}

async function quoted(desk: Desk, side: 'Bid' | 'Ask'): Promise<number> {
  const { ticket } = desk;
  await expect(ticket).toContainText(new RegExp(`${side} [\\d,.]+`));
  return number(new RegExp(`${side} ([\\d,.]+)`).exec(await ticket.innerText())?.[1]);
}

/** Sends a limit order by the ticket's keys; its number. */
async function limitOrder(desk: Desk, price: number, size: string): Promise<string> {
  const { page, ticket } = desk;
  await ticket.getByRole('textbox', { name: 'Price' }).fill(String(price));
  await ticket.getByRole('textbox', { name: 'Size' }).fill(size);
  await page.keyboard.press('Control+Enter');
  await expect(ticket).toContainText(`of ${SUBACCOUNT} is in the log`);
  return /Order (\d+) of/.exec(await ticket.innerText())?.[1] ?? '';
}

/** Buys at the market; the size of the position is at least this. */
async function marketOrder(desk: Desk, size: string): Promise<void> {
  const { page, ticket } = desk;
  await ticket.getByRole('button', { name: 'Market' }).click();
  await ticket.getByRole('textbox', { name: 'Size' }).fill(size);
  await page.keyboard.press('Control+Enter');
  await expect(ticket).toContainText(`of ${SUBACCOUNT} is in the log`);
  await ticket.getByRole('button', { name: 'Limit' }).click();
}

test.beforeEach(async ({ desk }) => {
  await desk.signIn('M. Okafor');
  await desk.goToTicketOf(SUBACCOUNT);
});

test.afterEach(async ({ desk }) => {
  await desk.page.keyboard.press('Escape');
  await desk.page.keyboard.press('Alt+x');
  await expect(desk.ladder.locator('.own')).toHaveCount(0);
});

test('E amends price and size from the blotter: three keys move it one tick', async ({ desk }) => {
  const { page, blotters, ladder, chart } = desk;
  await desk.openBlotter('Orders');
  const price = Math.floor(await quoted(desk, 'Bid')) - BELOW_BID;
  const order = await limitOrder(desk, price, '0.03');
  const row = blotters.getByRole('row').filter({ hasText: order });
  await row.getByRole('gridcell').first().click();
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog', { name: /Amend buy [\d.]+ BTCUSDT/ });
  await expect(dialog).toContainText('Nothing is changed yet.');
  await page.keyboard.press('ArrowUp');
  await expect(dialog).toContainText('A new price loses its place: it goes to the end there.');
  expect(await desk.accessibilityFaults(), 'axe in the dialog').toEqual([]);
  await desk.screenshot('amend');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(row).toContainText((price + 0.1).toLocaleString('en-US'));

  await row.getByRole('button', { name: `Amend order ${order}` }).click();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(dialog).toContainText('Less at the same price keeps its place in the queue.');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(row).toContainText('0.029');
  await expect(ladder.locator('.work-bid.own')).toHaveText('0.029');
  await expect(chart.locator('.line-chips').getByText('BUY 0.029')).toHaveCount(1);

  await row.getByRole('gridcell').first().click();
  await page.keyboard.press('e');
  const box = dialog.getByRole('textbox', { name: 'Remaining size' });
  await box.fill('0.0295');
  await expect(dialog).toContainText('LOT: size moves in 0.001');
  await expect(dialog.getByRole('button', { name: 'Amend' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await page.keyboard.press('x');
  await expect(row).toHaveCount(0);
});

test('R reduces by half, C closes; both ask first with what the book gives', async ({ desk }) => {
  const { page, blotters } = desk;
  await desk.openBlotter('Positions');
  await marketOrder(desk, '0.4');
  await page.getByRole('button', { name: 'Selected only' }).click();
  const row = blotters.getByRole('row').filter({ hasText: SUBACCOUNT }).filter({ hasText: 'BTC' });
  const size = (): Promise<string | null> => row.locator('[col-id="size"]').textContent();
  const whole = number((await size()) ?? '');
  await row.getByRole('gridcell').first().click();
  await page.keyboard.press('r');
  const reduce = page.getByRole('dialog', { name: `Reduce BTCUSDT of ${SUBACCOUNT}` });
  const half = number(await reduce.getByRole('textbox', { name: 'Size' }).inputValue());
  expect(half).toBe(Math.floor((whole * 1_000) / 2) / 1_000);
  await expect(reduce).toContainText(/\d levels?, [\d.]+ BTC at/);
  await expect(reduce).toContainText('PAPER');
  expect(await desk.accessibilityFaults(), 'axe in the dialog').toEqual([]);
  await desk.screenshot('reduce');
  await page.keyboard.press('Enter');
  await expect(reduce).toHaveCount(0);
  await expect.poll(async () => number((await size()) ?? '')).toBeCloseTo(whole - half, 3);

  await page.keyboard.press('Alt+c');
  const close = page.getByRole('dialog', { name: `Close BTCUSDT of ${SUBACCOUNT}` });
  await expect(close.getByRole('button', { name: /^(Sell|Buy)/ })).toBeFocused();
  await expect(close).toContainText(/\d levels?, [\d.]+ BTC at/);
  expect(await desk.accessibilityFaults(), 'axe in the dialog').toEqual([]);
  await desk.screenshot('close');
  await page.keyboard.press('Enter');
  await expect(close).toHaveCount(0);
  await expect(row).toHaveCount(0);
});

/** Bands and queues in the ladder: what is not taken there, and what is before an own order. */
import { expect, test } from './fixtures.ts';
import type { Desk } from './pages/desk.ts';
import { listNext, SYMBOL } from './state-scene.ts';
import type { Scene } from './state-scene.ts';

const SUBACCOUNT = 'Skew-1';
const TRADER = 'M. Okafor';

test.describe.configure({ mode: 'serial', timeout: 120_000 });

let scene: Scene | null = null;

async function send({ page, ticket }: Desk, price: string, size: string): Promise<void> {
  await ticket.getByRole('textbox', { name: 'Price' }).fill(price);
  await ticket.getByRole('textbox', { name: 'Size' }).fill(size);
  await page.keyboard.press('Control+Enter');
  await expect(ticket).toContainText(`of ${SUBACCOUNT} is in the log`);
}

/** The instrument of this spec, listed once; a window that was there before is loaded anew. */
async function lookAt(desk: Desk, link: () => Promise<string>): Promise<Scene> {
  scene ??= await listNext(await link());
  await desk.page.reload();
  await desk.isConnected();
  await desk.signIn(TRADER);
  await desk.command(SUBACCOUNT);
  await desk.chooseInstrument(SYMBOL);
  await expect(desk.chart).toContainText(/Mark [\d,.]+/);
  return scene;
}

test('BAND-01 beyond the band the ladder is hatched, and a click there sends nothing', async ({
  desk,
  host,
}) => {
  const { page, ladder, ticket, toasts } = desk;
  await lookAt(desk, () => host.link());
  await desk.pauseMarket();
  await ladder.getByRole('group', { name: 'Ladder step' }).getByRole('button').last().click();
  const highest = ladder.locator('.bid.beyond').first();
  await expect(highest).toHaveAttribute('title', /^Outside the order band: bids up to [\d,.]+$/);
  await expect(ladder.locator('.ask.beyond').last()).toHaveAttribute('title', /offers from/);
  const price = ticket.getByRole('textbox', { name: 'Price' });
  const before = await price.inputValue();
  await highest.click();
  await expect(toasts.filter({ hasText: 'OUTSIDE_BAND' })).toContainText('Nothing was sent.');
  await expect(price).toHaveValue(before);
  await desk.screenshot('band');
  // What is typed all the same, the core refuses.
  const far = ladder.locator('.ladder-row', { has: page.locator('.bid.beyond') }).first();
  await price.fill((await far.locator('.price').innerText()).replaceAll(',', ''));
  await ticket.getByRole('textbox', { name: 'Size' }).fill('0.010');
  await expect(ticket).toContainText('Would be refused: OUTSIDE_BAND');
  await page.keyboard.press('Control+Enter');
  await expect(ticket.locator('.outcome.refused')).toContainText('OUTSIDE_BAND');
  await expect(ladder.locator('.own')).toHaveCount(0);
  await desk.resumeMarket();
});

test('BOOK-13 own orders say what is before them, live, and nothing of what others hide', async ({
  desk,
  host,
}) => {
  const { page, ladder, blotters, ticket } = desk;
  const { order, cancelAll } = await lookAt(desk, () => host.link());
  const mark = /Mark ([\d,.]+)/.exec(await desk.chart.innerText())?.[1]?.replaceAll(',', '') ?? '';
  const price = String(Math.round(Number(mark)) - 30);
  expect(await order('buy', price, { quantity: '2.500' })).toBe('done');
  expect(await order('buy', price, { quantity: '9.000', display: '0' })).toBe('done');
  expect(await order('buy', price, { quantity: '8.000', display: '0.500' })).toBe('done');
  await send(desk, price, '0.010');
  const chip = ladder.locator('.work-bid.own');
  await expect(chip).toHaveAttribute('data-ahead', '3');
  await expect(chip).toHaveAttribute('title', '0.010 working; lots ahead: 3.000 of 3.010');
  await desk.openBlotter('Orders');
  await blotters.getByRole('button', { name: 'Selected only' }).click();
  const ahead = blotters.locator('.ag-row [col-id="ahead"]');
  await expect(ahead).toHaveText('3.000');
  const told = ahead.locator('[title]');
  await expect(told).toHaveAttribute('title', '3.000 before it, of 3.010 shown at its price');
  expect(await order('buy', price, { quantity: '1.000' })).toBe('done');
  await expect(chip).toHaveAttribute('title', '0.010 working; lots ahead: 3.000 of 4.010');
  await expect(told).toHaveAttribute('title', '3.000 before it, of 4.010 shown at its price');
  await ticket.getByRole('textbox', { name: 'Size' }).fill('0.020');
  await desk.screenshot('queue');
  await page.setViewportSize({ width: 1280, height: 800 });
  await desk.screenshot('queue-1280');
  await page.getByRole('button', { name: 'light theme' }).click();
  await page.setViewportSize({ width: 1920, height: 1080 });
  await desk.screenshot('queue-light');
  expect(await desk.accessibilityFaults(), 'axe').toEqual([]);
  // What was before it goes, hidden or not: that is said within a second.
  expect(await cancelAll()).toBe('done');
  await expect(told).toHaveAttribute('title', '0.000 before it, of 0.010 shown at its price');
  await expect(chip).toHaveAttribute('data-ahead', '0');
});

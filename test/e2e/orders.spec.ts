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

/** Sends a limit order by the ticket's keys; its number. */
async function limitOrder(desk: Desk, price: number, size: string): Promise<string> {
  const { ticket } = desk;
  await ticket.getByRole('textbox', { name: 'Price' }).fill(String(price));
  await ticket.getByRole('textbox', { name: 'Size' }).fill(size);
  await desk.sendByKey();
  return desk.placedFor(SUBACCOUNT);
}

/** Buys at the market; the size of the position is at least this. */
async function marketOrder(desk: Desk, size: string): Promise<void> {
  const { ticket } = desk;
  await ticket.getByRole('button', { name: 'Market' }).click();
  await ticket.getByRole('textbox', { name: 'Size' }).fill(size);
  await desk.sendByKey();
  await desk.placedFor(SUBACCOUNT);
  await ticket.getByRole('button', { name: 'Limit' }).click();
}

/** A market that a person holds, to the last test: nothing trades but by hand. */
test.beforeEach(async ({ desk }) => {
  await desk.signIn('M. Okafor');
  await desk.pauseMarket();
  await desk.goToTicketOf(SUBACCOUNT);
  await desk.ladder.getByRole('grid').press('Space');
});

test.afterEach(async ({ desk }) => {
  await desk.page.keyboard.press('Escape');
  await desk.page.keyboard.press('Alt+x');
  await expect(desk.ladder.locator('.own')).toHaveCount(0);
});

test('a limit order takes five keys: best price, a tick off, Tab, size, send', async ({ desk }) => {
  const { page, ticket, ladder } = desk;
  await desk.quoted('Bid');
  await ticket.getByRole('textbox', { name: 'Price' }).focus();
  const keys = ['ArrowUp', 'ArrowDown', 'Tab', '1', 'Control+Enter'];
  for (const key of keys) await page.keyboard.press(key);
  await expect(ticket).toContainText(`of ${SUBACCOUNT} is in the log`);
  await expect(ladder.locator('.work-bid.own')).toHaveAttribute('title', /^1\.000 working/);
});

test('E amends price and size from the blotter: three keys move it one tick', async ({ desk }) => {
  const { page, ladder, chart } = desk;
  await desk.openBlotter('Orders');
  await page.getByRole('button', { name: 'Selected only' }).click();
  const price = Math.floor(await desk.quoted('Bid')) - BELOW_BID;
  const order = await limitOrder(desk, price, '0.03');
  const row = desk.orderRow(order);
  await row.getByRole('gridcell').first().click();
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog', { name: /Amend buy [\d.]+ BTCUSDT/ });
  await expect(dialog).toContainText('Nothing is changed yet.');
  await desk.hasKeyboard(dialog);
  await page.keyboard.press('ArrowUp');
  await expect(dialog).toContainText('A new price loses its place: it goes to the end there.');
  expect(await desk.accessibilityFaults('dialog'), 'axe in the dialog').toEqual([]);
  await desk.screenshot('amend');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(row).toContainText((price + 0.1).toLocaleString('en-US'));

  await row.getByRole('button', { name: `Amend order ${order}` }).click();
  await desk.hasKeyboard(dialog);
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
  await desk.hasKeyboard(row);
  await page.keyboard.press('x');
  await expect(row).toHaveCount(0);
});

test('R reduces by half, C closes; both ask first with what the book gives', async ({ desk }) => {
  const { page, blotters } = desk;
  await desk.openBlotter('Positions');
  await marketOrder(desk, '0.4');
  await page.getByRole('button', { name: 'Selected only' }).click();
  const row = blotters.getByRole('row').filter({ hasText: SUBACCOUNT }).filter({ hasText: 'BTC' });
  // With its unit behind it.
  const size = async (): Promise<number> => {
    const text = await row.locator('[col-id="size"]').textContent();
    return number((text ?? '').replace(' BTC', ''));
  };
  const whole = await size();
  await row.getByRole('gridcell').first().click();
  await page.keyboard.press('r');
  const reduce = page.getByRole('dialog', { name: `Reduce BTCUSDT of ${SUBACCOUNT}` });
  const half = number(await reduce.getByRole('textbox', { name: 'Size' }).inputValue());
  expect(half).toBe(Math.floor((whole * 1_000) / 2) / 1_000);
  await expect(reduce).toContainText(/\d levels?, [\d.]+ BTC at/);
  await expect(reduce).toContainText('PAPER');
  await desk.hasKeyboard(reduce);
  expect(await desk.accessibilityFaults('dialog'), 'axe in the dialog').toEqual([]);
  await desk.screenshot('reduce');
  await page.keyboard.press('Enter');
  await expect(reduce).toHaveCount(0);
  await expect.poll(size).toBeCloseTo(whole - half, 3);

  await page.keyboard.press('Alt+c');
  const close = page.getByRole('dialog', { name: `Close BTCUSDT of ${SUBACCOUNT}` });
  await expect(close.getByRole('button', { name: /^(Sell|Buy)/ })).toBeFocused();
  await expect(close).toContainText(/\d levels?, [\d.]+ BTC at/);
  expect(await desk.accessibilityFaults('dialog'), 'axe in the dialog').toEqual([]);
  await desk.screenshot('close');
  await page.keyboard.press('Enter');
  await expect(close).toHaveCount(0);
  await expect(row).toHaveCount(0);
});

test(
  'armed, a click sends at once, until Esc or another account disarms',
  { tag: '@long' },
  async ({ desk }) => {
    const { page, ladder } = desk;
    const bar = ladder.locator('.one-click-bar');
    const own = ladder.locator('.work-bid.own');
    const accounts = page.getByRole('combobox', { name: 'Trade for' });
    await ladder.getByRole('grid').focus();
    await page.keyboard.press('Alt+o');
    const dialog = page.getByRole('dialog', { name: 'Arm one-click trading in BTCUSDT' });
    await expect(dialog).toContainText('PAPER');
    expect(await desk.accessibilityFaults('dialog'), 'axe in the dialog').toEqual([]);
    await desk.hasKeyboard(dialog);
    await page.keyboard.press('Enter');
    await expect(bar).toContainText('A click sends 0.010 BTC');
    await expect(bar.getByRole('timer')).toHaveText(/0:5\d/);
    await expect(ladder.locator('.armed-frame')).toHaveCount(1);
    await expect(desk.ticket.locator('.armed-frame')).toHaveCount(1);
    expect(await desk.accessibilityFaults(), 'axe while armed').toEqual([]);

    // The lowest row of the ladder: far from the market, so that it rests.
    await ladder.locator('.ladder-row .bid').last().click();
    await expect(own).toHaveText('0.010');
    await expect(bar).toContainText('0.090 left of 0.100');
    await page.keyboard.press('2');
    await expect(bar).toContainText('A click sends 0.020 BTC');
    await desk.screenshot('one-click-armed');
    await page.keyboard.press('Escape');
    await expect(bar).toHaveCount(0);
    await ladder.locator('.ladder-row .bid').last().click();
    await expect(own).toHaveText('0.010');

    await page.keyboard.press('Alt+o');
    await desk.hasKeyboard(dialog);
    await page.keyboard.press('Enter');
    await expect(bar).toHaveCount(1);
    // Armed, the ladder takes the keyboard: a menu that is opened before that would lose it.
    await expect(ladder.getByRole('grid')).toBeFocused();
    await page.keyboard.press('Alt+a');
    await expect(accounts).toBeFocused();
    await page.keyboard.type('Vol-Arb');
    await page.keyboard.press('Enter');
    await expect(bar).toHaveCount(0);
    await expect(desk.toasts.filter({ hasText: 'The subaccount is Vol-Arb now.' })).toBeVisible();
    await page.keyboard.press('Alt+a');
    await expect(accounts).toBeFocused();
    await page.keyboard.type(SUBACCOUNT);
    // Not while it is armed: what takes that long holds frames up, and stale disarms.
    expect(await desk.accessibilityFaults(), 'axe in the menu').toEqual([]);
    await page.keyboard.press('Enter');
    await expect(own).toHaveText('0.010');
  },
);

test('Shift Up moves own orders of the ladder by a row, a drag by as many as it goes', async ({
  desk,
}) => {
  const { page, ladder, chart } = desk;
  await desk.openBlotter('Orders');
  const price = Math.floor((await desk.quoted('Bid')) / 5) * 5 - BELOW_BID;
  const row = desk.orderRow(await limitOrder(desk, price, '0.01'));
  const own = ladder.locator('.work-bid.own');
  const rowOfOwn = (): Promise<number> =>
    own.evaluate((cell) => Number((cell.parentElement as HTMLElement).dataset['row']));
  await expect(own).toHaveCount(1);
  const first = await rowOfOwn();
  await ladder.getByRole('grid').focus();
  // The cursor begins in the middle of the bids.
  await page.keyboard.press('ArrowLeft');
  const at = async (): Promise<number> =>
    ladder.locator('.cursor').evaluate((cell) => Number(cell.parentElement?.dataset['row']));
  for (let now = await at(); now !== first;) {
    await page.keyboard.press(now < first ? 'ArrowDown' : 'ArrowUp');
    now += Math.sign(first - now);
    await expect.poll(at).toBe(now);
  }
  await page.keyboard.press('Shift+ArrowUp');
  await expect.poll(rowOfOwn).toBe(first - 1);
  await expect(row).toContainText((price + 5).toLocaleString('en-US'));
  await expect(chart.locator('.axis-labels, .chart-canvas').first()).toBeVisible();
  await page.keyboard.press('Shift+ArrowDown');
  await expect.poll(rowOfOwn).toBe(first);
  await expect(row).toContainText(price.toLocaleString('en-US'));

  const box = await own.boundingBox();
  if (box === null) throw new Error('the chip has no place');
  await page.mouse.move(box.x + 10, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + 10, box.y + 8 + 24, { steps: 4 });
  await page.mouse.move(box.x + 10, box.y + 8 + 48, { steps: 4 });
  await page.mouse.up();
  await expect.poll(rowOfOwn).toBe(first + 2);
  await expect(row).toContainText((price - 10).toLocaleString('en-US'));
  await expect(own).toHaveCount(1);
});

test('a side is cancelled from the foot of the ladder, all of it by Alt X from anywhere', async ({
  desk,
}) => {
  const { page, ladder } = desk;
  const [bid, ask] = [await desk.quoted('Bid'), await desk.quoted('Ask')];
  await limitOrder(desk, Math.floor(bid) - BELOW_BID, '0.01');
  await desk.ticket.getByRole('button', { name: 'Sell' }).first().click();
  await limitOrder(desk, Math.ceil(ask) + BELOW_BID, '0.02');
  await expect(ladder).toContainText('Working 0.010 / 0.020');
  await ladder.getByRole('button', { name: 'Cancel asks' }).click();
  await expect(ladder).toContainText('Working 0.010 / 0');
  await desk.ticket.getByRole('textbox', { name: 'Price' }).focus();
  await page.keyboard.press('Alt+x');
  await expect(ladder).toContainText('Working 0 / 0');
  await desk.ticket.getByRole('button', { name: 'Buy' }).first().click();
});

test('a large order is read once more with the book that it would walk, and typed', async ({
  desk,
}) => {
  const { page, ticket, toasts } = desk;
  await ticket.getByRole('button', { name: 'Market' }).click();
  await ticket.getByRole('textbox', { name: 'Size' }).fill('5');
  await expect(ticket.locator('.preview')).toContainText('taker');
  await desk.sendByKey();
  const dialog = page.getByRole('dialog', { name: 'Large order, read it once' });
  await expect(dialog).toContainText('Buy 5 BTC BTCUSDT at the market');
  await expect(dialog).toContainText(/\d levels?, [\d.]+ BTC at [\d,.]+/);
  await expect(dialog).toContainText('PAPER');
  expect(await desk.accessibilityFaults('dialog'), 'axe in the dialog').toEqual([]);
  await desk.screenshot('large-order');
  await desk.hasKeyboard(dialog);
  await page.keyboard.type('4');
  await expect(dialog.getByRole('button', { name: /^Buy/ })).toBeDisabled();
  await page.keyboard.press('Backspace');
  await page.keyboard.type('5');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await desk.placedFor(SUBACCOUNT);
  await expect(toasts.filter({ hasText: 'Bought' }).first()).toBeVisible();
  await ticket.getByRole('button', { name: 'Limit' }).click();
  await page.keyboard.press('Alt+c');
  await desk.hasKeyboard(page.getByRole('dialog', { name: /^Close/ }));
  await page.keyboard.press('Enter');
  await expect(toasts.filter({ hasText: 'Sold' }).first()).toBeVisible();
});

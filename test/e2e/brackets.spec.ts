/** Brackets, linked orders and icebergs by hand, against the real core: ticket, blotter, chart. */
import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import type { Desk } from './pages/desk.ts';

/** Its strategy never touches this instrument, so nobody but the person orders there. */
const SUBACCOUNT = 'Skew-1';
const WIDE = { width: 1920, height: 1080 };
const SMALL = { width: 1280, height: 800 };

/** A laden machine is slow, and every test signs in and finds its account by keys. */
test.describe.configure({ timeout: 180_000 });

/** A market that a person holds, to the last test: nothing trades but by hand. */
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
  await expect(desk.chart.locator('.line-chip.of-order')).toHaveCount(0);
  await desk.page.keyboard.press('Alt+c');
  const dialog = desk.page.getByRole('dialog', { name: /^Close/ });
  if (await dialog.isVisible()) await desk.page.keyboard.press('Enter');
});

function field(desk: Desk, name: string): Locator {
  return desk.ticket.getByRole('textbox', { name, exact: true });
}

/** The best price of a side in whole ticks of 0.1. */
async function best(desk: Desk, side: 'Bid' | 'Ask'): Promise<number> {
  const { ticket } = desk;
  await expect(ticket).toContainText(new RegExp(`${side} [\\d,.]+`));
  const text = new RegExp(`${side} ([\\d,.]+)`).exec(await ticket.innerText())?.[1] ?? '';
  return Math.round(Number(text.replaceAll(',', '')) * 10);
}

function price(ticks: number): string {
  return (ticks / 10).toLocaleString('en-US', { minimumFractionDigits: 1 });
}

function rows(desk: Desk): Locator {
  return desk.blotters.locator('.ag-row').filter({ hasText: SUBACCOUNT });
}

/** A column of the own rows, as soon as it reads so: a grid takes rows in a moment later. */
async function reads(desk: Desk, name: string, texts: readonly (string | RegExp)[]): Promise<void> {
  await expect(rows(desk).locator(`[col-id="${name}"]`)).toHaveText(texts);
}

/** A bid with both exits, typed by keys from the price on; its price in ticks. */
async function bracket(desk: Desk, size: string, below = 3_000): Promise<number> {
  const { page, ticket } = desk;
  const at = (await best(desk, 'Bid')) - below;
  await page.keyboard.press('b');
  await field(desk, 'Price').fill(String(at / 10));
  await field(desk, 'Size').fill(size);
  await page.keyboard.press('x');
  await expect(field(desk, 'Take profit')).toBeFocused();
  await page.keyboard.type(String((at + 500) / 10));
  await page.keyboard.press('Tab');
  await page.keyboard.type(String((at - 400) / 10));
  await expect(ticket.locator('.exit-value')).toHaveCount(2);
  return at;
}

async function sent(desk: Desk): Promise<string> {
  await desk.page.keyboard.press('Control+Enter');
  await expect(desk.ticket).toContainText(`of ${SUBACCOUNT} is in the log`);
  return /Order (\d+) of/.exec(await desk.ticket.innerText())?.[1] ?? '';
}

test('a bracket is previewed, staged, sent, and stands as one in blotter and chart', async ({
  desk,
}) => {
  const { page, ticket, chart, plot } = desk;
  await expect(ticket.getByRole('textbox', { name: 'Take profit' })).toHaveCount(0);
  const at = await bracket(desk, '0.2');
  // 0.2 x 50.0 and 0.2 x 40.0, by the core.
  await expect(ticket.locator('.exit-value').first()).toContainText('+10.00');
  await expect(ticket.locator('.exit-value').last()).toContainText('\u22128.00');
  await page.keyboard.press('Enter');
  const words = `take profit ${(at + 500) / 10}, stop ${(at - 400) / 10} on mark`;
  await expect(ticket).toContainText(
    new RegExp(`Staged, not sent, ${words.replaceAll('.', '\\.')}`),
  );
  await expect(chart.locator('.line-chip').filter({ hasText: 'STAGED' })).toHaveCount(3);
  await desk.screenshot('bracket-staged');
  expect(await desk.accessibilityFaults(), 'axe with the exits open').toEqual([]);
  const entry = await sent(desk);

  await expect(rows(desk)).toHaveCount(3);
  const tag = `#${entry.slice(-3)}`;
  const links = [`entry ${tag}`, `\u2514 take profit ${tag}`, `\u2514 stop ${tag}`];
  await reads(desk, 'link', links);
  await reads(desk, 'state', ['live', 'for parent', 'for parent']);
  await reads(desk, 'realises', ['\u2014', '+10.00', '\u22128.00']);
  const chips = chart.locator('.line-chip').filter({ hasText: tag });
  await expect(chips).toHaveCount(3);
  await expect(chips.filter({ hasText: 'TP SELL 0.200 +10.00' })).toHaveCount(1);
  await expect(chips.filter({ hasText: 'STOP SELL 0.200 \u22128.00' })).toHaveCount(1);
  await expect(chart.locator('.link-mark')).toHaveCount(1);

  // The take-profit stands on top; moved, it is the order's to amend.
  await plot.focus();
  await page.keyboard.press('o');
  await expect(plot).toHaveAttribute(
    'aria-valuetext',
    /^take profit sell .*realises \+10\.00, chosen/,
  );
  await page.keyboard.press('Shift+ArrowUp');
  await expect(plot).toHaveAttribute('aria-valuetext', /realises \+10\.20, not sent/);
  await expect(chips.filter({ hasText: '+10.20' })).toHaveCount(1);
  await desk.screenshot('bracket-moving');
  await page.keyboard.press('Enter');
  const profit = rows(desk).filter({ hasText: 'take profit' });
  await expect(profit.locator('[col-id="price"]')).toHaveText(price(at + 510));
  await page.keyboard.press('Escape');

  // By a pointer, the stop.
  const chip = chips.filter({ hasText: 'STOP SELL' });
  const box = await chip.boundingBox();
  if (box === null) throw new Error('the chip has no place');
  await page.mouse.move(box.x + 12, box.y + 9);
  await page.mouse.down();
  await page.mouse.move(box.x + 12, box.y + 20, { steps: 3 });
  await expect(plot).toHaveAttribute('aria-valuetext', /^stop sell .*not sent$/);
  await page.mouse.up();
  const stop = rows(desk).filter({ hasText: '\u2514 stop' });
  await expect(stop.locator('[col-id="trigger"]')).not.toHaveText(`mark ${price(at - 400)}`);
  await plot.focus();
  await page.keyboard.press('Escape');

  // From its row, too: what waits for its parent has no size of its own.
  await stop.getByRole('gridcell').first().click();
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog', { name: /^Amend sell .*, stop$/ });
  await expect(dialog.getByRole('textbox')).toHaveCount(1);
  await dialog.getByRole('textbox', { name: 'Trigger' }).fill(String((at + 100) / 10));
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('BAD_BRACKET');
  expect(await desk.accessibilityFaults('dialog'), 'axe in the dialog').toEqual([]);
  await page.keyboard.press('Escape');

  const { lines } = await desk.exported();
  for (const name of ['Link', 'PnL there', 'Linked group', 'Parent', 'Shown']) {
    expect(lines[0]).toContain(`"${name}"`);
  }
  expect(lines.find((line) => line.includes(`take profit of ${entry}`))).toContain('"10.20"');
});

test('what is wrong with an exit is said at its field, and an exit may be said in ticks', async ({
  desk,
}) => {
  const { page, ticket } = desk;
  const at = await bracket(desk, '0.1');
  await field(desk, 'Take profit').fill(String((at - 100) / 10));
  await expect(ticket.locator('#ticket-takeProfit-fault')).toContainText('BAD_BRACKET');
  await field(desk, 'Take profit').fill('60000.05');
  await expect(ticket.locator('#ticket-takeProfit-fault')).toContainText('TICK: take profit moves');
  await page.keyboard.press('u');
  await expect(field(desk, 'Take profit')).toHaveValue('');
  await field(desk, 'Take profit').fill('700');
  await field(desk, 'Stop').fill('200');
  await expect(ticket.locator('.exits')).toContainText(`at ${((at + 700) / 10).toFixed(1)}`);
  await expect(ticket.locator('.exit-value').nth(1)).toContainText('+7.00');
  await page.keyboard.press('g');
  await expect(ticket.getByRole('combobox', { name: 'Stop waits for' })).toHaveValue('last');
  await sent(desk);
  await reads(desk, 'price', [price(at), price(at + 700), '\u2014']);
  await reads(desk, 'trigger', ['\u2014', '\u2014', `last ${price(at - 200)}`]);
  // There again, the key takes the exits away, and what is not seen is not sent.
  await field(desk, 'Stop').focus();
  await page.keyboard.press('x');
  await expect(field(desk, 'Take profit')).toHaveCount(0);
  await expect(field(desk, 'Price')).toBeFocused();
  await page.keyboard.press('x');
  await expect(field(desk, 'Take profit')).toHaveValue('');
});

test('an iceberg says in blotter and ladder what of it is shown', async ({ desk }) => {
  const { page, ticket, ladder } = desk;
  const at = (await best(desk, 'Bid')) - 20;
  await page.keyboard.press('b');
  await field(desk, 'Price').fill(String(at / 10));
  await field(desk, 'Size').fill('1');
  await page.keyboard.press('d');
  await expect(field(desk, 'Shown')).toBeFocused();
  await page.keyboard.type('0.001');
  await expect(ticket.locator('#ticket-display-fault')).toContainText('DISPLAY_TOO_SMALL');
  await field(desk, 'Shown').fill('0.2');
  await page.keyboard.press('Enter');
  await expect(ticket).toContainText('Staged, not sent, shows 0.2 at a time.');
  await sent(desk);
  await reads(desk, 'flags', ['0.200 / 1.000 shown']);
  await ladder.getByRole('grid').press('Space');
  const chip = ladder.locator('.work-bid.own');
  await expect(chip).toHaveAttribute('title', /^1\.000 working, 0\.200 of it shown; lots ahead: /);
  await desk.screenshot('iceberg');
  await ticket.getByRole('checkbox', { name: 'Hidden' }).check();
  await expect(field(desk, 'Shown')).toHaveValue('0');
  await field(desk, 'Shown').focus();
  await sent(desk);
  await expect(chip).toHaveAttribute('title', /^2\.000 working, 0\.200 of it shown; lots ahead: /);
  await reads(desk, 'flags', ['hidden', '0.200 / 1.000 shown']);
  const { lines } = await desk.exported();
  expect(lines.some((line) => line.includes('"hidden"') && line.includes('"0.000"'))).toBe(true);
});

test('a position is protected by two orders of which one is done', async ({ desk }) => {
  const { page, ticket, chart, blotters } = desk;
  const bid = await best(desk, 'Bid');
  await field(desk, 'Price').focus();
  await page.keyboard.press('m');
  await field(desk, 'Size').fill('0.4');
  await sent(desk);
  await desk.openBlotter('Positions');
  const position = rows(desk).filter({ hasText: 'BTCUSDT' });
  await position.getByRole('gridcell').first().click();
  await page.keyboard.press('p');
  const dialog = page.getByRole('dialog', { name: `Protect BTCUSDT of ${SUBACCOUNT}` });
  await expect(dialog.getByRole('textbox', { name: 'Take profit' })).toBeFocused();
  await page.keyboard.type(String((bid + 3_000) / 10));
  await page.keyboard.press('Tab');
  await page.keyboard.type(String((bid - 2_000) / 10));
  await expect(dialog.locator('.exit-value').filter({ hasText: 'Realises' })).toHaveCount(2);
  await expect(dialog.locator('.exit-value').first()).toContainText('Realises +');
  await expect(dialog.locator('.exit-value').last()).toContainText('Realises \u2212');
  expect(await desk.accessibilityFaults('dialog'), 'axe in the dialog').toEqual([]);
  await desk.screenshot('protect');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await desk.openBlotter('Orders');
  await expect(rows(desk)).toHaveCount(2);
  await reads(desk, 'link', [/^\u2514 take profit #/, /^\u2514 stop #/]);
  await reads(desk, 'flags', ['reduce-only', 'reduce-only']);
  // The position's own line is the third of them.
  await expect(chart.locator('.link-mark')).toHaveCount(1);
  await desk.screenshot('protected');
  const profit = rows(desk).filter({ hasText: 'take profit' });
  await profit.getByRole('gridcell').first().click();
  await page.keyboard.press('x');
  await expect(profit).toHaveCount(0);
  await expect(rows(desk).locator('[col-id="state"]')).toHaveText(['by its pair']);
  await expect(rows(desk).getByRole('button')).toHaveCount(0);
  await expect(blotters.locator('.is-paired')).not.toHaveCount(0);
  await expect(chart.locator('.link-mark')).toHaveCount(0);
  await expect(ticket).toBeVisible();
});

test('a bracket in both themes and at both sizes', { tag: '@long' }, async ({ desk }) => {
  const { page, ticket } = desk;
  await bracket(desk, '0.3');
  await sent(desk);
  await field(desk, 'Take profit').focus();
  for (const theme of ['dark', 'light']) {
    if (theme === 'light') await desk.command('light theme');
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    for (const size of [WIDE, SMALL]) {
      await page.setViewportSize(size);
      await field(desk, 'Take profit').focus();
      await expect(desk.send).toBeInViewport({ ratio: 1 });
      await expect(ticket.locator('.exit-value')).toHaveCount(2);
      await desk.screenshot(`bracket-${theme}-${size.width}`);
      expect(await desk.accessibilityFaults(), `${theme}, ${size.width}`).toEqual([]);
    }
  }
});

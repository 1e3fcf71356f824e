/** Every type of order by hand, against the real core: ticket, blotter, chart, file. */
import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import type { Desk } from './pages/desk.ts';

/** Its strategy never touches this instrument, so nobody but the person orders there. */
const SUBACCOUNT = 'Skew-1';

/** A market that a person holds, to the last test: no trigger is reached, and orders stay. */
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

/** The mark in whole ticks of 0.1. */
async function mark(desk: Desk): Promise<number> {
  let text = '';
  const read = async (): Promise<string> => {
    text = /Mark\s*([\d,.]+)/.exec(await desk.chart.innerText())?.[1] ?? '';
    return text;
  };
  await expect.poll(read).not.toBe('');
  return Math.round(Number(text.replaceAll(',', '')) * 10);
}

function price(ticks: number): string {
  return (ticks / 10).toLocaleString('en-US', { minimumFractionDigits: 1 });
}

/** Chooses a type by its letter, fills its fields and sends; its row in the blotter. */
async function placed(desk: Desk, key: string, fields: object): Promise<Locator> {
  const { page, ticket } = desk;
  await ticket.getByRole('textbox').first().focus();
  await page.keyboard.press(key);
  for (const [name, value] of Object.entries(fields)) await field(desk, name).fill(String(value));
  await desk.sendByKey();
  const row = desk.orderRow(await desk.placedFor(SUBACCOUNT));
  await expect(row).toHaveCount(1);
  return row;
}

/** The cells of a row, by their columns, come to read so. */
async function reads(row: Locator, cells: Readonly<Record<string, string>>): Promise<void> {
  for (const [column, text] of Object.entries(cells)) {
    await expect(row.locator(`[col-id="${column}"]`)).toHaveText(text);
  }
}

test('each type stands in the blotter as what it is, and in the file with all of it', async ({
  desk,
}) => {
  const { ticket, page } = desk;
  const at = await mark(desk);
  const [above, below] = [at + 3_000, at - 3_000];
  await page.keyboard.press('b');
  const stop = await placed(desk, 't', { Trigger: above / 10, Size: '0.01' });
  await reads(stop, {
    type: 'stop',
    trigger: `mark ${price(above)}`,
    price: '\u2014',
    timeInForce: 'IOC',
    state: 'waiting',
  });

  await field(desk, 'Trigger').focus();
  await page.keyboard.press('p');
  await ticket.getByRole('combobox', { name: 'Triggered by' }).selectOption('last');
  await ticket.getByRole('combobox', { name: 'Time in force' }).selectOption('gtd');
  await expect(ticket.getByRole('button', { name: /^Stop limit, more types/ })).toBeVisible();
  await ticket.getByRole('checkbox', { name: 'Post only' }).check();
  const times = ticket.getByRole('combobox', { name: 'Time in force' }).getByRole('option');
  await expect(times).toHaveText(['GTC', 'DAY', 'GTD']);
  const limit = { Trigger: above / 10, Price: (above + 100) / 10, Size: '0.02', Until: '23:59' };
  const stopLimit = await placed(desk, 'p', limit);
  await reads(stopLimit, {
    type: 'stop limit',
    trigger: `last ${price(above)}`,
    price: price(above + 100),
    flags: 'post-only',
    state: 'waiting',
  });
  await expect(stopLimit.locator('[col-id="timeInForce"]')).toHaveText(/^GTD .*23:59/);

  await ticket.getByRole('combobox', { name: 'Time in force' }).selectOption('day');
  const touched = await placed(desk, 'i', { Trigger: below / 10, Size: '0.03' });
  await reads(touched, { type: 'if touched', trigger: `last ${price(below)}` });
  await expect(touched.locator('[col-id="timeInForce"]')).toHaveText(/^DAY .*00:00/);
  const trailing = await placed(desk, 'r', { Trail: '250', Size: '0.04' });
  await reads(trailing, { type: 'trailing', flags: 'trail 250.0', state: 'waiting' });

  await field(desk, 'Trail').focus();
  await page.keyboard.press('l');
  await page.keyboard.press('n');
  await expect(field(desk, 'Client id')).toBeFocused();
  await page.keyboard.type('hedge-7 blt');
  await ticket.getByRole('combobox', { name: 'Self-trade' }).selectOption('Cancel both');
  await ticket.getByRole('checkbox', { name: /^Reprice/ }).check();
  const named = await placed(desk, 'l', { Price: below / 10, Size: '0.05' });
  await reads(named, {
    type: 'limit',
    clientId: 'hedge-7 blt',
    state: 'live',
    flags: 'post-only repriced cancelBoth',
  });
  await expect(field(desk, 'Client id')).toHaveValue('');

  expect(await desk.accessibilityFaults(), 'axe').toEqual([]);
  await desk.screenshot('order-types');
  await field(desk, 'Client id').focus();
  await page.keyboard.press('Escape');
  await expect(field(desk, 'Price')).toBeFocused();
  const { lines } = await desk.exported();
  expect(lines[0]).toContain('"Type"');
  for (const column of ['Trigger', 'Trail', 'Flags', 'Time in force', 'Client id', 'Expires']) {
    expect(lines[0]).toContain(`"${column}"`);
  }
  const ofLimit = lines.find((line) => line.includes('stop limit'));
  expect(ofLimit).toContain('GTD');
  expect(ofLimit).toMatch(/\d{4}-\d{2}-\d{2} 23:59:00/);
});

test('a stop that closes has the position\u2019s size, and is previewed at its trigger', async ({
  desk,
}) => {
  const { page, ticket } = desk;
  await page.keyboard.press('b');
  await field(desk, 'Price').focus();
  await page.keyboard.press('c');
  await expect(ticket).toContainText(`${SUBACCOUNT} has no position here to close.`);
  await expect(field(desk, 'Size')).toHaveCount(0);
  await page.keyboard.press('m');
  await field(desk, 'Size').fill('0.4');
  await desk.sendByKey();
  await desk.placedFor(SUBACCOUNT);
  const at = await mark(desk);
  await page.keyboard.press('c');
  await expect(ticket).toContainText('Closes the whole position, now LONG 0.400 BTC');
  await field(desk, 'Trigger').fill(String((at - 3_000) / 10));
  await expect(desk.send).toHaveText(/^Close 0\.400/);
  await expect(ticket.locator('.preview')).toContainText('At its trigger');
  await desk.screenshot('close-stop');
  const row = await placed(desk, 'c', { Trigger: (at - 3_000) / 10 });
  await reads(row, { type: 'close stop', size: '0.400', flags: 'reduce-only' });
  await row.getByRole('gridcell').first().click();
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog', { name: /^Amend sell 0\.400 BTCUSDT, close stop/ });
  await expect(dialog.getByRole('textbox', { name: 'Trigger' })).toBeFocused();
  await expect(dialog.getByRole('textbox')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(row.locator('[col-id="trigger"]')).toHaveText(`mark ${price(at - 3_001)}`);
  // The core lets no trigger pass the price that it waits for.
  await desk.hasKeyboard(row);
  await page.keyboard.press('e');
  await dialog.getByRole('textbox', { name: 'Trigger' }).fill(String((at + 3_000) / 10));
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('TRIGGERED_ALREADY');
  expect(await desk.accessibilityFaults('dialog'), 'axe in the dialog').toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+c');
  await desk.hasKeyboard(page.getByRole('dialog', { name: /^Close/ }));
  await page.keyboard.press('Enter');
  await expect(row).toHaveCount(0);
});

test('a trigger is moved on the chart by keys and by a pointer, a trail by its distance', async ({
  desk,
}) => {
  const { page, chart, plot } = desk;
  const at = await mark(desk);
  await page.keyboard.press('b');
  const row = await placed(desk, 't', { Trigger: (at + 2_000) / 10, Size: '0.01' });
  const chip = chart.locator('.line-chip').filter({ hasText: 'STOP BUY 0.010' });
  await expect(chip).toBeVisible();
  await plot.focus();
  await page.keyboard.press('o');
  await expect(plot).toHaveAttribute('aria-valuetext', /^stop buy 0\.010 at [\d,.]+, chosen$/);
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('ArrowDown');
  const moved = price(at + 2_009);
  await expect(plot).toHaveAttribute('aria-valuetext', new RegExp(`moved to ${moved}, not sent$`));
  await desk.screenshot('chart-moving');
  await page.keyboard.press('Enter');
  await expect(row.locator('[col-id="trigger"]')).toHaveText(`mark ${moved}`);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Escape');
  await expect(plot).not.toHaveAttribute('aria-valuetext', /not sent/);
  await expect(row.locator('[col-id="trigger"]')).toHaveText(`mark ${moved}`);

  const box = await chip.boundingBox();
  if (box === null) throw new Error('the chip has no place');
  await page.mouse.move(box.x + 12, box.y + 9);
  await page.mouse.down();
  await page.mouse.move(box.x + 12, box.y + 20, { steps: 3 });
  await page.mouse.move(box.x + 12, box.y + 33, { steps: 3 });
  await expect(plot).toHaveAttribute('aria-valuetext', /not sent$/);
  await page.mouse.up();
  const dragged = row.locator('[col-id="trigger"]');
  await expect(dragged).not.toHaveText(`mark ${moved}`);
  const ticks = Number((await dragged.innerText()).replaceAll(/[^\d.]/g, '')) * 10;
  expect(ticks).toBeLessThan(at + 2_009);
  expect(ticks).toBeGreaterThan(at);

  const trailing = await placed(desk, 'r', { Trail: '100', Size: '0.02' });
  await plot.focus();
  await page.keyboard.press('o');
  await page.keyboard.press('o');
  await expect(plot).toHaveAttribute('aria-valuetext', /^trailing buy 0\.020/);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(trailing.locator('[col-id="flags"]')).toHaveText('trail 100.1');
  await page.keyboard.press('Escape');
});

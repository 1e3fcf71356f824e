/** What a trader does, by keyboard alone, and how many keys each task takes. */
import { expect } from './fixtures.ts';
import { commands, counts, isSignedIn, rowOf, SUBACCOUNT, test } from './tasks.ts';

/** Called by the fall, and not liquidated by it; of the desk Macro. */
const CALLED = 'Trend-2';
test.use({ hostOptions: ['--speed', '1x', '--shock', 'BTC -1.12% over 6s at 60s'] });
// The first holds the market, in which the others trade; the last lets it go.
test.describe.configure({ mode: 'serial' });

test.afterAll(() => {
  for (const [name, taken] of counts) console.log(`${name}: ${taken} keys`);
});

test('a call is acknowledged', async ({ desk, keys, task }) => {
  const { pinned } = desk;
  await task('sign in', 8, async () => {
    await commands(desk, keys, 'merce');
    await isSignedIn(desk, 'J. Mercer');
  });
  await task('set the speed', 6, () => commands(desk, keys, '20x'));
  await expect(pinned).toContainText(`Margin call ${CALLED}`, { timeout: 60_000 });
  await task('pause the replay', 8, async () => {
    await commands(desk, keys, 'pause');
    await expect(desk.page.getByRole('button', { name: 'Resume' })).toBeVisible();
  });
  await task('acknowledge the call', 1, async () => {
    await keys.press('F8');
    await expect(pinned.filter({ hasText: CALLED })).toHaveCount(0);
  });
  await task('transfer the cure', 12, async () => {
    await commands(desk, keys, 'margin');
    await expect(desk.panel('Margin')).toBeFocused();
    await keys.press('Tab', 'Enter');
    const dialog = desk.page.getByRole('dialog', { name: 'Transfer collateral' });
    await expect(dialog.getByRole('textbox', { name: 'Amount' })).toBeFocused();
    await keys.press('Enter');
    await expect(dialog).toHaveCount(0);
  });
});

test('orders are given, changed and taken back', async ({ desk, keys, task }) => {
  const { page, ticket, ladder } = desk;
  const own = ladder.locator('.work-bid.own');
  const done = () => expect(ticket).toContainText(`of ${SUBACCOUNT} is in the log`);
  const price = ticket.getByRole('textbox', { name: 'Price' });
  await commands(desk, keys, 'okafo');
  await isSignedIn(desk, 'M. Okafor');
  await task('choose the subaccount', 7, async () => {
    await keys.press('Alt+a');
    await expect(page.getByRole('combobox', { name: 'Trade for' })).toBeFocused();
    await keys.type('skew');
    await keys.press('Enter');
    await expect(ticket.locator('.ticket-account')).toHaveText(SUBACCOUNT);
  });
  await task('switch the instrument and back', 4, async () => {
    await keys.press('Alt+ArrowDown');
    await expect(ladder).toContainText('ETHUSDT');
    await keys.press('Alt+ArrowUp');
    await expect(ladder).toContainText('BTCUSDT');
  });
  await expect(price).toBeFocused();
  // Of Bitcoin again, no more of the instrument that was looked at between.
  await expect(ticket).toContainText(/Bid \d\d,\d{3}\.\d/);
  await task('limit order, from the price', 6, async () => {
    await keys.press('ArrowUp', 'ArrowDown', 'Tab', '1');
    await keys.send(desk);
    await done();
  });
  await expect(own).toHaveAttribute('title', /^1\.000 working/);
  await task('cancel all orders of the instrument', 2, async () => {
    await keys.press('Alt+x');
    await expect(own).toHaveCount(0);
  });
  await task('stage an order in the ladder, from the ticket', 8, async () => {
    await keys.press('Shift+F6');
    await expect(ladder.getByRole('grid')).toBeFocused();
    await keys.press('Space', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
    await expect(ticket.getByRole('textbox', { name: 'Size' })).toBeFocused();
    await expect(price).not.toHaveValue('');
  });
  await keys.type('0.02');
  await keys.send(desk);
  await done();
  await expect(own).toHaveAttribute('title', /^0\.020 working/);
  const row = await rowOf(desk, keys, task, 'orders');
  const at = await row.textContent();
  await task('amend by one tick, from its row', 3, async () => {
    await keys.press('e');
    const dialog = page.getByRole('dialog', { name: /^Amend/ });
    await desk.hasKeyboard(dialog);
    await keys.press('ArrowUp', 'Enter');
    await expect(dialog).toHaveCount(0);
    await expect(row).not.toHaveText(at ?? '');
  });
  await desk.hasKeyboard(row);
  await task('cancel one order, from its row', 1, async () => {
    await keys.press('x');
    await expect(own).toHaveCount(0);
  });
});

test('positions are taken, guarded, halved and closed', async ({ desk, keys, task }) => {
  const { page, ticket, ladder } = desk;
  const bar = ladder.locator('.one-click-bar');
  const done = () => expect(ticket).toContainText(`of ${SUBACCOUNT} is in the log`);
  await commands(desk, keys, 'okafo');
  await isSignedIn(desk, 'M. Okafor');
  await commands(desk, keys, 'skew');
  await expect(ticket.locator('.ticket-account')).toHaveText(SUBACCOUNT);
  await commands(desk, keys, 'go order');
  await expect(ticket.getByRole('textbox', { name: 'Price' })).toBeFocused();
  await task('market order, from the price', 6, async () => {
    await keys.press('m');
    await expect(ticket.getByRole('textbox', { name: 'Size' })).toBeFocused();
    await keys.type('0.4');
    await keys.send(desk);
    await done();
  });
  await task('stop order, from the size', 9, async () => {
    await keys.press('t', 's');
    await expect(ticket.getByRole('textbox', { name: 'Trigger' })).toBeFocused();
    await keys.type('50000');
    await keys.send(desk);
    await done();
  });
  await task('protect the position, by the palette', 24, async () => {
    await commands(desk, keys, 'protect b');
    const dialog = page.getByRole('dialog', { name: /^Protect/ });
    await expect(dialog.getByRole('textbox', { name: 'Take profit' })).toBeFocused();
    await keys.type('70000');
    await keys.press('Tab');
    await keys.type('55000');
    await keys.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(desk.chart.locator('.link-mark')).toHaveCount(1);
  });
  await keys.press('Alt+x');
  const row = await rowOf(desk, keys, task, 'positions');
  const held = await row.locator('[col-id="size"]').textContent();
  await task('reduce by half, from its row', 2, async () => {
    await keys.press('r');
    const dialog = page.getByRole('dialog', { name: /^Reduce/ });
    await expect(dialog).toContainText(/[1-9] levels?/);
    await desk.hasKeyboard(dialog);
    await keys.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(row.locator('[col-id="size"]')).not.toHaveText(held ?? '');
  });
  await task('close the position on the screen', 3, async () => {
    await keys.press('Alt+c');
    const dialog = page.getByRole('dialog', { name: /^Close/ });
    await expect(dialog).toContainText(/[1-9] levels?/);
    await desk.hasKeyboard(dialog);
    await keys.press('Enter');
    await expect(dialog).toHaveCount(0);
    const rows = desk.blotters.locator('.ag-row').filter({ hasText: SUBACCOUNT });
    await expect(rows.filter({ hasText: 'BTCUSDT' })).toHaveCount(0);
  });
  await task('arm one-click trading and disarm it', 4, async () => {
    await keys.press('Alt+o');
    await desk.hasKeyboard(page.getByRole('dialog', { name: /^Arm one-click/ }));
    await keys.press('Enter');
    await expect(bar).toBeVisible();
    await expect(ladder.getByRole('grid')).toBeFocused();
    await keys.press('Escape');
    await expect(bar).toHaveCount(0);
  });
  await keys.press('Alt+x');
});

test('every type of order is chosen, sent and moved', async ({ desk, keys, task }) => {
  const { page, ticket, plot } = desk;
  const done = () => expect(ticket).toContainText(`of ${SUBACCOUNT} is in the log`);
  const field = (name: string) => ticket.getByRole('textbox', { name, exact: true });
  const rows = desk.blotters.locator('.ag-row').filter({ hasText: SUBACCOUNT });
  await commands(desk, keys, 'okafo');
  await isSignedIn(desk, 'M. Okafor');
  await commands(desk, keys, 'skew');
  await expect(ticket.locator('.ticket-account')).toHaveText(SUBACCOUNT);
  await commands(desk, keys, 'go order');
  await expect(field('Price')).toBeFocused();
  await task('limit order with take-profit and stop, from the price', 24, async () => {
    await keys.type('58000');
    await keys.press('Tab');
    await keys.type('0.01');
    await keys.press('x');
    await expect(field('Take profit')).toBeFocused();
    await keys.type('58500');
    await keys.press('Tab');
    await keys.type('57500');
    await keys.press('Control+Enter');
    await done();
  });
  // Pressed there again it takes them away, and the next order has none.
  await keys.press('x');
  await expect(field('Price')).toBeFocused();
  await task('stop limit order, from the price', 19, async () => {
    await keys.press('p');
    await expect(field('Trigger')).toBeFocused();
    await keys.type('66000');
    await keys.press('Tab');
    await keys.type('66010');
    await keys.press('Tab');
    await keys.type('0.01');
    await keys.send(desk);
    await done();
  });
  await task('trailing stop on the last price, from the size', 12, async () => {
    await keys.press('r', 'g');
    await expect(field('Trail')).toBeFocused();
    await expect(ticket.getByRole('combobox', { name: 'Triggered by' })).toHaveValue('last');
    await keys.type('500');
    await keys.press('Tab');
    await keys.type('0.01');
    await keys.send(desk);
    await done();
  });
  await task('good-till-date order, from the size', 17, async () => {
    await keys.press('l', 'f', 'f');
    await expect(field('Until')).toBeVisible();
    await keys.type('58000');
    await keys.press('Tab', 'Tab');
    await keys.type('23:59');
    await keys.send(desk);
    await done();
  });
  await commands(desk, keys, 'orders');
  await expect(rows).toHaveCount(6);
  await commands(desk, keys, 'go chart');
  while (!(await plot.evaluate((element) => element === document.activeElement))) {
    await page.keyboard.press('Tab');
  }
  await task('move the topmost order by a tick, from the plot', 3, async () => {
    await keys.press('o');
    await expect(plot).toHaveAttribute('aria-valuetext', /^stop limit .* at 66,000\.0, chosen$/);
    await keys.press('ArrowUp', 'Enter');
    const moved = rows.locator('[col-id="trigger"]').filter({ hasText: '66,000.1' });
    await expect(moved).toHaveCount(1);
  });
  await keys.press('Escape', 'Alt+x');
  await expect(rows).toHaveCount(0);
});

test('the desk is looked at, kept and explained', async ({ desk, keys, task }) => {
  const { page, blotters, toasts } = desk;
  const accounts = desk.panel('Accounts');
  await commands(desk, keys, 'okafo');
  await isSignedIn(desk, 'M. Okafor');
  await commands(desk, keys, 'resume');
  await task('change the theme', 8, async () => {
    await commands(desk, keys, 'light');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  });
  await task('open the list of keys and leave it', 3, async () => {
    await keys.press('?');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    await keys.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
  await task('fold a desk', 6, async () => {
    await keys.press('/');
    await expect(accounts.getByRole('textbox')).toBeFocused();
    await keys.press('Tab', 'Tab', 'ArrowDown', 'ArrowDown', 'ArrowLeft');
    // Wherever it stands by now: the market goes on, and the worst desk stands first.
    await expect(accounts.locator('[row-id^="desk/"].is-folded')).toHaveCount(1);
  });
  await task('freeze the rows and let them move', 2, async () => {
    const frozen = accounts.getByRole('button', { name: /^FROZEN \d\d:\d\d:\d\d$/ });
    const shown = (column: string) =>
      accounts.locator(`.ag-row [col-id="${column}"]`).allInnerTexts();
    await desk.hasKeyboard(accounts.locator('.ag-row'));
    await keys.press('f');
    await expect(frozen).toBeVisible();
    const [names, figures] = [await shown('name'), await shown('health')];
    await desk.screenshot('accounts-frozen');
    await expect.poll(() => shown('health')).not.toEqual(figures);
    expect(await shown('name')).toEqual(names);
    await keys.press('f');
    await expect(frozen).toHaveCount(0);
  });
  await task('save the layout', 11, async () => {
    await commands(desk, keys, 'save');
    await desk.hasKeyboard(page.getByRole('dialog', { name: 'Save layout as' }));
    await keys.type('two');
    await keys.press('Enter');
    await expect(toasts.filter({ hasText: 'Layout saved' })).toBeVisible();
  });
  // What the strategies did last stands on top, and stays there.
  await commands(desk, keys, 'pause');
  await commands(desk, keys, 'trail');
  await expect(blotters.getByRole('tab', { name: 'Trail' })).toBeFocused();
  const newest = blotters.locator('.ag-row').first();
  await expect(newest).toContainText('(algorithm)');
  await task('export what is shown, from the tab', 2, async () => {
    const download = page.waitForEvent('download');
    await keys.press('Tab', 'Enter');
    expect((await download).suggestedFilename()).toBe('bulkhead-trail.csv');
  });
  await task('see one strategy in the trail, from the tools', 6, async () => {
    // Past the chips and Older to the head of the grid.
    await keys.press('Tab', 'Tab', 'Tab', 'Tab', 'ArrowDown');
    await expect(newest.locator('.ag-cell:focus')).toHaveCount(1);
    await keys.press('g');
    const strategy = blotters.getByRole('button', { name: /^Strategy / });
    await expect(strategy).toHaveAttribute('aria-pressed', 'true');
  });
});

test('keys are changed, refused where they are taken, kept, and given back', async ({
  desk,
  host,
  keys,
  task,
}) => {
  const { page } = desk;
  const changing = page.getByRole('dialog', { name: 'Change keys' });
  const palette = page.getByRole('dialog', { name: 'Symbol or command' });
  await commands(desk, keys, 'okafo');
  await isSignedIn(desk, 'M. Okafor');
  await task('put the palette on another key', 16, async () => {
    await commands(desk, keys, 'change k');
    await desk.hasKeyboard(changing);
    await keys.press('Tab', 'Tab', 'Enter', 'Alt+k');
    await expect(changing.getByRole('button', { name: /^symbol.*: Alt K$/ })).toBeFocused();
  });
  await keys.press('Enter', 'Alt+n');
  await expect(changing.getByRole('alert')).toContainText('Alt N is taken, everywhere: another');
  expect(await desk.accessibilityFaults('dialog'), 'axe in the keys').toEqual([]);
  await desk.screenshot('keys');
  await keys.press('Escape');
  await expect(changing).toHaveCount(0);

  await keys.press('Control+k');
  await expect(palette).toHaveCount(0);
  await keys.press('Alt+k');
  await expect(palette).toBeVisible();
  await keys.press('Escape');
  await expect(page.getByTitle('Symbol or command, Alt K')).toBeVisible();

  // It is the operator's, not the browser's.
  await expect.poll(() => host.kept('preferences', '1.json')).toContain('Alt K');
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await desk.isConnected();
  await commands(desk, keys, 'okafo');
  await isSignedIn(desk, 'M. Okafor');
  await expect(page.getByTitle('Symbol or command, Alt K')).toBeVisible();
  await keys.press('?');
  await page.getByRole('button', { name: /^Change keys/ }).press('Enter');
  await changing.getByRole('button', { name: 'own again' }).press('Enter');
  await keys.press('Escape');
  await expect(page.getByTitle('Symbol or command, Ctrl K')).toBeVisible();
});

/** The Risk workspace: calls, who goes at which price, the fund, and what prices rest on. */
import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import type { Desk } from './pages/desk.ts';

const WIDE = { width: 1920, height: 1080 };
const SMALL = { width: 1280, height: 800 };

/** As they stand at 1920, column by column. */
const PANELS = [
  'Margin calls',
  'Liquidation ladder',
  'Margin by mode',
  'ADL queue',
  'Oracle health',
  'Insurance fund',
];

/** Goes to Risk by its key, and waits until what stands at every size has its figures. */
async function goToRisk(desk: Desk): Promise<void> {
  await desk.page.keyboard.press('Alt+2');
  const tabs = desk.page.getByRole('navigation', { name: 'Workspaces' });
  await expect(tabs.locator('[aria-current]')).toContainText('Risk');
  await expect(desk.panel('Margin calls')).toBeVisible();
  await expect(desk.panel('Insurance fund')).toContainText('USDT');
  await expect(desk.panel('Liquidation ladder')).toContainText('First in line');
  await expect(desk.panel('Margin by mode')).toContainText('Initial margin');
}

/** What the mark is made of, of one instrument after another, as the core tells it. */
async function looksAtMarks(desk: Desk, oracle: Locator): Promise<void> {
  await expect(oracle.getByText('Worst one source')).toBeVisible();
  const mark = (symbol: string): Locator => oracle.getByLabel(`Mark of ${symbol}`);
  await expect(mark('BTCUSDT').locator('dd[aria-current]').first()).toHaveText(/^[\d,]+\.\d$/);
  await expect(mark('BTCUSDT')).toContainText(/median|mean of A and|A alone/);
  await expect(mark('BTCUSDT')).toContainText('index with funding');
  await oracle.getByLabel('Instrument of the mark').selectOption('BTCUSD');
  await expect(mark('BTCUSD').locator('.key-value')).toHaveText(/^[\d,]+\.\d$/);
  const others = oracle.getByRole('list', { name: 'Other indices' });
  await others.getByRole('button', { name: /\.ETH/ }).press('Enter');
  const panel = desk.panel('Oracle health');
  await expect(panel.getByRole('region', { name: 'Index ETH' })).toBeVisible();
  await panel.getByLabel('Index', { exact: true }).selectOption('BTC');
  await expect(oracle).toBeVisible();
}

/** What the next funding rests on, and that what was paid is asked for. */
async function looksAtFunding(desk: Desk): Promise<void> {
  await desk.panel('Oracle health').getByRole('button', { name: 'Funding' }).press('Enter');
  const funding = desk.panel('Funding');
  const next = funding.getByRole('table', { name: 'Next funding of each perpetual' });
  const row = next.getByRole('row', { name: /^BTCUSDT/ });
  await expect(row.getByRole('cell').nth(2)).toHaveText(/^\d+:\d\d(:\d\d)?$/);
  const made = funding.getByRole('region', { name: 'Funding of BTCUSDT' });
  await expect(made).toContainText(/Minutes sampled ?\d+ of 480/);
  await expect(made).toContainText('Cap');
  await expect(funding).toContainText(/No funding was paid yet|Paid at/);
  await next.getByRole('button', { name: 'ETHUSDT' }).press('Enter');
  await expect(funding.getByRole('region', { name: 'Funding of ETHUSDT' })).toBeVisible();
  await desk.screenshot('risk-funding-dark');
  await funding.getByRole('button', { name: 'Funding' }).focus();
}

test.describe('the Risk workspace', () => {
  test('shows risk the fund, the queue and the oracle, by keys alone', async ({ desk }) => {
    const { page } = desk;
    await page.setViewportSize(WIDE);
    await desk.signIn('S. Lindqvist');
    await goToRisk(desk);
    const funds = desk.panel('Insurance fund');
    const usdt = funds.getByRole('region', { name: 'Insurance fund USDT' });
    await expect(usdt).toContainText(/8 h peak \d{1,3}(,\d{3})*\.\d\d/);
    await expect(usdt.getByRole('img', { name: /^Balance of USDT over the last / })).toBeVisible();
    await expect(usdt.getByRole('meter')).toHaveAttribute('aria-valuetext', /of 30 %$/);
    await expect(funds).toContainText('ADL off');

    // The founding put it in: the log says so, whichever core heard it.
    await expect(funds).toContainText('since it began');
    await expect(funds.locator('.ag-row').filter({ hasText: 'Contribution' })).not.toHaveCount(0);
    await expect(desk.panel('Margin calls')).toBeFocused();

    const queue = desk.panel('ADL queue');
    const rows = queue.locator('.ag-row');
    const first = rows.first();
    await expect(first).toContainText(/[\u25b2\u25bc] (LONG|SHORT)/);
    await expect(first.getByRole('gridcell').nth(2)).toHaveText(/^1 of \d+$/);
    await expect(first.getByRole('img', { name: /^[1-5] of 5 lights$/ })).toBeVisible();

    for (const panel of ['modes', 'oracles']) {
      await page.keyboard.press('F6');
      const held = page.locator('[data-panel]:focus-within');
      await expect(held).toHaveAttribute('data-panel', panel);
    }
    const oracle = desk.panel('Oracle health').getByRole('region', { name: 'Index BTC' });
    await expect(desk.panel('Oracle health')).toContainText('1 of 1 in, 100 % weight');
    await expect(desk.panel('Oracle health')).toContainText(/GREEN for \d+:\d\d/);
    await expect(oracle.locator('li[aria-current]')).toContainText('GREEN');
    const source = oracle.getByRole('row', { name: /-spot/ });
    await expect(source).toContainText('In');
    await expect(source).toContainText(/\d\.\d\d/);
    await expect(desk.panel('Oracle health').getByRole('button', { name: 'Oracle' })).toBeFocused();
    await looksAtMarks(desk, oracle);
    await looksAtFunding(desk);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(oracle).toBeVisible();
    await desk.screenshot('risk-1920-dark');

    await page.keyboard.press('Alt+1');
    await expect(desk.ladder).toBeVisible();
    await expect(queue).toHaveCount(0);
  });

  test('lists who is liquidated at which price, of the venue and of one account', async ({
    desk,
  }) => {
    const { page } = desk;
    await page.setViewportSize(WIDE);
    await desk.signIn('S. Lindqvist');
    await goToRisk(desk);
    const ladder = desk.panel('Liquidation ladder');
    await expect(ladder).toContainText(
      /First in line: \S+, slice [\d.,]+ BTC, price no worse than/,
    );
    await expect(ladder.getByRole('img', { name: /^Value that goes by distance/ })).toBeVisible();
    const rows = ladder.locator('[data-row]');
    const away = async (): Promise<number[]> => {
      const texts = await ladder.locator('tr:has([data-row]) td:nth-of-type(2)').allInnerTexts();
      return texts.map((text) => Number(text.replace('\u2212', '-').replace(',', '')));
    };
    // From the farthest short down to the farthest long, past the mark in the middle.
    await expect.poll(async () => (await away()).length).toBeGreaterThan(2);
    const distances = await away();
    expect(distances).toEqual(distances.toSorted((a, b) => b - a));

    await ladder.getByRole('combobox', { name: 'Instrument' }).selectOption('ETHUSDT');
    await expect(ladder.locator('.mark-tag')).toHaveText(/^\d,\d{3}\.\d\d$/);
    await expect(ladder.locator('[data-row]')).not.toHaveCount(0);
    // Its rows are one stop of the keyboard, and arrows go along them.
    const scope = ladder.getByRole('group', { name: 'Scope' }).getByRole('button');
    await scope.nth(1).focus();
    await page.keyboard.press('Tab');
    const held = ladder.locator('[data-row]:focus');
    await expect(held).toHaveCount(1);
    for (const key of ['ArrowDown', 'ArrowUp']) await page.keyboard.press(key);
    const named = await held.locator('.clipped').innerText();
    await page.keyboard.press('Enter');
    await expect(scope.nth(1)).toHaveText(named);
    await scope.nth(1).press('Enter');
    await expect(ladder.getByText('Instrument', { exact: true }).first()).toBeVisible();
    await expect(rows.filter({ hasText: 'ETHUSDT' })).toHaveCount(1);
    const modes = desk.panel('Margin by mode');
    await expect(modes).toContainText(named);
    await expect(modes.getByRole('row', { name: /^ETHUSDT (long|short) [\d.,]+/ })).toBeVisible();
    await expect(modes.getByRole('row', { name: /^liquidation price/ })).not.toHaveCount(0);
  });

  test('keeps how its panels are arranged, by keys alone', async ({ desk, host }) => {
    const { page } = desk;
    await page.setViewportSize(WIDE);
    await desk.signIn('S. Lindqvist');
    await goToRisk(desk);
    await page.keyboard.press('Alt+l');
    await page.getByRole('tab', { name: 'Margin calls' }).focus();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Escape');
    const tabs = page.getByRole('tablist', { name: 'Panels' });
    await expect(tabs.getByRole('tab', { name: 'Liquidation ladder' })).toBeVisible();
    const menu = page.getByRole('button', { name: 'DEMO SIGN-IN' });
    const file = `${await menu.getAttribute('data-operator')}.json`;
    // It is saved a moment after the change, wordlessly.
    await expect.poll(() => host.kept('preferences', file)).toContain('["liquidations","calls"]');
    await page.reload();
    await desk.isConnected();
    await desk.signIn('S. Lindqvist');
    await expect(tabs.getByRole('tab', { name: 'Margin calls' })).toBeVisible();
    await page.getByRole('button', { name: 'Layouts' }).click();
    await page.getByRole('menuitem', { name: 'Reset to default' }).click();
    await expect(tabs).toHaveCount(0);
  });

  test('a draft order waits in Trading, and its keys do nothing in Risk', async ({ desk }) => {
    const { page } = desk;
    await desk.signIn('M. Okafor');
    await desk.goToTicketOf('Skew-1');
    await expect(desk.ticket.locator('#ticket-price')).toBeFocused();
    await page.keyboard.type('50000');
    await expect(desk.ticket.locator('#ticket-price')).toHaveValue('50000');
    await goToRisk(desk);
    await page.keyboard.press('s');
    await page.keyboard.press('Alt+x');
    await expect(desk.toasts).toHaveCount(0);
    await page.keyboard.press('Alt+1');
    await expect(desk.ticket.locator('#ticket-price')).toHaveValue('50000');
    await expect(desk.send).toContainText(/buy/i);
  });

  test('is filled anew after its core was lost', async ({ desk, host }) => {
    await desk.signIn('S. Lindqvist');
    await goToRisk(desk);
    const said = await desk.losesCore(() => host.killCore());
    expect(said).toContain('Core stopped');
    await desk.isConnected();
    await expect(desk.panel('Liquidation ladder')).toContainText('First in line');
    await expect(desk.panel('Insurance fund')).toContainText('ADL off');
    await expect(desk.panel('Insurance fund')).toContainText('since it began');
  });

  test('marks positions with their lights for a trader', async ({ desk }) => {
    await desk.page.setViewportSize(WIDE);
    await desk.signIn('M. Okafor');
    await desk.openBlotter('Positions');
    const lights = desk.blotters.getByRole('img', { name: /^[1-5] of 5 lights$/ });
    await expect(lights.first()).toBeInViewport({ ratio: 1 });
    expect(await desk.accessibilityFaults('[data-panel="blotters"]')).toEqual([]);
    await desk.screenshot('positions-lights');
    await desk.page.setViewportSize(SMALL);
    await expect(lights.first()).toBeInViewport({ ratio: 1 });
    await desk.screenshot('positions-lights-1280');
  });

  test('tells a trader what margin is made of, and what liquidates a position', async ({
    desk,
  }) => {
    const { page } = desk;
    await page.setViewportSize(WIDE);
    await desk.signIn('M. Okafor');
    await desk.goToTicketOf('Vol-Arb');
    await desk.openBlotter('Positions');
    await expect(desk.blotters.getByRole('img', { name: 'cross' }).first()).toBeVisible();
    const margin = desk.panel('Margin');
    await margin.getByRole('button', { name: 'Components' }).press('Enter');
    const parts = margin.getByRole('table', { name: 'Margin by component' });
    const position = parts.getByRole('row', { name: /^(BTC|ETH)USDT (long|short) [\d,.]+ MARG/ });
    await expect(position.first().getByRole('cell').nth(2)).toHaveText(/^[\d,]+\.\d\d$/);
    await expect(parts.getByRole('row', { name: /^Closing fees MARG-03/ })).toBeVisible();
    await expect(parts.getByRole('row', { name: /^Free/ })).toBeInViewport();
    await expect(desk.panel('Chart')).toContainText(
      /(Long|Short) [\d,.]+, cross, liquidation (price none|[\d,.]+, [\d.]+ % away)/,
    );
    for (const theme of ['light', 'dark'] as const) {
      await page.getByRole('button', { name: `${theme} theme` }).click();
      expect(await desk.accessibilityFaults('[data-panel="margin"]'), theme).toEqual([]);
      await desk.screenshot(`margin-parts-${theme}`);
    }
    await page.setViewportSize(SMALL);
    await desk.openBlotter('Margin');
    await desk.screenshot('margin-parts-1280');
  });

  test('compares margin by mode before a switch, and makes it', async ({ desk }) => {
    const { page } = desk;
    await page.setViewportSize(WIDE);
    await desk.signIn('M. Okafor');
    await desk.goToTicketOf('Gamma-2');
    await goToRisk(desk);
    await page.keyboard.press('Alt+m');
    const dialog = page.getByRole('dialog', { name: 'Margin by mode, Gamma-2' });
    await desk.hasKeyboard(dialog);
    await expect(dialog.getByRole('columnheader', { name: 'Cross, now' })).toBeVisible();
    const initial = dialog.getByRole('row', { name: /^Initial margin/ });
    await expect(initial.getByRole('cell').nth(3)).toHaveText(/^[\d,]+\.\d\d$/);
    await expect(dialog.getByRole('row', { name: /^Price scan/ })).toBeVisible();
    expect(await desk.accessibilityFaults('dialog')).toEqual([]);
    await desk.screenshot('margin-by-mode');
    await dialog.getByRole('button', { name: 'Switch to portfolio' }).press('Enter');
    await expect(dialog.getByRole('columnheader', { name: 'Portfolio, now' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  });

  for (const [name, size] of [
    ['1920', WIDE],
    ['1280', SMALL],
  ] as const) {
    test(`is clean to axe and keeps everything in sight, ${name} wide`, async ({ desk }) => {
      const { page } = desk;
      await page.setViewportSize(size);
      await desk.signIn('R. Castellan');
      await goToRisk(desk);
      await desk.pauseMarket();
      for (const theme of ['dark', 'light'] as const) {
        if ((await page.locator('html').getAttribute('data-theme')) !== theme) {
          await page.getByRole('button', { name: `${theme} theme` }).click();
        }
        await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
        expect(await desk.accessibilityFaults(), theme).toEqual([]);
        await desk.screenshot(`risk-${name}-${theme}`);
      }
      for (const panel of PANELS) {
        // In a small window some are tabs of the nearest.
        const tab = page.getByRole('tab', { name: panel });
        if ((await tab.count()) > 0) await tab.click();
        await expect(desk.panel(panel)).toBeInViewport({ ratio: 1 });
      }
      expect(await desk.accessibilityFaults()).toEqual([]);
      await page.getByRole('button', { name: 'dark theme' }).click();
    });
  }

  // The last: it brings the venue past midnight, and its core to an end.
  test('fundings that were paid outlive their core', { tag: '@long' }, async ({ desk, host }) => {
    const { page } = desk;
    await page.setViewportSize(WIDE);
    await desk.signIn('S. Lindqvist');
    await goToRisk(desk);
    await desk.panel('Oracle health').getByRole('button', { name: 'Funding' }).press('Enter');
    const funding = desk.panel('Funding');
    const speed = page.getByRole('combobox', { name: /speed/i });
    await speed.selectOption('60');
    const paid = funding.getByRole('row', { name: /00:00:0\d [+\u2212]?\d\.\d{4} .*\d,\d{3}\.\d/ });
    await expect(paid.first()).toBeVisible({ timeout: 60_000 });
    await speed.selectOption('1');
    const before = await paid.first().textContent();
    expect(await desk.accessibilityFaults('.oracles')).toEqual([]);
    await desk.screenshot('risk-funding-paid');
    const said = await desk.losesCore(() => host.killCore());
    expect(said).toContain('Core stopped');
    await desk.isConnected();
    await expect(paid.first()).toHaveText(before ?? '');
  });
});

/** The chart and what is drawn on it, the command palette, the colours of one's own. */
import { expect, test } from './fixtures.ts';
import type { Desk } from './pages/desk.ts';

/** Its strategy never touches this instrument, so that what is there is the person's own. */
const SUBACCOUNT = 'Skew-1';
const TRADER = 'M. Okafor';
const DARK = { upBar: '#1d4d48', downBar: '#5b352b' };

/** Pixels of a colour on the canvases of the chart. */
function painted(desk: Desk, colour: string): Promise<number> {
  return desk.plot.locator('canvas').evaluateAll((canvases, hex) => {
    const wanted = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    let count = 0;
    for (const canvas of canvases as HTMLCanvasElement[]) {
      const { width, height } = canvas;
      const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      for (let at = 0; at < data.length; at += 4) {
        if (wanted.every((part, n) => data[at + n] === part)) count += 1;
      }
    }
    return count;
  }, colour);
}

/** Pixels in the colours of the bars, of depth and of volume, once they are drawn. */
async function bars(desk: Desk): Promise<readonly [number, number]> {
  let last: readonly [number, number] = [NaN, NaN];
  const isAtRest = async (): Promise<boolean> => {
    const before = last;
    last = [await painted(desk, DARK.upBar), await painted(desk, DARK.downBar)];
    return last.every((count, side) => count === before[side]);
  };
  await expect.poll(isAtRest, { intervals: [200] }).toBe(true);
  return last;
}

function valueOf(desk: Desk): Promise<string | null> {
  return desk.plot.getAttribute('aria-valuetext');
}

test('depth is drawn on the price scale, and a chip takes it away', async ({ desk }) => {
  const { chart, page } = desk;
  await desk.signIn(TRADER);
  await expect(chart).toContainText(/Depth to [\d,.]+ BTC/);
  const chip = chart.getByRole('button', { name: 'Depth' });
  const toggle = async (): Promise<readonly [number, number]> => {
    await chip.click();
    return bars(desk);
  };
  await desk.setSpeed('10');
  // The price scale fits the candles: with few of them, or the price at its edge, little is to see.
  await expect(async () => {
    await desk.pauseMarket();
    const drawn = await bars(desk);
    const without = await toggle();
    await expect(chart).not.toContainText('Depth to');
    const again = await toggle();
    await desk.resumeMarket();
    for (const side of [0, 1] as const) {
      expect(drawn[side]).toBeGreaterThan(without[side] + 100);
      expect(again[side]).toBe(drawn[side]);
    }
  }).toPass({ intervals: [1_000] });
  await chip.click();
  await expect(chart).not.toContainText('Depth to');
  await page.reload();
  await desk.isConnected();
  await expect(chip).toHaveAttribute('aria-pressed', 'false');
  await chip.click();
  await expect(chart).toContainText(/Depth to [\d,.]+ BTC/);
  await desk.signIn(TRADER);
  await desk.setSpeed('1');
});

test('arrow keys move the crosshair by candle, and it is said in words', async ({ desk }) => {
  const { plot, page } = desk;
  await expect.poll(() => desk.chart.locator('.legend').isHidden()).toBe(true);
  await desk.signIn(TRADER);
  await desk.setSpeed('60');
  await plot.focus();
  const words = /^\d\d:\d\d:\d\d, open [\d,.]+, high [\d,.]+, low .+, volume [\d,.]+ BTC/;
  await expect(async () => {
    await page.keyboard.press('End');
    expect(Number(await plot.getAttribute('aria-valuemax'))).toBeGreaterThan(5);
  }).toPass({ timeout: 90_000 });
  await desk.pauseMarket();
  await desk.setSpeed('1');
  await plot.focus();
  await page.keyboard.press('End');
  await expect(plot).toHaveAttribute('aria-valuetext', words);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(desk.chart.locator('.legend')).toContainText(/O\s*[\d,.]+\s*H/);
  const there = (await valueOf(desk))?.slice(0, 8) ?? '';
  await page.keyboard.press('ArrowRight');
  await expect(plot).not.toHaveAttribute('aria-valuetext', new RegExp(`^${there}`));
  await expect(plot).toHaveAttribute('aria-valuetext', words);
  await page.keyboard.press('Home');
  await expect(plot).toHaveAttribute('aria-valuenow', '1');
  await desk.screenshot('chart-crosshair');
  await page.keyboard.press('Escape');
  await expect(plot).toHaveAttribute('aria-valuetext', 'no candle chosen');
  await desk.resumeMarket();
});

test('an own fill is marked in its candle, and an own order drawn until its chip is off', async ({
  desk,
}) => {
  const { ticket, chart, plot, page } = desk;
  await desk.signIn(TRADER);
  await desk.command(SUBACCOUNT);
  await expect(ticket.locator('.ticket-account')).toHaveText(SUBACCOUNT);
  await ticket.getByRole('button', { name: 'Market' }).click();
  await ticket.getByRole('textbox', { name: 'Size' }).fill('0.01');
  await desk.sendByKey();
  await desk.placedFor(SUBACCOUNT);
  // Long candles: the fill stays in the newest but one at most.
  await chart.getByRole('button', { name: '1m' }).click();
  await plot.focus();
  await expect(async () => {
    await page.keyboard.press('End');
    for (let n = 0; n < 5 && !/bought [\d,.]+/.test((await valueOf(desk)) ?? ''); n++) {
      await page.keyboard.press('ArrowLeft');
    }
    expect(await valueOf(desk)).toMatch(/bought [\d,.]+/);
  }).toPass({ timeout: 90_000 });
  await ticket.getByRole('button', { name: 'Limit' }).click();
  const bid = Math.floor(await desk.quoted('Bid'));
  // Far enough that nothing fills it while this goes on.
  await ticket.getByRole('textbox', { name: 'Price' }).fill(String(bid - 300));
  await ticket.getByRole('textbox', { name: 'Size' }).fill('0.02');
  await desk.sendByKey();
  const line = chart.locator('.line-chips').getByText('BUY 0.020');
  await expect(line).toHaveCount(1);
  await chart.getByRole('button', { name: 'Own orders' }).click();
  await expect(line).toHaveCount(0);
  await chart.getByRole('button', { name: 'Own orders' }).click();
  await expect(line).toHaveCount(1);
  await desk.screenshot('chart-own');
  await desk.command('cancel all orders');
  await expect(line).toHaveCount(0);
});

test('the palette finds what a person means, and offers what that person may do', async ({
  desk,
}) => {
  const { page, ladder, ticket, blotters } = desk;
  const palette = page.getByRole('dialog', { name: 'Symbol or command' });
  await desk.signIn(TRADER);
  await desk.command('ethusd');
  await expect(ladder).toContainText('ETHUSD');
  await desk.command('Gamma-2');
  await expect(ticket.locator('.ticket-account')).toHaveText('Gamma-2');
  await desk.command('go ladder');
  await expect(ladder.getByRole('grid')).toBeFocused();

  // What can be done is listed as it stands when the palette opens: the position must be there.
  const closing = blotters.getByRole('button', { name: /^Close .* of Gamma-2$/ });
  await expect(closing.first()).toBeAttached();
  await page.keyboard.press('Control+k');
  await expect(palette.getByRole('combobox')).toBeFocused();
  await expect(palette.getByRole('group', { name: 'Recent' })).toContainText('Gamma-2');
  expect(await desk.accessibilityFaults('dialog'), 'axe in the palette').toEqual([]);
  await palette.getByRole('combobox').fill('close');
  await expect(palette.getByRole('option').first()).toContainText('of Gamma-2');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await desk.screenshot('palette');
  await page.keyboard.press('Escape');
  await expect(palette).toHaveCount(0);
  await expect(ladder.getByRole('grid')).toBeFocused();

  await desk.command('sign in haas');
  await expect(page.getByRole('button', { name: 'DEMO SIGN-IN' })).toContainText('L. Haas');
  await page.keyboard.press('Control+k');
  await palette.getByRole('combobox').fill('close');
  await expect(palette.getByRole('option').filter({ hasText: 'of Gamma-2' })).toHaveCount(0);
  await palette.getByRole('combobox').fill('nothing like it');
  await expect(palette).toContainText('Nothing here is called that.');
  await page.keyboard.press('Escape');
});

test('a colour of one\u2019s own must be legible, and outlives a reload', async ({ desk }) => {
  const { page } = desk;
  const settings = page.getByRole('dialog', { name: 'Settings' });
  const hasColour = (name: string, colour: string): Promise<void> =>
    expect
      .poll(() => page.evaluate((of) => document.documentElement.style.getPropertyValue(of), name))
      .toBe(colour);
  await desk.command('settings');
  await settings.getByLabel('Down', { exact: true }).fill('#774433');
  await expect(settings.getByRole('alert')).toContainText(
    'Down is not taken: 1.6 on a selected row, 4.5 is needed.',
  );
  await hasColour('--down', '#ff8f6b');
  await settings.getByLabel('Up', { exact: true }).fill('#66ddff');
  await hasColour('--up', '#66ddff');
  expect(await desk.accessibilityFaults('dialog'), 'axe in dark').toEqual([]);
  await desk.screenshot('settings-dark');
  await settings.getByRole('button', { name: 'Light', exact: true }).press('Enter');
  await hasColour('--up', '#0a7567');
  expect(await desk.accessibilityFaults('dialog'), 'axe in light').toEqual([]);
  await desk.screenshot('settings-light');
  await settings.getByRole('button', { name: 'Dark', exact: true }).press('Enter');
  await page.keyboard.press('Escape');
  await page.reload();
  await desk.isConnected();
  await hasColour('--up', '#66ddff');
  await expect.poll(() => painted(desk, '#66ddff')).toBeGreaterThan(0);
  await desk.command('settings');
  await settings.getByRole('button', { name: 'own again' }).last().press('Enter');
  await hasColour('--up', '#4cc9b0');
});

test('both themes at both sizes, and a selected row that can be read', async ({ desk }) => {
  const { page } = desk;
  for (const theme of ['dark', 'light']) {
    if (theme === 'light') await desk.command('light theme');
    await desk.panel('Accounts').getByRole('row', { name: 'Vol-Arb' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    for (const size of [
      { width: 1920, height: 1080 },
      { width: 1280, height: 800 },
    ]) {
      await page.setViewportSize(size);
      await expect(desk.chart).toContainText('Depth to');
      await desk.screenshot(`chart-${theme}-${size.width}`);
    }
  }
  const areLegible = (): Promise<boolean[]> =>
    page.locator('.ag-row-selected').evaluateAll((rows) =>
      rows.map((row) => {
        const style = getComputedStyle(row);
        return style.getPropertyValue('--down') === style.getPropertyValue('--down-selected');
      }),
    );
  await expect.poll(areLegible).toContain(true);
  expect(await areLegible()).not.toContain(false);
});

test('another core fills the chart anew', async ({ desk, host }) => {
  await desk.losesCore(() => host.killCore());
  await desk.isConnected();
  await desk.plot.focus();
  await expect(async () => {
    await desk.page.keyboard.press('End');
    expect(await valueOf(desk)).toMatch(/volume/);
  }).toPass({ timeout: 90_000 });
  await expect(desk.chart).toContainText(/Depth to [\d,.]+ BTC/);
});

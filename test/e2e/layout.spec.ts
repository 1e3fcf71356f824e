/** Where panels stand: the design's own layout, and what an operator makes of it. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import type { AnyHost } from './host.ts';
import { Desk } from './pages/desk.ts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Point = Pick<Box, 'x' | 'y'>;

const WIDE: Readonly<Record<string, Box>> = {
  accounts: { x: 4, y: 72, width: 460, height: 644 },
  chart: { x: 468, y: 72, width: 820, height: 644 },
  ladder: { x: 1292, y: 72, width: 308, height: 644 },
  order: { x: 1604, y: 72, width: 312, height: 644 },
  margin: { x: 4, y: 720, width: 460, height: 356 },
  blotters: { x: 468, y: 720, width: 1448, height: 356 },
};

const COMPACT: Readonly<Record<string, Box>> = {
  accounts: { x: 4, y: 72, width: 236, height: 724 },
  chart: { x: 244, y: 72, width: 724, height: 452 },
  ladder: { x: 972, y: 72, width: 304, height: 320 },
  order: { x: 972, y: 396, width: 304, height: 400 },
  blotters: { x: 244, y: 528, width: 724, height: 268 },
};

const OPERATOR = 'M. Okafor';
const OPERATOR_NUMBER = 1;
const OTHER = 'J. Mercer';

function boxes(page: Page): Promise<Record<string, Box>> {
  return page.evaluate(() => {
    const panels = [...document.querySelectorAll<HTMLElement>('[data-panel]')];
    return Object.fromEntries(
      panels.map((panel) => {
        const { x, y, width, height } = panel.getBoundingClientRect();
        return [panel.dataset['panel'] ?? '', { x, y, width, height }];
      }),
    );
  });
}

async function standsAs(page: Page, layout: Readonly<Record<string, Box>>): Promise<void> {
  await expect.poll(() => boxes(page), { timeout: 30_000 }).toEqual(layout);
}

/** Signs in and holds the market: what is looked at here is where things stand. */
async function signInAndHold(desk: Desk): Promise<void> {
  await desk.signIn(OPERATOR);
  await desk.pauseMarket();
}

async function inMenu(desk: Desk, item: string): Promise<void> {
  await desk.page.getByRole('button', { name: 'Layouts' }).click();
  await desk.page.getByRole('menu', { name: 'Layouts' }).getByText(item, { exact: true }).click();
}

/** By keys alone: into Arrange, to the tab, out of its group to the left, and done. */
async function partOrders(desk: Desk): Promise<void> {
  const { page } = desk;
  await page.keyboard.press('Alt+l');
  await expect(page.getByRole('toolbar', { name: 'Arrange panels' })).toBeVisible();
  await page.getByRole('tab', { name: 'Orders' }).focus();
  await page.keyboard.press('Control+ArrowLeft');
  await expect(page.getByRole('tab', { name: 'Orders' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(desk.panel('Orders')).toBeVisible();
}

/** Where panels stand, once they have come to rest. */
async function rested(page: Page): Promise<Record<string, Box>> {
  let last = await boxes(page);
  const isAtRest = async (): Promise<boolean> => {
    const before = JSON.stringify(last);
    last = await boxes(page);
    return JSON.stringify(last) === before;
  };
  await expect.poll(isAtRest, { intervals: [200] }).toBe(true);
  return last;
}

interface KeptWindow {
  readonly workspace: string;
  readonly layout: string;
  readonly instrument: string;
  readonly wide: object | null;
}

/** What the core keeps of a window of the operator: saved a moment after a change, wordlessly. */
function keptOf(host: AnyHost, workspace: string): KeptWindow | undefined {
  const text = host.kept('preferences', `${OPERATOR_NUMBER}.json`);
  const { windows } = JSON.parse(text || '{"windows":[]}') as { windows: readonly KeptWindow[] };
  return windows.find((one) => one.workspace === workspace);
}

test('the default is the design at both sizes, and each keeps its own', async ({ desk }) => {
  const { page } = desk;
  await standsAs(page, WIDE);
  await page.setViewportSize({ width: 1280, height: 800 });
  await standsAs(page, COMPACT);
  await expect(desk.blotters.getByRole('tab', { name: 'Margin' })).toBeVisible();
  await page.setViewportSize({ width: 1920, height: 1080 });
  await standsAs(page, WIDE);
});

test('F6 goes round the panels as they are read, arrows from tab to tab', async ({ desk }) => {
  const { page } = desk;
  await page.keyboard.press('Alt+1');
  for (const panel of ['accounts', 'chart', 'ladder', 'order', 'margin', 'blotters']) {
    const held = page.locator('[data-panel]:focus-within');
    await expect(held).toHaveAttribute('data-panel', panel);
    await page.keyboard.press('F6');
  }
  await page.keyboard.press('Shift+F6');
  await expect(desk.blotters.getByRole('tab', { name: 'Positions' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(desk.blotters.getByRole('tab', { name: 'Orders' })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await page.keyboard.press('Delete');
  await expect(desk.blotters.getByRole('tab', { name: 'Orders' })).toBeVisible();
});

test(
  'an operator has layouts by name, kept over a reload and apart from others',
  { tag: '@long' },
  async ({ desk, host }) => {
    const { page } = desk;
    await signInAndHold(desk);
    await partOrders(desk);
    await expect.poll(async () => (await boxes(page))['orders']?.x).toBe(468);
    const arranged = await rested(page);
    await desk.screenshot('layout-orders-beside-positions');
    await inMenu(desk, 'Save layout as…');
    await page.getByRole('textbox', { name: 'Name' }).fill('Two blotters');
    await page.keyboard.press('Enter');
    await expect(desk.toasts.filter({ hasText: 'Layout saved' })).toBeVisible();

    await page.reload();
    await desk.isConnected();
    await standsAs(page, WIDE);
    await desk.signIn(OPERATOR);
    await standsAs(page, arranged);
    await desk.signIn(OTHER);
    await standsAs(page, WIDE);
    await desk.signIn(OPERATOR);
    await standsAs(page, arranged);

    await inMenu(desk, 'Reset to default');
    await standsAs(page, WIDE);
    await page.getByRole('button', { name: 'Layouts' }).click();
    const choice = page.getByRole('menuitemradio', { name: 'Two blotters' });
    await expect(choice).toHaveAttribute('aria-checked', 'false');
    await desk.screenshot('layout-menu');
    expect(await desk.accessibilityFaults('[role=menu]'), 'axe in the menu').toEqual([]);
    await choice.click();
    await standsAs(page, arranged);
    await inMenu(desk, 'Delete Two blotters');
    await expect(desk.toasts.filter({ hasText: 'Layout deleted' })).toBeVisible();
    await inMenu(desk, 'Reset to default');
    await expect.poll(() => keptOf(host, 'main')).toMatchObject({ layout: '', wide: null });
    await desk.resumeMarket();
  },
);

async function drag(page: Page, from: Point, to: Point): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await page.mouse.up();
}

async function middleOf(locator: Locator): Promise<Point> {
  const { x, y, width, height } = (await locator.boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
}

test(
  'while arranging a panel is closed, reopened and dragged; an edge always is',
  { tag: '@long' },
  async ({ desk }) => {
    const { page } = desk;
    await standsAs(page, WIDE);
    await drag(page, { x: 466, y: 400 }, { x: 566, y: 400 });
    await expect.poll(async () => (await boxes(page))['accounts']?.width).toBe(560);
    await page.getByRole('button', { name: 'Arrange panels' }).click();
    const bar = page.getByRole('toolbar', { name: 'Arrange panels' });
    await desk.screenshot('layout-arranging');
    expect(await desk.accessibilityFaults(), 'axe while arranging').toEqual([]);
    await page.getByRole('button', { name: 'Close Margin' }).click();
    await expect(desk.panel('Margin')).toHaveCount(0);
    await bar.getByRole('button', { name: 'Margin' }).click();
    await expect(desk.panel('Margin')).toBeVisible();
    await rested(page);
    const tab = await middleOf(page.getByRole('tab', { name: 'Margin' }));
    await drag(page, tab, await middleOf(desk.panel('Accounts')));
    await bar.getByRole('button', { name: 'Done' }).click();
    const tabs = page.getByRole('tablist', { name: 'Panels' }).getByRole('tab');
    await expect(tabs).toHaveText(['Accounts', 'Margin']);
    await inMenu(desk, 'Reset to default');
    await standsAs(page, WIDE);
  },
);

test(
  'another window has its own workspace, trades and is laid out by itself',
  { tag: '@long' },
  async ({ desk, host }) => {
    await signInAndHold(desk);
    const opened = desk.page.waitForEvent('popup');
    await desk.page.keyboard.press('Alt+n');
    const second = new Desk(await opened);
    await second.page.setViewportSize({ width: 1920, height: 1080 });
    await second.isConnected();
    expect(new URL(second.page.url()).search).toBe('?workspace=2');
    await second.signIn(OPERATOR);
    await second.chooseInstrument('ETHUSDT');
    await partOrders(second);
    const arranged = await rested(second.page);
    const { ticket } = second;
    await second.goToTicketOf('Skew-1');
    await ticket.getByRole('button', { name: 'Buy' }).first().click();
    await ticket.getByRole('textbox', { name: 'Price' }).fill('1000');
    await ticket.getByRole('textbox', { name: 'Size' }).fill('0.01');
    await second.sendByKey();
    const order = await second.placedFor('Skew-1');
    await desk.openBlotter('Orders');
    await expect(desk.orderRow(order)).toContainText('Skew-1');
    await expect(desk.chart.getByRole('button', { name: 'BTCUSDT' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    const left = { layout: '', instrument: 'ETHUSDT', wide: expect.anything() };
    await expect.poll(() => keptOf(host, '2')).toMatchObject(left);
    await second.page.reload();
    await second.isConnected();
    await second.signIn(OPERATOR);
    await standsAs(second.page, arranged);
    await standsAs(desk.page, WIDE);
    await expect(second.chart.getByRole('button', { name: 'ETHUSDT' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );

    // Both name a layout at the same instant: neither is lost.
    const named = async (one: Desk, name: string): Promise<void> => {
      await inMenu(one, 'Save layout as…');
      await one.page.getByRole('textbox', { name: 'Name' }).fill(name);
    };
    await named(desk, 'One');
    await named(second, 'Two');
    await Promise.all([desk, second].map(({ page }) => page.keyboard.press('Enter')));
    // Each goes by itself after a few seconds.
    await Promise.all(
      [desk, second].map(({ toasts }) =>
        expect(toasts.filter({ hasText: 'Layout saved' })).toBeVisible(),
      ),
    );
    await second.page.reload();
    await second.isConnected();
    await second.signIn(OPERATOR);
    await second.page.getByRole('button', { name: 'Layouts' }).click();
    const menu = second.page.getByRole('menu', { name: 'Layouts' });
    for (const name of ['One', 'Two']) {
      await expect(menu.getByRole('menuitemradio', { name })).toBeVisible();
    }
    expect(second.complaints).toEqual([]);
    await desk.resumeMarket();
  },
);

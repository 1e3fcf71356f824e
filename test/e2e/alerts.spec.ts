/** Being warned: sound, notification, bell; and curing an isolated call on the screen. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import type { AnyHost } from './host.ts';
import { Desk } from './pages/desk.ts';

/** Called by the fall, and not liquidated by it; in isolated margin, of the desk Macro. */
const CALLED = 'Trend-2';
const TRADER = 'J. Mercer';
const OTHER_TRADER = 'K. Sato';

test.use({ hostOptions: ['--speed', '1x', '--shock', 'BTC -1.12% over 6s at 60s'] });
test.describe.configure({ mode: 'serial' });

interface Ears {
  readonly tones: number[];
  readonly notices: string[];
  permission: NotificationPermission;
}

/** The browser's own notifications are no page's to see: a double takes what would be shown. */
async function listenIn(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const ears: Ears = { tones: [], notices: [], permission: 'default' };
    Object.assign(window, { ears });
    const { OscillatorNode: Heard } = window;
    const start: (this: OscillatorNode, when?: number) => void = Reflect.get(
      Heard.prototype,
      'start',
    );
    Heard.prototype.start = function (when) {
      ears.tones.push(this.frequency.value);
      start.call(this, when);
    };
    class Shown extends EventTarget {
      static get permission(): NotificationPermission {
        return ears.permission;
      }
      static async requestPermission(): Promise<NotificationPermission> {
        ears.permission = 'granted';
        return ears.permission;
      }
      constructor(title: string, { body = '' }: NotificationOptions) {
        super();
        ears.notices.push(`${title} ${body}`);
      }
    }
    Object.assign(window, { Notification: Shown });
  });
}

function earsOf({ page }: Desk): Promise<Ears> {
  return page.evaluate(() => (window as unknown as { ears: Ears }).ears);
}

function hide({ page }: Desk): Promise<void> {
  return page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true });
    document.hasFocus = () => false;
  });
}

/** The core that has the data directory; null while one is about to take it. */
function ownerOf(host: AnyHost): number | null {
  try {
    return host.corePid();
  } catch {
    return null;
  }
}

test.beforeEach(({ page }) => listenIn(page));

test('a call in a hidden window sounds and notifies, once a click has allowed both', async ({
  desk,
}) => {
  const { page, pinned } = desk;
  const enable = page.getByRole('button', { name: 'Enable alerts' });
  await expect(enable).toHaveAttribute(
    'title',
    'Sound is off until you click. Notifications need your permission.',
  );
  await enable.click();
  await expect(enable).toHaveCount(0);
  await desk.signIn(OTHER_TRADER);
  // Nobody has touched the other window of this operator, so it is not the one that is heard.
  const other = new Desk(await page.context().newPage());
  await listenIn(other.page);
  await other.page.goto(new URL('/?workspace=2', page.url()).href);
  await other.isConnected();
  await other.signIn(OTHER_TRADER);
  await hide(desk);
  await hide(other);
  await desk.setSpeed('20');
  await page.keyboard.press('Shift');
  await expect(pinned).toContainText(`Margin call ${CALLED}`, { timeout: 60_000 });
  await desk.setSpeed('1');
  await expect(pinned).toContainText(/cure [\d,.]+ USDT/);
  await expect.poll(async () => (await earsOf(desk)).tones.slice(0, 2)).toEqual([523, 659]);
  await expect
    .poll(async () => (await earsOf(desk)).notices.join('\n'))
    .toMatch(new RegExp(`L1 ${CALLED} [\\d.]+ % Cure [\\d,.]+ USDT`));
  await expect(other.pinned).toContainText(`Margin call ${CALLED}`, { timeout: 60_000 });
  expect(await earsOf(other)).toMatchObject({ tones: [], notices: [] });
});

test('the bell lists the call, and two keys acknowledge it', async ({ desk }) => {
  const { page, pinned } = desk;
  const { keyboard } = page;
  const bell = page.getByRole('button', { name: /^Calls and notices/ });
  const list = page.getByRole('dialog', { name: 'Calls and notices' });
  await expect(bell).toHaveAccessibleName('Calls and notices, 1 to answer');
  await keyboard.press('Shift+F8');
  await expect(list).toContainText(`${CALLED} `);
  await expect(list).toContainText('Nobody has acknowledged it');
  await expect(list.getByRole('button', { name: 'Acknowledge' })).toHaveCount(0);
  await keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await expect(bell).toBeFocused();

  await desk.signIn(TRADER);
  await bell.press('Enter');
  await list.getByRole('button', { name: `Snooze the call on ${CALLED}` }).press('Enter');
  await expect(list).toContainText(/Snoozed until \d\d:\d\d:\d\d/);
  await expect(pinned).toHaveCount(0);
  await expect(bell).toHaveAccessibleName('Calls and notices, 0 to answer');
  expect(await desk.accessibilityFaults('[role=dialog]'), 'axe in the bell').toEqual([]);
  await desk.screenshot('bell');
  await keyboard.press('Escape');

  await keyboard.press('Shift+F8');
  await desk.hasKeyboard(list);
  await keyboard.press('Enter');
  await expect(list).toContainText(`Acknowledged by ${TRADER}`);
});

test('mute silences the chime, is shown, and is kept', async ({ desk }) => {
  const { page } = desk;
  await page.keyboard.press('Shift+F8');
  const list = page.getByRole('dialog', { name: 'Calls and notices' });
  await list.getByRole('button', { name: 'Try' }).click();
  await expect.poll(async () => (await earsOf(desk)).tones).toHaveLength(2);
  await list.getByRole('button', { name: 'Mute' }).click();
  await expect(list).toContainText('Sound is muted.');
  await expect(list.getByRole('button', { name: 'Try' })).toBeDisabled();
  await page.reload();
  await desk.isConnected();
  await expect(page.getByRole('button', { name: /^Calls and notices.*, muted$/ })).toBeVisible();
});

test('an isolated call is cured by margin from the wallet, at 1280 as well', async ({ desk }) => {
  const { page, toasts } = desk;
  await desk.signIn(TRADER);
  await desk.goToTicketOf(CALLED);
  await desk.pauseMarket();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('tab', { name: 'Margin' }).click();
  await desk.hasSettled(page.locator('.margin-body'));
  const offered = page.getByRole('button', { name: 'Transfer' });
  await offered.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Transfer collateral' });
  const amount = dialog.getByRole('textbox', { name: 'Amount' });
  await expect(dialog).toContainText(`FromWallet of ${CALLED}`);
  await expect(dialog).toContainText('ToBTCUSDT position');
  await expect(dialog).toContainText(/Free[\d,.]+ USDT/);
  await expect(amount).toHaveValue(/^[\d,]+\.\d+$/);
  expect(await desk.accessibilityFaults('dialog'), 'axe in the dialog').toEqual([]);
  await desk.screenshot('transfer-isolated-1280');
  await desk.hasKeyboard(dialog);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.locator('.margin-body')).toContainText('155.0 %');

  await offered.press('Enter');
  await dialog.getByRole('button', { name: 'Out of it' }).click();
  await amount.fill('1,000,000');
  await amount.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('INSUFFICIENT_MARGIN');
  await dialog.getByRole('button', { name: 'Into the position' }).click();
  await amount.fill('1000');
  await amount.press('Enter');
  await expect(dialog).toHaveCount(0);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await desk.resumeMarket();
  await expect(toasts.filter({ hasText: `Margin call cured, ${CALLED}` })).toBeVisible();
});

test('a core that takes no commands is said in a line, with what works', async ({ desk }) => {
  const { page } = desk;
  // As the core would say it; how it comes to that is tested where it does.
  await page.routeWebSocket(/\/desk$/, (window) => {
    const core = window.connectToServer();
    core.onMessage((text) => {
      window.send(String(text).replace('"core":"running"', '"core":"readOnly"'));
    });
  });
  await page.reload();
  const line = page.getByRole('alert').filter({ hasText: 'Core is read-only' });
  await expect(line).toContainText('blotters, trail and exports work. Entry is shut');
  await expect(desk.send).toBeDisabled();
  expect(await desk.accessibilityFaults()).toEqual([]);
  await desk.screenshot('core-read-only');
});

test(
  'a killed core leaves its figures greyed, and one given up says where its log is',
  { tag: '@long' },
  async ({ desk, host }) => {
    const margin = desk.panel('Margin');
    const overlay = desk.page.getByRole('alertdialog');
    await expect(margin).toContainText('Maintenance margin');
    let killed = host.corePid();
    const said = await desk.losesCore(() => host.killCore());
    expect(said).toMatch(/Figures behind are from \d\d:\d\d:\d\d\.\d{3} UTC/);
    expect(said).toContain('Maintenance margin');
    // Each further one as soon as it has the data directory, long before it is up.
    for (let kills = 2; kills <= 6; kills++) {
      await expect.poll(() => ownerOf(host) ?? killed, { timeout: 20_000 }).not.toBe(killed);
      killed = host.corePid();
      host.killCore();
      // The next is waited for four seconds after the fifth: time to look at the page without one.
      if (kills !== 5) continue;
      await expect(overlay).toContainText('Figures behind are from');
      await desk.screenshot('disconnected');
    }
    await expect(overlay).toContainText('Core stopped, not started again');
    await expect(overlay).toContainText(/It ended 6 times within 60 s.*The log is in \/\S+/);
    await expect(margin).toContainText('Maintenance margin');
    await expect(margin).toHaveCSS('filter', 'grayscale(1)');
    await desk.screenshot('core-given-up');
  },
);

/** For everybody: no fault that axe knows, no motion where none is wanted, and zoomed in. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import type { Desk } from './pages/desk.ts';

const BLOTTERS = '[data-panel="blotters"]';
const TABS = ['Positions', 'Orders', 'Executions', 'Alerts', 'Trail', 'Security', 'Collateral'];
const WIDE = { width: 1920, height: 1080 };
const SMALL = { width: 1280, height: 800 };
/** Themes differ in colours, widths in what stands where. */
const LOOKS = [
  ['dark', SMALL, [...TABS, 'Margin']],
  ['dark', WIDE, TABS],
  ['light', WIDE, TABS],
  ['light', SMALL, []],
] as const;
/** What 1920x1080 has left at 200 %. */
const ZOOMED = { width: 960, height: 540 };
const TRADER = 'M. Okafor';
const SUBACCOUNT = 'Skew-1';

test('the desk is clean to axe before anybody signs in', async ({ desk }) => {
  await desk.page.setViewportSize(SMALL);
  expect(await desk.accessibilityFaults()).toEqual([]);
  await desk.screenshot('nobody-signed-in-1280');
});

for (const [theme, size, tabs] of LOOKS) {
  // Dark is seen at the smaller size, and what stands where at the larger in light.
  const tag = theme === 'dark' && size === WIDE ? ['@long'] : [];
  const title = `each panel and blotter is clean to axe, ${theme}, ${size.width} wide`;
  test(title, { tag }, async ({ desk }) => {
    const { page, blotters } = desk;
    await page.setViewportSize(size);
    await desk.signIn(TRADER);
    await desk.pauseMarket();
    // Compliance sees everything, and the others' orders are not theirs to touch.
    await desk.signIn('P. Novak');
    // What is kept of a person is there from the look before.
    if ((await page.locator('html').getAttribute('data-theme')) !== theme) {
      await desk.command(`${theme} theme`);
    }
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    expect(await desk.accessibilityFaults(), 'the desk').toEqual([]);
    for (const name of tabs) {
      const tab = blotters.getByRole('tab', { name });
      await tab.click();
      await expect(tab).toHaveAttribute('aria-selected', 'true');
      expect(await desk.accessibilityFaults(BLOTTERS), name).toEqual([]);
    }
    await desk.openBlotter('Positions');
  });
}

/** Opens what stands over the desk; the key or the button that leaves it is Esc. */
const OVER: Readonly<Record<string, (desk: Desk) => Promise<Locator>>> = {
  'the operators': async ({ page }) => {
    await page.getByRole('button', { name: 'DEMO SIGN-IN' }).press('Enter');
    return page.getByRole('menu', { name: 'Operator' });
  },
  'the list of keys': async ({ page }) => {
    await page.keyboard.press('?');
    return page.getByRole('dialog');
  },
  'the name of a layout': async (desk) => {
    await desk.command('save layout as');
    return desk.page.getByRole('dialog', { name: 'Save layout as' });
  },
  'the palette': async ({ page }) => {
    await page.keyboard.press('Control+k');
    return page.getByRole('dialog', { name: 'Symbol or command' });
  },
  'the layouts': async ({ page }) => {
    await page.getByRole('button', { name: 'Layouts' }).press('Enter');
    return page.getByRole('menu', { name: 'Layouts' });
  },
  'the bell': async ({ page }) => {
    await page.keyboard.press('Shift+F8');
    return page.getByRole('dialog', { name: 'Calls and notices' });
  },
  'the kill switch': async ({ page }) => {
    await page.keyboard.press('Shift+F12');
    return page.getByRole('dialog', { name: /Kill switch/ });
  },
  'contract details': async ({ page }) => {
    await page.keyboard.press('Alt+i');
    const dialog = page.getByRole('dialog', { name: 'Contract BTCUSDT' });
    await expect(dialog.getByRole('row', { name: /^Funding every 8 h/ })).toBeVisible();
    return dialog;
  },
  'one-click': async ({ page }) => {
    await page.keyboard.press('Alt+o');
    return page.getByRole('dialog', { name: /Arm one-click/ });
  },
  'a transfer': async (desk) => {
    await desk.panel('Margin').getByRole('button', { name: 'Transfer' }).press('Enter');
    return desk.page.getByRole('dialog', { name: 'Transfer collateral' });
  },
};

async function looksOverEach(desk: Desk, theme: 'dark' | 'light'): Promise<void> {
  const { page } = desk;
  await desk.signIn(TRADER);
  await desk.pauseMarket();
  await desk.goToTicketOf(SUBACCOUNT);
  if (theme === 'light') await page.getByRole('button', { name: 'light theme' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
  for (const [what, open] of Object.entries(OVER)) {
    await desk.ladder.getByRole('grid').focus();
    const over = await open(desk);
    await expect(over).toBeVisible();
    expect(await desk.accessibilityFaults(), `${what}, ${theme}`).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(over, what).toHaveCount(0);
  }
}

test('each dialog and menu is clean to axe, dark', ({ desk }) => looksOverEach(desk, 'dark'));

test('each dialog and menu is clean to axe, light', { tag: '@long' }, ({ desk }) =>
  looksOverEach(desk, 'light'),
);

/** What moves or would: animations under way, and transitions that take their time. */
function movements(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const running = document.getAnimations().map(({ playState }) => playState as string);
    const slow = [...document.querySelectorAll('*')].flatMap((element) =>
      ['', '::before', '::after'].flatMap((pseudo) => {
        const { transitionDuration, animationDuration } = getComputedStyle(element, pseudo);
        const longest = Math.max(
          ...`${transitionDuration},${animationDuration}`.split(',').map(Number.parseFloat),
        );
        return longest > 0.01 ? [`${element.className}${pseudo} ${longest} s`] : [];
      }),
    );
    return [...running, ...slow];
  });
}

test('nothing moves for who wants no motion', async ({ desk }) => {
  const { page } = desk;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await desk.signIn(TRADER);
  await desk.resumeMarket();
  await desk.goToTicketOf(SUBACCOUNT);
  await page.keyboard.press('Alt+x');
  await expect(desk.toasts.first()).toBeVisible();
  expect(await movements(page), 'with a notice').toEqual([]);
  await desk.setSpeed('60');
  await desk.openBlotter('Orders');
  expect(await movements(page), 'while cells change').toEqual([]);
  await desk.setSpeed('1');
  await page.keyboard.press('Control+k');
  expect(await movements(page), 'over a dialog').toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+l');
  expect(await movements(page), 'while arranging').toEqual([]);
  await page.keyboard.press('Escape');
});

/** What in the app bar a pointer does not reach, or stands over another. */
function unreachable(page: Page): Promise<string[]> {
  return page.locator('.app-bar').evaluate((bar) =>
    [...bar.querySelectorAll<HTMLElement>('button, select, .badge, .clock')].flatMap((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      if (width === 0) return [];
      const corners = [left + 2, left + width / 2, left + width - 2];
      const isMet = corners.every((x) =>
        element.contains(document.elementFromPoint(x, top + height / 2)),
      );
      return isMet ? [] : [element.ariaLabel ?? element.textContent];
    }),
  );
}

test.describe('at 200 %', () => {
  test.use({ deviceScaleFactor: 2 });

  test('the bars stay, the work area scrolls, and the keyboard brings its panel into view', async ({
    desk,
  }) => {
    const { page, ladder, ticket } = desk;
    const whole = { ratio: 1 };
    for (const size of [SMALL, ZOOMED]) {
      await page.setViewportSize(size);
      await expect.poll(() => unreachable(page), { message: `at ${size.width}` }).toEqual([]);
    }
    await desk.signIn(TRADER);
    await desk.pauseMarket();
    await desk.goToTicketOf(SUBACCOUNT);
    await expect.poll(() => unreachable(page)).toEqual([]);
    await expect(ticket).toBeInViewport(whole);
    await page.keyboard.type('50000');
    await page.keyboard.press('Tab');
    await page.keyboard.type('0.01');
    await expect(desk.send).toBeEnabled();
    await desk.screenshot('zoomed-ticket');
    // The two flags, the time in force, Clear.
    for (let tabs = 0; tabs < 5; tabs++) await page.keyboard.press('Tab');
    await expect(desk.send).toBeFocused();
    await expect(desk.send).toBeInViewport(whole);

    await page.keyboard.press('Shift+F6');
    await expect(ladder.getByRole('grid')).toBeFocused();
    await expect(ladder).toBeInViewport(whole);
    await desk.screenshot('zoomed-ladder');
    await page.keyboard.press('Alt+1');
    const accounts = desk.panel('Accounts');
    await expect(accounts.getByRole('heading', { name: 'Accounts' })).toBeInViewport(whole);
    await expect(ladder).not.toBeInViewport(whole);
    await expect(desk.strip).toBeInViewport(whole);
    await desk.screenshot('zoomed');
    expect(await desk.accessibilityFaults()).toEqual([]);

    await accounts.getByRole('heading', { name: 'Accounts' }).hover();
    await page.mouse.wheel(300, 300);
    await expect(ticket).toBeInViewport(whole);

    const operators = page.getByRole('menu', { name: 'Operator' });
    await page.getByRole('button', { name: TRADER }).press('Enter');
    await page.keyboard.press('ArrowUp');
    await expect(operators.getByRole('menuitemradio').last()).toBeFocused();
    await expect(operators.getByRole('menuitemradio').last()).toBeInViewport(whole);
    await page.keyboard.press('Escape');
  });
});

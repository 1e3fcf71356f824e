import { expect, test } from './fixtures.ts';

test.describe('the trail', () => {
  test('is not for who has not signed in', async ({ desk }) => {
    await desk.openBlotter('Trail');
    await expect(desk.blotters).toContainText('Sign in first: the trail is shown by role.');
  });

  test('answers who, what, where and what became of it, and is filtered and paged by keys', async ({
    desk,
  }) => {
    const { blotters, page } = desk;
    await desk.signIn('M. Okafor');
    // The strategies would move the rows.
    await desk.pauseMarket();
    await desk.signIn('S. Lindqvist');
    await desk.openBlotter('Trail');
    const rows = blotters.locator('.ag-row');
    const signIn = rows.first();
    await expect(signIn).toContainText('S. Lindqvist, risk');
    await expect(signIn).toContainText('Sign in as S. Lindqvist, risk');
    await expect(signIn).toContainText('done');
    await expect(signIn).toContainText(/\d\d:\d\d:\d\d\.\d{3}/);
    await expect(rows.filter({ hasText: '(algorithm), for ' }).first()).toBeVisible();

    await signIn.getByRole('gridcell').first().click();
    await desk.hasKeyboard(rows);
    await page.keyboard.press('w');
    const person = blotters.getByRole('button', { name: 'By S. Lindqvist' });
    await expect(person).toHaveAttribute('aria-pressed', 'true');
    await expect(rows.filter({ hasNotText: 'S. Lindqvist, risk' })).toHaveCount(0);
    await expect(signIn).toContainText('Sign in as S. Lindqvist, risk');
    await person.click();
    await expect(rows.filter({ hasText: '(algorithm), for ' }).first()).toBeVisible();
    await desk.screenshot('trail');

    const shown = async (): Promise<number> => {
      const text = await blotters.locator('.panel-foot').textContent();
      return Number(/^(\d+) commands/.exec(text ?? '')?.[1] ?? 0);
    };
    await blotters.getByRole('button', { name: 'Older' }).click();
    await expect.poll(shown).toBeGreaterThan(100);
    const file = await desk.exported();
    expect(file.name).toBe('bulkhead-trail.csv');
    expect(file.lines[0]).toContain('"Who","Operator","Role","Strategy","Channel"');
    expect(await desk.accessibilityFaults('[data-panel=blotters]')).toEqual([]);
    await desk.resumeMarket();
  });

  test('tells what a strategy did from what its trader did by hand', async ({ desk }) => {
    const { blotters, page } = desk;
    await desk.signIn('M. Okafor');
    await desk.openBlotter('Trail');
    const rows = blotters.locator('.ag-row');
    const ofStrategy = rows.filter({ hasText: '(algorithm), for ' });
    await expect(ofStrategy.first()).toBeVisible();
    await desk.pauseMarket();

    await desk.hasSettled(blotters);
    await ofStrategy.first().getByRole('gridcell').first().click();
    await desk.hasKeyboard(rows);
    await page.keyboard.press('g');
    const strategy = blotters.getByRole('button', { name: /^Strategy / });
    await expect(strategy).toHaveAttribute('aria-pressed', 'true');
    const label = ((await strategy.textContent()) ?? '').replace('Strategy ', '').trim();
    await expect(rows.filter({ hasText: `${label} (algorithm), for ` }).first()).toBeVisible();
    await expect(rows.filter({ hasNotText: `${label} (algorithm), for ` })).toHaveCount(0);
    await desk.screenshot('trail-strategy');
    const file = await desk.exported();
    for (const line of file.lines.slice(1)) {
      expect(line).toContain(`"M. Okafor","trader","${label}","internal"`);
    }

    await page.keyboard.press('Escape');
    await blotters.getByRole('button', { name: 'By hand' }).click();
    const signIn = rows.filter({ hasText: 'M. Okafor, trader, by hand \u00b7 window' });
    await expect(signIn.first()).toContainText('Sign in as M. Okafor, trader');
    await expect(rows.filter({ hasNotText: 'by hand' })).toHaveCount(0);
    await expect(strategy).toHaveCount(0);
    await desk.screenshot('trail-by-hand');
    const byHand = await desk.exported();
    expect(byHand.lines.at(-1)).toContain('"M. Okafor","trader","","window"');
    await desk.resumeMarket();
  });

  test('rows and files say in which kind of account they are', async ({ desk }) => {
    const { blotters } = desk;
    const row = blotters.locator('.ag-row').first();
    await expect(row.locator('.kind')).toHaveText('PAPER');
    await expect(row.locator('.of-account')).toHaveAttribute('title', /, PAPER account$/);
    await expect(desk.panel('Accounts').locator('.panel-head .kind')).toHaveText('PAPER');
    const foot = blotters.locator('.panel-foot');
    await expect(foot).toContainText(/Gross value [\d,]+ USDT/);
    await expect(foot).toContainText(/Unrealised [+\u2212]?[\d,]+\.\d\d/);
    await expect(foot).toContainText(/Realised to date [+\u2212]?[\d,]+\.\d\d/);
    await desk.screenshot('account-kinds');
    const { lines } = await desk.exported();
    expect(lines[0]).toContain('"Subaccount","Account kind"');
    const [first = ''] = lines.slice(1);
    expect(first).toContain('"PAPER"');
    // A signed figure is one to a spreadsheet: no comma, no true minus.
    expect(first).not.toMatch(/\u2212|"\d+,\d/);
    await desk.page.setViewportSize({ width: 1280, height: 800 });
    await expect(row.locator('.of-account')).toHaveAttribute('title', /, PAPER account$/);
    expect((await desk.exported()).lines[0]).toContain('"Subaccount","Account kind"');
    await desk.screenshot('account-kinds-1280');
  });
});

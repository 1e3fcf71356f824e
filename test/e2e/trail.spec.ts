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
    await expect(rows.filter({ hasText: 'M. Okafor, trader' }).first()).toBeVisible();

    await signIn.getByRole('gridcell').first().click();
    await page.keyboard.press('w');
    const person = blotters.getByRole('button', { name: 'By S. Lindqvist' });
    await expect(person).toHaveAttribute('aria-pressed', 'true');
    await expect(rows.filter({ hasNotText: 'S. Lindqvist, risk' })).toHaveCount(0);
    await expect(signIn).toContainText('Sign in as S. Lindqvist, risk');
    await person.click();
    await expect(rows.filter({ hasText: 'M. Okafor, trader' }).first()).toBeVisible();
    await desk.screenshot('trail');

    const shown = async (): Promise<number> => {
      const text = await blotters.locator('.panel-foot').textContent();
      return Number(/^(\d+) commands/.exec(text ?? '')?.[1] ?? 0);
    };
    await blotters.getByRole('button', { name: 'Older' }).click();
    await expect.poll(shown).toBeGreaterThan(100);
    const download = page.waitForEvent('download');
    await blotters.getByRole('button', { name: 'Export what is shown as CSV' }).click();
    expect((await download).suggestedFilename()).toBe('bulkhead-trail.csv');
    expect(await desk.accessibilityFaults()).toEqual([]);
  });
});

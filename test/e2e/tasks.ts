/** Tasks by keyboard alone: each is done with a number of keys that is known, and no pointer. */
import { expect, test as base } from './fixtures.ts';
import { Keys } from './keys.ts';
import type { Desk } from './pages/desk.ts';

/** Its strategy never touches this instrument, so nobody but the person orders there. */
export const SUBACCOUNT = 'Skew-1';

/** Task and keys, in the order that they were done in. */
export const counts: (readonly [string, number])[] = [];

export interface Fixtures {
  readonly keys: Keys;
  /** Does a task with exactly so many keys: that it takes more now is to be seen, and meant. */
  readonly task: (name: string, expected: number, act: () => Promise<void>) => Promise<void>;
}

export const test = base.extend<Fixtures>({
  page: async ({ page }, use) => {
    await page.addInitScript(() => {
      let count = 0;
      for (const kind of ['pointerdown', 'pointermove', 'mousedown', 'wheel']) {
        addEventListener(kind, () => (count += 1), { capture: true });
      }
      Object.defineProperty(window, 'pointerEvents', { get: () => count });
    });
    await use(page);
  },

  keys: async ({ desk }, use) => use(new Keys(desk.page)),

  task: async ({ desk, keys }, use) => {
    await use(async (name, expected, act) => {
      const before = keys.pressed;
      await act();
      const taken = keys.pressed - before;
      counts.push([name, taken]);
      expect.soft(taken, `keys of: ${name}`).toBe(expected);
    });
    const met = await desk.page.evaluate(() => Reflect.get(window, 'pointerEvents'));
    expect(met, 'events of a pointer').toBe(0);
  },
});

/** By the palette. */
export async function commands(desk: Desk, keys: Keys, typed: string): Promise<void> {
  const palette = desk.page.getByRole('dialog', { name: 'Symbol or command' });
  await keys.press('Control+k');
  await expect(palette.getByRole('combobox')).toBeFocused();
  await keys.type(typed);
  await keys.press('Enter');
  await expect(palette).toHaveCount(0);
}

export async function isSignedIn(desk: Desk, name: string): Promise<void> {
  await expect(desk.page.getByRole('button', { name: 'DEMO SIGN-IN' })).toContainText(name);
}

/** From wherever it is to the first own row of a blotter, which it gives. */
export async function rowOf(desk: Desk, keys: Keys, task: Fixtures['task'], name: string) {
  const { blotters } = desk;
  const rows = blotters.locator('.ag-row').filter({ hasText: SUBACCOUNT });
  await task(`go to the first of its ${name}`, name.length + 8, async () => {
    await commands(desk, keys, name);
    await expect(blotters.locator('[role="tab"]:focus')).toContainText(new RegExp(name, 'i'));
    await keys.press('Tab', 'Space');
    await expect(
      blotters.getByRole('button', { name: 'Selected only', pressed: true }),
    ).toBeFocused();
    await expect(blotters.locator('.ag-row').filter({ hasNotText: SUBACCOUNT })).toHaveCount(0);
    await expect(rows).not.toHaveCount(0);
    await keys.press('Tab', 'Tab', 'ArrowDown');
    await expect(rows.first().locator('.ag-cell:focus')).toHaveCount(1);
  });
  return rows.first();
}

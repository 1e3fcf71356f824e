/** The ladder and the market that leaves it: where it stands still, and where it follows. */
import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import type { Desk } from './pages/desk.ts';

/** Far enough for the last price to leave the rows, and late enough for the focus to be there. */
const SHOCK = 'BTC -1% over 3s at 30s';
test.use({ hostOptions: ['--speed', '1x', '--shock', SHOCK] });
test.describe.configure({ mode: 'serial' });

function lastIs({ ladder }: Desk): Locator {
  return ladder.getByRole('button', { name: /Last is (above|below)/ });
}

test(
  'with the focus in it the ladder stands still, and says where the last price is',
  {
    tag: '@long',
  },
  async ({ desk }) => {
    const { page, ladder } = desk;
    const grid = ladder.getByRole('grid');
    await grid.focus();
    await page.mouse.move(5, 5);
    const top = ladder.locator('.price').first();
    await expect(lastIs(desk)).toHaveCount(0);
    await expect(lastIs(desk)).toBeVisible({ timeout: 60_000 });
    const before = await top.innerText();
    // Longer than it waits where nobody is, and until the market has come to rest.
    await page.waitForTimeout(6_000);
    await expect(top).toHaveText(before);
    await expect(lastIs(desk)).toBeVisible();

    // Nobody in it any more: it goes after the price by itself.
    await page.getByRole('textbox', { name: 'Filter accounts' }).focus();
    await expect(lastIs(desk)).toHaveCount(0);
    await expect(ladder.locator('.price.last')).toHaveCount(1);
    await expect(top).not.toHaveText(before);
  },
);

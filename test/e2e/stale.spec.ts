/** A market that falls silent while the core goes on: what is old is called old, entry shuts. */
import { expect, test } from './fixtures.ts';

const SUBACCOUNT = 'Skew-1';

// The pass ends after a minute of the market, six seconds of ours.
test.use({ hostOptions: ['--speed', '10x', '--duration', '60s'] });

test(
  'a stale feed shuts entry by name and age; what cancels works',
  { tag: '@long' },
  async ({ desk }) => {
    const { page, strip, ticket, ladder, toasts } = desk;
    await desk.signIn('M. Okafor');
    await desk.goToTicketOf(SUBACCOUNT);
    await expect(strip).toContainText(/BTCUSDT [\d.:]+(?: s)?\s*stale/, { timeout: 90_000 });
    await expect(strip).toContainText('Connected');
    await ticket.getByRole('textbox', { name: 'Price' }).fill('50000');
    await ticket.getByRole('textbox', { name: 'Size' }).fill('0.01');
    await expect(ticket).toContainText(/Stale: .*BTCUSDT.*, last change .* ago/);
    await expect(ticket).toContainText('Entry opens by itself when it is fresh; cancel works.');
    await expect(desk.send).toBeDisabled();
    await page.keyboard.press('Control+Enter');
    await expect(ticket).not.toContainText('is in the log');
    await expect(ladder.locator('.stale-bar')).toBeVisible();
    await page.keyboard.press('Alt+x');
    await expect(toasts.filter({ hasText: `Cancel all of ${SUBACCOUNT}` })).toBeVisible();
  },
);

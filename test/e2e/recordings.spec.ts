/** The recorded market, and the pictures of the workspace on it that the README shows. */
import { expect, test } from './fixtures.ts';
import { recordings } from './host.ts';

const folder = recordings();

const SUBACCOUNT = 'Vol-Arb';
/** Into the recording, where there are candles to look at. */
const LOOKED_AT = / 23:5[89]| 00:/;
const BELOW_BID = 30;

test.use({ hostOptions: folder === null ? [] : ['--feed', folder, '--speed', '10x'] });

test(
  'a recorded market is replayed, badged so, and an order staged on it by keys',
  { tag: '@long' },
  async ({ desk }) => {
    test.skip(folder === null, 'there are no recordings: name them with BULKHEAD_MARKETDATA');
    const { page, ticket } = desk;
    await expect(page.locator('body')).toContainText('REPLAY 10x');
    await desk.signIn('M. Okafor');
    await desk.setSpeed('60');
    await expect(page.getByRole('timer')).toContainText(LOOKED_AT, { timeout: 90_000 });
    // Slow enough that what is pictured stands where it was put.
    await desk.setSpeed('1');
    await desk.goToTicketOf(SUBACCOUNT);
    await page.keyboard.press('Control+a');
    const bid = Math.floor(await desk.quoted('Bid'));
    await page.keyboard.type((bid - BELOW_BID).toString());
    await page.keyboard.press('Tab');
    await page.keyboard.type('0.5');
    await page.keyboard.press('Enter');
    await expect(ticket).toContainText(`Staged, not sent. Ctrl Enter sends to ${SUBACCOUNT}.`);
    await expect(ticket.getByRole('row', { name: /^Free/ })).toContainText(/\d/);
    await desk.panel('Accounts').getByRole('textbox').fill('');
    await ticket.getByRole('textbox', { name: 'Size' }).focus();
    await desk.ladder.getByRole('grid').press('Space');
    await desk.screenshot('trading-dark');
    await desk.command('light theme');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
    await desk.screenshot('trading-light');
    await desk.command('dark theme');
    await page.setViewportSize({ width: 1280, height: 800 });
    await expect(desk.panel('Accounts')).toContainText('USDT eq.');
    await expect(desk.chart).toContainText('Depth to');
    await desk.screenshot('trading-1280');
  },
);

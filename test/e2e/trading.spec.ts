/** What a trader does by hand. */
import { expect, test } from './fixtures.ts';

/** Its strategy never touches this instrument, so nobody but the person cancels there. */
const SUBACCOUNT = 'Skew-1';
const INSTRUMENT = 'BTCUSDT';

/** So far below the bid that nothing fills it, and still on the ladder. */
const BELOW_BID = 30;

test('an order by keyboard alone stands in ladder, blotter and chart, and X cancels it', async ({
  desk,
}) => {
  const { page, ticket, ladder, chart } = desk;
  const { keyboard } = page;
  await desk.signIn('M. Okafor');
  await desk.openBlotter('Orders');
  await desk.goToTicketOf(SUBACCOUNT);
  await expect(ticket.getByRole('textbox', { name: 'Price' })).toBeFocused();
  const price = (Math.floor(await desk.quoted('Bid')) - BELOW_BID).toString();
  await keyboard.type(price);
  await keyboard.press('Tab');
  await keyboard.type('0.01');
  await keyboard.press('Enter');
  await expect(ticket).toContainText(`Staged, not sent. Ctrl Enter sends to ${SUBACCOUNT}.`);
  await desk.sendByKey();
  const row = desk.orderRow(await desk.placedFor(SUBACCOUNT));
  await expect(row).toContainText(SUBACCOUNT);
  await expect(row).toContainText(INSTRUMENT);
  await expect(row).toContainText(Number(price).toLocaleString('en-US'));
  const own = ladder.locator('[data-column="work-bid"]').filter({ hasText: '0.01' });
  await expect(own).toHaveCount(1);
  const line = chart.locator('.line-chips').getByText('BUY 0.01');
  await expect(line).toHaveCount(1);

  await keyboard.press('Shift+F6');
  await expect(ladder.getByRole('grid')).toBeFocused();
  await keyboard.press('x');
  await expect(row).toHaveCount(0);
  await expect(own).toHaveCount(0);
  await expect(line).toHaveCount(0);
});

test('who may not trade is offered no order, and is refused all the same', async ({ desk }) => {
  const { ticket, ladder, page } = desk;
  await desk.signIn('L. Haas');
  await expect(ticket).toContainText('L. Haas signed in as auditor; only traders place orders.');
  await expect(desk.send).toBeDisabled();
  await expect(ladder.getByRole('button', { name: 'Cancel all' })).toHaveCount(0);
  await ladder.getByRole('grid').press('x');
  await expect(desk.toasts.filter({ hasText: 'NOT_AUTHORISED' })).toBeVisible();
  await ticket.getByRole('textbox', { name: 'Size' }).fill('0.01');
  await page.keyboard.press('Control+Enter');
  await expect(ticket).not.toContainText('is in the log');
});

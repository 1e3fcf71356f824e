/** Limits of orders and their waivers, by two people, against the real core. */
import { expect, test } from './fixtures.ts';

/** Its strategy never touches this instrument, so nobody but the person orders there. */
const SUBACCOUNT = 'Skew-1';
const TRADER = 'M. Okafor';
const RISK = 'S. Lindqvist';
const SECOND_RISK = 'R. Castellan';

test('risk sets a limit, a trader asks for a waiver, risk grants it, and it serves once', async ({
  desk,
}) => {
  const { page, ticket, blotters } = desk;
  const dialog = page.getByRole('dialog', { name: `Order limits of ${SUBACCOUNT} in BTCUSDT` });
  const bell = page.getByRole('button', { name: /^Calls and notices/ });
  const list = page.getByRole('dialog', { name: 'Calls and notices' });
  await desk.signIn(RISK);
  await desk.goToTicketOf(SUBACCOUNT);
  await desk.pauseMarket();
  await desk.command('set order limits');
  await expect(dialog.getByLabel('Largest size of an order')).toBeEnabled();
  await dialog.getByLabel('Largest size of an order').fill('0.010');
  await dialog.getByLabel('Farthest from the mark').fill('5');
  expect(await desk.accessibilityFaults('dialog'), 'axe in the dialog').toEqual([]);
  await desk.screenshot('limits');
  await desk.hasKeyboard(dialog);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);

  // What loosens takes two: it is proposed.
  await desk.command('set order limits');
  await expect(dialog.getByLabel('Largest size of an order')).toHaveValue('0.010');
  await dialog.getByLabel('Largest size of an order').fill('0.02');
  await dialog.getByRole('button', { name: 'Set' }).click();
  await expect(dialog.getByRole('alert')).toContainText('NEEDS_SECOND_PERSON');
  await dialog.getByRole('button', { name: 'Propose' }).click();
  await expect(dialog).toHaveCount(0);
  await bell.click();
  const own = list.locator('.bell-proposal').filter({ hasText: 'Limit BTCUSDT orders to 0.020' });
  await expect(own.getByRole('button', { name: /^Approve/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await desk.signIn(SECOND_RISK);
  await bell.click();
  await own.getByRole('button', { name: /^Approve/ }).click();
  await expect(own).toHaveCount(0);
  await page.keyboard.press('Escape');

  await desk.signIn(TRADER);
  await desk.command(SUBACCOUNT);
  const bid = Math.floor(await desk.quoted('Bid'));
  await ticket.getByRole('textbox', { name: 'Price' }).fill(String(bid - 200));
  await ticket.getByRole('textbox', { name: 'Size' }).fill('0.015');
  await expect(ticket).toContainText('Within limits: 0.015 of 0.020');
  await ticket.getByRole('textbox', { name: 'Size' }).fill('0.05');
  await expect(ticket).toContainText('Would be refused: OVER_ORDER_QUANTITY');
  await expect(ticket).toContainText('0.020');
  const askFor = ticket.getByRole('button', { name: 'Ask for a waiver' });
  await expect(askFor).toBeVisible();
  expect(await desk.accessibilityFaults(), 'axe').toEqual([]);
  await desk.screenshot('waiver-ask');
  await page.setViewportSize({ width: 1280, height: 800 });
  await desk.screenshot('waiver-ask-1280');
  await page.setViewportSize({ width: 1920, height: 1080 });
  await ticket.getByRole('textbox', { name: 'Size' }).focus();
  await page.keyboard.press('w');
  await expect(ticket).toContainText(/Waiver asked, proposal \d+: another person must approve it/);
  await expect(askFor).toHaveCount(0);
  await bell.click();
  const asked = list.locator('.bell-proposal').filter({ hasText: 'Waive quantity for buy 0.050' });
  await expect(asked).toContainText(SUBACCOUNT);
  await expect(asked.getByRole('button')).toHaveCount(0);
  await page.keyboard.press('Escape');

  await desk.signIn(RISK);
  await expect(bell).toHaveAccessibleName(/1 to answer/);
  await page.keyboard.press('Shift+F8');
  await expect(asked).toContainText(TRADER);
  expect(await desk.accessibilityFaults(), 'axe in the bell').toEqual([]);
  await desk.screenshot('proposals');
  await asked.getByRole('button', { name: /^Approve/ }).press('Enter');
  await expect(asked).toHaveCount(0);
  await page.keyboard.press('Escape');

  await desk.signIn(TRADER);
  await desk.command(SUBACCOUNT);
  await expect(ticket).toContainText('A waiver lets this order pass its limits, once.');
  await ticket.getByRole('textbox', { name: 'Size' }).focus();
  await desk.sendByKey();
  await desk.placedFor(SUBACCOUNT);
  await desk.sendByKey();
  await expect(ticket).toContainText('OVER_ORDER_QUANTITY');
  await expect(askFor).toBeVisible();

  await desk.openBlotter('Trail');
  const trail = blotters.locator('.ag-row');
  await expect(trail.filter({ hasText: /Propose: Waive quantity for buy 0\.050/ })).toHaveCount(1);
  await expect(trail.filter({ hasText: /Approve proposal \d+/ }).first()).toContainText(RISK);
  await page.keyboard.press('Alt+x');
  await desk.resumeMarket();
});

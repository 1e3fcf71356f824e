/** The kill switch by hand: who has it, what it stops and who lets go again. */
import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import type { Desk } from './pages/desk.ts';

/** Its strategy never touches this instrument, so nobody but the person orders there. */
const SUBACCOUNT = 'Skew-1';
const DESK = 'Volatility';
const TRADER = 'M. Okafor';
const RISK = 'S. Lindqvist';

/** So far below the bid that nothing fills it. */
const BELOW_BID = 100;

test.describe.configure({ mode: 'serial' });

function dialogOf({ page }: Desk): Locator {
  return page.getByRole('dialog', { name: /Kill switch, step \d of 2/ });
}

async function typeOrder(desk: Desk, size: string): Promise<void> {
  const { ticket } = desk;
  const price = Math.floor(await desk.quoted('Bid')) - BELOW_BID;
  await ticket.getByRole('textbox', { name: 'Price' }).fill(String(price));
  await ticket.getByRole('textbox', { name: 'Size' }).fill(size);
}

async function release(desk: Desk, what: string): Promise<void> {
  await desk.strip.getByRole('button', { name: 'STOPPED' }).click();
  const dialog = dialogOf(desk);
  await dialog.getByRole('button', { name: `Release ${what}` }).click();
  await expect(dialog.getByRole('button', { name: 'Release' })).toHaveCount(0);
  await desk.page.keyboard.press('Escape');
  await expect(desk.strip).not.toContainText('STOPPED');
}

test('KILL-01 a trader holds it for a second: orders go, new ones are refused, release', async ({
  desk,
}) => {
  const { page, ticket, strip } = desk;
  await desk.signIn(TRADER);
  await desk.goToTicketOf(SUBACCOUNT);
  await typeOrder(desk, '0.01');
  await desk.sendByKey();
  await desk.placedFor(SUBACCOUNT);

  await page.keyboard.press('Shift+F12');
  const dialog = dialogOf(desk);
  await expect(dialog).toContainText(/Cancel working orders\s*[1-9]/);
  const scope = dialog.getByRole('group', { name: 'Scope' });
  await expect(scope.getByRole('button', { name: SUBACCOUNT })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await expect(scope.getByRole('button', { name: DESK })).toBeVisible();
  await expect(scope.getByRole('button', { name: 'Venue' })).toHaveCount(0);
  expect(await desk.accessibilityFaults('dialog'), 'axe in the dialog').toEqual([]);
  await desk.screenshot('kill-trader');

  // Let go too early, nothing has happened.
  await page.keyboard.press('Shift+F12');
  await expect(dialog).toContainText('step 1 of 2');
  await expect(strip).not.toContainText('STOPPED');
  await page.keyboard.down('Shift');
  await page.keyboard.down('F12');
  await expect(dialog).toContainText('step 2 of 2');
  await page.keyboard.up('F12');
  await page.keyboard.up('Shift');
  await expect(dialog).toContainText(`The subaccount ${SUBACCOUNT} is stopped`);
  await page.keyboard.press('Escape');

  await expect(strip).toContainText(`STOPPEDsubaccount ${SUBACCOUNT}, ${TRADER}, trader`);
  await expect(ticket).toContainText(`KILLED ${TRADER}, trader: reduce only`);
  await typeOrder(desk, '0.02');
  await expect(ticket).toContainText('Would be refused: KILLED');
  await page.keyboard.press('Control+Enter');
  await expect(ticket).toContainText(
    `the subaccount ${SUBACCOUNT} was stopped by ${TRADER}, trader at`,
  );
  await desk.screenshot('killed-trader');
  await page.setViewportSize({ width: 1280, height: 800 });
  await desk.screenshot('killed-trader-1280');
  await page.setViewportSize({ width: 1920, height: 1080 });
  await desk.openBlotter('Alerts');
  await expect(desk.blotters).toContainText(`${TRADER} stopped the subaccount ${SUBACCOUNT}`);

  await release(desk, `the subaccount ${SUBACCOUNT}`);
  await expect(ticket).not.toContainText('reduce only');
  await ticket.getByRole('textbox', { name: 'Size' }).focus();
  await desk.sendByKey();
  await desk.placedFor(SUBACCOUNT);
});

test('KILL-05 what risk stops by the typed word only risk releases', async ({ desk }) => {
  const { page, strip } = desk;
  await desk.signIn(RISK);
  await desk.goToTicketOf(SUBACCOUNT);
  await page.getByRole('button', { name: 'Kill switch' }).click();
  const dialog = dialogOf(desk);
  const scope = dialog.getByRole('group', { name: 'Scope' });
  await expect(scope.getByRole('button', { name: 'Venue' })).toBeVisible();
  await scope.getByRole('button', { name: DESK }).click();
  await expect(dialog).toContainText(/Block new risk, reduce only\s*[2-9] accounts/);
  await desk.screenshot('kill-risk');
  const word = dialog.getByRole('textbox', { name: 'type KILL' });
  await word.fill('KIL');
  await word.press('Enter');
  await expect(dialog).toContainText('step 1 of 2');
  await word.fill('KILL');
  await word.press('Enter');
  await expect(dialog).toContainText(`The desk ${DESK} is stopped`);
  await page.keyboard.press('Escape');
  await expect(strip).toContainText(`STOPPEDdesk ${DESK}, ${RISK}, risk`);

  await desk.signIn(TRADER);
  await strip.getByRole('button', { name: 'STOPPED' }).click();
  await expect(dialog).toContainText(`desk, by ${RISK}, risk`);
  await expect(dialog.getByRole('button', { name: 'Release' })).toHaveCount(0);
  await page.keyboard.press('Escape');

  await desk.signIn(RISK);
  await release(desk, `the desk ${DESK}`);
});

test('KILL-04 a strategy is stopped alone, and what is held is closed where asked', async ({
  desk,
}) => {
  const { page, strip } = desk;
  await desk.signIn(TRADER);
  await desk.goToTicketOf(SUBACCOUNT);
  await desk.openBlotter('Positions');
  await desk.blotters.getByRole('button', { name: 'Selected only' }).click();
  const held = desk.blotters.getByRole('row').filter({ hasText: SUBACCOUNT }).filter({
    hasText: 'BTCUSDT',
  });
  await desk.ticket.getByRole('button', { name: 'Market' }).click();
  await desk.ticket.getByRole('textbox', { name: 'Size' }).fill('0.01');
  await desk.sendByKey();
  await expect(held).toHaveCount(1);
  await page.keyboard.press('Shift+F12');
  const dialog = dialogOf(desk);
  const flatten = dialog.getByRole('checkbox', { name: 'Flatten positions at market' });
  await flatten.check();
  await dialog.getByRole('textbox', { name: 'type KILL' }).fill('KILL');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText(/[1-9] of \d positions? closed at the market\./);
  await expect(held).toHaveCount(0);
  await page.keyboard.press('Escape');
  await release(desk, `the subaccount ${SUBACCOUNT}`);

  await page.keyboard.press('Shift+F12');
  await dialog.getByRole('button', { name: 'Strategy' }).click();
  await dialog.getByRole('combobox', { name: 'Strategy' }).selectOption('vol-arb');
  await expect(dialog).toContainText('Block its new orders, closing too');
  await expect(flatten).toHaveCount(0);
  await dialog.getByRole('textbox', { name: 'type KILL' }).fill('KILL');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('The strategy vol-arb is stopped');
  await page.keyboard.press('Escape');
  // What a person does by hand is not its.
  await expect(desk.ticket).not.toContainText('KILLED');
  await expect(strip).toContainText('STOPPEDstrategy vol-arb');
  await release(desk, 'the strategy vol-arb');
});

test('an admin has it for the venue alone, compliance sees only what is stopped', async ({
  desk,
}) => {
  const { page, strip } = desk;
  const button = page.getByRole('button', { name: 'Kill switch' });
  await desk.signIn('A. Brandt');
  await page.keyboard.press('Shift+F12');
  const dialog = dialogOf(desk);
  const scopes = dialog.getByRole('group', { name: 'Scope' }).getByRole('button');
  await expect(scopes).toHaveText(['Venue']);
  await expect(dialog.getByRole('checkbox')).toHaveCount(0);
  await dialog.getByRole('textbox', { name: 'type KILL' }).fill('KILL');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('The venue is stopped');
  await page.keyboard.press('Escape');

  await desk.signIn('P. Novak');
  await expect(button).toHaveCount(0);
  await page.keyboard.press('Shift+F12');
  await expect(dialog).toHaveCount(0);
  await expect(strip).toContainText('STOPPEDVenue, A. Brandt, admin');
  await expect(strip.getByRole('button', { name: 'STOPPED' })).toHaveCount(0);
  await desk.screenshot('killed-compliance');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('button', { name: 'light theme' }).click();
  expect(await desk.accessibilityFaults(), 'axe while it is stopped').toEqual([]);
  await desk.screenshot('killed-compliance-1280');

  await desk.signIn(RISK);
  await page.keyboard.press('Shift+F12');
  await expect(dialog).toContainText('Stopped now');
  await desk.screenshot('kill-risk-1280');
  await page.keyboard.press('Escape');
  await release(desk, 'the venue');
});

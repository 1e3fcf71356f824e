/** What the desk does when the core falls silent. */
import { expect, test } from './fixtures.ts';

const SUBACCOUNT = 'Skew-1';

test('a core that is held makes the page stale within 3 s and shuts entry', async ({
  desk,
  host,
}) => {
  const { ticket, strip } = desk;
  await desk.signIn('M. Okafor');
  await desk.goToTicketOf(SUBACCOUNT);
  await ticket.getByRole('textbox', { name: 'Price' }).fill('50000');
  await ticket.getByRole('textbox', { name: 'Size' }).fill('0.01');
  await expect(desk.send).toBeEnabled();
  const core = host.corePid();
  // By the page's own clock: whoever looks from outside may come late.
  const silentMs = desk.strip.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        const begunMs = performance.now();
        const look = (): void => {
          if (element.textContent.includes('No frames')) resolve(performance.now() - begunMs);
          else setTimeout(look, 20);
        };
        look();
      }),
  );
  process.kill(core, 'SIGSTOP');
  try {
    expect(await silentMs).toBeLessThan(3_000);
    await expect(strip).toContainText('No frames');
    await expect(desk.ladder).toContainText('Stale: the core sends nothing');
    await expect(ticket).toContainText('Entry opens by itself when it is fresh.');
    await expect(desk.send).toBeDisabled();
  } finally {
    process.kill(core, 'SIGCONT');
  }
  await desk.isConnected();
  await expect(desk.send).toBeEnabled();
  expect(host.corePid()).toBe(core);
});

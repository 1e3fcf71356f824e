/** The desk as a person has it before them. */
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

/** Longer than grids wait before they take rows in, and than lists that follow slowly. */
const SETTLED_MS = 700;

/** What Chromium writes on its console when a socket could not be had, which a retry then has. */
const RETRIED = /WebSocket connection to 'ws:\/\/127\.0\.0\.1:\d+\/desk' failed/;

export class Desk {
  readonly page: Page;
  /** Console errors, exceptions and violations of the policy, in order. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.type() !== 'error' || RETRIED.test(message.text())) return;
      this.complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) =>
      this.complaints.push(`exception: ${error.stack ?? error.message}`),
    );
  }

  get strip(): Locator {
    return this.page.getByRole('region', { name: 'Connection and alerts' });
  }

  /** The open margin call that nobody acknowledged, where the strip pins it. */
  get pinned(): Locator {
    return this.strip.locator('.pinned');
  }

  get toasts(): Locator {
    return this.panel('Notices').getByRole('listitem');
  }

  get ticket(): Locator {
    return this.panel('Order');
  }

  get ladder(): Locator {
    return this.panel('Ladder');
  }

  get blotters(): Locator {
    return this.panel('Blotters');
  }

  get chart(): Locator {
    return this.page.locator('[data-panel="chart"]');
  }

  /** What the arrow keys move over: says the candle at the crosshair. */
  get plot(): Locator {
    return this.chart.getByRole('slider');
  }

  panel(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }

  /** The button that sends: named after its side. */
  get send(): Locator {
    return this.ticket.locator('button.send');
  }

  /** Opens the link and waits until the desk shows a running core. */
  async open(link: string): Promise<void> {
    await this.page.exposeFunction('complain', (text: string) => this.complaints.push(text));
    await this.page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const { violatedDirective, blockedURI, sourceFile, lineNumber } = event;
        const where = `${sourceFile ?? ''}:${lineNumber}`;
        const { complain } = window as unknown as { complain: (text: string) => void };
        complain(`policy: ${violatedDirective} ${blockedURI} at ${where}`);
      });
    });
    await this.page.goto(link);
    await this.isConnected();
  }

  async isConnected(): Promise<void> {
    // A core that was ended has its log to read first.
    await expect(this.strip).toContainText('Connected', { timeout: 60_000 });
  }

  /**
   * Takes the core away; what the page said while it had none. The page itself is asked to watch:
   * the next core may be there before anybody outside has looked.
   */
  async losesCore(take: () => void): Promise<string> {
    await this.page.evaluate(() => {
      const watched = { said: '' };
      const look = (): void => {
        const strip = document.querySelector('[aria-label="Connection and alerts"]');
        const gone = document.querySelector('[role="alertdialog"]');
        if (gone === null || strip?.textContent.includes('Connected') === true) return;
        watched.said = document.body.innerText;
      };
      const changes = { childList: true, characterData: true, subtree: true };
      new MutationObserver(look).observe(document.body, changes);
      Object.assign(window, { watched });
    });
    take();
    const said = (): Promise<string> =>
      this.page.evaluate(() => (window as unknown as { watched: { said: string } }).watched.said);
    await expect.poll(said, { timeout: 30_000 }).not.toBe('');
    return said();
  }

  /** Chooses who sits here. */
  async signIn(name: string): Promise<void> {
    const menu = this.page.getByRole('button', { name: 'DEMO SIGN-IN' });
    await menu.click();
    await this.page.getByRole('menuitemradio', { name }).click();
    await expect(menu).toContainText(name);
    // What is kept of the operator follows a moment later, and changes what is looked at.
    const who = await menu.getAttribute('data-operator');
    await expect(this.page.locator('html')).toHaveAttribute('data-kept-for', who ?? '');
  }

  /** Selects a subaccount by keys alone and stands in the ticket. */
  async goToTicketOf(subaccount: string): Promise<void> {
    const { keyboard } = this.page;
    await keyboard.press('/');
    const filter = this.panel('Accounts').getByRole('textbox', { name: 'Filter accounts' });
    await expect(filter).toBeFocused();
    await keyboard.type(subaccount);
    // The firm, the desk and the subaccount are left.
    const rows = this.panel('Accounts').locator('[row-id]');
    await expect(rows).toHaveCount(3);
    await expect(rows.filter({ hasText: subaccount })).toBeVisible();
    // Past the chip to the grid's header, then down: the firm, the desk, the subaccount.
    for (const key of ['Tab', 'Tab', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) {
      await keyboard.press(key);
    }
    await expect(this.ticket.locator('.ticket-account')).toHaveText(subaccount);
  }

  /** By its symbol and the word of its contract. */
  async chooseInstrument(name: string): Promise<void> {
    const instruments = this.page.getByRole('group', { name: 'Instrument' });
    await instruments.getByRole('button', { name }).click();
  }

  /** Types into the command palette and takes the first that is found. */
  async command(typed: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    const palette = this.page.getByRole('dialog', { name: 'Symbol or command' });
    const box = palette.getByRole('combobox');
    await expect(box).toBeFocused();
    await box.fill(typed);
    await this.page.keyboard.press('Enter');
    await expect(palette).toHaveCount(0);
  }

  /** Waits until a dialog has the keyboard: what is pressed before goes elsewhere. */
  async hasKeyboard(dialog: Locator): Promise<void> {
    await expect(dialog.locator(':focus')).toHaveCount(1);
  }

  /** Sends what the ticket holds, by its key, as soon as entry is open. */
  async sendByKey(): Promise<void> {
    await expect(this.send).toBeEnabled();
    await this.page.keyboard.press('Control+Enter');
  }

  /** Waits until the ticket says that its order is in the log; the order's number. */
  placedFor(subaccount: string): Promise<string> {
    return this.#ticketSays(new RegExp(`Order (\\d+) of ${subaccount} is in the log`));
  }

  /** An order's row in the blotter, by its number: any other figure may hold the same digits. */
  orderRow(order: string): Locator {
    return this.blotters.locator(`.ag-row[row-id="${order}"]`);
  }

  /** The best price on a side, as the ticket says it. */
  async quoted(side: 'Bid' | 'Ask'): Promise<number> {
    const text = await this.#ticketSays(new RegExp(`${side} ([\\d,.]+)`));
    return Number(text.replaceAll(',', ''));
  }

  /** What stands in the words' brackets, as soon as the ticket has them. */
  async #ticketSays(words: RegExp): Promise<string> {
    let found = '';
    const read = async (): Promise<string> => {
      found = words.exec(await this.ticket.innerText())?.[1] ?? '';
      return found;
    };
    await expect.poll(read, { message: String(words) }).not.toBe('');
    return found;
  }

  /** Waits until nothing in a place has changed for a while: what was under way has come. */
  async hasSettled(place: Locator): Promise<void> {
    const isStill = async (): Promise<boolean> => {
      const before = await place.innerText();
      await this.page.waitForTimeout(SETTLED_MS);
      return (await place.innerText()) === before;
    };
    await expect.poll(isStill, { timeout: 30_000 }).toBe(true);
  }

  async openBlotter(name: string): Promise<void> {
    await this.blotters.getByRole('tab', { name }).click();
  }

  /** Sets how fast the market goes. */
  async setSpeed(speed: '1' | '2' | '5' | '10' | '20' | '60'): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Speed' }).selectOption(speed);
  }

  async pauseMarket(): Promise<void> {
    await this.#turnMarket('Pause', 'Resume');
  }

  async resumeMarket(): Promise<void> {
    await this.#turnMarket('Resume', 'Pause');
  }

  /** One button that says what it would do; where that was done already there is none to press. */
  async #turnMarket(to: 'Pause' | 'Resume', back: 'Pause' | 'Resume'): Promise<void> {
    const button = (name: string): Locator => this.page.getByRole('button', { name, exact: true });
    await expect(button(to).or(button(back))).toBeVisible();
    if (await button(to).isVisible()) await button(to).click();
    await expect(button(back)).toBeVisible();
  }

  /**
   * What axe finds wrong with the page as it stands, one line each; or only within an element, when
   * the desk around it is looked at elsewhere.
   */
  async accessibilityFaults(within?: string): Promise<string[]> {
    const axe = new AxeBuilder({ page: this.page }).options({ resultTypes: ['violations'] });
    if (within !== undefined) axe.include(within);
    // Without a second page, which the launched browser would open beside this one.
    const { violations } = await axe.setLegacyMode().analyze();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary = '' }) => `${id}: ${html}\n${failureSummary}`),
    );
  }

  /** What the blotter's export writes: the file's name, and its lines that are not empty. */
  async exported(): Promise<{ name: string; lines: string[] }> {
    const download = this.page.waitForEvent('download');
    await this.blotters.getByRole('button', { name: 'Export what is shown as CSV' }).click();
    const file = await download;
    const text = await readFile(await file.path(), 'utf8');
    const lines = text.split('\r\n').filter((line) => line !== '');
    return { name: file.suggestedFilename(), lines };
  }

  /** Beside the others in test-results/screenshots. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: `test-results/screenshots/${name}.png` });
  }
}

/** The desk as a person has it before them. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

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
    page.on('pageerror', (error) => this.complaints.push(`exception: ${error.message}`));
  }

  get strip(): Locator {
    return this.page.getByRole('region', { name: 'Connection and alerts' });
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
    await expect(this.strip).toContainText('Connected');
  }

  async isDisconnected(): Promise<void> {
    await expect(this.strip).not.toContainText('Connected');
  }

  /** Beside the others in test-results/screenshots. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: `test-results/screenshots/${name}.png` });
  }
}

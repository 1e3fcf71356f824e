/** The security log as people read it. */
import { readFileSync } from 'node:fs';
import { Visitor } from '../../core/host/browser/testing/visitor.ts';
import { expect, test } from './fixtures.ts';
import { RawWindow } from './raw-window.ts';

/** The one that the desk opens with comes last. */
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

const BLOTTERS = '[data-panel=blotters]';

test(
  'what was turned away is shown to who may see it, by code and as a file',
  { tag: '@long' },
  async ({ desk, host }) => {
    const { blotters, page } = desk;
    const visitor = await Visitor.open(await host.link());
    await fetch(`${visitor.origin}/`, { headers: { origin: 'http://evil.example' } });
    await Promise.all(Array.from({ length: 150 }, () => fetch(`${visitor.origin}/`)));
    for (const text of ['{"type":"obey"}', '{', Buffer.from('bytes')]) {
      const window = await RawWindow.signedIn(visitor, 1, 'trader');
      window.conversation.socket.send(text);
      await window.conversation.closed;
    }

    const tab = blotters.getByRole('tab', { name: 'Security' });
    await expect(tab).toHaveCount(0);
    await desk.signIn('M. Okafor');
    await expect(tab).toHaveCount(0);
    await desk.signIn('P. Novak');
    await desk.openBlotter('Security');
    const rows = blotters.locator('.ag-row');
    const bytes = rows.filter({ hasText: 'BINARY_FRAME' });
    await expect(bytes).toContainText('M. Okafor, session');
    await expect(bytes).toContainText('A message is text, not bytes.');
    const foreign = rows.filter({ hasText: 'FOREIGN_ORIGIN' });
    await expect(foreign).toContainText('It was origin http://evil.example.');
    await expect(foreign).toContainText('nobody signed in');
    await expect(blotters).toContainText('154 turned away');

    const shot = async (name: string): Promise<void> => {
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await expect(blotters.locator('.ag-header-cell[col-id="path"]')).toBeInViewport({
          ratio: 1,
        });
        await desk.screenshot(`security-${name}-${size.width}`);
      }
    };
    for (const theme of ['dark', 'light']) {
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      expect(await desk.accessibilityFaults(BLOTTERS), `axe in ${theme}`).toEqual([]);
      await shot(theme);
      if (theme === 'dark') await page.getByRole('button', { name: 'light theme' }).click();
    }

    const code = blotters.getByRole('combobox', { name: 'Code' });
    await code.selectOption('NO_COOKIE');
    await expect(rows.filter({ hasNotText: 'NO_COOKIE' })).toHaveCount(0);
    await expect(code).toContainText('NO_COOKIE, 150');
    await code.selectOption('');
    await bytes.getByRole('gridcell').first().click();
    await page.keyboard.press('o');
    await expect(code).toHaveValue('BINARY_FRAME');
    await expect(rows).toHaveCount(1);

    const download = page.waitForEvent('download');
    await blotters.getByRole('button', { name: 'Export what is shown as CSV' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('bulkhead-security.csv');
    const [head = '', row = ''] = readFileSync(await file.path(), 'utf8').split('\r\n');
    expect(head).toContain('"Wall time","Code","What was answered","Who"');
    expect(row).toMatch(/^"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}","BINARY_FRAME","A message/);

    // Another core goes on where this one was ended, with all that was written by then.
    await expect.poll(() => host.kept('security.log')).toContain('"BINARY_FRAME"');
    await desk.losesCore(() => host.killCore());
    await desk.isConnected();
    await desk.signIn('P. Novak');
    await desk.openBlotter('Security');
    await expect(blotters.locator('.ag-row').filter({ hasText: 'BINARY_FRAME' })).toContainText(
      'M. Okafor, session',
    );
  },
);

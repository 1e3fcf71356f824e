import { expect, test } from './fixtures.ts';

const SIZES = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 800 },
];

test.describe('the desk', () => {
  for (const size of SIZES) {
    const name = `${size.width}x${size.height}`;
    test(`connects at ${name} and breaks no policy`, async ({ desk }) => {
      await desk.page.setViewportSize(size);
      await desk.isConnected();
      await desk.screenshot(`trading-${name}`);
    });
  }
});

test('a broken policy would be noticed', async ({ desk }) => {
  await desk.page.evaluate(() => {
    const style = document.createElement('style');
    style.textContent = 'body { color: red; }';
    document.head.append(style);
    try {
      document.createElement('div').innerHTML = '<b>text</b>';
    } catch {
      // The policy throws, besides being broken.
    }
  });
  await expect.poll(() => desk.complaints.join('\n')).toContain('policy: style-src-elem inline');
  await expect.poll(() => desk.complaints.join('\n')).toContain('require-trusted-types-for');
  desk.complaints.length = 0;
});

test.describe('the plug', () => {
  test('is pulled: the page stays, says so, and comes back with another core', async ({
    desk,
    host,
  }) => {
    const before = host.corePid();
    await expect(desk.panel('Margin')).toContainText('Maintenance margin');
    await expect(desk.blotters.getByRole('row').filter({ hasText: 'LONG' }).first()).toBeVisible();
    const said = await desk.losesCore(() => host.killCore());
    expect(said).toContain('Figures behind are from');
    expect(said).toContain('Maintenance margin');
    await desk.isConnected();
    expect(host.corePid()).not.toBe(before);
    expect(host.said).toContain('It ended by SIGKILL and is started again in 0.25 s.');
  });
});

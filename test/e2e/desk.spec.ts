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

test.describe('the plug', () => {
  test('is pulled: the page stays, says so, and comes back with another core', async ({
    desk,
    host,
  }) => {
    const before = host.corePid();
    host.killCore();
    await desk.isDisconnected();
    await desk.screenshot('disconnected');
    await desk.isConnected();
    expect(host.corePid()).not.toBe(before);
    expect(host.said).toContain('It ended by SIGKILL and is started again in 0.25 s.');
  });
});

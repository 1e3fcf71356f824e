/** Of the project `electron`, which has all specs of a window where there is a binary, or this. */
import { electronBinary, NO_BINARY } from './electron-host.ts';
import { expect, test } from './fixtures.ts';

test.describe('the specs of the desk, in Electron', () => {
  test.skip(electronBinary === null, NO_BINARY);

  test('are shown its own window, by its own scheme', async ({ desk }) => {
    expect(desk.page.url()).toMatch(/^app:\/\/desk\//);
    expect(await desk.page.evaluate(() => 'bulkheadDesktop' in window)).toBe(true);
  });
});

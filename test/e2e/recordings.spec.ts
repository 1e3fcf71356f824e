import { expect, test } from './fixtures.ts';
import { recordings } from './host.ts';

const folder = recordings();

test.use({ hostOptions: folder === null ? [] : ['--feed', folder, '--speed', '10x'] });

test('recorded markets are replayed, and badged so', async ({ desk }) => {
  test.skip(folder === null, 'there are no recordings: name them with BULKHEAD_MARKETDATA');
  await expect(desk.page.locator('body')).toContainText('REPLAY');
  await desk.screenshot('recordings');
});

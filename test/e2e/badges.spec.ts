/** A market that is shocked has more badges: at the smallest size they cover nothing. */
import { expect, test } from './fixtures.ts';

test.use({ hostOptions: ['--speed', '1x', '--shock', 'BTC -1% over 3s at 240s'] });

test('with all its badges the app bar has everything beside each other, at every width', async ({
  desk,
}) => {
  const { page } = desk;
  await desk.signIn('S. Lindqvist');
  const bar = page.getByRole('banner');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(bar.getByText('SIMULATED PAUSED')).toBeVisible();
  for (const [width, height] of [
    [1280, 800],
    [1440, 900],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height });
    await desk.screenshot(`badges-${width}`);
    const isCut = (node: Element): boolean => node.scrollWidth > node.clientWidth;
    expect(await bar.getByText('SIMULATED CUSTODY').evaluate(isCut), `${width}`).toBe(false);
    const custody = await bar.getByText('SIMULATED CUSTODY').boundingBox();
    const shocked = await bar.getByText('SHOCKED').boundingBox();
    const search = await bar.getByRole('button', { name: 'Symbol or command' }).boundingBox();
    const kill = await bar.getByRole('button', { name: /Kill/ }).boundingBox();
    if (custody === null || shocked === null || search === null || kill === null) {
      throw new Error(`the bar is not whole at ${width}`);
    }
    expect(shocked.x + shocked.width, `${width}`).toBeLessThanOrEqual(custody.x);
    expect(custody.x + custody.width, `${width}`).toBeLessThanOrEqual(search.x);
    expect(kill.x + kill.width, `${width}`).toBeLessThanOrEqual(width);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await desk.openBlotter('Margin');
  const tab = page.getByRole('tab', { name: 'Collateral' });
  await expect(tab).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('tab', { name: 'Margin' })).toBeInViewport({ ratio: 1 });
  await desk.screenshot('badges-margin-1280');
});

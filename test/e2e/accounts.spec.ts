/** The accounts tree as the demo has it. */
import { expect, test } from './fixtures.ts';

test('firm, desks and sixteen subaccounts, each group as healthy as its worst child', async ({
  desk,
}) => {
  const accounts = desk.panel('Accounts');
  await expect(accounts).toContainText('16 subaccounts');
  await expect(accounts.locator('[row-id^="subaccount/"]')).toHaveCount(16);
  await expect(accounts.locator('[row-id^="desk/"]')).toHaveCount(4);
  await expect(accounts.locator('[row-id^="firm/"]')).toHaveCount(1);

  await expect(async () => {
    const lines = await accounts.locator('[row-id]').evaluateAll((elements) =>
      elements
        .map((row) => ({
          place: Number(row.getAttribute('row-index')),
          kind: row.getAttribute('row-id')?.split('/', 1)[0] ?? '',
          health: row.querySelector('.health-figure')?.textContent ?? '',
        }))
        .toSorted((a, b) => a.place - b.place),
    );
    const healthOf = (text: string): number =>
      text === '\u2014' ? Infinity : Number(text.replace(/[>,\s]/g, ''));
    const worst = (of: readonly { health: string }[]): number =>
      Math.min(...of.map(({ health }) => healthOf(health)));
    const leaves = lines.filter(({ kind }) => kind === 'subaccount');
    expect(worst(lines.filter(({ kind }) => kind === 'firm'))).toBe(worst(leaves));
    expect(Number.isFinite(worst(leaves))).toBe(true);
    for (const [n, { kind, health }] of lines.entries()) {
      if (kind !== 'desk') continue;
      const rest = lines.slice(n + 1);
      const end = rest.findIndex((line) => line.kind === 'desk');
      const own = rest.slice(0, end === -1 ? rest.length : end);
      expect(healthOf(health)).toBe(worst(own));
      expect(healthOf(own[0]?.health ?? '')).toBe(worst(own));
    }
  }).toPass();
});

/** docs/orders.md names the fields of an order as the boundary takes them. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commandTable } from '../../venue/commands.ts';
import { humanFields } from './human-fields.ts';

test('docs/orders.md has a line for each field of order.place, and no other', () => {
  const page = readFileSync(new URL('../../../docs/orders.md', import.meta.url), 'utf8');
  const [, fields = ''] = page.split(/^## Fields$/mu);
  const described = (fields.split(/^##/mu)[0] ?? '')
    .split('\n')
    .flatMap((line) => /^\| `(\w+)`/u.exec(line)?.[1] ?? []);
  const taken = humanFields(commandTable['order.place'].fields).map(({ human }) => human);
  expect(described.toSorted()).toEqual(taken.toSorted());
});

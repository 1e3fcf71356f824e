/** Which row of the accounts the totals are of. */
import type { AccountRow } from '../../../core/desk/messages.ts';

export function firmsOf(rows: readonly AccountRow[]): AccountRow[] {
  return rows.filter(({ depth }) => depth === 0);
}

/** The selected subaccount, or its firm; the first firm where nothing is selected. */
export function totalled(
  rows: readonly AccountRow[],
  subaccount: string,
  isSelectedOnly: boolean,
): AccountRow | undefined {
  const selected = rows.find(({ depth, name }) => depth === 2 && name === subaccount);
  if (isSelectedOnly) return selected;
  const desk = rows.find(({ key }) => key === selected?.parent);
  const firms = firmsOf(rows);
  return firms.find(({ key }) => key === desk?.parent) ?? firms[0];
}

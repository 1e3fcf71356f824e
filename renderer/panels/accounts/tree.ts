/**
 * Firm, desk, subaccount as flat rows: children follow their parent, the worst of each first, and
 * what is folded away or filtered out does not show.
 */
import type { AccountRow } from '../../../core/desk/messages.ts';

type Branch = Pick<AccountRow, 'key' | 'parent'>;
type Rank = Branch & Pick<AccountRow, 'healthPpm' | 'level' | 'name'>;

/** Worst first: the lower health, then the higher level, then by name. */
export function worseFirst(a: Rank, b: Rank): number {
  if (a.healthPpm !== b.healthPpm) return a.healthPpm - b.healthPpm;
  if (a.level !== b.level) return b.level - a.level;
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

/** Rows as a tree reads: each parent before its children, siblings in the order given. */
export function asTree<T>(rows: readonly T[], branchOf: (row: T) => Branch): T[] {
  const keys = new Set(rows.map((row) => branchOf(row).key));
  const children = new Map<string, T[]>();
  for (const row of rows) {
    const { parent } = branchOf(row);
    // A row whose parent is not there stands at the top rather than nowhere.
    const under = keys.has(parent) ? parent : '';
    const siblings = children.get(under);
    if (siblings === undefined) children.set(under, [row]);
    else siblings.push(row);
  }
  const ordered: T[] = [];
  const walk = (parent: string): void => {
    for (const row of children.get(parent) ?? []) {
      ordered.push(row);
      walk(branchOf(row).key);
    }
  };
  walk('');
  return ordered;
}

/** Keys that show: matches, all above and below them; folds count only without a filter. */
export function visibleKeys(
  rows: readonly Pick<AccountRow, 'key' | 'parent' | 'name' | 'depth'>[],
  folded: ReadonlySet<string>,
  filter: string,
): Set<string> {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const wanted = filter.trim().toLowerCase();
  const ancestors = function* (key: string): Generator<string> {
    for (let row = byKey.get(key); row !== undefined; row = byKey.get(row.parent)) yield row.key;
  };
  const visible = new Set<string>();
  for (const row of rows) {
    const line = [...ancestors(row.key)];
    if (wanted === '') {
      if (!line.slice(1).some((key) => folded.has(key))) visible.add(row.key);
    } else if (line.some((key) => byKey.get(key)?.name.toLowerCase().includes(wanted) === true)) {
      for (const key of line) visible.add(key);
    }
  }
  return visible;
}

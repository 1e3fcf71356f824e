/** The kind of account outside grids, as `grid/kind-badge.ts` has it in them. */
import '../grid/kind-badge.css';

export function KindBadge({ kind }: { kind: string }) {
  return <span className="kind">{kind}</span>;
}

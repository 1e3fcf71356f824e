/** Freezing the rows of a grid: the key, the order, and the badge that says since when. */
import { Snowflake } from 'lucide-react';
import type { GridApi } from 'ag-grid-community';
import { useMemo, useState } from 'react';
import { useFeed } from '../feed/hooks.ts';
import { timeOfDay } from '../text/times.ts';
import { useKey } from '../workspace/keys.ts';
import { FrozenOrder } from './frozen-order.ts';

/** As the table of keys has it. */
export const FREEZE_KEY = 'F';

export interface Frozen {
  readonly order: FrozenOrder;
  /** Freezes the rows of a grid as they are shown, or lets them move again. */
  readonly toggle: <T extends { readonly key: string }>(api: GridApi<T> | null) => void;
}

/** The order of a grid's rows, and since when it is frozen: venue time, null while it moves. */
export function useFrozen(): readonly [Frozen, number | null] {
  const feed = useFeed();
  const [sinceUs, setSince] = useState<number | null>(null);
  const frozen = useMemo((): Frozen => {
    const order = new FrozenOrder();
    return {
      order,
      toggle: (api) => {
        if (api === null) return;
        if (order.isFrozen) {
          order.thaw();
          api.refreshClientSideRowModel('sort');
        } else {
          const shown: { readonly key: string }[] = [];
          api.forEachNodeAfterFilterAndSort(({ data }) => data !== undefined && shown.push(data));
          order.freeze(shown);
        }
        setSince(order.isFrozen ? (feed.get('strip')?.timeUs ?? 0) : null);
      },
    };
  }, [feed]);
  return [frozen, sinceUs];
}

/** Says that rows stand still, since when, and how they move again. */
export function FrozenBadge({ sinceUs, thaw }: { sinceUs: number | null; thaw: () => void }) {
  const key = useKey('grids', FREEZE_KEY);
  if (sinceUs === null) return null;
  return (
    <button
      type="button"
      className="badge outlined frozen"
      title={`Rows keep their places, figures move on. ${key} in the grid lets them move.`}
      onClick={thaw}
    >
      <Snowflake size={12} strokeWidth={2} aria-hidden />
      FROZEN {timeOfDay(sinceUs)}
    </button>
  );
}

/** Where the selected subaccount's resting orders stand in their queues, in the orders' grid. */
import type { ColDef, GridApi, ICellRendererParams } from 'ag-grid-community';
import type { OrderRow, Queue, QueuePlace } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { figure } from '../../grid/create.ts';

type Places = ReadonlyMap<number, QueuePlace>;

const NONE: Places = new Map();
/** A queue that came is another object: what was made of it stays true of it. */
const placesOf = new WeakMap<Queue, Places>();

function placesNow(feed: Feed): Places {
  const queue = feed.get('queue');
  if (queue === null) return NONE;
  const known = placesOf.get(queue);
  if (known !== undefined) return known;
  const places = new Map(queue.places.map((place) => [place.order, place]));
  placesOf.set(queue, places);
  return places;
}

/**
 * Of other subaccounts, and of what waits for its trigger, nothing is counted: a dash. All that is
 * shown at the price is the cell's tooltip.
 */
export function aheadColumn(feed: Feed): ColDef<OrderRow> {
  return {
    ...figure<OrderRow>(undefined, 'Ahead', 62),
    colId: 'ahead',
    valueGetter: ({ data }) => {
      const place = data === undefined ? undefined : placesNow(feed).get(data.order);
      return place === undefined ? '\u2014' : `${place.ahead} of ${place.of}`;
    },
    cellRenderer: ({ value }: ICellRendererParams<OrderRow, string>) => {
      const cell = document.createElement('span');
      const [ahead = '', of] = (value ?? '').split(' of ');
      cell.textContent = ahead;
      if (of !== undefined) cell.title = `${ahead} before it, of ${of} shown at its price`;
      return cell;
    },
  };
}

/** Repaints what changed as the core counts anew, four times a second; returns what ends it. */
export function keepAhead(feed: Feed, api: GridApi<OrderRow>): () => void {
  return feed.on('queue', () => api.refreshCells({ columns: ['ahead'] }));
}

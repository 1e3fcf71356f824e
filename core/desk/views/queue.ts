/** Where a subaccount's resting orders stand in their queues. */
import type { Queue, QueuePlace } from '../messages.ts';
import type { Scene } from './scene.ts';

/** So many are counted at a time: a queue is walked for each of them. */
export const QUEUE_PLACES_MAX = 200;

/**
 * The lots that are shown before each, and all that is shown at its price, by the book's own count:
 * what is not shown is in neither. Null where nobody is looked at. Rule DESK-51.
 */
export function queueOf({ clients, state, scales }: Scene, label: string): Queue | null {
  const subaccount = clients.find((client) => client.label === label);
  if (subaccount === undefined) return null;
  const places: QueuePlace[] = [];
  for (const instrument of state.instruments) {
    const { book } = instrument;
    let slot = book.firstOrderOf(subaccount.id);
    for (; slot !== -1 && places.length < QUEUE_PLACES_MAX; slot = book.nextOrderOf(slot)) {
      places.push({
        order: book.orderIdOf(slot),
        ahead: scales.size(instrument, book.lotsAhead(slot)),
        of: scales.size(instrument, book.lotsShownWith(slot)),
      });
    }
  }
  return { subaccount: label, places };
}

/** Where a subaccount's resting orders stand in their queues. */
import type { Queue } from '../messages.ts';
import type { Scene } from './scene.ts';

/** So many are counted at a time: a queue is walked for each of them. */
export const QUEUE_PLACES_MAX = 200;

/**
 * The lots that are shown before each, and all that is shown at its price, by the book's own count:
 * what is not shown is in neither. Null where nobody is looked at. Rule DESK-51.
 */
export function queueOf({ orders, scales }: Scene, subaccount: string): Queue | null {
  if (subaccount === '') return null;
  const resting = orders
    .flat()
    .filter(({ stop, subaccount: owner }) => stop === null && owner.label === subaccount);
  const places = resting.slice(0, QUEUE_PLACES_MAX).map(({ orderId, instrument }) => {
    const { book } = instrument;
    const slot = book.slotOf(orderId);
    return {
      order: orderId,
      ahead: scales.size(instrument, book.lotsAhead(slot)),
      of: scales.size(instrument, book.lotsShownWith(slot)),
    };
  });
  return { subaccount, places };
}

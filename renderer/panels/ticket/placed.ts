/** Orders that this window placed: their fills are told to the person who sits here. */
import type { Reply } from '../../../core/desk/messages.ts';

const placed = new Set<number>();

/** Remembers the order that a reply names. */
export function rememberPlaced({ result, reference }: Reply): void {
  if (result === 'done' && reference !== 0) placed.add(reference);
}

export function isPlacedHere(order: number): boolean {
  return placed.has(order);
}

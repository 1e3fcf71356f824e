/** Keys as the person who sits here has them: what one means when pressed, and how it is shown. */
import { deskState, useDesk } from './desk-state.ts';
import { isWritten, keyNow, meantBy } from './key-map.ts';
import { isOfTrading, isTyping, keyName } from './key-table.ts';
import type { KeyPlace, Pressed } from './key-table.ts';

/**
 * A pressed key by the table's name of what it does there. A letter that a person has put in the
 * place of a chord does not act while they write; the ticket's fields take figures alone.
 */
export function meantKey(
  event: Pressed & { readonly target: EventTarget | null },
  where: KeyPlace,
): string {
  const name = keyName(event);
  const { keys, room } = deskState();
  const meant = meantBy(keys, where, name);
  if (room !== 'trading' && isOfTrading(where, meant)) return '';
  const isOwn = meant !== name && meant !== '';
  return isOwn && where !== 'ticket' && isWritten(name) && isTyping(event.target) ? name : meant;
}

/** The key for an act of the table, for texts that are made where they are shown. */
export function keyFor(where: KeyPlace, keys: string): string {
  return keyNow(deskState().keys, where, keys);
}

/** The same for a component, which follows what a person sets. */
export function useKey(where: KeyPlace, keys: string): string {
  return useDesk((state) => keyNow(state.keys, where, keys));
}

/** As `aria-keyshortcuts` writes a key. */
export function ariaKey(name: string): string {
  const arrows = name.replace(/\b(Up|Down|Left|Right)$/, 'Arrow$1');
  return arrows.replace('Ctrl', 'Control').replaceAll(' ', '+');
}

/** Keys inside the ticket: kind and side of the order, staging, sending, clearing. */
import { useLayoutEffect, useRef } from 'react';
import { flushSync } from 'react-dom';
import { meantKey } from '../../workspace/keys.ts';
import { focusTicket } from './focus.ts';
import { TAKE_PROFIT, unitTurned } from './exit-fields.tsx';
import { mayHaveExits, NO_EXITS } from './exits-state.ts';
import { CLIENT_ID } from './order-fields.tsx';
import { DISPLAY } from './display-field.tsx';
import { timesFor, TRIGGERS, typeOfKey, typeSpec } from './order-types.ts';
import { FOLLOWINGS } from './peg-terms.ts';
import { lifeOf } from './ticket-state.ts';
import type { OrderFields } from './ticket-state.ts';
import type { TicketModel } from './use-ticket.ts';

const SIDE_OF: Readonly<Record<string, OrderFields['side']>> = { B: 'buy', S: 'sell' };

/** The entry after the one that is chosen. */
function nextOf<T>(choices: readonly T[], now: T | null): T | undefined {
  return choices[(choices.indexOf(now as T) + 1) % choices.length];
}

/** Goes on to the next price that may trigger or be followed, or to the next time in force. */
function turned({ state, act }: TicketModel, key: string): boolean {
  const { type, isPostOnly, source, hasExits, exitSource, exitsIn } = state;
  const { trigger, hasLimit } = typeSpec(type);
  if (key === 'G' && type === 'pegged') {
    const following = nextOf(FOLLOWINGS, state.following);
    if (following !== undefined) act({ kind: 'set', fields: { following } });
  } else if (hasExits && key === 'U') {
    act({ kind: 'set', fields: unitTurned(exitsIn) });
  } else if (key === 'G' && hasExits && (trigger === 'none' || isInExits())) {
    act({ kind: 'set', fields: { exitSource: nextOf(TRIGGERS, exitSource) ?? exitSource } });
  } else if (key === 'G' && trigger !== 'none') {
    act({ kind: 'set', fields: { source: nextOf(TRIGGERS, source) ?? source } });
  } else if (key === 'F') {
    const timeInForce = nextOf(timesFor(type, isPostOnly && hasLimit), lifeOf(state));
    if (timeInForce !== undefined) act({ kind: 'set', fields: { timeInForce } });
  } else return false;
  return true;
}

/** Takes back what was typed; a field that goes with it leaves the focus to the first. */
function cleared(model: TicketModel): void {
  flushSync(() => model.act({ kind: 'clear' }));
  if (document.activeElement === document.body) focusTicket();
}

function isInExits(): boolean {
  return (document.activeElement?.closest('.exits') ?? null) !== null;
}

/** Opens the exits and goes to the first; from there it closes them, and none is sent. */
function turnExits({ state, act }: TicketModel): boolean {
  if (!mayHaveExits(state)) return false;
  const isClosing = state.hasExits && isInExits();
  flushSync(() => act({ kind: 'set', fields: isClosing ? NO_EXITS : { hasExits: true } }));
  if (isClosing) focusTicket();
  else document.getElementById(TAKE_PROFIT)?.focus();
  return true;
}

/** Fields that few orders need are opened, and one of them entered. */
function entered({ act }: TicketModel, id: string): void {
  flushSync(() => act({ kind: 'set', fields: { isOpen: true } }));
  document.getElementById(id)?.focus();
}

/** Whether a key chose something. The fields take figures alone, so letters choose in them too. */
function chosen(model: TicketModel, key: string): boolean {
  const [type, side] = [typeOfKey(key), SIDE_OF[key]];
  if (side !== undefined) model.act({ kind: 'set', fields: { side } });
  if (type !== undefined) {
    // Its fields are others: the focus enters the one that is to be typed, once it is drawn.
    flushSync(() => model.act({ kind: 'set', fields: { type } }));
    focusTicket();
  } else if (key === 'W') {
    model.waiver.ask();
  } else if (key === 'N' || key === 'D') {
    entered(model, key === 'N' ? CLIENT_ID : DISPLAY);
  } else if (key === 'X') {
    return turnExits(model);
  }
  const isChosen = type !== undefined || side !== undefined || ['D', 'N', 'W'].includes(key);
  return isChosen || turned(model, key);
}

/** Enter stages from a field, Ctrl Enter sends from anywhere in the ticket, Esc clears. */
export function useTicketKeys(model: TicketModel) {
  const body = useRef<HTMLDivElement>(null);
  // In the same turn as what is drawn: a key meets the order that is seen.
  useLayoutEffect(() => {
    const element = body.current;
    const pressed = (event: KeyboardEvent): void => {
      const key = meantKey(event, 'ticket');
      const { tagName, id, role } = event.target as HTMLElement;
      // A menu closes itself, and a name is any text.
      if (role?.startsWith('menuitem') === true && !/^[A-Z]$/.test(key)) return;
      if (key === 'Ctrl Enter') model.send();
      else if (key === 'Enter' && tagName === 'INPUT') model.stage();
      else if (key === 'Esc') cleared(model);
      // A letter in a list chooses one of its entries.
      else if (tagName === 'SELECT' || id === CLIENT_ID || !chosen(model, key)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    element?.addEventListener('keydown', pressed);
    return () => element?.removeEventListener('keydown', pressed);
  }, [model]);
  return body;
}

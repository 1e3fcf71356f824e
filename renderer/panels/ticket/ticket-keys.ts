/** Keys inside the ticket: kind and side of the order, staging, sending, clearing. */
import { useEffect, useRef } from 'react';
import { flushSync } from 'react-dom';
import { meantKey } from '../../workspace/keys.ts';
import { focusTicket } from './focus.ts';
import type { OrderFields } from './ticket-state.ts';
import type { TicketModel } from './use-ticket.ts';

const TYPE_OF: Readonly<Record<string, OrderFields['type']>> = {
  L: 'limit',
  M: 'market',
  T: 'stop',
};
const SIDE_OF: Readonly<Record<string, OrderFields['side']>> = { B: 'buy', S: 'sell' };

/** Whether a key chose something. The fields take figures alone, so letters choose in them too. */
function chosen(model: TicketModel, key: string): boolean {
  const [type, side] = [TYPE_OF[key], SIDE_OF[key]];
  if (side !== undefined) model.act({ kind: 'set', fields: { side } });
  if (type !== undefined) {
    // Its fields are others: the focus enters the one that is to be typed, once it is drawn.
    flushSync(() => model.act({ kind: 'set', fields: { type } }));
    focusTicket();
  }
  return type !== undefined || side !== undefined;
}

/** Enter stages from a field, Ctrl Enter sends from anywhere in the ticket, Esc clears. */
export function useTicketKeys(model: TicketModel) {
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = body.current;
    const pressed = (event: KeyboardEvent): void => {
      const key = meantKey(event, 'ticket');
      const { tagName } = event.target as HTMLElement;
      if (key === 'Ctrl Enter') model.send();
      else if (key === 'Enter' && tagName === 'INPUT') model.stage();
      else if (key === 'Esc') model.act({ kind: 'clear' });
      // A letter in a list chooses one of its entries.
      else if (tagName === 'SELECT' || !chosen(model, key)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    element?.addEventListener('keydown', pressed);
    return () => element?.removeEventListener('keydown', pressed);
  }, [model]);
  return body;
}

/** The ticket's state, its keys and its one way to the core. */
import { useEffect, useReducer, useRef, useState } from 'react';
import type { HumanCommand, InstrumentEntry, Preview } from '../../../core/desk/messages.ts';
import { useFeed } from '../../feed/hooks.ts';
import { parseDecimal, stepsOf } from '../../text/decimal.ts';
import { setDesk, useDesk } from '../../workspace/desk-state.ts';
import { isTyping } from '../../workspace/key-table.ts';
import { meantKey } from '../../workspace/keys.ts';
import { notify } from '../../workspace/notices.ts';
import { useInstrument } from '../../workspace/use-instrument.ts';
import type { FieldFault } from './field-fault.ts';
import { useInstrumentKeys } from './instrument-keys.ts';
import { exitTerms, nearOf } from './exits-state.ts';
import { isPlacedHere, rememberPlaced } from './placed.ts';
import { onStaging } from './staging.ts';
import { typeSpec } from './order-types.ts';
import { EMPTY_TICKET, faultsOf, orderCommand, ticketReducer } from './ticket-state.ts';
import type { TicketAction, TicketState } from './ticket-state.ts';
import { usePreview } from './use-preview.ts';
import { useShut } from './use-shut.ts';
import { useWaiver } from './use-waiver.ts';
import type { WaiverModel } from './use-waiver.ts';

/** A fill of an order of this window is said once. */
function useFillNotices(): void {
  const feed = useFeed();
  useEffect(
    () =>
      feed.on('executions', (executions) => {
        for (const { order, side, size, price, instrument, subaccount } of executions) {
          if (!isPlacedHere(order)) continue;
          const what = `${side === 'BUY' ? 'Bought' : 'Sold'} ${size} ${instrument} at ${price}`;
          notify('information', what, `${subaccount}, order ${order}`);
        }
      }),
    [feed],
  );
}

/** B and S choose the side wherever no text field has the focus. */
function useSideKeys(act: (action: TicketAction) => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const key = meantKey(event, 'ticket');
      if ((key !== 'B' && key !== 'S') || isTyping(event.target)) return;
      event.preventDefault();
      act({ kind: 'set', fields: { side: key === 'B' ? 'buy' : 'sell' } });
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [act]);
}

/** Draws what is staged in ladder and chart, and takes it away again. */
function useStagedLine(
  state: TicketState,
  instrument: InstrumentEntry | undefined,
  exits: ExitTerms,
): void {
  const { phase, side, size, type } = state;
  const spec = typeSpec(type);
  const price = spec.trigger === 'price' ? state.trigger : state.price;
  // A trailing trigger has no price of its own yet, a close no side and no size.
  const hasPrice = !spec.isClosing && (spec.trigger === 'price' || spec.hasLimit);
  const { takeProfit = '', stopLoss = '' } = exits;
  useEffect(() => {
    const text = parseDecimal(price);
    const ticks = instrument === undefined || text === null ? null : stepsOf(text, instrument.tick);
    const isShown = phase === 'staged' && hasPrice;
    if (!isShown || ticks === null || instrument === undefined) setDesk({ staged: null });
    else {
      const { symbol, tick } = instrument;
      const ticksOf = (exit: string): number => (exit === '' ? 0 : (stepsOf(exit, tick) ?? 0));
      const at = { takeProfitTicks: ticksOf(takeProfit), stopTicks: ticksOf(stopLoss) };
      setDesk({ staged: { instrument: symbol, side, priceTicks: ticks, size, ...at } });
    }
  }, [phase, side, price, size, hasPrice, instrument, takeProfit, stopLoss]);
}

/** A price of one instrument means nothing in another. */
function useClearing(symbol: string, act: (action: TicketAction) => void): void {
  const before = useRef(symbol);
  useEffect(() => {
    if (before.current !== '' && before.current !== symbol) act({ kind: 'clear' });
    before.current = symbol;
  }, [symbol, act]);
}

/** Exits as the core is told them; empty for none. */
export type ExitTerms = Readonly<Record<string, string>>;

export interface TicketModel {
  readonly state: TicketState;
  readonly act: (action: TicketAction) => void;
  readonly instrument: InstrumentEntry | undefined;
  readonly subaccount: string;
  readonly faults: readonly FieldFault[];
  readonly preview: Preview | null;
  readonly exits: ExitTerms;
  readonly shut: string;
  readonly waiver: WaiverModel;
  readonly isConfirming: boolean;
  readonly stage: () => void;
  /** Sends, or asks first where the order is large. */
  readonly send: () => void;
  readonly confirm: () => void;
  readonly back: () => void;
}

const NO_TERMS: ExitTerms = {};

export function useTicket(): TicketModel {
  const feed = useFeed();
  const instrument = useInstrument();
  const subaccount = useDesk((desk) => desk.subaccount);
  const [state, act] = useReducer(ticketReducer, EMPTY_TICKET);
  const [isConfirming, setConfirming] = useState(false);
  const shut = useShut();
  const near = nearOf(state);
  const faults = instrument === undefined ? [] : faultsOf(state, instrument, near);
  const isComplete = instrument !== undefined && subaccount !== '' && faults.length === 0;
  const exits = isComplete ? exitTerms(state, near, instrument) : NO_TERMS;
  const order = isComplete ? orderCommand(state, subaccount, instrument.symbol, exits) : null;
  const preview = usePreview(shut === '' ? order : null);
  const waiver = useWaiver(order, preview);
  useFillNotices();
  useSideKeys(act);
  useStagedLine(state, instrument, exits);
  useInstrumentKeys();
  useClearing(instrument?.symbol ?? '', act);
  useEffect(
    () =>
      onStaging((fields) => {
        if ('size' in fields) return act({ kind: 'set', fields });
        act({ kind: 'set', fields: { ...fields, type: 'limit' } });
        const size = document.querySelector<HTMLInputElement>('#ticket-size');
        size?.focus();
        // What is typed takes the place of the size before.
        size?.select();
      }),
    [],
  );
  const canSend = order !== null && shut === '' && state.phase !== 'sending';
  const transmit = async (command: HumanCommand): Promise<void> => {
    act({ kind: 'send' });
    const reply = await feed.request({ name: 'command', command });
    rememberPlaced(reply);
    act({ kind: 'ended', reply });
  };
  return {
    state,
    act,
    instrument,
    subaccount,
    faults,
    preview,
    exits,
    shut,
    waiver,
    isConfirming,
    stage: () => {
      if (canSend) act({ kind: 'stage' });
    },
    send: () => {
      if (!canSend) return;
      if (preview?.isLarge === true) setConfirming(true);
      else void transmit(order);
    },
    confirm: () => {
      setConfirming(false);
      if (canSend) void transmit(order);
    },
    back: () => setConfirming(false),
  };
}

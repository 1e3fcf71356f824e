/** The refusal that an order would meet, by the venue's own checks in the venue's own order. */
import { authorityRefusal } from '../../venue/authority/check.ts';
import type { CommandOf } from '../../venue/commands.ts';
import { limitsRefusal } from '../../venue/limits/check.ts';
import { gateOf, gateRefusal, reducibleLots } from '../../venue/orders/checks.ts';
import { callRefusal, limitOf, readyRefusal } from '../../venue/orders/entry.ts';
import { contradiction, sideOf } from '../../venue/orders/instructions.ts';
import { killRefusal } from '../../venue/orders/kill-scope.ts';
import type { ReadyOrder } from '../../venue/orders/placing.ts';
import { triggerOf } from '../../venue/orders/waiting.ts';
import { refused } from '../../venue/outcomes.ts';
import type { Outcome } from '../../venue/outcomes.ts';
import { accountOf, at } from '../../venue/state.ts';
import type { Instrument, Subaccount, VenueState } from '../../venue/state.ts';

export type PlaceCommand = CommandOf<'order.place'>;

/** An order as the venue would take it: what it may trade, and at which price at worst. */
export interface Considered {
  readonly subaccount: Subaccount;
  readonly instrument: Instrument;
  readonly side: 1 | -1;
  /** What is left of the size where the order may only reduce. */
  readonly lots: number;
  /** 0 where the order can have no limit. */
  readonly limitTicks: number;
  readonly refusal: Outcome | null;
}

function whoRefusal(state: VenueState, session: number, command: PlaceCommand): Outcome | null {
  const speaker = state.sessions[session - 1];
  if (speaker === undefined || !speaker.open) return refused('NO_SESSION');
  return authorityRefusal(state, speaker, command);
}

/** A stop meets only its trigger now; the rest is asked when it is released. Rule ORD-03. */
function stopRefusal(
  state: VenueState,
  command: PlaceCommand,
  instrument: Instrument,
): Outcome | null {
  const { suspended } = accountOf(state, at(state.subaccounts, command.subaccount));
  if (suspended && !command.reduceOnly) return refused('ACCOUNT_SUSPENDED');
  const trigger = triggerOf(state, instrument, command);
  if ('code' in trigger) return trigger;
  const { type, priceTicks = 0, quantityLots, reduceOnly, strategy = 0 } = command;
  const subaccount = at(state.subaccounts, command.subaccount);
  const order = { type, priceTicks, quantityLots, reduceOnly, strategy };
  const { side, triggerTicks } = trigger;
  return limitsRefusal(state, { ...order, triggerTicks, subaccount, instrument, side });
}

/**
 * What the venue would make of an order of a session, changing nothing. The sequence of checks is
 * `placeOrder`'s, which a test holds it to. Rule DESK-18.
 */
export function consider(state: VenueState, given: PlaceCommand, session: number): Considered {
  // Whose session it is is known from the connection: the order is of that strategy, unsaid.
  const spoken = state.sessions[session - 1]?.strategy ?? 0;
  const strategy = given.strategy ?? spoken;
  const command = strategy === 0 ? given : { ...given, strategy };
  const subaccount = at(state.subaccounts, command.subaccount);
  const instrument = at(state.instruments, command.instrument);
  const side = sideOf(command.side);
  const wished = { subaccount, instrument, side, lots: command.quantityLots };
  const reducible = reducibleLots(wished);
  const lots = command.reduceOnly ? reducible : command.quantityLots;
  const wish = { ...wished, lots };
  const givenTicks = command.priceTicks ?? command.triggerTicks ?? 0;
  const considered = { subaccount, instrument, side, lots, limitTicks: givenTicks };
  const against =
    whoRefusal(state, session, command) ??
    (instrument.state === 'settled' ? refused('INSTRUMENT_SETTLED') : null) ??
    contradiction(command, instrument, state.timeUs) ??
    callRefusal(command, instrument) ??
    (instrument.markTicks === 0 ? refused('NO_PRICE') : null) ??
    strategyRefusal(state, command, spoken) ??
    killedRefusal(state, command, session) ??
    nameRefusal(state, command);
  if (against !== null) return { ...considered, refusal: against };
  if (command.trigger !== undefined) {
    return { ...considered, refusal: stopRefusal(state, command, instrument) };
  }
  const closed =
    command.reduceOnly && reducible === 0
      ? refused('NOTHING_TO_REDUCE')
      : gateRefusal(state, { ...wish, postOnly: command.postOnly });
  if (closed !== null) return { ...considered, refusal: closed };
  const limit = limitOf(state, wish, command.priceTicks ?? 0);
  if (typeof limit !== 'number') return { ...considered, refusal: limit };
  const order: ReadyOrder = {
    ...considered,
    orderId: 0,
    type: command.type,
    priceTicks: limit,
    quantityLots: lots,
    timeInForce: command.timeInForce,
    postOnly: command.postOnly,
    reduceOnly: command.reduceOnly || gateOf(state, subaccount, instrument) === 'reduceOnly',
    strategy,
    session: 0,
    kind: 'book',
    selfTradeExempt: false,
  };
  const refusal = limitsRefusal(state, order) ?? readyRefusal(state, order);
  return { ...considered, limitTicks: limit, refusal };
}

function killedRefusal(state: VenueState, command: PlaceCommand, session: number): Outcome | null {
  const strategy = command.strategy ?? state.sessions[session - 1]?.strategy ?? 0;
  return killRefusal(state, at(state.subaccounts, command.subaccount), strategy, false);
}

function nameRefusal({ notes }: VenueState, command: PlaceCommand): Outcome | null {
  const { subaccount, clientId } = command;
  const isFree = clientId === undefined || !notes.isTaken(subaccount, clientId);
  return isFree ? null : refused('DUPLICATE_CLIENT_ID');
}

function strategyRefusal(
  state: VenueState,
  { strategy }: PlaceCommand,
  spoken: number,
): Outcome | null {
  const isKnown = strategy === undefined || state.strategies[strategy - 1] !== undefined;
  if (!isKnown) return refused('UNKNOWN_STRATEGY');
  return spoken !== 0 && strategy !== spoken ? refused('CONTRADICTION') : null;
}

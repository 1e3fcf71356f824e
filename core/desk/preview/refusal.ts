/** The refusal that an order would meet, by the venue's own checks in the venue's own order. */
import { authorityRefusal } from '../../venue/authority/check.ts';
import type { CommandOf } from '../../venue/commands.ts';
import { gateOf, gateRefusal, reducibleLots } from '../../venue/orders/checks.ts';
import { limitOf, readyRefusal, sideOf, sourceTicks } from '../../venue/orders/entry.ts';
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

/** Refusals that follow from the order alone. Rule ORD-01. */
function contradiction(command: PlaceCommand, { spec }: Instrument): Outcome | null {
  const isMarket = command.type === 'market';
  if (isMarket && command.priceTicks !== undefined) return refused('UNEXPECTED_PRICE');
  if (!isMarket && command.priceTicks === undefined) return refused('MISSING_PRICE');
  if (isMarket && command.timeInForce === 'gtc') return refused('CONTRADICTION');
  if (command.postOnly && command.timeInForce !== 'gtc') return refused('CONTRADICTION');
  const hasSource = command.trigger !== undefined;
  if (hasSource !== (command.triggerTicks !== undefined)) return refused('CONTRADICTION');
  if (command.quantityLots > spec.maxOrderLots) return refused('TOO_LARGE', spec.maxOrderLots);
  return null;
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
  const { trigger = 'last', triggerTicks = 0 } = command;
  const { suspended } = accountOf(state, at(state.subaccounts, command.subaccount));
  if (suspended && !command.reduceOnly) return refused('ACCOUNT_SUSPENDED');
  const now = sourceTicks(state, instrument, trigger);
  const isReached = now !== 0 && sideOf(command.side) * (now - triggerTicks) >= 0;
  return isReached ? refused('TRIGGERED_ALREADY', now) : null;
}

/**
 * What the venue would make of an order of a session, changing nothing. The sequence of checks is
 * `placeOrder`'s, which a test holds it to. Rule DESK-18.
 */
export function consider(state: VenueState, command: PlaceCommand, session: number): Considered {
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
    contradiction(command, instrument) ??
    (instrument.markTicks === 0 ? refused('NO_PRICE') : null) ??
    strategyRefusal(state, command);
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
  const refusal = readyRefusal(state, {
    ...considered,
    orderId: 0,
    type: command.type,
    priceTicks: limit,
    quantityLots: lots,
    timeInForce: command.timeInForce,
    postOnly: command.postOnly,
    reduceOnly: command.reduceOnly || gateOf(state, subaccount, instrument) === 'reduceOnly',
    strategy: command.strategy ?? 0,
    kind: 'book',
    selfTradeExempt: false,
  });
  return { ...considered, limitTicks: limit, refusal };
}

function strategyRefusal(state: VenueState, { strategy }: PlaceCommand): Outcome | null {
  const isKnown = strategy === undefined || state.strategies[strategy - 1] !== undefined;
  return isKnown ? null : refused('UNKNOWN_STRATEGY');
}

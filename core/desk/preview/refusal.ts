/** The refusal that an order would meet, by the venue's own checks in the venue's own order. */
import { authorityRefusal } from '../../venue/authority/check.ts';
import type { CommandOf } from '../../venue/commands.ts';
import { elsewhereRefusal } from '../../venue/external/gate.ts';
import { limitsPassed, limitsRefusal } from '../../venue/limits/check.ts';
import type { AskedOrder } from '../../venue/limits/check.ts';
import type { OrderLimit } from '../../venue/limits/limits.ts';
import { gateOf, gateRefusal, reducibleLots } from '../../venue/orders/checks.ts';
import { callRefusal, closingOrder, limitOf, readyRefusal } from '../../venue/orders/entry.ts';
import { contradiction, sideOf } from '../../venue/orders/instructions.ts';
import { killRefusal } from '../../venue/orders/kill-scope.ts';
import { pricedRefusal, readyPeg } from '../../venue/orders/pegging.ts';
import { isLinked, linkRefusal } from '../../venue/orders/linking.ts';
import type { ReadyOrder } from '../../venue/orders/placing.ts';
import { termsOf } from '../../venue/orders/terms.ts';
import { triggerOf } from '../../venue/orders/waiting.ts';
import { refused } from '../../venue/outcomes.ts';
import type { Outcome } from '../../venue/outcomes.ts';
import { accountOf, at } from '../../venue/state.ts';
import type { Instrument, Subaccount, VenueState } from '../../venue/state.ts';

export type PlaceCommand = CommandOf<'order.place'>;
type CloseCommand = CommandOf<'position.close'>;

/** An order as the venue would take it: what it may trade, and at which price at worst. */
export interface Considered {
  /** What it is as an order: of a position's close, the one that closes it. */
  readonly placed: PlaceCommand;
  readonly subaccount: Subaccount;
  readonly instrument: Instrument;
  readonly side: 1 | -1;
  /** What is left of the size where the order may only reduce. */
  readonly lots: number;
  /** 0 where the order can have no limit. */
  readonly limitTicks: number;
  /** Where it would be released; 0 where it waits for nothing. */
  readonly triggerTicks: number;
  readonly refusal: Outcome | null;
  /** Limits that it passes, where they are why it is refused. */
  readonly limits: readonly OrderLimit[];
}

/** What is said against an order, and of limits all that it passes. */
type Against = Pick<Considered, 'refusal' | 'limits'>;

const NOTHING_AGAINST: Against = { refusal: null, limits: [] };

function against(refusal: Outcome): Against {
  return { refusal, limits: [] };
}

function limitsAgainst(state: VenueState, order: AskedOrder): Against {
  const refusal = limitsRefusal(state, order);
  return refusal === null ? NOTHING_AGAINST : { refusal, limits: limitsPassed(state, order) };
}

function whoRefusal(
  state: VenueState,
  session: number,
  command: PlaceCommand | CloseCommand,
): Outcome | null {
  const speaker = state.sessions[session - 1];
  if (speaker === undefined || !speaker.open) return refused('NO_SESSION');
  return authorityRefusal(state, speaker, command);
}

/** A stop meets only its trigger now; the rest is asked when it is released. Rule ORD-03. */
function considerStop(state: VenueState, command: PlaceCommand, wished: Considered): Considered {
  const { subaccount, instrument, side } = wished;
  const { suspended } = accountOf(state, subaccount);
  if (suspended && !command.reduceOnly) {
    return { ...wished, ...against(refused('ACCOUNT_SUSPENDED')) };
  }
  const trigger = triggerOf(state, instrument, command);
  if ('code' in trigger) return { ...wished, ...against(trigger) };
  const { type, priceTicks = 0, quantityLots, reduceOnly, strategy = 0 } = command;
  const order = { type, priceTicks, quantityLots, reduceOnly, strategy };
  const { triggerTicks } = trigger;
  const limitTicks = priceTicks === 0 ? triggerTicks : priceTicks;
  const asked = { ...order, triggerTicks, subaccount, instrument, side };
  return { ...wished, limitTicks, triggerTicks, ...limitsAgainst(state, asked) };
}

/** Where a pegged order would be now, and what is said against it there. Rule PEG-05. */
function considerPeg(state: VenueState, command: PlaceCommand, wished: Considered): Considered {
  const ready = readyPeg(state, command, wished, 0);
  if ('code' in ready) return { ...wished, ...against(ready) };
  const { order } = ready;
  const byLimits = limitsAgainst(state, order);
  const refusal = byLimits.refusal ?? pricedRefusal(state, order, -1);
  return { ...wished, limitTicks: order.priceTicks, ...byLimits, refusal };
}

/**
 * What the venue would make of an order of a session, changing nothing. The sequence of checks is
 * `placeOrder`'s, which a test holds it to. Rule DESK-18.
 */
export function consider(
  state: VenueState,
  given: PlaceCommand | CloseCommand,
  session: number,
): Considered {
  const placed = placementOf(state, given);
  // Whose session it is is known from the connection: the order is of that strategy, unsaid.
  const spoken = state.sessions[session - 1]?.strategy ?? 0;
  const strategy = placed.strategy ?? spoken;
  const command = strategy === 0 ? placed : { ...placed, strategy };
  const subaccount = at(state.subaccounts, command.subaccount);
  const instrument = at(state.instruments, command.instrument);
  const side = sideOf(command.side);
  const wished = { subaccount, instrument, side, lots: command.quantityLots };
  const reducible = reducibleLots(wished);
  const lots = command.reduceOnly ? reducible : command.quantityLots;
  const terms = termsOf(command);
  const wish = { ...wished, lots, terms };
  // What a pegged order names is how far it may follow, and not where it is.
  const namedTicks = command.priceTicks ?? command.triggerTicks ?? 0;
  const givenTicks = command.type === 'pegged' ? 0 : namedTicks;
  const where = { limitTicks: givenTicks, triggerTicks: command.triggerTicks ?? 0 };
  const considered = { ...wish, ...where, ...NOTHING_AGAINST, placed: command };
  const barred =
    whoRefusal(state, session, given) ??
    (instrument.state === 'settled' ? refused('INSTRUMENT_SETTLED') : null) ??
    elsewhereRefusal(state, subaccount, instrument) ??
    (given.kind === 'position.close' && reducible === 0 ? refused('NOTHING_TO_REDUCE') : null) ??
    contradiction(command, instrument, state.timeUs) ??
    callRefusal(command, instrument) ??
    (instrument.markTicks === 0 ? refused('NO_PRICE') : null) ??
    strategyRefusal(state, command, spoken) ??
    killRefusal(state, subaccount, strategy, given.kind === 'position.close') ??
    nameRefusal(state, command) ??
    (isLinked(command) ? linkRefusal(state, command, instrument) : null);
  if (barred !== null) return { ...considered, ...against(barred) };
  if (command.trigger !== undefined) return considerStop(state, command, considered);
  if (command.type === 'pegged') return considerPeg(state, command, considered);
  const closed =
    command.reduceOnly && reducible === 0
      ? refused('NOTHING_TO_REDUCE')
      : gateRefusal(state, { ...wish, postOnly: command.postOnly });
  if (closed !== null) return { ...considered, ...against(closed) };
  const limit = limitOf(state, wish, command.priceTicks ?? 0);
  if (typeof limit !== 'number') return { ...considered, ...against(limit) };
  const order: ReadyOrder = {
    ...wish,
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
    terms,
  };
  const byLimits = limitsAgainst(state, order);
  const refusal = byLimits.refusal ?? readyRefusal(state, order);
  return { ...considered, limitTicks: limit, ...byLimits, refusal };
}

/** A position's close as the order that it is; of no size where there is nothing to close. */
function placementOf(state: VenueState, given: PlaceCommand | CloseCommand): PlaceCommand {
  if (given.kind === 'order.place') return given;
  const order = closingOrder(state, given);
  if (!('code' in order)) return order;
  const { kind: _, ...rest } = given;
  const type = given.priceTicks === undefined ? 'market' : 'limit';
  const nothing = { side: 'sell', quantityLots: 1, timeInForce: 'ioc' } as const;
  return {
    ...rest,
    ...nothing,
    kind: 'order.place',
    type,
    postOnly: false,
    reduceOnly: true,
  };
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

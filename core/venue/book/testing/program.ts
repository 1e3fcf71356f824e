/** Programs of commands for a book, and how two books are run on one and compared. */
import {
  BUY,
  FLAG_FUNDED,
  FLAG_REDUCE_ONLY,
  MAX_LOTS,
  SELL,
  type NewOrder,
  type OrderBook,
  type PlaceResult,
} from '../contract.ts';
import { difference, idsOf } from './books.ts';
import { Recorder } from './recorder.ts';

export type Command =
  | ({ readonly kind: 'place' } & Readonly<Omit<NewOrder, 'orderId' | 'owner' | 'strategy'>>)
  /** The pick-th live order by id; `ticks` 0 leaves the price. */
  | { readonly kind: 'amend'; readonly pick: number; readonly moreLots: number; ticks: number }
  | { readonly kind: 'cancel'; readonly pick: number }
  /** What the reduce-only orders of a subaccount may still trade. */
  | { readonly kind: 'grant'; readonly subaccount: number; readonly lots: number }
  /** From here on orders that could only take are entered as plain ones. */
  | { readonly kind: 'collect' }
  /** At a price of its own, or with `ticks` 0 at the one indicated for a reference. */
  | { readonly kind: 'uncross'; readonly ticks: number; readonly referenceTicks: number }
  | { readonly kind: 'reload' };

/** How the n-th command numbers its order. */
export const idSchemes = {
  rising: (index: number) => index + 1,
  falling: (index: number) => 1_000_000 - index,
  strided: (index: number) => 1_024 * (index + 1),
  wide: (index: number) => 4_294_967_296 * (1_000 - index) + (index % 3),
};

export type IdScheme = keyof typeof idSchemes;

/** Subaccounts 0 to 5 belong to the groups 0, 1 and 2, of which 0 is none. */
export const SUBACCOUNTS = 6;
const GROUPS = 3;

export function commandText(command: Command, orderId: number): string {
  switch (command.kind) {
    case 'place': {
      const { side, quantityLots, priceTicks, timeInForce, subaccount, flags } = command;
      const words = [side === BUY ? 'buy' : 'sell', quantityLots, '@', priceTicks, timeInForce];
      if (command.postOnly) words.push('post-only');
      if (flags === FLAG_REDUCE_ONLY) words.push('reduce-only');
      if (flags === FLAG_FUNDED) words.push('funded');
      if (command.postOnlyReprices === true) words.push('repriced');
      if (command.selfTradeExempt === true) words.push('exempt');
      if (command.displayLots !== undefined) words.push(`shows ${command.displayLots}`);
      if (command.selfTradeMode !== undefined) words.push(command.selfTradeMode);
      return `#${orderId} ${words.join(' ')} for ${subaccount} of group ${subaccount % GROUPS}`;
    }
    case 'amend': {
      const { pick, moreLots, ticks } = command;
      return `amend live ${pick} by ${moreLots} lots${ticks === 0 ? '' : ` to ${ticks}`}`;
    }
    case 'cancel':
      return `cancel live ${command.pick}`;
    case 'grant':
      return `subaccount ${command.subaccount} may reduce ${command.lots}`;
    case 'collect':
      return 'collect';
    case 'uncross': {
      const { ticks, referenceTicks } = command;
      return `uncross at ${ticks === 0 ? `the indication for ${referenceTicks}` : ticks}`;
    }
    case 'reload':
      return 'save and load';
  }
}

/** Runs a program on both books; says where they first differ, if they do. */
export function firstDifference(
  commands: readonly Command[],
  idScheme: IdScheme,
  engine: OrderBook,
  twin: OrderBook,
): string | undefined {
  const recorders = [new Recorder(engine), new Recorder(twin)] as const;
  for (const [index, command] of commands.entries()) {
    const orderId = idSchemes[idScheme](index);
    const one = apply(command, orderId, engine, recorders[0]);
    // The naive twin is never reloaded, so a book that was is held against one that was not.
    const other = command.kind === 'reload' ? [] : apply(command, orderId, twin, recorders[1]);
    engine.validate();
    const fault = textDifference(one, other) ?? viewDifference(command, engine, twin);
    if (fault !== undefined) return `${commandText(command, orderId)}: ${fault}`;
  }
  return undefined;
}

/** What a command did, as text: the policy's calls and the outcome. */
function apply(
  command: Command,
  orderId: number,
  book: OrderBook,
  recorder: Recorder,
): readonly string[] {
  switch (command.kind) {
    case 'place': {
      const owner = command.subaccount % GROUPS;
      const plain = book.isCollecting ? ({ timeInForce: 'gtc' } as const) : {};
      const order = { ...command, ...plain, orderId, owner, strategy: orderId % 7 };
      const result = book.place(order, recorder);
      return [...recorder.takeCalls(), outcomeText(book, orderId, result)];
    }
    case 'amend': {
      const slot = pickSlot(book, command.pick);
      if (slot < 0) return [];
      const amended = book.orderIdOf(slot);
      const lots = Math.max(1, Math.min(MAX_LOTS, book.remainingLotsOf(slot) + command.moreLots));
      const ticks = command.ticks === 0 ? book.priceTicksOf(slot) : command.ticks;
      const result = book.amend(slot, lots, ticks, recorder);
      return [...recorder.takeCalls(), outcomeText(book, amended, result)];
    }
    case 'cancel': {
      const slot = pickSlot(book, command.pick);
      return slot < 0 ? [] : [`${book.orderIdOf(slot)} had ${book.cancel(slot)}`];
    }
    case 'grant':
      recorder.allowedLots.set(command.subaccount, command.lots);
      return [];
    case 'collect':
      book.collect();
      return [];
    case 'uncross': {
      if (!book.isCollecting) return [];
      const indicated = book.indicative(command.referenceTicks);
      const ticks = indicated.priceTicks === 0 ? 0 : command.ticks || indicated.priceTicks;
      const said = indicationText(book, command.referenceTicks);
      const traded = book.uncross(ticks, recorder);
      return [said, ...recorder.takeCalls(), `${traded} lots crossed`];
    }
    case 'reload':
      book.load(JSON.parse(JSON.stringify(book.save())));
      return [];
  }
}

function pickSlot(book: OrderBook, pick: number): number {
  const slots: number[] = [];
  for (const side of [BUY, SELL] as const) book.forEachOrder(side, (slot) => slots.push(slot));
  slots.sort((a, b) => book.orderIdOf(a) - book.orderIdOf(b));
  return slots[pick % Math.max(1, slots.length)] ?? -1;
}

function outcomeText(book: OrderBook, orderId: number, result: PlaceResult): string {
  const { status, reason, filledLots, remainingLots, slot } = result;
  const where = slot < 0 ? 'out' : `in${slot === book.slotOf(orderId) ? '' : ' a wrong slot'}`;
  return `${status} ${reason} ${filledLots} ${remainingLots} ${where}`;
}

function indicationText(book: OrderBook, referenceTicks: number): string {
  const { priceTicks, volumeLots, surplusLots, surplusSide } = book.indicative(referenceTicks);
  return `${volumeLots} @ ${priceTicks}, ${surplusLots} too many of side ${surplusSide}`;
}

function textDifference(one: readonly string[], other: readonly string[]): string | undefined {
  const [a, b] = [one.join('; '), other.join('; ')];
  return a === b ? undefined : `${a} and ${b}`;
}

/** What readers of the two books would see differently after a command. */
function viewDifference(command: Command, one: OrderBook, other: OrderBook): string | undefined {
  const fault = difference(one, other);
  if (fault !== undefined) return fault;
  for (let subaccount = 0; subaccount < SUBACCOUNTS; subaccount += 1) {
    const [a, b] = [idsOf(one, subaccount), idsOf(other, subaccount)];
    if (a.join() !== b.join()) return `subaccount ${subaccount} has ${a.join()} and ${b.join()}`;
  }
  if (command.kind !== 'place') return undefined;
  const { priceTicks, quantityLots } = command;
  const [said, there] = [indicationText(one, priceTicks), indicationText(other, priceTicks)];
  if (said !== there) return `the indication for ${priceTicks} is ${said} and ${there}`;
  for (const side of [BUY, SELL] as const) {
    for (let owner = 0; owner < GROUPS; owner += 1) {
      const terms = [side, priceTicks, owner, quantityLots, command.selfTradeMode] as const;
      const a = one.fillableLots(...terms);
      const b = other.fillableLots(...terms);
      if (a !== b) return `a taker of group ${owner} could fill ${a} and ${b}`;
    }
  }
  return undefined;
}

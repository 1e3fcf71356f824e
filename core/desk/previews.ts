/** What an order would do, as texts ready to show. */
import type { OrderLimit } from './messages.ts';

/** What an exit would realise, in the settlement asset, before its fee; em dashes for nothing. */
export interface ExitValue {
  readonly pnl: string;
  readonly pnlSign: -1 | 0 | 1;
  /** Of the exit alone. */
  readonly fee: string;
}

/** An exit of an order that filled as it is previewed. */
export interface ExitPreview extends ExitValue {
  readonly role: 'takeProfit' | 'stop';
  /** Where it would trade: its limit, or the trigger of a stop at the market. */
  readonly price: string;
  readonly size: string;
  readonly feeKind: 'maker' | 'taker';
}

/** What an order would do, asked of the core before the click. */
export interface Preview {
  readonly value: string;
  readonly valueUnit: string;
  readonly fee: string;
  readonly feeKind: 'maker' | 'taker';
  readonly limit: string;
  readonly initialNow: string;
  readonly initialAfter: string;
  readonly freeNow: string;
  readonly freeAfter: string;
  readonly freeAfterSign: -1 | 0 | 1;
  readonly healthNow: string;
  readonly healthAfter: string;
  readonly liquidationNow: string;
  readonly liquidationAfter: string;
  /** Empty where the core would take it; else the code and sentence of its refusal. */
  readonly refusalCode: string;
  readonly refusalSentence: string;
  /** Which of the order's fields it is about, as people write it; empty where none stands out. */
  readonly refusalField: string;
  /** Limits of the subaccount that it passes: what a waiver of it must name. */
  readonly limitsPassed: readonly OrderLimit[];
  /** How much of them it takes up; empty where it is refused or nothing is limited. */
  readonly withinLimits: string;
  /** Above the large-order size: the window asks for the size to be typed. */
  readonly isLarge: boolean;
  /** Where it would be released as things stand; the figures after are of there. Empty: at once. */
  readonly trigger: string;
  /** Of it what could trade now, on which side: that of a position's close is known to the core. */
  readonly size: string;
  readonly side: 'buy' | 'sell';
  /** What its fills would realise of the position there is; an em dash where they reduce none. */
  readonly realised: string;
  readonly realisedSign: -1 | 0 | 1;
  /** Exits that its fills would bring. */
  readonly exits: readonly ExitPreview[];
  /** What it would take out of the book at once; null where it would take nothing. */
  readonly walk: BookWalk | null;
}

/** A taker's way through the book: how many levels, what they give, at which prices. */
export interface BookWalk {
  readonly levels: number;
  readonly size: string;
  /** Rounded to a tick against the taker. */
  readonly averagePrice: string;
  readonly worstPrice: string;
  /** What the book does not give: it would rest, or be cancelled. Empty for none. */
  readonly rest: string;
}

/**
 * What becomes of a command: one code, permanent number and a sentence that helps.
 *
 * `OK` changed the state; everything else changed nothing but the log. The number is part of the
 * state hash (remembered outcomes) and is never reused.
 */
import { broken } from './numbers.ts';

export const outcomeTable = {
  OK: [0, 'done'],
  NOT_AUTHORISED: [
    1,
    'this role may not do that; the roles that may are named in the authority table',
  ],
  NO_SESSION: [2, 'open a session first: nothing is accepted from an unnamed connection'],
  SESSION_TAKEN: [3, 'that session belongs to another operator or role; choose a new random name'],
  UNKNOWN_OPERATOR: [4, 'no such operator is registered'],
  REQUEST_MISMATCH: [5, 'this request number was used for a different command; use a new number'],
  REQUEST_TOO_OLD: [
    6,
    'this request number is behind the remembered ones; its outcome is in the log',
  ],
  NEEDS_SECOND_PERSON: [
    7,
    'this needs two people: open a proposal and let another operator approve it',
  ],
  SAME_PERSON: [8, 'the one who proposed cannot also approve'],
  UNKNOWN_PROPOSAL: [9, 'no such open proposal'],
  UNKNOWN_ASSET: [10, 'no such asset is listed'],
  UNKNOWN_INDEX: [11, 'no such index is defined'],
  UNKNOWN_INSTRUMENT: [12, 'no such instrument is listed'],
  UNKNOWN_ACCOUNT: [13, 'no such account'],
  UNKNOWN_SUBACCOUNT: [14, 'no such subaccount'],
  UNKNOWN_STRATEGY: [15, 'no such strategy is registered'],
  UNKNOWN_ORDER: [
    16,
    'no live order of this subaccount has that id; it may have filled or been cancelled',
  ],
  UNKNOWN_CALL: [17, 'no such open margin call'],
  ALREADY_EXISTS: [18, 'that name is taken'],
  INVALID_SPEC: [
    19,
    'the definition contradicts itself: scales must divide exactly and tiers must rise',
  ],
  ACCOUNT_SUSPENDED: [20, 'the account is suspended: only cancelling and reducing are possible'],
  WRONG_ACCOUNT_KIND: [21, 'accounts of this kind do not do that'],
  DIFFERENT_ACCOUNTS: [
    22,
    'transfers stay within one account: the wall between clients is not crossed',
  ],
  ALREADY_SEEN: [23, 'this source sequence was accepted before'],
  INSUFFICIENT_COLLATERAL: [
    24,
    'that much is not free to leave: margin and unsettled losses hold it',
  ],
  INSUFFICIENT_MARGIN: [25, 'free margin does not cover this order; the missing amount is given'],
  NO_PRICE: [26, 'the instrument has no index price yet'],
  INSTRUMENT_CLOSED: [27, 'the instrument does not take orders in its present state'],
  REDUCE_ONLY_STATE: [28, 'only orders that reduce a position are taken in the present state'],
  POST_ONLY_STATE: [29, 'only post-only orders are taken while the instrument resumes'],
  OUTSIDE_BAND: [30, 'the price is outside the order band around the index; the bound is given'],
  BEYOND_BANKRUPTCY: [
    31,
    'that price would close the isolated position below zero; the bound is given',
  ],
  TOO_LARGE: [32, 'the quantity is above the instrument’s largest order'],
  MISSING_PRICE: [33, 'a limit order needs a price'],
  UNEXPECTED_PRICE: [34, 'a market order takes no price; use a limit order'],
  CONTRADICTION: [35, 'these instructions cannot be had together'],
  POST_ONLY_WOULD_TAKE: [36, 'the order would take liquidity and is post-only'],
  FOK_UNFILLABLE: [37, 'the whole quantity is not there at that price'],
  NOTHING_TO_REDUCE: [38, 'there is no position that this order would reduce'],
  NOTHING_TO_CHANGE: [39, 'the command would change nothing'],
  POSITION_OPEN: [40, 'close the position and cancel its orders first'],
  POSITION_IN_LIQUIDATION: [41, 'the bucket is being liquidated: only reducing is possible'],
  NOT_ISOLATED: [42, 'the position is not isolated'],
  LEVERAGE_TOO_HIGH: [43, 'the tier of this position does not allow that leverage'],
  CANNOT_RAISE: [44, 'a person may only lower the state of an index'],
  ALREADY_ACKNOWLEDGED: [45, 'somebody acknowledged this call before'],
  TRIGGERED_ALREADY: [46, 'the trigger price is already reached; send the order without a trigger'],
  TOO_LATE: [47, 'the time named lies in the past'],
  AMOUNT_TOO_LARGE: [48, 'the result would pass the largest exact amount'],
  TOO_MANY: [49, 'the venue holds as many of these as it can'],
  DUPLICATE_CLIENT_ID: [
    50,
    'a live or recently closed order of this subaccount has that client id; use a new one',
  ],
  ALREADY_FILLED: [
    51,
    'that much of the order is filled already; cancel the rest instead; the filled size is given',
  ],
  BAD_TRIGGER: [52, 'the trigger would lie outside the prices that there are; change the distance'],
  OVER_ORDER_QUANTITY: [
    53,
    'the quantity is above what one order of this subaccount may have; a waiver takes two people',
  ],
  OVER_ORDER_VALUE: [
    54,
    'the order is worth more than this subaccount’s orders may be; a waiver takes two people',
  ],
  TOO_FAR_FROM_MARK: [
    55,
    'the price is further from the mark than this subaccount allows; the bound is given',
  ],
  TOO_MANY_ORDERS: [
    56,
    'as many orders as a second may have were placed; when the next may come is given',
  ],
  TOO_MANY_EXECUTIONS: [
    57,
    'this strategy has executed as often as its window allows; wait, or let two people release it',
  ],
  KILLED: [
    58,
    'a kill switch holds new orders here: only closing a position is possible until it is released',
  ],
  UNKNOWN_KILL: [59, 'no such kill switch is engaged'],
  WRONG_STATE: [60, 'nothing leads there from the present state of the instrument'],
  INSTRUMENT_SETTLED: [61, 'the instrument is settled: nothing of it trades any more'],
  PRICE_NOT_TRUSTED: [
    62,
    'the price does not stand well enough to settle at; wait until its index has recovered',
  ],
  NOT_LINKABLE: [
    63,
    'of linked orders one may rest and all others wait for a trigger, eight at most; none is ioc',
  ],
  BAD_BRACKET: [
    64,
    'a take-profit lies beyond its order’s price and a stop-loss before it, seen from its side',
  ],
  CALL_COLLECTS: [
    65,
    'orders are collected for one price: only limit orders that stay are taken, not at the market',
  ],
  DISPLAY_TOO_SMALL: [
    66,
    'the order would be shown in more than a hundred parts; the least that it may show is given',
  ],
  NO_PEG_PRICE: [
    67,
    'there is nothing to peg to: no other order is shown there, or the offset passes all prices',
  ],
  UNKNOWN_RISK_GROUP: [68, 'no instrument that settles in the asset is of this risk group'],
  PAIR_HAS_NO_POSITION: [
    69,
    'a pair moves balances and is paid in full: it has no position, leverage or margin',
  ],
  WRONG_VERSION: [70, 'a listing changes from one version to the next; the present one is given'],
  NOT_AMENDABLE: [
    71,
    'the funding interval and its samples stay as they are while people hold the instrument',
  ],
  WOULD_LIQUIDATE: [
    72,
    'with that somebody would be below maintenance at once; the first such subaccount is given',
  ],
  MODE_BLOCKED: [
    73,
    'the mode cannot change now: close isolated positions, and wait until calls have ended',
  ],
  MODE_NEEDS_MARGIN: [
    74,
    'margin must pass in the old mode and in the new one; what is missing is given',
  ],
  NOT_IN_MODE: [
    75,
    'the margin mode of this subaccount has no terms or no price for that asset or underlying',
  ],
  UNKNOWN_PROFILE: [76, 'no such profile of a venue’s margin'],
  PROFILE_NOT_POOLED: [
    77,
    'an account with a profile is asked instrument by instrument: it has no pooled margin',
  ],
  UNKNOWN_VENUE: [78, 'no asset of that venue is listed: its ledger begins with one'],
  OTHER_DOMAIN: [79, 'that is of another venue’s ledger: one venue’s money is not another’s'],
  HELD_ELSEWHERE: [80, 'this is held at another venue and only observed here: act there'],
  NOT_OBSERVED: [
    81,
    'not observed: the account must be an observed one, and external.open names who reports it',
  ],
  WRONG_SOURCE: [82, 'another source reports this subaccount'],
  NO_RISK_LIMIT: [
    83,
    'no limit is chosen here: the instrument has none, or not so many tiers, whose number is given',
  ],
  OVER_RISK_LIMIT: [
    84,
    'position and orders would be worth more than the risk limit, which is given; choose a higher',
  ],
  GROUP_DIFFERS: [
    85,
    'a risk group agrees on what is behind it and on its day: look at the others of the group',
  ],
  GROUP_OWES: [
    86,
    'the risk group that it leaves has not settled what it won or owes: wait, or contribute to it',
  ],
  PAID_IN_FULL: [
    87,
    'positions of this contract are paid for in full: there is no leverage, mode or margin to set',
  ],
  NO_PROTECTION: [
    95,
    'this contract has no bound between last price and mark: place the order without priceProtect',
  ],
} as const satisfies Record<string, readonly [number, string]>;

export type OutcomeCode = keyof typeof outcomeTable;

export const OUTCOME_CODES = Object.keys(outcomeTable) as OutcomeCode[];

export function outcomeNumber(code: OutcomeCode): number {
  return outcomeTable[code][0];
}

const codesByNumber = new Map(OUTCOME_CODES.map((code) => [outcomeNumber(code), code]));

/** The code of a number that is remembered. */
export function codeNumbered(number: number): OutcomeCode {
  const code = codesByNumber.get(number);
  if (code === undefined) broken(`no outcome has the number ${number}`);
  return code;
}

export function outcomeSentence(code: OutcomeCode): string {
  return outcomeTable[code][1];
}

/** The outcome of one command. */
export interface Outcome {
  readonly code: OutcomeCode;
  /** What was created: order, session, account ... id; 0 where nothing was. */
  readonly reference: number;
  /** What would fit or is missing, in the unit that the code's sentence implies; else 0. */
  readonly detail: number;
  /** True when this is the remembered answer to a request that was applied before. */
  readonly repeated: boolean;
}

const DONE: Outcome = { code: 'OK', reference: 0, detail: 0, repeated: false };

export function done(reference = 0): Outcome {
  return reference === 0 ? DONE : { code: 'OK', reference, detail: 0, repeated: false };
}

export function refused(code: Exclude<OutcomeCode, 'OK'>, detail = 0): Outcome {
  return { code, reference: 0, detail, repeated: false };
}

/** Events that a person should know of, each as a sentence that says what to do or what is over. */
import { formatTimeUs } from '../../sequencer/admission/time.ts';
import type { EventKind, VenueEvent } from '../../venue/events.ts';
import { CALL_RELEASE_POINTS } from '../../venue/margin/calls.ts';
import { isMargined } from '../../venue/state.ts';
import type { Alert } from '../messages.ts';
import { Facts } from './alert-facts.ts';
import type { AlertContext, Teller } from './alert-facts.ts';
import { observedTellers } from './observed-alerts.ts';
import { kindText } from './scene.ts';

function callLevelOf(told: Facts): Alert['level'] {
  return Math.min(3, told.number('level')) as Alert['level'];
}

/** An index that gives less than a full price is worth a warning; back at GREEN it is news. */
const INDEX_LEVEL: Readonly<Record<string, Alert['level']>> = { AMBER: 1, HOLD: 2, HALT: 2 };
const INDEX_MEANING: Readonly<Record<string, string>> = {
  GREEN: 'Trading is open.',
  AMBER: 'Order bands are halved and liquidations need two observations.',
  HOLD: 'Only reducing orders are taken and nothing is liquidated.',
  FALLBACK: 'The secondary index stands in; only reducing orders are taken.',
  HALT: 'Orders can only be cancelled.',
  RESUME: 'Only post-only orders are taken until the price has held.',
};

const STATE_MEANING: Readonly<Record<string, string>> = {
  reduceOnly: 'takes only reducing orders',
  halt: 'takes no orders',
  preOpen: 'collects orders until it is opened',
  auction: 'collects orders for one price',
  postOnly: 'takes only post-only orders',
  settled: 'is settled and trades no more',
  expired: 'has ended and waits for its settlement price',
};

const POSTPONED: Readonly<Record<string, string>> = {
  fewMinutes: 'too few minutes of its last half hour had a sound index',
  priceNotTrusted: 'its index does not stand well enough to settle on',
  overdue: 'it has no price of its own; two people settle it, at its mark',
};

const ENDINGS: Readonly<Record<string, string>> = {
  cured: 'the bucket is back above its target',
  takeover: 'the venue took over what was left',
  closed: 'nothing is left to close',
};

const CAUSES: Readonly<Record<string, string>> = {
  uncovered: 'because the fund cannot stand for what they lose',
  takeoverCap: 'because one takeover costs more than the fund pays for one',
  drawdown: 'because the fund has lost too much of what it had',
  overdue: 'because they could not be sold in time',
  ruined: 'because who was taken over owed money',
  lossLimit: 'because they lose more of what stands behind them than is let stand',
};

/** A place in a queue as a person says it. */
function ordinal(place: number): string {
  return place === 1 ? 'the first' : `number ${place}`;
}

const tellers: Partial<Record<EventKind, Teller>> = {
  'call.raised': (told) => {
    const percent = (told.subaccount?.callPercents[0] ?? 100) + CALL_RELEASE_POINTS;
    const level = callLevelOf(told);
    const head = `L${level} margin call on ${told.name}, ${told.bucket}: health ${told.health}.`;
    // What is held elsewhere is cured there.
    const where = told.venue === '' ? '' : ` at ${told.venue}`;
    return {
      level,
      text: `${head} Bring in ${told.money('cureAtoms')} or reduce${where}, to ${percent} %.`,
    };
  },
  'call.cured': (told) => ({
    level: 0,
    text: `The margin call on ${told.name}, ${told.bucket}, is cured: health ${told.health}.`,
  }),
  'call.acknowledged': (told) => ({
    level: 0,
    text: `${told.operator} acknowledged the margin call on ${told.name}.`,
  }),
  'call.snoozed': (told) => ({
    level: 0,
    text: `${told.operator} snoozed the margin call on ${told.name}.`,
  }),
  'call.due': (told) => {
    const level = callLevelOf(told);
    return { level, text: `The snoozed L${level} margin call on ${told.name} is due again.` };
  },
  'liquidation.started': (told) => ({
    level: 3,
    text:
      `Liquidation of ${told.name}, ${told.bucket}, began: equity ${told.money('equityAtoms')} ` +
      `is below maintenance ${told.money('maintenanceAtoms')}.`,
  }),
  'liquidation.cancelled': (told) => {
    const orders = told.number('orders');
    if (orders === 0) return null;
    return { level: 3, text: `Liquidation cancelled ${orders} orders of ${told.name}.` };
  },
  'liquidation.sliced': (told) => ({
    level: 3,
    text:
      `Liquidation of ${told.name} closed ${told.size('filledLots')} of ` +
      `${told.size('wantedLots')} ${told.symbol}, limit ${told.price('limitTicks')}, ` +
      `fee ${told.money('feeAtoms')}: health ${told.health}.`,
  }),
  'liquidation.takeover': (told) => ({
    level: 3,
    text:
      `The venue took over ${told.size('quantityLots')} ${told.symbol} of ${told.name} ` +
      `at the bankruptcy price ${told.price('bankruptcyTicks')}.`,
  }),
  'liquidation.ended': (told) => ({
    level: 0,
    text:
      `Liquidation of ${told.name}, ${told.bucket}, ended after ${told.number('slices')} slices: ` +
      `${ENDINGS[told.word('how')] ?? told.word('how')}.`,
  }),
  'adl.due': (told) => ({
    level: 3,
    text:
      `Deleveraging in ${told.symbol} is due: ${told.size('quantityLots')} of ` +
      `${told.size('heldLots')} that were taken over, ${CAUSES[told.word('cause')] ?? ''}.`,
  }),
  'adl.warned': (told) => ({
    level: 3,
    text:
      `${told.name} is ${ordinal(told.number('place'))} to be deleveraged in ${told.symbol}: ` +
      `${told.size('quantityLots')} at ${told.price('priceTicks')}, unless the cause goes away ` +
      `before ${formatTimeUs(told.number('dueUs'))}.`,
  }),
  'adl.executed': (told) => ({
    level: 3,
    text:
      `${told.name} was deleveraged in ${told.symbol}: ${told.size('quantityLots')} closed at ` +
      `${told.price('priceTicks')}, which realised ${told.money('realisedAtoms')}; ` +
      `${told.number('orders')} orders there were cancelled.`,
  }),
  'adl.ended': (told) => {
    const left = told.number('remainingLots');
    const rest = left === 0 ? 'nothing is left' : `${told.size('remainingLots')} are left`;
    const closed = `${told.size('quantityLots')} given to ${told.number('parties')} positions`;
    return { level: 0, text: `Deleveraging in ${told.symbol}: ${closed}, ${rest}.` };
  },
  'kill.engaged': (told) => {
    const orders = told.number('orders');
    const cancelled = `${orders} ${orders === 1 ? 'order was' : 'orders were'} cancelled`;
    const isHeld = told.number('kill') !== 0;
    const now = isHeld ? ' and nothing new is taken from there until it is released' : '';
    return {
      level: 2,
      text: `Kill switch: ${told.operator} stopped ${told.killed}. ${cancelled}${now}.`,
    };
  },
  'kill.released': (told) => ({
    level: 0,
    text: `${told.operator} released ${told.killed}: new orders are taken again.`,
  }),
  'switch.fired': (told) => ({
    level: 2,
    text:
      `Dead man\u2019s switch: nobody put it off in time, and ${told.number('orders')} orders of ` +
      `${told.subaccount?.label ?? `a session of ${told.speaker}`} were cancelled.`,
  }),
  'session.lost': (told) => {
    const orders = told.number('orders');
    const text =
      `Connection lost: a session of ${told.speaker} ended without a word, ` +
      `and its ${orders} orders were cancelled.`;
    return orders === 0 ? null : { level: 2, text };
  },
  'throttle.reached': (told) => ({
    level: 2,
    text:
      `${told.strategy} of ${told.name} executed ${told.number('executions')} times in its ` +
      `window: its orders are refused until ${formatTimeUs(told.number('untilUs'))} ` +
      'or until two people release it.',
  }),
  'waiver.granted': (told) => {
    const side = told.number('side') > 0 ? 'buy' : 'sell';
    const ticks = told.number('priceTicks');
    const at = ticks === 0 ? '' : ` at ${told.price('priceTicks')}`;
    const order = `${side} ${told.size('quantityLots')} ${told.symbol}${at}`;
    return {
      level: 0,
      text:
        `${told.operator} let one order of ${told.name} pass its limits: ${order}, ` +
        `until ${formatTimeUs(told.number('expiresUs'))}.`,
    };
  },
  'waiver.used': (told) => ({
    level: 0,
    text: `Order ${told.number('order')} of ${told.name} used its waiver in ${told.symbol}.`,
  }),
  'waiver.expired': (told) => ({
    level: 0,
    text: `A waiver of ${told.name} in ${told.symbol} ended unused.`,
  }),
  'proposal.rejected': (told) => ({
    level: 0,
    text: `${told.operator} rejected proposal ${told.number('proposal')}.`,
  }),
  'fund.short': (told) => ({
    level: 3,
    text:
      `The insurance fund is short by ${told.money('shortAtoms')}: ` +
      `${told.symbol} takes only reducing orders until it is paid in.`,
  }),
  'index.state': (told) => {
    const to = told.word('to');
    // A step of the same state's own waiting is no news.
    if (to === told.word('from')) return null;
    const reason = told.word('reason').toLowerCase().replaceAll('_', ' ');
    const meaning = INDEX_MEANING[to] ?? '';
    const text = `Index ${told.index}: ${told.word('from')} to ${to}, ${reason}. ${meaning}`;
    return { level: to === 'FALLBACK' ? 2 : (INDEX_LEVEL[to] ?? 0), text };
  },
  'instrument.state': (told) => {
    const state = told.word('state');
    // What a person does is told with who it was.
    if (['listed', 'person', 'settlement'].includes(told.word('reason'))) return null;
    if (state === 'open') return { level: 0, text: `${told.symbol} is open again.` };
    const what = STATE_MEANING[state] ?? state;
    if (state === 'expired') return { level: 0, text: `${told.symbol} ${what}.` };
    const reason = told.word('reason').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    return { level: 2, text: `${told.symbol} ${what}: ${reason}.` };
  },
  'instrument.noted': (told) => {
    const state = told.word('state');
    const note = told.word('note');
    const who = told.number('operator') === 0 ? 'the core' : told.operator;
    const what = STATE_MEANING[state] ?? 'is open again';
    const text = `${told.symbol} ${what}: by ${who}${note === '' ? '' : `, ${note}`}.`;
    return { level: state === 'open' ? 0 : 2, text };
  },
  'expiry.postponed': (told) => {
    const why = POSTPONED[told.word('reason')] ?? told.word('reason');
    const until = told.number('untilUs');
    const wait = until === 0 ? '' : ` More are waited for until ${formatTimeUs(until)}.`;
    return { level: 2, text: `The settlement of ${told.symbol} is postponed: ${why}.${wait}` };
  },
  ...observedTellers,
  'auction.extended': (told) => ({
    level: 2,
    text:
      `The call of ${told.symbol} is extended once, to ${formatTimeUs(told.number('untilUs'))}: ` +
      `its price of ${told.price('priceTicks')} is far from where it began.`,
  }),
  'auction.uncrossed': (told) => {
    const size = told.size('quantityLots');
    const traded = `${size} traded at ${told.price('priceTicks')}`;
    const isNothing = told.number('quantityLots') === 0;
    return {
      level: 0,
      text: `The call of ${told.symbol} ended: ${isNothing ? 'nothing crossed' : traded}.`,
    };
  },
};

export function isAlertKind(kind: EventKind): boolean {
  return Object.hasOwn(tellers, kind);
}

/** Null where there is nothing to tell, or it is not a client's. Rule DESK-14. */
export function alertOf(context: AlertContext, event: VenueEvent): Alert | null {
  const facts = new Facts(context, event);
  const told = tellers[event.kind]?.(facts) ?? null;
  if (told === null) return null;
  const { subaccount } = facts;
  if (subaccount !== undefined && !isMargined(context.state, subaccount)) return null;
  return {
    kind: 'alert',
    timeUs: event.timeUs,
    sequence: event.sequence,
    event: event.kind,
    level: told.level,
    subaccount: subaccount?.label ?? '',
    accountKind: subaccount === undefined ? '' : kindText(context.state, subaccount),
    call: facts.number('call'),
    liquidation: facts.number('liquidation'),
    text: told.text,
  };
}

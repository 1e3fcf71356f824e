/** What a command of the trail asked for, in words that name things as people do. */
import type { NameKind, Names } from '../sequencer/admission/names.ts';
import { percentOfPpm } from '../sequencer/admission/presenter.ts';
import { formatTimeUs } from '../sequencer/admission/time.ts';
import type { Command, CommandKind, CommandOf } from '../venue/commands.ts';
import type { Asset, Instrument } from '../venue/state.ts';
import { leverageText } from './format.ts';
import type { Scales } from './views/scales.ts';

/** How the figures and ids of one venue are written. */
export interface Wording {
  readonly names: Names;
  readonly scales: Scales;
  readonly nameOf: (operator: number) => string;
  /** The strategy that spoke, whose orders need not say so again; 0 for none. */
  readonly strategy: number;
}

class Words {
  readonly #wording: Wording;

  constructor(wording: Wording) {
    this.#wording = wording;
  }

  named(kind: NameKind, id: number): string {
    return this.#wording.names.nameOf(kind, id);
  }

  person(operator: number): string {
    return this.#wording.nameOf(operator);
  }

  price(instrument: number, ticks: number): string {
    const known = this.#wording.names.instrument(instrument);
    return this.#scaled(known, ticks, (of) => this.#wording.scales.price(of, ticks));
  }

  size(instrument: number, lots: number): string {
    const known = this.#wording.names.instrument(instrument);
    return this.#scaled(known, lots, (of) => this.#wording.scales.size(of, lots));
  }

  money(asset: number, atoms: number): string {
    const known = this.#wording.names.asset(asset);
    const amount = this.#scaled(known, atoms, (of) => this.#wording.scales.money(of.id, atoms));
    return `${amount} ${this.named('asset', asset)}`;
  }

  /** An id that the venue does not know was refused, and stands as the number that was sent. */
  #scaled<T extends Instrument | Asset>(
    known: T | undefined,
    steps: number,
    write: (of: T) => string,
  ): string {
    return known === undefined ? String(steps) : write(known);
  }

  settled(instrument: number, atoms: number): string {
    const asset = this.#wording.names.instrument(instrument)?.spec.settleAsset ?? 0;
    return this.money(asset, atoms);
  }

  placed(order: CommandOf<'order.place'>): string {
    const { instrument, side, type, priceTicks, quantityLots } = order;
    const size = this.size(instrument, quantityLots);
    const parts = [side === 'buy' ? 'Buy' : 'Sell', size, this.named('instrument', instrument)];
    if (type === 'market') parts.push('at market');
    else if (type === 'pegged') parts.push(...this.pegged(order));
    else if (priceTicks !== undefined) parts.push(`at ${this.price(instrument, priceTicks)}`);
    parts.push(...this.waited(order));
    if (order.timeInForce !== 'gtc') parts.push(order.timeInForce.toUpperCase());
    if (order.expiresUs !== undefined) parts.push(`until ${formatTimeUs(order.expiresUs)}`);
    if (order.postOnly) parts.push('post-only');
    if (order.reprice === true) parts.push('repriced');
    if (order.reduceOnly) parts.push('reduce-only');
    if (order.displayLots === 0) parts.push('hidden');
    else if (order.displayLots !== undefined) {
      parts.push(`showing ${this.size(instrument, order.displayLots)}`);
    }
    if (order.selfTrade !== undefined) parts.push(`self-trade ${order.selfTrade}`);
    parts.push(...this.linked(order));
    const { strategy = 0 } = order;
    if (strategy !== this.#wording.strategy && strategy !== 0) {
      parts.push(`for ${this.named('strategy', strategy)}`);
    }
    return parts.join(' ');
  }

  /** What an order follows, how far from it, and where it stops. */
  pegged(order: CommandOf<'order.place'>): string[] {
    const { instrument, side, peg, pegOffsetTicks = 0, priceTicks } = order;
    const isBid = (peg === 'primary') === (side === 'buy');
    const offset = this.price(instrument, Math.abs(pegOffsetTicks));
    const bound = side === 'buy' ? 'at most' : 'at least';
    return [
      `pegged to the best ${isBid ? 'bid' : 'offer'}`,
      ...(pegOffsetTicks === 0 ? [] : [`${pegOffsetTicks < 0 ? 'minus' : 'plus'} ${offset}`]),
      ...(priceTicks === undefined ? [] : [`${bound} ${this.price(instrument, priceTicks)}`]),
    ];
  }

  /** What an order is linked with, and the exits that come with its fills. */
  linked(order: CommandOf<'order.place'>): string[] {
    const { instrument, oco, ocoClientId, takeProfitTicks, stopLossTicks } = order;
    const other = oco ?? ocoClientId;
    return [
      ...(other === undefined ? [] : [`or order ${other}`]),
      ...(takeProfitTicks === undefined
        ? []
        : [`take profit ${this.price(instrument, takeProfitTicks)}`]),
      ...(stopLossTicks === undefined
        ? []
        : [`stop loss ${this.price(instrument, stopLossTicks)} on ${order.stopLossTrigger ?? ''}`]),
    ];
  }

  /** Where an amend puts the exits that are yet to come. */
  exits(order: CommandOf<'order.amend'>): string[] {
    const { instrument, takeProfitTicks, stopLossTicks, stopLossLimitTicks } = order;
    const named = { 'take profit': takeProfitTicks, 'stop loss': stopLossTicks };
    return Object.entries({ ...named, 'stop limit': stopLossLimitTicks }).flatMap(
      ([name, ticks]) => (ticks === undefined ? [] : [`${name} ${this.price(instrument, ticks)}`]),
    );
  }

  /** What an order waits for. */
  waited(order: CommandOf<'order.place'> | CommandOf<'position.close'>): string[] {
    const { instrument, trigger, triggerTicks, trailTicks, ifTouched, priceProtect } = order;
    if (trigger === undefined) return [];
    const protects = priceProtect === true ? ['price-protected'] : [];
    if (trailTicks !== undefined) {
      return [`once ${trigger} turns by ${this.price(instrument, trailTicks)}`, ...protects];
    }
    if (triggerTicks === undefined) return [];
    const meets = ifTouched === true ? 'touches' : 'reaches';
    return [`once ${trigger} ${meets} ${this.price(instrument, triggerTicks)}`, ...protects];
  }

  killed(command: CommandOf<'kill.engage'>): string {
    const { scope, order, strategy, subaccount, account, desk = '' } = command;
    if (order !== undefined) return `order ${order}`;
    if (strategy !== undefined) return `strategy ${this.named('strategy', strategy)}`;
    if (subaccount !== undefined) return `subaccount ${this.named('subaccount', subaccount)}`;
    if (account !== undefined) return `account ${this.named('account', account)}`;
    return scope === 'venue' ? 'the venue' : `desk ${desk}`;
  }

  amended(order: CommandOf<'order.amend'>): string {
    const { instrument, priceTicks, quantityLots, totalLots, triggerTicks, trailTicks } = order;
    const { pegOffsetTicks: offset } = order;
    const changes = [
      ...(priceTicks === undefined ? [] : [`price ${this.price(instrument, priceTicks)}`]),
      ...(quantityLots === undefined ? [] : [`remaining ${this.size(instrument, quantityLots)}`]),
      ...(totalLots === undefined ? [] : [`total ${this.size(instrument, totalLots)}`]),
      ...(triggerTicks === undefined ? [] : [`trigger ${this.price(instrument, triggerTicks)}`]),
      ...(trailTicks === undefined ? [] : [`trail ${this.price(instrument, trailTicks)}`]),
      ...(offset === undefined ? [] : [`peg offset ${this.price(instrument, offset)}`]),
      ...this.exits(order),
    ];
    return `Amend order ${nameOf(order)} to ${changes.join(', ')}`;
  }

  orderLimits(command: CommandOf<'subaccount.orderLimits'>): string {
    const { instrument, maxQuantityLots, maxValueAtoms, maxAwayPpm } = command;
    const symbol = this.named('instrument', instrument);
    const limits = [
      ...(maxQuantityLots === undefined ? [] : [this.size(instrument, maxQuantityLots)]),
      ...(maxValueAtoms === undefined ? [] : [this.settled(instrument, maxValueAtoms)]),
      ...(maxAwayPpm === undefined ? [] : [`${percentOfPpm(maxAwayPpm)} from the mark`]),
    ];
    if (limits.length === 0) return `Lift the limits of ${symbol} orders`;
    return `Limit ${symbol} orders to ${limits.join(', ')}`;
  }

  waived({ instrument, side, ...waiver }: CommandOf<'waiver.grant'>): string {
    const { quantityLots, priceTicks, limits, expiresUs } = waiver;
    const size = this.size(instrument, quantityLots);
    const what = `${side} ${size} ${this.named('instrument', instrument)}`;
    const price = priceTicks === undefined ? '' : ` at ${this.price(instrument, priceTicks)}`;
    return `Waive ${limits.join(', ')} for ${what}${price} until ${formatTimeUs(expiresUs)}`;
  }
}

/** An order by its number, or by the name that its client gave it. */
function nameOf({ order, clientId }: { order?: number; clientId?: string }): string {
  return order === undefined ? (clientId ?? '') : String(order);
}

/** Why, where it was said. */
function noted(note = ''): string {
  return note === '' ? '' : `: ${note}`;
}

/** How each kind of command is told. */
type Telling<K extends CommandKind = CommandKind> = {
  readonly [Kind in K]: (command: CommandOf<Kind>, words: Words) => string;
};

/** Orders and positions. */
const trading = {
  'order.place': (command, words) => words.placed(command),
  'order.amend': (command, words) => words.amended(command),
  'order.cancel': (command) => `Cancel order ${nameOf(command)}`,
  'order.cancelAll': ({ instrument, side, strategy }, words) => {
    const parts = ['Cancel all', ...(side === undefined ? [] : [side]), 'orders'];
    if (instrument !== undefined) parts.push(`of ${words.named('instrument', instrument)}`);
    if (strategy !== undefined) parts.push(`for ${words.named('strategy', strategy)}`);
    return parts.join(' ');
  },
  'order.cancelAllAfter': ({ subaccount, afterMs }) => {
    const whose = subaccount === undefined ? 'the session’s orders' : 'all orders';
    return afterMs === 0 ? `Do not cancel ${whose}` : `Cancel ${whose} in ${afterMs} ms`;
  },
  'kill.engage': (command, words) => `Kill ${words.killed(command)}`,
  'kill.release': ({ kill }) => `Release kill switch ${kill}`,
  'position.close': (command, words) => {
    const { instrument, priceTicks } = command;
    const price = priceTicks === undefined ? 'market' : words.price(instrument, priceTicks);
    const close = `Close ${words.named('instrument', instrument)} at ${price}`;
    return [close, ...words.waited(command)].join(' ');
  },
  'position.leverage': ({ instrument, leverageX100 }, words) =>
    `Set leverage of ${words.named('instrument', instrument)} to ${leverageText(leverageX100)}`,
  'position.riskLimit': ({ instrument, tier }, words) =>
    `Set the risk limit of ${words.named('instrument', instrument)} to tier ${tier}`,
  'position.isolate': ({ instrument, isolated }, words) =>
    `Set ${words.named('instrument', instrument)} to ${isolated ? 'isolated' : 'cross'}`,
  'position.transferMargin': ({ instrument, amountAtoms }, words) => {
    const amount = words.settled(instrument, amountAtoms);
    return `Move margin of ${words.named('instrument', instrument)} by ${amount}`;
  },
} satisfies Partial<Telling>;

/** Money, accounts and margin calls. */
const keeping = {
  transfer: ({ from, to, asset, amountAtoms }, words) => {
    const [source, target] = [from, to].map((id) => words.named('subaccount', id));
    return `Transfer ${words.money(asset, amountAtoms)} from ${source} to ${target}`;
  },
  'collateral.mirror': ({ asset, amountAtoms }, words) =>
    `Mirror a deposit of ${words.money(asset, amountAtoms)}`,
  'collateral.release': ({ asset, amountAtoms }, words) =>
    `Release ${words.money(asset, amountAtoms)}`,
  'insurance.contribute': ({ asset, amountAtoms, riskGroup = '' }, words) => {
    const group = riskGroup === '' ? '' : ` of ${riskGroup}`;
    return `Contribute ${words.money(asset, amountAtoms)} to insurance${group}`;
  },
  'call.acknowledge': ({ call }) => `Acknowledge margin call ${call}`,
  'call.snooze': ({ call, untilUs }) => `Snooze margin call ${call} until ${formatTimeUs(untilUs)}`,
  'account.open': ({ accountKind, label }) => `Open ${accountKind} account ${label}`,
  'profile.define': ({ label }) => `Define margin profile ${label}`,
  'account.suspend': ({ account, suspended }, words) =>
    `${suspended ? 'Suspend' : 'Restore'} account ${words.named('account', account)}`,
  'subaccount.open': ({ account, label }, words) =>
    `Open subaccount ${label} of ${words.named('account', account)}`,
  'subaccount.mode': ({ mode }) => `Set margin mode to ${mode}`,
  'subaccount.spotOffset': ({ asset, amountAtoms }, words) =>
    `Offset contracts by up to ${words.money(asset, amountAtoms)}`,
  'subaccount.ratios': ({ reduceOnlyPercent, liquidationPercent }) =>
    `Reduce only below ${reduceOnlyPercent} %, liquidate at ${liquidationPercent} %`,
  'subaccount.limits': ({ callPercents }) =>
    `Set margin call levels to ${callPercents.join(', ')} %`,
  'subaccount.orderLimits': (command, words) => words.orderLimits(command),
  'subaccount.orderRates': ({ ordersPerSecond, executions, windowS }) => {
    const limits = [
      ...(ordersPerSecond === undefined ? [] : [`${ordersPerSecond} a second`]),
      ...(executions === undefined ? [] : [`${executions} executions in ${windowS ?? 0} s`]),
    ];
    return limits.length === 0 ? 'Lift the limits of rate' : `Limit orders to ${limits.join(', ')}`;
  },
  'throttle.release': ({ strategy }, words) => {
    const what = strategy === undefined ? 'orders by hand' : words.named('strategy', strategy);
    return `Release the throttle of ${what}`;
  },
  'waiver.grant': (command, words) => words.waived(command),
} satisfies Partial<Telling>;

/** Who may do what, and the state of markets. */
const governing = {
  'session.open': ({ operator, system, role, strategy, cancelOnDisconnect }, words) => {
    const who = operator === undefined ? `system ${system ?? ''}` : words.person(operator);
    const goes = cancelOnDisconnect === true ? ', its orders go with it' : '';
    if (strategy === undefined) return `Sign in as ${who}, ${role}${goes}`;
    return `Sign in as ${words.named('strategy', strategy)}, for ${who}, ${role}${goes}`;
  },
  'session.close': () => 'Sign out',
  'session.disconnect': () => 'Connection lost',
  'operator.register': ({ operator, roles }, words) =>
    `Register ${words.person(operator)} as ${roles.join(', ')}`,
  'strategy.register': ({ label }) => `Register strategy ${label}`,
  'proposal.open': ({ command }, words) => `Propose: ${told(command as Command, words)}`,
  'proposal.approve': ({ proposal }) => `Approve proposal ${proposal}`,
  'proposal.reject': ({ proposal }) => `Reject proposal ${proposal}`,
  'asset.list': ({ symbol }) => `List asset ${symbol}`,
  'asset.collateral': ({ asset }, words) =>
    `Set collateral terms of ${words.named('asset', asset)}`,
  'index.portfolio': ({ index }, words) =>
    `Set portfolio parameters of ${words.named('index', index)}`,
  'index.define': ({ symbol }) => `Define index ${symbol}`,
  'instrument.list': ({ symbol }) => `List instrument ${symbol}`,
  'instrument.halt': ({ instrument, to, note }, words) =>
    `Set ${words.named('instrument', instrument)} to ${to}${noted(note)}`,
  'instrument.resume': ({ instrument, note }, words) =>
    `Resume ${words.named('instrument', instrument)}${noted(note)}`,
  'instrument.settle': ({ instrument, note }, words) =>
    `Settle ${words.named('instrument', instrument)}${noted(note)}`,
  'instrument.amend': ({ instrument, version, note }, words) =>
    `Amend ${words.named('instrument', instrument)} to version ${version}${noted(note)}`,
  'price.status': ({ index, to }, words) => `Set index ${words.named('index', index)} to ${to}`,
  'price.observe': ({ index }, words) => `Observe prices of ${words.named('index', index)}`,
  'clock.tick': () => 'Tick',
} satisfies Partial<Telling>;

/** What is said of positions at other venues, beginning with who said it as the how-manieth. */
const observing = {
  'external.open': ({ subaccount, source, knownBy, reference }, words) =>
    `Observe ${words.named('subaccount', subaccount)} by ${source}, ${knownBy} ${reference}`,
  'external.snapshot': ({ source, sourceSequence, wallets, positions }, words) => {
    const money = wallets.map(({ asset, walletAtoms }) => words.money(asset, walletAtoms));
    const held = positions.map(
      ({ instrument, quantityLots }) =>
        `${words.size(instrument, quantityLots)} ${words.named('instrument', instrument)}`,
    );
    const all = [...money, ...held];
    const rest = all.length > MOST_TOLD ? ` and ${all.length - MOST_TOLD} more` : '';
    const what = all.length === 0 ? 'nothing' : `${all.slice(0, MOST_TOLD).join(', ')}${rest}`;
    return `Report ${source} ${sourceSequence}: there is ${what}`;
  },
  'external.fill': (command, words) => {
    const { source, sourceSequence, instrument, side, priceTicks, quantityLots } = command;
    const size = words.size(instrument, quantityLots);
    const what = `${side === 'buy' ? 'bought' : 'sold'} ${size}`;
    const price = words.price(instrument, priceTicks);
    const fee = words.settled(instrument, command.feeAtoms);
    const symbol = words.named('instrument', instrument);
    return `Report ${source} ${sourceSequence}: ${what} ${symbol} at ${price}, fee ${fee}`;
  },
  'external.transfer': ({ source, sourceSequence, asset, reason, amountAtoms }, words) =>
    `Report ${source} ${sourceSequence}: ${reason} ${words.money(asset, amountAtoms)}`,
  'external.venueFigure': ({ source, sourceSequence, wallet, position }, words) => {
    const { instrument = 0 } = position ?? {};
    const coins = (atoms: number): string => words.money(wallet?.asset ?? 0, atoms);
    const settled = (atoms: number): string => words.settled(instrument, atoms);
    const own = [
      ...shown('equity', position?.equityAtoms, settled),
      ...shown('maintenance', position?.maintenanceAtoms, settled),
      ...shown('liquidation price', position?.liquidationPriceTicks, (ticks) =>
        words.price(instrument, ticks),
      ),
      ...shown('lights', position?.adlLights, String),
    ];
    const said = [
      ...shown('equity', wallet?.equityAtoms, coins),
      ...shown('maintenance', wallet?.maintenanceAtoms, coins),
      ...own.map((one) => `${words.named('instrument', instrument)} ${one}`),
    ];
    return `Report ${source} ${sourceSequence}: ${said.join(', ')}`;
  },
} satisfies Partial<Telling>;

/** Of a snapshot so many wallets and positions are named. */
const MOST_TOLD = 4;

/** A figure with its name, where there is one. */
function shown(name: string, figure: number | undefined, write: (of: number) => string): string[] {
  return figure === undefined ? [] : [`${name} ${write(figure)}`];
}

const telling: Telling = { ...trading, ...keeping, ...governing, ...observing };

function told(command: Command, words: Words): string {
  // Each kind stands beside what tells it, which the table's type has checked.
  const tell = telling[command.kind] as (command: Command, words: Words) => string;
  return tell(command, words);
}

/** Names are those of today: they are given once and never change. */
export function commandWords(command: Command, wording: Wording): string {
  return told(command, new Words(wording));
}

/** What a command of the trail asked for, in words that name things as people do. */
import type { NameKind, Names } from '../sequencer/admission/names.ts';
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
    const { instrument, side, type, priceTicks, quantityLots, trigger, triggerTicks } = order;
    const size = this.size(instrument, quantityLots);
    const parts = [side === 'buy' ? 'Buy' : 'Sell', size, this.named('instrument', instrument)];
    if (type === 'market') parts.push('at market');
    else if (priceTicks !== undefined) parts.push(`at ${this.price(instrument, priceTicks)}`);
    if (trigger !== undefined && triggerTicks !== undefined) {
      parts.push(`once ${trigger} reaches ${this.price(instrument, triggerTicks)}`);
    }
    if (order.timeInForce !== 'gtc') parts.push(order.timeInForce.toUpperCase());
    if (order.postOnly) parts.push('post-only');
    if (order.reduceOnly) parts.push('reduce-only');
    const { strategy = 0 } = order;
    if (strategy !== this.#wording.strategy && strategy !== 0) {
      parts.push(`for ${this.named('strategy', strategy)}`);
    }
    return parts.join(' ');
  }

  amended(order: CommandOf<'order.amend'>): string {
    const { instrument, priceTicks, quantityLots } = order;
    const changes = [
      ...(priceTicks === undefined ? [] : [`price ${this.price(instrument, priceTicks)}`]),
      ...(quantityLots === undefined ? [] : [`remaining ${this.size(instrument, quantityLots)}`]),
    ];
    return `Amend order ${order.order} to ${changes.join(', ')}`;
  }
}

/** How each kind of command is told. */
type Telling<K extends CommandKind = CommandKind> = {
  readonly [Kind in K]: (command: CommandOf<Kind>, words: Words) => string;
};

/** Orders and positions. */
const trading = {
  'order.place': (command, words) => words.placed(command),
  'order.amend': (command, words) => words.amended(command),
  'order.cancel': ({ order }) => `Cancel order ${order}`,
  'order.cancelAll': ({ instrument }, words) =>
    instrument === undefined
      ? 'Cancel all orders'
      : `Cancel all orders of ${words.named('instrument', instrument)}`,
  'position.close': ({ instrument, priceTicks }, words) => {
    const price = priceTicks === undefined ? 'market' : words.price(instrument, priceTicks);
    return `Close ${words.named('instrument', instrument)} at ${price}`;
  },
  'position.leverage': ({ instrument, leverageX100 }, words) =>
    `Set leverage of ${words.named('instrument', instrument)} to ${leverageText(leverageX100)}`,
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
  'insurance.contribute': ({ asset, amountAtoms }, words) =>
    `Contribute ${words.money(asset, amountAtoms)} to insurance`,
  'call.acknowledge': ({ call }) => `Acknowledge margin call ${call}`,
  'call.snooze': ({ call, untilUs }) => `Snooze margin call ${call} until ${formatTimeUs(untilUs)}`,
  'account.open': ({ accountKind, label }) => `Open ${accountKind} account ${label}`,
  'account.suspend': ({ account, suspended }, words) =>
    `${suspended ? 'Suspend' : 'Restore'} account ${words.named('account', account)}`,
  'subaccount.open': ({ account, label }, words) =>
    `Open subaccount ${label} of ${words.named('account', account)}`,
  'subaccount.mode': ({ mode }) => `Set margin mode to ${mode}`,
  'subaccount.limits': ({ callPercents }) =>
    `Set margin call levels to ${callPercents.join(', ')} %`,
} satisfies Partial<Telling>;

/** Who may do what, and the state of markets. */
const governing = {
  'session.open': ({ operator, system, role, strategy }, words) => {
    const who = operator === undefined ? `system ${system ?? ''}` : words.person(operator);
    if (strategy === undefined) return `Sign in as ${who}, ${role}`;
    return `Sign in as ${words.named('strategy', strategy)}, for ${who}, ${role}`;
  },
  'session.close': () => 'Sign out',
  'operator.register': ({ operator, roles }, words) =>
    `Register ${words.person(operator)} as ${roles.join(', ')}`,
  'strategy.register': ({ label }) => `Register strategy ${label}`,
  'proposal.open': ({ command }, words) => `Propose: ${told(command as Command, words)}`,
  'proposal.approve': ({ proposal }) => `Approve proposal ${proposal}`,
  'proposal.reject': ({ proposal }) => `Reject proposal ${proposal}`,
  'asset.list': ({ symbol }) => `List asset ${symbol}`,
  'index.define': ({ symbol }) => `Define index ${symbol}`,
  'instrument.list': ({ symbol }) => `List instrument ${symbol}`,
  'instrument.halt': ({ instrument, to }, words) =>
    `Set ${words.named('instrument', instrument)} to ${to}`,
  'instrument.resume': ({ instrument }, words) => `Resume ${words.named('instrument', instrument)}`,
  'instrument.settle': ({ instrument }, words) => `Settle ${words.named('instrument', instrument)}`,
  'price.status': ({ index, to }, words) => `Set index ${words.named('index', index)} to ${to}`,
  'price.observe': ({ index }, words) => `Observe prices of ${words.named('index', index)}`,
  'clock.tick': () => 'Tick',
} satisfies Partial<Telling>;

const telling: Telling = { ...trading, ...keeping, ...governing };

function told(command: Command, words: Words): string {
  // Each kind stands beside what tells it, which the table's type has checked.
  const tell = telling[command.kind] as (command: Command, words: Words) => string;
  return tell(command, words);
}

/** Names are those of today: they are given once and never change. */
export function commandWords(command: Command, wording: Wording): string {
  return told(command, new Words(wording));
}

/** What a command of the trail asked for, in words that name things as people do. */
import type { Names } from '../sequencer/admission/names.ts';
import { formatTimeUs } from '../sequencer/admission/time.ts';
import type { Command } from '../venue/commands.ts';
import type { Asset, Instrument } from '../venue/state.ts';
import { leverageText } from './format.ts';
import type { Scales } from './views/scales.ts';

/** How the figures and ids of one venue are written. */
export interface Wording {
  readonly names: Names;
  readonly scales: Scales;
  readonly nameOf: (operator: number) => string;
}

type Placed = Extract<Command, { kind: 'order.place' }>;

class Words {
  readonly #wording: Wording;

  constructor(wording: Wording) {
    this.#wording = wording;
  }

  named(kind: 'instrument' | 'subaccount' | 'account' | 'asset' | 'index', id: number): string {
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

  placed(order: Placed): string {
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
    return parts.join(' ');
  }

  amended(order: Extract<Command, { kind: 'order.amend' }>): string {
    const { instrument, priceTicks, quantityLots } = order;
    const changes = [
      ...(priceTicks === undefined ? [] : [`price ${this.price(instrument, priceTicks)}`]),
      ...(quantityLots === undefined ? [] : [`remaining ${this.size(instrument, quantityLots)}`]),
    ];
    return `Amend order ${order.order} to ${changes.join(', ')}`;
  }
}

/** Orders, positions and money, which traders and treasurers move. */
function tradingWords(command: Command, words: Words): string | null {
  switch (command.kind) {
    case 'order.place':
      return words.placed(command);
    case 'order.amend':
      return words.amended(command);
    case 'order.cancel':
      return `Cancel order ${command.order}`;
    case 'order.cancelAll': {
      const { instrument } = command;
      const where = instrument === undefined ? '' : ` of ${words.named('instrument', instrument)}`;
      return `Cancel all orders${where}`;
    }
    case 'position.close': {
      const { instrument, priceTicks } = command;
      const how =
        priceTicks === undefined ? 'at market' : `at ${words.price(instrument, priceTicks)}`;
      return `Close ${words.named('instrument', instrument)} ${how}`;
    }
    case 'position.leverage': {
      const leverage = leverageText(command.leverageX100);
      return `Set leverage of ${words.named('instrument', command.instrument)} to ${leverage}`;
    }
    case 'position.isolate': {
      const mode = command.isolated ? 'isolated' : 'cross';
      return `Set ${words.named('instrument', command.instrument)} to ${mode}`;
    }
    case 'position.transferMargin': {
      const amount = words.settled(command.instrument, command.amountAtoms);
      return `Move margin of ${words.named('instrument', command.instrument)} by ${amount}`;
    }
    case 'transfer': {
      const [from, to] = [command.from, command.to].map((id) => words.named('subaccount', id));
      return `Transfer ${words.money(command.asset, command.amountAtoms)} from ${from} to ${to}`;
    }
    case 'collateral.mirror':
      return `Mirror a deposit of ${words.money(command.asset, command.amountAtoms)}`;
    case 'collateral.release':
      return `Release ${words.money(command.asset, command.amountAtoms)}`;
    case 'insurance.contribute':
      return `Contribute ${words.money(command.asset, command.amountAtoms)} to insurance`;
    default:
      return null;
  }
}

/** Who may do what, and the state of accounts and markets. */
function governingWords(command: Command, words: Words): string | null {
  switch (command.kind) {
    case 'session.open': {
      const { operator, system, role } = command;
      const who = operator === undefined ? `system ${system ?? ''}` : words.person(operator);
      return `Sign in as ${who}, ${role}`;
    }
    case 'session.close':
      return 'Sign out';
    case 'operator.register':
      return `Register ${words.person(command.operator)} as ${command.roles.join(', ')}`;
    case 'strategy.register':
      return `Register strategy ${command.label}`;
    case 'proposal.approve':
      return `Approve proposal ${command.proposal}`;
    case 'proposal.reject':
      return `Reject proposal ${command.proposal}`;
    case 'call.acknowledge':
      return `Acknowledge margin call ${command.call}`;
    case 'call.snooze':
      return `Snooze margin call ${command.call} until ${formatTimeUs(command.untilUs)}`;
    case 'account.open':
      return `Open ${command.accountKind} account ${command.label}`;
    case 'account.suspend': {
      const act = command.suspended ? 'Suspend' : 'Restore';
      return `${act} account ${words.named('account', command.account)}`;
    }
    case 'subaccount.open':
      return `Open subaccount ${command.label} of ${words.named('account', command.account)}`;
    case 'subaccount.mode':
      return `Set margin mode to ${command.mode}`;
    case 'subaccount.limits':
      return `Set margin call levels to ${command.callPercents.join(', ')} %`;
    default:
      return null;
  }
}

function marketWords(command: Command, words: Words): string {
  switch (command.kind) {
    case 'asset.list':
      return `List asset ${command.symbol}`;
    case 'index.define':
      return `Define index ${command.symbol}`;
    case 'instrument.list':
      return `List instrument ${command.symbol}`;
    case 'instrument.halt':
      return `Set ${words.named('instrument', command.instrument)} to ${command.to}`;
    case 'instrument.resume':
      return `Resume ${words.named('instrument', command.instrument)}`;
    case 'price.status':
      return `Set index ${words.named('index', command.index)} to ${command.to}`;
    default:
      return command.kind;
  }
}

/** Names are those of today: they are given once and never change. */
export function commandWords(command: Command, wording: Wording): string {
  const words = new Words(wording);
  if (command.kind === 'proposal.open') {
    return `Propose: ${commandWords(command.command as Command, wording)}`;
  }
  return (
    tradingWords(command, words) ?? governingWords(command, words) ?? marketWords(command, words)
  );
}

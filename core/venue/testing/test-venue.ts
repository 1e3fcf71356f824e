/**
 * A venue founded for a test, and short words for the commands that tests give it.
 *
 * Tests hand in the files of `resources/`, which the venue itself may not read.
 */
import type { HeldPosition } from '../accounts/holding.ts';
import { checkCommand } from '../commands.ts';
import type { Command, CommandOf, InstrumentSpec, StampedCommand } from '../commands.ts';
import type { EventKind, VenueEvent } from '../events.ts';
import { invariant } from '../numbers.ts';
import { at } from '../state.ts';
import type { AccountKind, Balance, Instrument, Subaccount, SubaccountMode } from '../state.ts';
import { isPlain, readPlain } from '../orders/ordinary.ts';
import { done } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { plainOrder } from '../plain-order.ts';
import { Venue } from '../venue.ts';
import { textOf } from './bytes-text.ts';
import { operatorOf, SPEAKERS } from './speakers.ts';
import type { Speaker } from './speakers.ts';

export { operatorOf, SPEAKERS };
export type { Speaker };

interface Named {
  readonly symbol: string;
}

/** What the files of `resources/` hold, as far as founding a venue needs to know. */
export interface Resources {
  readonly assets: readonly (Named & { readonly decimals: number })[];
  readonly indices: readonly Named[];
  readonly instruments: readonly (Named & {
    readonly index: string;
    readonly settleAsset: string;
  })[];
  /** Terms of pooled margin, where a test has any. */
  readonly collateral?: readonly { readonly asset: string; readonly index?: string }[];
  readonly portfolio?: readonly { readonly index: string }[];
}

/** Changes a specification before it is listed. */
export type Adjust = (spec: InstrumentSpec) => InstrumentSpec;

export interface Envelope {
  readonly by?: Speaker;
  /** Moves the clock before the command is stamped. */
  readonly afterUs?: number;
  readonly request?: number;
  readonly digest?: number;
  /** Goes as a plain order where it is one. */
  readonly plain?: boolean;
}

type Stamp = Pick<StampedCommand, 'session' | 'request' | 'digest' | 'internal'>;

/** How a subaccount is opened; an account of its own unless one is named. */
export interface Opening {
  readonly kind?: Exclude<AccountKind, 'system' | 'contra'>;
  readonly account?: number;
  readonly mode?: SubaccountMode;
  /** By whose ways a new account is asked for margin. */
  readonly profile?: number;
  /** Of an observed one. */
  readonly venue?: string;
  readonly owner?: number;
  readonly desk?: string;
  /** Mirrored at once, in atoms by asset. */
  readonly funds?: Readonly<Record<string, number>>;
}

type PlaceOptions = Partial<Omit<Extract<Command, { kind: 'order.place' }>, 'kind'>> & Envelope;

/** 2025-01-01 00:00:30 UTC: inside a minute, a funding interval and a day. */
export const START_US = 1_735_689_630_000_000;
const SECOND_US = 1_000_000;

/**
 * The mark is the index, funding is zero and no auction comes between, so that a test's figures
 * follow from the price that it set and nothing else.
 */
export const plainPrices: Adjust = ({ auction: _auction, monitoring: _monitoring, ...spec }) => ({
  ...spec,
  bands: { ...spec.bands, markPpm: 0 },
  funding: { ...spec.funding, interestE8: 0, damperE8: 0, capE8: 0 },
});

export class TestVenue {
  readonly venue: Venue;
  timeUs = START_US;
  readonly #sessions = new Map<Speaker, number>();
  #readFrom = 0;
  #sourceSequence = 0;
  #owners = 0;

  private constructor(venue: Venue) {
    this.venue = venue;
  }

  /** A venue with what the resources list, and a session for everybody. */
  static found(resources: Resources, adjust: Adjust = plainPrices): TestVenue {
    const test = new TestVenue(Venue.create());
    test.#open('core');
    for (const { symbol, decimals } of resources.assets) {
      test.ok({ kind: 'asset.list', symbol, decimals }, { by: 'core' });
    }
    for (const index of resources.indices) {
      test.ok({ kind: 'index.define', ...index } as Command, { by: 'core' });
    }
    const idOf = (list: readonly Named[], symbol: string): number =>
      list.findIndex((entry) => entry.symbol === symbol) + 1;
    for (const listed of resources.instruments) {
      const spec = {
        ...listed,
        index: idOf(resources.indices, listed.index),
        settleAsset: idOf(resources.assets, listed.settleAsset),
      } as unknown as InstrumentSpec;
      test.ok({ kind: 'instrument.list', ...adjust(spec) }, { by: 'core' });
    }
    for (const { asset, index, ...terms } of resources.collateral ?? []) {
      const priced = index === undefined ? {} : { index: idOf(resources.indices, index) };
      const named = { asset: idOf(resources.assets, asset), ...priced, ...terms };
      test.ok({ kind: 'asset.collateral', ...named } as Command, { by: 'core' });
    }
    for (const { index, ...terms } of resources.portfolio ?? []) {
      const named = { index: idOf(resources.indices, index), ...terms };
      test.ok({ kind: 'index.portfolio', ...named } as Command, { by: 'core' });
    }
    for (const speaker of Object.keys(SPEAKERS) as Speaker[]) test.#register(speaker);
    for (const speaker of Object.keys(SPEAKERS) as Speaker[]) test.#open(speaker);
    return test;
  }

  /** The same venue after it was saved and loaded; the clock and the sessions go with it. */
  reloaded(): TestVenue {
    const copy = new TestVenue(Venue.load(JSON.parse(JSON.stringify(this.venue.save()))));
    copy.timeUs = this.timeUs;
    copy.#sourceSequence = this.#sourceSequence;
    copy.#owners = this.#owners;
    for (const [speaker, session] of this.#sessions) copy.#sessions.set(speaker, session);
    return copy;
  }

  #register(speaker: Speaker): void {
    const role = SPEAKERS[speaker];
    if (role === 'system') return;
    const operator = operatorOf(speaker);
    const desks = speaker === 'basisTrader' ? ['basis'] : [];
    const command: Command = { kind: 'operator.register', operator, roles: [role], desks };
    this.ok(command, { by: 'core' });
  }

  #open(speaker: Speaker): void {
    if (this.#sessions.has(speaker)) return;
    const role = SPEAKERS[speaker];
    const operator = operatorOf(speaker);
    const command = {
      kind: 'session.open',
      session: speaker,
      ...(role === 'system' ? { system: speaker } : { operator }),
      role,
      channel: 'internal',
      workstation: 'test',
    } as Command;
    const stamp = { session: 0, request: 0, digest: 0, internal: role === 'system' };
    const outcome = this.#stamped(command, stamp);
    invariant(outcome.code === 'OK', `${speaker} has no session: ${outcome.code}`);
    this.#sessions.set(speaker, outcome.reference);
  }

  #stamped(command: Command, stamp: Stamp): Outcome {
    const sequence = this.venue.state.sequence + 1;
    return this.venue.apply({ sequence, timeUs: this.timeUs, ...stamp, command });
  }

  sessionOf(speaker: Speaker): number {
    return this.#sessions.get(speaker) ?? 0;
  }

  /** Gives a well-formed command; the venue's answer. */
  apply(command: Command, envelope: Envelope = {}): Outcome {
    const misfit = checkCommand(command);
    invariant(misfit === null, misfit?.sentence ?? '');
    this.timeUs += envelope.afterUs ?? 0;
    const stamp = {
      session: this.sessionOf(envelope.by ?? 'trader'),
      request: envelope.request ?? 0,
      digest: envelope.digest ?? 0,
      internal: false,
    };
    const reference = envelope.plain === true ? this.#applyPlain(command, stamp) : 0;
    return reference === 0 ? this.#stamped(command, stamp) : done(reference);
  }

  /** Gives a command as the plain order that it is; 0 where it is none, or not applied as one. */
  #applyPlain(command: Command, stamp: Stamp): number {
    const sequence = this.venue.state.sequence + 1;
    const plain = { ...plainOrder(), sequence, timeUs: this.timeUs, ...stamp };
    if (command.kind === 'order.place') {
      return isPlain(command) ? this.venue.applyPlain(readPlain(plain, command, stamp.session)) : 0;
    }
    if (command.kind !== 'order.cancel' || command.order === undefined) return 0;
    const { subaccount, instrument, order } = command;
    return this.venue.applyPlain({ ...plain, isCancel: true, subaccount, instrument, order });
  }

  /** Gives a command that must be accepted; what it created. */
  ok(command: Command, envelope: Envelope = {}): number {
    const outcome = this.apply(command, envelope);
    invariant(outcome.code === 'OK', `${command.kind} was refused: ${outcome.code}`);
    return outcome.reference;
  }

  /** The code alone, for tests of refusals. */
  code(command: Command, envelope: Envelope = {}): string {
    return this.apply(command, envelope).code;
  }

  instrument(symbol: string): Instrument {
    const found = this.venue.state.instruments.find(({ spec }) => spec.symbol === symbol);
    invariant(found !== undefined, `${symbol} is not listed`);
    return found;
  }

  assetId(symbol: string): number {
    return this.venue.state.assets.findIndex((asset) => asset.symbol === symbol) + 1;
  }

  indexId(symbol: string): number {
    const { indices } = this.venue.state;
    return indices.findIndex(({ definition }) => definition.symbol === symbol) + 1;
  }

  of(subaccount: number): Subaccount {
    return at(this.venue.state.subaccounts, subaccount);
  }

  position(subaccount: number, symbol: string): HeldPosition {
    return at(this.of(subaccount).positions, this.instrument(symbol).id);
  }

  balance(subaccount: number, asset: string): Balance {
    return at(this.of(subaccount).balances, this.assetId(asset));
  }

  /** Opens a subaccount, in an account of its own unless one is named, and mirrors its funds. */
  open(label: string, opening: Opening = {}): number {
    const { kind = 'internal', mode = 'cross', desk = 'desk', funds = {} } = opening;
    this.#owners += 1;
    const { owner = this.#owners, profile, venue } = opening;
    const made = { kind: 'account.open', label, accountKind: kind, profile, venue } as Command;
    const account = opening.account ?? this.ok(made, { by: 'admin' });
    const opened: Command = { kind: 'subaccount.open', account, label, desk, owner, mode };
    const subaccount = this.ok(opened, { by: 'admin' });
    for (const [asset, amountAtoms] of Object.entries(funds)) {
      this.mirror(subaccount, asset, amountAtoms);
    }
    return subaccount;
  }

  mirror(subaccount: number, asset: string, amountAtoms: number): void {
    this.ok(this.movement('collateral.mirror', subaccount, asset, amountAtoms), {
      by: 'custodian',
    });
  }

  movement(
    kind: 'collateral.mirror' | 'collateral.release',
    subaccount: number,
    asset: string,
    amountAtoms: number,
  ): Command {
    this.#sourceSequence += 1;
    const sourceSequence = this.#sourceSequence;
    const source = 'custodian';
    return { kind, subaccount, asset: this.assetId(asset), amountAtoms, source, sourceSequence };
  }

  contribute(asset: string, amountAtoms: number): void {
    const command = {
      kind: 'insurance.contribute',
      asset: this.assetId(asset),
      amountAtoms,
    } as const;
    this.ok(command, { by: 'core' });
  }

  /** What a feed with one sound quote around a price would have sent, in 1e-8 of the quote. */
  observation(
    index: string,
    priceE8: number,
    sourceTimeUs = this.timeUs,
  ): CommandOf<'price.observe'> {
    const input = {
      source: 0,
      bidE8: priceE8 - 1,
      askE8: priceE8 + 1,
      lastE8: 0,
      lastAgeMs: 0,
      sourceTimeUs,
      receiveAgeMs: 0,
      flags: 0,
    };
    return { kind: 'price.observe', index: this.indexId(index), inputs: [input], secondaryE8: 0 };
  }

  /** Moves the clock by a second and each index to a price in whole units of the quote. */
  prices(byIndex: Readonly<Record<string, number>>, afterUs = SECOND_US): void {
    this.timeUs += afterUs;
    for (const [index, price] of Object.entries(byIndex)) {
      this.ok(this.observation(index, Math.round(price * 100_000_000)), { by: 'feed' });
    }
  }

  /** Moves the clock; the feeds stay silent. */
  tick(afterUs = SECOND_US): void {
    this.ok({ kind: 'clock.tick' }, { by: 'clock', afterUs });
  }

  placement(
    subaccount: number,
    symbol: string,
    side: 'buy' | 'sell',
    quantityLots: number,
    options: PlaceOptions = {},
  ): Command {
    const { by: _, afterUs: _1, request: _2, digest: _3, plain: _4, ...fields } = options;
    return {
      kind: 'order.place',
      subaccount,
      instrument: this.instrument(symbol).id,
      side,
      type: fields.priceTicks === undefined ? 'market' : 'limit',
      quantityLots,
      timeInForce: fields.priceTicks === undefined ? 'ioc' : 'gtc',
      postOnly: false,
      reduceOnly: false,
      ...fields,
    };
  }

  /** Places an order, at the market unless a price is given. */
  place(
    subaccount: number,
    symbol: string,
    side: 'buy' | 'sell',
    quantityLots: number,
    options: PlaceOptions = {},
  ): Outcome {
    return this.apply(this.placement(subaccount, symbol, side, quantityLots, options), options);
  }

  /** A trade between two subaccounts: the seller rests, the buyer takes. */
  trade(
    parties: { readonly buyer: number; readonly seller: number },
    symbol: string,
    lots: number,
    priceTicks: number,
  ): void {
    const speaker = (subaccount: number): Speaker =>
      at(this.venue.state.accounts, this.of(subaccount).account).kind === 'house'
        ? 'house'
        : 'trader';
    const { buyer, seller } = parties;
    for (const [side, subaccount] of [['sell', seller] as const, ['buy', buyer] as const]) {
      const by = speaker(subaccount);
      const outcome = this.place(subaccount, symbol, side, lots, { priceTicks, by });
      invariant(outcome.code === 'OK', `the ${side} was refused: ${outcome.code}`);
    }
  }

  /** Events since they were last taken, of one kind or of all. */
  take(): VenueEvent[];
  take(kind: EventKind): VenueEvent[];
  take(kind?: EventKind): VenueEvent[] {
    const { events } = this.venue;
    const taken: VenueEvent[] = [];
    for (; this.#readFrom < events.written; this.#readFrom += 1) {
      const event = events.decode(this.#readFrom);
      if (kind === undefined || event.kind === kind) taken.push(event);
    }
    events.release(this.#readFrom);
    return taken;
  }

  /** The canonical bytes as text, one line a section. */
  meaning(): string {
    const chunks: string[] = [];
    this.venue.writeCanonical({ bytes: (chunk) => chunks.push(textOf(chunk)) });
    return chunks.join('');
  }
}

/**
 * What an order would do, asked of the core before it is sent: the figures of its bucket before
 * and after a fill, and the refusal that it would meet. Nothing is journaled and nothing changes.
 */
import { CommandBoundary } from '../../sequencer/admission/boundary.ts';
import { Presenter } from '../../sequencer/admission/presenter.ts';
import { refuse } from '../../sequencer/admission/refusals.ts';
import type { CommandOf } from '../../venue/commands.ts';
import { collects } from '../../venue/instruments/life.ts';
import { lotsWorth, notionalAtoms } from '../../venue/instruments/value.ts';
import { freeAtoms, initialMarginAtoms, marginAsset } from '../../venue/margin/buckets.ts';
import { positionLiquidationTicks } from '../../venue/margin/liquidation-price.ts';
import { toldAtoms } from '../../venue/margin/pool-orders.ts';
import { positiveZero } from '../../venue/numbers.ts';
import { reducibleLots } from '../../venue/orders/checks.ts';
import { chargedAtoms } from '../../venue/orders/fees.ts';
import { outcomeSentence } from '../../venue/outcomes.ts';
import type { OutcomeCode } from '../../venue/outcomes.ts';
import { at, isMargined, isPooled } from '../../venue/state.ts';
import type { Instrument, Subaccount, VenueState } from '../../venue/state.ts';
import { healthText, NONE, NOT_APPLICABLE, signOf } from '../format.ts';
import type { ExitPreview, HumanCommand, Preview } from '../messages.ts';
import { healthOf } from '../views/buckets.ts';
import { MOST_VALUE_ATOMS } from '../views/exit-value.ts';
import type { Scales } from '../views/scales.ts';
import { centsOf, worthOfAssets } from '../views/values.ts';
import { fieldOf } from './blame.ts';
import { exitPreviews } from './exits.ts';
import { Hypothesis } from './hypothesis.ts';
import { consider } from './refusal.ts';
import type { Considered } from './refusal.ts';
import { walkBook, walkWords } from './walk.ts';
import type { Fill } from './walk.ts';
import { withinWords } from './within.ts';

const CENTS_PER_UNIT = 100;
/** A preview is no command of anybody's. */
const ORIGIN = { timeUs: 0, session: 0, channel: 'preview' };

export interface PreviewerOptions {
  readonly state: VenueState;
  readonly scales: Scales;
  /** Orders worth more are large: whole units of the quote, at the index. */
  readonly largeAbove: number;
  /** What an engaged kill switch is, by its number. */
  readonly killWords: (kill: number) => string;
}

export interface NoPreview {
  readonly refusal: { readonly code: string; readonly sentence: string };
}

/** Figures of a subaccount's bucket as the ticket shows them, now or after. */
interface Standing {
  readonly initialAtoms: number;
  readonly freeAtoms: number;
  readonly healthPpm: number;
  readonly liquidationTicks: number;
}

function standingOf(state: VenueState, subaccount: Subaccount, instrument: Instrument): Standing {
  const asset = marginAsset(state, subaccount, instrument);
  const position = at(subaccount.positions, instrument.id);
  const isIsolated = position.mode === 'isolated';
  // A pool counts in its reference; a ticket speaks in what the contract settles in.
  const told = (atoms: number): number =>
    isPooled(subaccount) ? toldAtoms(state, instrument.spec.settleAsset, atoms) : atoms;
  const free = freeAtoms(state, subaccount, asset);
  return {
    initialAtoms: isIsolated
      ? position.allocatedAtoms
      : told(initialMarginAtoms(state, subaccount, asset, null)),
    freeAtoms: positiveZero(-told(-free)),
    healthPpm: healthOf(state, subaccount, position),
    liquidationTicks: positionLiquidationTicks(state, subaccount, position),
  };
}

/** What is previewed: an order, or the close of a position. */
type AskedCommand = CommandOf<'order.place'> | CommandOf<'position.close'>;

function isPegged(command: AskedCommand): boolean {
  return command.kind === 'order.place' && command.type === 'pegged';
}

function isAtMarket(command: AskedCommand): boolean {
  return command.priceTicks === undefined && !isPegged(command);
}

/** What the order would trade: the book for a market order, its own price for any other. */
function fillsOf(command: AskedCommand, considered: Considered): Fill[] {
  const { instrument, lots, limitTicks } = considered;
  if (lots === 0 || limitTicks === 0) return [];
  // A size or price beyond what is exact is refused anyway and has no figures.
  if (lotsWorth(instrument.scales, limitTicks, MOST_VALUE_ATOMS) < lots) return [];
  const isMarket = isAtMarket(command) && command.trigger === undefined;
  return isMarket ? walkBook(considered) : [{ ticks: limitTicks, lots }];
}

/** What it would take at once: stops and calls wait, what must rest is refused before it takes. */
function takenOf(command: AskedCommand, considered: Considered): Fill[] {
  const isPostOnly = command.kind === 'order.place' && (command.postOnly || isPegged(command));
  const isCalled = collects(considered.instrument.state);
  const waits = isCalled || command.trigger !== undefined || isPostOnly;
  return waits || considered.limitTicks === 0 ? [] : walkBook(considered);
}

function isTaker(command: AskedCommand, { instrument, side, limitTicks }: Considered): boolean {
  if (isAtMarket(command)) return true;
  if (command.kind === 'order.place') {
    if (command.postOnly || isPegged(command)) return false;
    if (command.timeInForce === 'ioc' || command.timeInForce === 'fok') return true;
  }
  // A book at its trigger is nobody's to know: it is charged as if it took.
  if (command.trigger !== undefined) return true;
  if (collects(instrument.state)) return false;
  const best = instrument.book.bestTicks(side === 1 ? -1 : 1);
  return best !== 0 && side * (limitTicks - best) >= 0;
}

export class Previewer {
  readonly #options: PreviewerOptions;
  /** With a log of its own: half-typed prices of a ticket are nobody's attack. */
  readonly #boundary: CommandBoundary;
  readonly #presenter: Presenter;
  readonly #hypothesis = new Hypothesis();

  constructor(options: PreviewerOptions) {
    this.#options = options;
    this.#boundary = new CommandBoundary(options.state);
    this.#presenter = new Presenter(options.state);
  }

  /** What an order in the human form would do if this session sent it; session 0 is nobody's. */
  preview(order: HumanCommand, session: number): Preview | NoPreview {
    const admitted = this.#boundary.admit(order, ORIGIN);
    if (!admitted.ok) return { refusal: admitted.refusal };
    const { command } = admitted;
    if (command.kind !== 'order.place' && command.kind !== 'position.close') {
      const sentence = 'must be order.place or position.close to be previewed';
      return { refusal: refuse('NOT_A_CHOICE', 'kind', sentence) };
    }
    const { state } = this.#options;
    const subaccount = state.subaccounts[command.subaccount - 1];
    const instrument = state.instruments[command.instrument - 1];
    if (instrument === undefined) return outcomeRefusal('UNKNOWN_INSTRUMENT');
    if (subaccount === undefined) return outcomeRefusal('UNKNOWN_SUBACCOUNT');
    if (!isMargined(state, subaccount)) return outcomeRefusal('WRONG_ACCOUNT_KIND');
    return this.#previewOf(command, consider(state, command, session));
  }

  #previewOf(command: AskedCommand, considered: Considered): Preview {
    const { state, scales } = this.#options;
    const { subaccount, instrument, refusal } = considered;
    const { spec } = instrument;
    const asset = spec.settleAsset;
    const fills = fillsOf(command, considered);
    const takes = isTaker(command, considered);
    const now = standingOf(state, subaccount, instrument);
    const { after, filled } = this.#after(considered, fills, takes);
    const { valueAtoms, paidAtoms, realisedAtoms } = filled;
    const reduces = reducibleLots(considered) > 0 && fills.length > 0;
    const { placed } = considered;
    const isLarge =
      centsOf(worthOfAssets(state), asset, valueAtoms) > this.#options.largeAbove * CENTS_PER_UNIT;
    const price = (ticks: number, otherwise: string): string =>
      scales.priceOr(instrument, ticks, otherwise);
    return {
      value: fills.length === 0 ? NOT_APPLICABLE : scales.money(asset, valueAtoms),
      valueUnit: scales.symbol(asset),
      fee: fills.length === 0 ? NOT_APPLICABLE : scales.money(asset, paidAtoms),
      feeKind: takes ? 'taker' : 'maker',
      limit: price(considered.limitTicks, NOT_APPLICABLE),
      initialNow: scales.money(asset, now.initialAtoms),
      initialAfter: scales.money(asset, after.initialAtoms),
      freeNow: scales.money(asset, now.freeAtoms),
      freeAfter: scales.money(asset, after.freeAtoms),
      freeAfterSign: signOf(after.freeAtoms),
      healthNow: healthText(now.healthPpm),
      healthAfter: healthText(after.healthPpm),
      liquidationNow: price(now.liquidationTicks, NONE),
      liquidationAfter: price(after.liquidationTicks, NONE),
      refusalCode: refusal?.code ?? '',
      refusalSentence: refusal === null ? '' : this.#sentenceOf(command, refusal),
      refusalField: fieldOf(placed, refusal),
      limitsPassed: considered.limits,
      withinLimits: withinWords(scales, considered, valueAtoms),
      isLarge,
      trigger: price(considered.triggerTicks, ''),
      size: scales.size(instrument, considered.lots),
      side: considered.side === 1 ? 'buy' : 'sell',
      realised: reduces ? scales.signedMoney(asset, realisedAtoms) : NOT_APPLICABLE,
      realisedSign: signOf(realisedAtoms),
      exits: fills.length === 0 ? [] : this.#exits(considered, fills, takes),
      walk: walkWords(scales, considered, takenOf(command, considered)),
    };
  }

  /** A stop is shown where it will trade: filled there, and marked there. */
  #after(considered: Considered, fills: readonly Fill[], takes: boolean) {
    const { subaccount, instrument } = considered;
    const filled = this.#filled(considered, fills, takes);
    const hypothesis = this.#hypothesis;
    const copy = hypothesis.subaccount(subaccount.id);
    const after = standingOf(hypothesis.state, copy, hypothesis.instrument(instrument.id));
    return { after, filled };
  }

  /** Makes the copy anew and settles the fills on it. */
  #filled(
    { subaccount, instrument, side, triggerTicks }: Considered,
    fills: readonly Fill[],
    takes: boolean,
  ) {
    const hypothesis = this.#hypothesis;
    hypothesis.begin(this.#options.state, subaccount.id);
    if (triggerTicks !== 0 && fills.length > 0) hypothesis.mark(instrument.id, triggerTicks);
    const { fees } = instrument.spec;
    const ratePpm = takes ? fees.takerPpm : fees.makerPpm;
    let [valueAtoms, paidAtoms, realisedAtoms] = [0, 0, 0];
    for (const { lots, ticks } of fills) {
      const notional = notionalAtoms(instrument.scales, lots, ticks);
      const fee = chargedAtoms(fees, notional, ratePpm, takes);
      const trade = { side, lots, ticks, notionalAtoms: notional, feeAtoms: fee };
      realisedAtoms += hypothesis.fill(instrument.id, trade, subaccount.id).realisedAtoms;
      valueAtoms += notional;
      paidAtoms += fee;
    }
    return { valueAtoms, paidAtoms, realisedAtoms };
  }

  #exits(considered: Considered, fills: readonly Fill[], takes: boolean): ExitPreview[] {
    const lots = fills.reduce((sum, fill) => sum + fill.lots, 0);
    return exitPreviews(this.#options.scales, considered, lots, () => {
      this.#filled(considered, fills, takes);
      return this.#hypothesis;
    });
  }

  #sentenceOf(command: AskedCommand, refusal: NonNullable<Considered['refusal']>): string {
    const isKilled = refusal.code === 'KILLED';
    const detail = isKilled
      ? this.#options.killWords(refusal.detail)
      : this.#presenter.detail(command, refusal);
    const sentence = outcomeSentence(refusal.code);
    return detail === '' ? sentence : `${sentence}: ${detail}`;
  }
}

function outcomeRefusal(code: OutcomeCode): NoPreview {
  return { refusal: { code, sentence: outcomeSentence(code) } };
}

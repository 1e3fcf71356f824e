import { PPM, SECOND_US, mulDivCeil, mulDivFloor, mulDivRound } from '../venue/numbers.ts';
import { decimalE8 } from './decimal.ts';
import { FeedError, underlyingOf } from './market-source.ts';
import type {
  BookTarget,
  MarketSlot,
  MarketSource,
  Print,
  SlotOptions,
  SpotQuote,
  Underlying,
} from './market-source.ts';

/** Bends all prices of one underlying, in every pass from the same time after its start. */
export interface Shock {
  readonly underlying: Underlying;
  /** The change of price when the shock is complete; negative falls. */
  readonly changePpm: number;
  /** The change grows linearly over this long, and stays. Zero is a jump. */
  readonly overUs: number;
  /** After the start of the pass. */
  readonly atUs: number;
}

export type ShockRefusal = 'SHOCK_MALFORMED' | 'SHOCK_TOO_LARGE';

export type ParsedShocks =
  | { readonly ok: true; readonly shocks: readonly Shock[] }
  | { readonly ok: false; readonly code: ShockRefusal; readonly sentence: string };

const GRAMMAR =
  'A shock reads "BTC -4% over 60s at 120s": BTC or ETH, a signed percentage of at most four ' +
  'decimals, how long it takes and how long after the start of the pass it begins, in seconds; ' +
  'several are separated by ";".';
const SHAPE =
  /^(BTC|ETH)\s+([+-])(\d+(?:\.\d+)?)%\s+over\s+(\d+(?:\.\d+)?)s\s+at\s+(\d+(?:\.\d+)?)s$/;
const MAX_TEXT_LENGTH = 1_000;
const MAX_FALL_PPM = 990_000;
const MAX_RISE_PPM = 10_000_000;
const MAX_SECONDS = 86_400;

/** 1e-8 in one ppm of a percentage, and in one microsecond of a time in seconds. */
const PERCENT_E8_PER_PPM = 10_000;
const SECOND_E8_PER_US = 100;

/** Parses the value of `--shock`; a refusal's sentence shows the grammar. */
export function parseShocks(text: string): ParsedShocks {
  const shocks: Shock[] = [];
  const parts = text.length > MAX_TEXT_LENGTH ? [''] : text.split(';');
  for (const part of parts) {
    const shock = parseShock(part.trim());
    if (shock === undefined) {
      const shown = part.trim().slice(0, 40);
      return {
        ok: false,
        code: 'SHOCK_MALFORMED',
        sentence: `Not a shock: "${shown}". ${GRAMMAR}`,
      };
    }
    shocks.push(shock);
  }
  return tooLarge(shocks) ?? { ok: true, shocks };
}

function parseShock(text: string): Shock | undefined {
  const [, underlying, sign, percent, over, at] = SHAPE.exec(text) ?? [];
  if (underlying !== 'BTC' && underlying !== 'ETH') return undefined;
  const changePpm = wholeUnits(percent, PERCENT_E8_PER_PPM);
  const overUs = wholeUnits(over, SECOND_E8_PER_US);
  const atUs = wholeUnits(at, SECOND_E8_PER_US);
  if (changePpm === undefined || overUs === undefined || atUs === undefined) return undefined;
  return { underlying, changePpm: sign === '-' ? -changePpm : changePpm, overUs, atUs };
}

function wholeUnits(text: string | undefined, unitE8: number): number | undefined {
  const valueE8 = text === undefined ? undefined : decimalE8(text);
  return valueE8 === undefined || valueE8 % unitE8 !== 0 ? undefined : valueE8 / unitE8;
}

function tooLarge(shocks: readonly Shock[]): ParsedShocks | undefined {
  for (const underlying of ['BTC', 'ETH'] as const) {
    const own = shocks.filter((shock) => shock.underlying === underlying);
    const fallPpm = own.reduce((sum, shock) => sum - Math.min(shock.changePpm, 0), 0);
    const risePpm = own.reduce((sum, shock) => sum + Math.max(shock.changePpm, 0), 0);
    const longUs = Math.max(0, ...own.map((shock) => Math.max(shock.overUs, shock.atUs)));
    if (fallPpm <= MAX_FALL_PPM && risePpm <= MAX_RISE_PPM && longUs <= MAX_SECONDS * SECOND_US) {
      continue;
    }
    const sentence =
      `The shocks of ${underlying} may fall by 99% and rise by 1000% together, and last and ` +
      `begin within ${MAX_SECONDS}s. ${GRAMMAR}`;
    return { ok: false, code: 'SHOCK_TOO_LARGE', sentence };
  }
  return undefined;
}

/**
 * The source with its prices bent: book, tape and spot of each shocked underlying alike. Bids are
 * rounded down and asks up, so a book that was not crossed stays so; a print goes the way of its
 * taker, buys up and sells down, so that it still reaches the level it reached. It is bent by the
 * factor of the slot's beginning, the one of the book that it met. Several shocks of one underlying
 * add up. In a loop the shocks come again in every pass.
 * Throws a FeedError (OPTION_OUT_OF_RANGE) for a shock that would begin after the pass has ended.
 */
export function shocked(source: MarketSource, shocks: readonly Shock[]): MarketSource {
  for (const shock of shocks) {
    if (shock.atUs < source.passDurationUs) continue;
    throw new FeedError(
      'OPTION_OUT_OF_RANGE',
      `The shock of ${shock.underlying} begins ${shock.atUs / SECOND_US}s after the start, but ` +
        `a pass lasts ${source.passDurationUs / SECOND_US}s.`,
    );
  }
  return {
    badges: [...source.badges, 'SHOCKED'],
    markets: source.markets,
    startTimeUs: source.startTimeUs,
    slotUs: source.slotUs,
    passDurationUs: source.passDurationUs,
    slots: (options) => bentSlots(source, shocks, options),
  };
}

function* bentSlots(
  source: MarketSource,
  shocks: readonly Shock[],
  options: SlotOptions,
): Generator<MarketSlot> {
  const underlyings = source.markets.map(underlyingOf);
  for (const slot of source.slots(options)) {
    const elapsedUs = (slot.timeUs - source.startTimeUs) % source.passDurationUs;
    const factor = (underlying: Underlying | undefined, atUs: number): number =>
      factorPpm(shocks, underlying, atUs);
    yield {
      ...slot,
      prints: slot.prints.map((print) =>
        bentPrint(print, factor(underlyings[print.market], elapsedUs - source.slotUs)),
      ),
      books: slot.books.map((book) => bentBook(book, factor(underlyings[book.market], elapsedUs))),
      spot: slot.spot.map((quote) => bentSpot(quote, factor(quote.index, elapsedUs))),
    };
  }
}

/** What prices are multiplied by, so long after the start of the pass. */
function factorPpm(
  shocks: readonly Shock[],
  underlying: Underlying | undefined,
  elapsedUs: number,
): number {
  let factor = PPM;
  for (const shock of shocks) {
    const intoUs = elapsedUs - shock.atUs;
    if (shock.underlying !== underlying || intoUs < 0) continue;
    factor +=
      intoUs >= shock.overUs ? shock.changePpm : mulDivRound(shock.changePpm, intoUs, shock.overUs);
  }
  return factor;
}

function bentPrint(print: Print, factor: number): Print {
  const towardsTaker = print.side === 1 ? mulDivCeil : mulDivFloor;
  return { ...print, priceTicks: Math.max(1, towardsTaker(print.priceTicks, factor, PPM)) };
}

function bentSpot(quote: SpotQuote, factor: number): SpotQuote {
  return {
    ...quote,
    bidE8: mulDivFloor(quote.bidE8, factor, PPM),
    askE8: mulDivCeil(quote.askE8, factor, PPM),
    lastE8: mulDivRound(quote.lastE8, factor, PPM),
  };
}

function bentBook(book: BookTarget, factor: number): BookTarget {
  if (factor === PPM) return book;
  const bids = bentSide(book.bidTicks, book.bidLots, factor, mulDivFloor);
  const asks = bentSide(book.askTicks, book.askLots, factor, mulDivCeil);
  return {
    market: book.market,
    bidTicks: bids.ticks,
    bidLots: bids.lots,
    askTicks: asks.ticks,
    askLots: asks.lots,
  };
}

/** Levels that fall on one tick are merged; a bid that falls below the first tick is gone. */
function bentSide(
  ticks: readonly number[],
  lots: readonly number[],
  factor: number,
  round: (a: number, b: number, c: number) => number,
): { ticks: number[]; lots: number[] } {
  const bent: { ticks: number[]; lots: number[] } = { ticks: [], lots: [] };
  ticks.forEach((price, index) => {
    const bentPrice = round(price, factor, PPM);
    const quantity = lots[index] as number;
    const last = bent.ticks.length - 1;
    if (bentPrice < 1) return;
    if (bent.ticks[last] === bentPrice) {
      bent.lots[last] = (bent.lots[last] as number) + quantity;
    } else {
      bent.ticks.push(bentPrice);
      bent.lots.push(quantity);
    }
  });
  return bent;
}

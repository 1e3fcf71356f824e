/** How each index stands: its state and what that leaves, and why each source counts or not. */
import { PPM, SECOND_US, mulDivRound } from '../../venue/numbers.ts';
import type { IndexDefinition } from '../../venue/pricing/definition.ts';
import { effectiveWeightsPpm, quartersToE8 } from '../../venue/pricing/index-price.ts';
import { standing } from '../../venue/pricing/ladder.ts';
import { allows } from '../../venue/pricing/permissions.ts';
import type { LiquidationPermission, OrderPermission } from '../../venue/pricing/permissions.ts';
import { sourceQuarters } from '../../venue/pricing/source-validity.ts';
import type { ExclusionReason, SourceMemory } from '../../venue/pricing/source-validity.ts';
import type { Index } from '../../venue/state.ts';
import {
  decimalText,
  NOT_APPLICABLE,
  percentText,
  signedPercentText,
  signedText,
} from '../format.ts';
import type { OracleRow, OracleSource } from '../messages.ts';
import { worstLeftOut } from './leave-one-out.ts';
import { markView } from './marks.ts';
import type { HeardMark } from './marks.ts';
import type { Scene } from './scene.ts';
import type { IndexTurn, Turns } from './standing.ts';

/** What of prices is heard and not in the state. */
export interface PriceNews {
  readonly turns: Turns;
  /** Why sources are out, by their place, at the newest observation of each index. */
  readonly exclusions: ReadonlyMap<number, ReadonlyMap<number, ExclusionReason>>;
  /** What each index was checked against, by id; 0 for nothing. */
  readonly secondaries: ReadonlyMap<number, number>;
  readonly marks: ReadonlyMap<number, HeardMark>;
}

const E8_DECIMALS = 8;
const PRICE_DECIMALS = 2;
/** A basis point is a hundred millionths. */
const TENTHS_OF_BP = 100_000;

const ORDERS: Readonly<Record<OrderPermission, string>> = {
  all: 'All orders',
  postOnly: 'Post-only orders',
  reduceOnly: 'Reducing orders only',
  cancelOnly: 'Cancels only',
  none: 'No orders',
};

const LIQUIDATIONS: Readonly<Record<LiquidationPermission, string>> = {
  on: 'liquidations on',
  confirmTwo: 'liquidations after a second observation',
  off: 'no liquidations',
};

function percent(ppm: number): string {
  return percentText(ppm).replace(/\.?0+ %$/, ' %');
}

/** What is wrong with a source, and what brings it back. */
const WHY: Readonly<Record<ExclusionReason, (of: IndexDefinition) => string>> = {
  CROSSED: () => 'Bid at or above the offer, and no fresh trade. Back with its next sound quote.',
  WIDE: (of) =>
    `Spread above ${percent(of.spreadLimitPpm)}, and no fresh trade. Back when it narrows.`,
  NOPRICE: (of) => `No two-sided quote, no trade for ${of.lastPriceMaxAgeMs / 1_000} s.`,
  STALE: (of) =>
    `No message for ${of.dataStaleMs / 1_000} s, or no price for ${of.priceStaleMs / 1_000} s. ` +
    'Back with its next price.',
  CLOCK: (of) => `Clock more than ${of.clockExcludeMs / 1_000} s off. Back with a good stamp.`,
  FLAT: (of) =>
    `Unchanged for ${of.flatAfterS} s while ${of.flatOthers} others moved. Back when it moves.`,
  SCALE: () => 'A power of ten off the others. Back when it is not.',
  SEQ: () => 'Broken sequence or checksum. Back when its feed has resynchronised.',
  OUTLIER: (of) =>
    `More than ${percent(of.outlierPpm)} from the median. ` +
    `Back after ${of.reentryS / 60} min within ${percent(of.reentryPpm)}`,
};

/** An outlier that is on its way back says when it will be there. */
function whyOut(of: IndexDefinition, reason: ExclusionReason, { withinSinceUs }: SourceMemory) {
  const why = WHY[reason](of);
  if (reason !== 'OUTLIER') return why;
  if (withinSinceUs === 0) return `${why}.`;
  const backUs = withinSinceUs + of.reentryS * SECOND_US;
  return `${why}: at ${new Date(backUs / 1_000).toISOString().slice(11, 19)} if it stays there.`;
}

/** What a source said last, in quarters of 1e-8; 0 before its first. */
function heldQuarters(definition: IndexDefinition, memory: SourceMemory): number {
  return memory.priceTimeUs === 0 ? 0 : sourceQuarters(definition, memory);
}

function priceText(priceE8: number): string {
  return priceE8 === 0 ? NOT_APPLICABLE : decimalText(priceE8, E8_DECIMALS, PRICE_DECIMALS);
}

/** How far a price is from another, in tenths of a basis point. */
function awayTenths(price: number, from: number): number {
  return mulDivRound(price - from, TENTHS_OF_BP, from);
}

/**
 * Which sources count, with the weight that each has in the price now; 0 of one that is out. Of a
 * median no weight is capped, and of a plain one all are alike.
 */
function weightsOf(definition: IndexDefinition, isIn: readonly boolean[]): number[] {
  const { sources, combine = 'clampedMean', weightCapPpm } = definition;
  const weights = sources.flatMap(({ weightPpm }, n) => (isIn[n] === true ? [weightPpm] : []));
  const counted = combine === 'median' ? weights.map(() => 1) : weights;
  const capPpm = combine === 'clampedMean' ? weightCapPpm : PPM;
  const effective = counted.length === 0 ? [] : effectiveWeightsPpm(counted, capPpm);
  return sources.map((_, n) => (isIn[n] === true ? (effective.shift() ?? 0) : 0));
}

function sourceOf(
  { definition, price }: Index,
  source: number,
  weightPpm: number,
  reason: ExclusionReason | undefined,
): OracleSource {
  const memory = price.sources[source]!;
  const quarters = heldQuarters(definition, memory);
  const isCompared = quarters > 0 && price.priceE8 > 0;
  const tenths = isCompared ? awayTenths(quarters, 4 * price.priceE8) : 0;
  const isHeard = memory.priceTimeUs !== 0 || reason !== undefined;
  const { name, staleMs = definition.priceStaleMs } = definition.sources[source]!;
  const own = { ...definition, priceStaleMs: staleMs };
  return {
    name,
    weightPercent: decimalText(weightPpm, 4, 1),
    price: priceText(quartersToE8(quarters)),
    deviation: isCompared ? signedText(tenths, 1) : NOT_APPLICABLE,
    deviationTenths: tenths,
    priceTimeUs: memory.priceTimeUs,
    state: !isHeard ? 'unheard' : reason === undefined ? 'in' : 'out',
    reason: reason ?? '',
    why: reason === undefined ? '' : whyOut(own, reason, memory),
  };
}

function reasonWords(reason: string): string {
  return reason.toLowerCase().replaceAll('_', ' ');
}

/** Since when it stands as it does, and by which step: the state knows when, what was heard why. */
function stepOf({ price: { ladder } }: Index, turn: IndexTurn | undefined) {
  if (turn !== undefined) {
    const { from, to, reason, sinceUs } = turn;
    return { sinceUs, lastStep: `${from} to ${to}, ${reasonWords(reason)}` };
  }
  // What a person laid over it has no time of its own there.
  const sinceUs = ladder.lowered === 'NONE' ? ladder.phaseSinceUs : 0;
  return { sinceUs, lastStep: sinceUs === 0 ? '' : `to ${ladder.state}` };
}

function checkOf({ price }: Index, secondaryE8: number): OracleRow['check'] {
  if (secondaryE8 === 0) return null;
  const isCompared = price.priceE8 > 0;
  const tenths = isCompared ? awayTenths(secondaryE8, price.priceE8) : 0;
  return {
    price: priceText(secondaryE8),
    deviation: isCompared ? signedText(tenths, 1) : NOT_APPLICABLE,
    view: price.reading.secondary,
  };
}

function worstOf({ definition, price }: Index, isIn: readonly boolean[]): OracleRow['worstOne'] {
  const quarters = price.sources.map((memory, n) =>
    isIn[n] === true ? heldQuarters(definition, memory) : 0,
  );
  const worst = worstLeftOut(definition, quarters);
  if (worst === null) return null;
  const { name } = definition.sources[worst.source]!;
  return { name, movePercent: signedPercentText(worst.movePpm) };
}

function marksOf(scene: Scene, { id }: Index, marks: PriceNews['marks']): OracleRow['marks'] {
  const priced = scene.state.instruments.filter(({ spec }) => spec.index === id);
  return priced.map((instrument) => markView(scene, instrument, marks.get(instrument.id)));
}

function rowOf(scene: Scene, index: Index, news: PriceNews): OracleRow {
  const { id, definition, price } = index;
  const { state, phase } = standing(price.ladder);
  const { orders, liquidations } = allows(state, phase);
  const turn = news.turns.indices.get(id);
  const out = news.exclusions.get(id);
  const isIn = price.sources.map(({ priceTimeUs }, n) => priceTimeUs !== 0 && out?.has(n) !== true);
  const weights = weightsOf(definition, isIn);
  const counted = definition.sources.filter((_, n) => isIn[n] === true);
  const weightPpm = counted.reduce((sum, source) => sum + source.weightPpm, 0);
  return {
    key: definition.symbol,
    index: definition.symbol,
    badges: definition.badges,
    state,
    orders,
    takes: `${ORDERS[orders]}, ${LIQUIDATIONS[liquidations]}`,
    why: reasonWords(turn?.reason ?? ''),
    ...stepOf(index, turn),
    lowered: price.ladder.lowered === 'NONE' ? '' : price.ladder.lowered,
    price: priceText(price.priceE8),
    priceTimeUs: price.priceTimeUs,
    staleAfterMs: definition.dataStaleMs,
    survivors: `${counted.length} of ${definition.sources.length} in`,
    weight: weightPpm === PPM ? '100 %' : percent(weightPpm),
    sources: definition.sources.map((_, n) => sourceOf(index, n, weights[n] ?? 0, out?.get(n))),
    check: checkOf(index, news.secondaries.get(id) ?? 0),
    worstOne: worstOf(index, isIn),
    marks: marksOf(scene, index, news.marks),
  };
}

/** One row of each index. Rules DESK-62, DESK-74, DESK-75. */
export function oracleRows(scene: Scene, news: PriceNews): OracleRow[] {
  return scene.state.indices.map((index) => rowOf(scene, index, news));
}

/** How each index stands: its state and what that leaves, and why each source counts or not. */
import { PPM, mulDivRound } from '../../venue/numbers.ts';
import type { IndexDefinition } from '../../venue/pricing/definition.ts';
import { effectiveWeightsPpm, quartersToE8 } from '../../venue/pricing/index-price.ts';
import { standing } from '../../venue/pricing/ladder.ts';
import { allows } from '../../venue/pricing/permissions.ts';
import type { LiquidationPermission, OrderPermission } from '../../venue/pricing/permissions.ts';
import { sourceQuarters } from '../../venue/pricing/source-validity.ts';
import type { ExclusionReason, SourceMemory } from '../../venue/pricing/source-validity.ts';
import type { Index } from '../../venue/state.ts';
import { decimalText, NOT_APPLICABLE, percentText, signedText } from '../format.ts';
import type { OracleRow, OracleSource } from '../messages.ts';
import type { Scene } from './scene.ts';
import type { Turns } from './standing.ts';

/** Why sources are out, by their place, at the newest observation of each index. */
export type Exclusions = ReadonlyMap<number, ReadonlyMap<number, ExclusionReason>>;

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
    `Back after ${of.reentryS / 60} min within ${percent(of.reentryPpm)}.`,
};

/** What a source said last, in quarters of 1e-8; 0 before its first. */
function heldQuarters(definition: IndexDefinition, memory: SourceMemory): number {
  return memory.priceTimeUs === 0 ? 0 : sourceQuarters(definition, memory);
}

function priceText(priceE8: number): string {
  return priceE8 === 0 ? NOT_APPLICABLE : decimalText(priceE8, E8_DECIMALS, PRICE_DECIMALS);
}

/** Which sources count, with the weight that each has in the price now; 0 of one that is out. */
function weightsOf({ sources, weightCapPpm }: IndexDefinition, isIn: readonly boolean[]): number[] {
  const weights = sources.flatMap(({ weightPpm }, n) => (isIn[n] === true ? [weightPpm] : []));
  const effective = weights.length === 0 ? [] : effectiveWeightsPpm(weights, weightCapPpm);
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
  const index = 4 * price.priceE8;
  const tenths = isCompared ? mulDivRound(quarters - index, TENTHS_OF_BP, index) : 0;
  const isHeard = memory.priceTimeUs !== 0 || reason !== undefined;
  return {
    name: definition.sources[source]!.name,
    weightPercent: decimalText(weightPpm, 4, 1),
    price: priceText(quartersToE8(quarters)),
    deviation: isCompared ? signedText(tenths, 1) : NOT_APPLICABLE,
    deviationTenths: tenths,
    priceTimeUs: memory.priceTimeUs,
    state: !isHeard ? 'unheard' : reason === undefined ? 'in' : 'out',
    reason: reason ?? '',
    why: reason === undefined ? '' : WHY[reason](definition),
  };
}

function rowOf(index: Index, { indices }: Turns, exclusions: Exclusions): OracleRow {
  const { id, definition, price } = index;
  const { state, phase } = standing(price.ladder);
  const { orders, liquidations } = allows(state, phase);
  const turn = indices.get(id);
  const out = exclusions.get(id);
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
    why: (turn?.reason ?? '').toLowerCase().replaceAll('_', ' '),
    sinceUs: turn?.sinceUs ?? 0,
    lowered: price.ladder.lowered === 'NONE' ? '' : price.ladder.lowered,
    price: priceText(price.priceE8),
    priceTimeUs: price.priceTimeUs,
    staleAfterMs: definition.dataStaleMs,
    survivors: `${counted.length} of ${definition.sources.length} in`,
    weight: weightPpm === PPM ? '100 %' : percent(weightPpm),
    sources: definition.sources.map((_, n) => sourceOf(index, n, weights[n] ?? 0, out?.get(n))),
  };
}

/** One row of each index. Rule DESK-62. */
export function oracleRows({ state }: Scene, turns: Turns, exclusions: Exclusions): OracleRow[] {
  return state.indices.map((index) => rowOf(index, turns, exclusions));
}

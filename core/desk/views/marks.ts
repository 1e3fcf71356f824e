/** What the mark of each instrument was made of, as the venue told it when it was set. */
import type { MARK_METHODS } from '../../venue/choices.ts';
import { roundToTicks } from '../../venue/instruments/value.ts';
import { median3 } from '../../venue/numbers.ts';
import type { Instrument } from '../../venue/state.ts';
import { decimalText, NOT_APPLICABLE } from '../format.ts';
import type { MarkInput, MarkView } from '../messages.ts';
import { ownMethodText, ownNamesOf } from './own-marks.ts';
import type { Scene } from './scene.ts';

export type MarkMethodName = (typeof MARK_METHODS)[number];

/** A mark as it was heard, in 1e-8 of the quote; 0 of an input that was not there. */
export interface HeardMark {
  readonly timeUs: number;
  readonly markTicks: number;
  readonly fairE8: number;
  readonly bookE8: number;
  readonly lastE8: number;
  readonly method: MarkMethodName;
}

const E8_DECIMALS = 8;
const SECONDS_OF_MINUTE = 60;

const METHODS: Readonly<Record<MarkMethodName, string>> = {
  median: 'median',
  meanAC: 'mean of A and C',
  meanAB: 'mean of A and B',
  fundingAdjusted: 'A alone',
  fairBasis: 'fair price of a dated contract',
  settling: 'drawn to its settlement price',
  index: 'the index',
  protectedLast: 'last price, protected',
  composed: 'made of its parts',
};

/** By letter, the inputs that each method makes the mark of; a median is made of one of them. */
const MADE_OF: Readonly<Record<Exclude<MarkMethodName, 'median' | 'composed'>, string>> = {
  meanAC: 'AC',
  meanAB: 'AB',
  fundingAdjusted: 'A',
  fairBasis: 'A',
  settling: 'AC',
  index: 'A',
  protectedLast: 'AC',
};

type Names = readonly (readonly [name: string, missing: string])[];

/** What A, B and C are, and why each may be missing. */
function namesOf({ spec }: Instrument, method: MarkMethodName): Names {
  if (method === 'index') return [['index', '']];
  if (method === 'composed') return ownNamesOf(spec);
  if (method === 'fairBasis' || method === 'settling') {
    return [
      ['index with premium', ''],
      ['middle of the book', 'no sound book; the premium stands as it was'],
      ['settles at, so far', 'not in the last half hour yet'],
    ];
  }
  const minutes = spec.bands.basisTauS / SECONDS_OF_MINUTE;
  return [
    ['index with funding', ''],
    [`index + ${minutes} min basis`, 'no sound book'],
    ['last within bid, ask', 'no trade yet'],
  ];
}

/** Which of A, B and C the mark is, or is made of. */
function madeOf(heard: HeardMark): string {
  const { method, fairE8, bookE8, lastE8 } = heard;
  if (method === 'composed') {
    const there = [fairE8, bookE8, lastE8].map((priceE8, n) => (priceE8 === 0 ? '' : 'ABC'[n]));
    return there.join('');
  }
  if (method !== 'median') return MADE_OF[method];
  const middle = median3(fairE8, bookE8, lastE8);
  return 'ABC'[[fairE8, bookE8, lastE8].indexOf(middle)] ?? '';
}

/** What its inputs alone give, where that is one price; the band about the index may hold it. */
function givenE8({ method, fairE8, bookE8, lastE8 }: HeardMark): number {
  switch (method) {
    case 'median':
      return median3(fairE8, bookE8, lastE8);
    case 'fundingAdjusted':
    case 'fairBasis':
    case 'index':
      return fairE8;
    case 'meanAC':
    case 'meanAB':
    case 'settling':
    case 'protectedLast':
    case 'composed':
      return 0;
  }
}

/** How a mark stands that is not what its inputs say. */
function noteOf({ spec }: Instrument, heard: HeardMark): string {
  const given = givenE8(heard);
  if (given === 0 || Math.max(1, roundToTicks(spec, given)) === heard.markTicks) return '';
  return 'held by the band about the index';
}

function inputsOf(scene: Scene, instrument: Instrument, heard: HeardMark): MarkInput[] {
  const decimals = scene.scales.priceDecimals(instrument);
  const prices = [heard.fairE8, heard.bookE8, heard.lastE8];
  const made = madeOf(heard);
  return namesOf(instrument, heard.method).map(([name, missing], n) => {
    const letter = 'ABC'[n] ?? '';
    const priceE8 = prices[n] ?? 0;
    return {
      letter,
      name,
      price: priceE8 === 0 ? NOT_APPLICABLE : decimalText(priceE8, E8_DECIMALS, decimals),
      isMade: made.includes(letter),
      missing: priceE8 === 0 ? missing : '',
    };
  });
}

/** What an instrument's own method is called, which another may stand in for. */
const OWN: Readonly<Record<string, string>> = {
  fairPrice: 'fair price',
  lastPriceProtected: 'last price, protected',
};

function methodText({ spec }: Instrument, method: MarkMethodName): string {
  if (method === 'composed') return ownMethodText(spec);
  const own = OWN[spec.markMethod ?? ''];
  if (own === undefined || method === 'protectedLast') return METHODS[method];
  // By a fair price it is always A, by a protected last where nothing was traded.
  return spec.markMethod === 'fairPrice' ? own : `${own}: ${METHODS[method]}`;
}

/** The mark of an instrument with what it was made of. Rule DESK-75. */
export function markView(
  scene: Scene,
  instrument: Instrument,
  heard: HeardMark | undefined,
): MarkView {
  const { spec, markTicks } = instrument;
  const view = {
    instrument: spec.symbol,
    mark: scene.scales.priceOr(instrument, markTicks, NOT_APPLICABLE),
  };
  // What was made before this core started is not told again.
  if (heard === undefined || heard.markTicks !== markTicks) {
    return { ...view, method: '', setUs: 0, inputs: [], note: '' };
  }
  return {
    ...view,
    method: methodText(instrument, heard.method),
    setUs: heard.timeUs,
    inputs: inputsOf(scene, instrument, heard),
    note: noteOf(instrument, heard),
  };
}

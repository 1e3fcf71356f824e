/**
 * What a price or the clock sets off, in the order of DESIGN section 4, "One step": index, mark,
 * funding, stops on mark and index, margin check with liquidations, deleveraging, disposals,
 * auctions.
 */
import { realiseDue } from '../accounts/realising.ts';
import { BUY, SELL } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import { shownBestTicks } from '../book/shown-best.ts';
import type { CommandOf } from '../commands.ts';
import {
  EXCLUSION_REASONS,
  INDEX_PHASES,
  INDEX_REASONS,
  INDEX_STATES,
  MARK_METHODS,
} from '../events.ts';
import { isFunded, payableRateE8, startedUs } from '../funding/funding.ts';
import { payFundingDue } from '../funding/paying.ts';
import { setPending } from '../funding/pending.ts';
import { sampleFunding } from '../funding/sampling.ts';
import { fundingOf } from '../funding/ways.ts';
import { callsAuction, runAuctions } from '../instruments/auction.ts';
import { restrainConcentrated } from '../instruments/concentration.ts';
import { sampleSettlement, settleExpired } from '../instruments/expiry.ts';
import { isExactAt } from '../instruments/exact.ts';
import { moveInstrument, STATE_TAKES } from '../instruments/life.ts';
import { risesWithPrice, roundToTicks } from '../instruments/value.ts';
import { endDays } from '../liquidation/days.ts';
import { deleverageDue } from '../liquidation/deleveraging.ts';
import { disposeDue } from '../liquidation/disposal.ts';
import { bringFees } from '../liquidation/fund.ts';
import { checkMargin } from '../margin/check.ts';
import { underCap } from '../margin/capped.ts';
import { rampMargins } from '../margin/ramp.ts';
import { SECOND_US } from '../numbers.ts';
import type { PriceE8, Ticks } from '../numbers.ts';
import { queueDueStops, releaseTriggered } from '../orders/triggers.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at } from '../state.ts';
import type { Index, Instrument } from '../state.ts';
import type { Step } from '../step.ts';
import { definitionFault } from './definition.ts';
import { impactPriceE8, inverseLotValue, linearLotValue } from './impact-price.ts';
import { createIndexState, lower, observe, release, tick } from './index-state.ts';
import type { IndexStep } from './index-state.ts';
import { updateDatedMark } from './dated-mark.ts';
import type { DatedMarkInputs, DatedState } from './dated-mark.ts';
import { updateMark } from './mark.ts';
import type { MarkInputs } from './mark.ts';
import { ownWay } from './own-way.ts';
import type { OwnWay } from './own-way.ts';
import { allows } from './permissions.ts';
import { keepHour } from './reference-band.ts';
import { inputsFault } from './source-validity.ts';

export function defineIndex(step: Step, command: CommandOf<'index.define'>): Outcome {
  const { kind: _, ...definition } = command;
  const { indices } = step.state;
  if (indices.some((index) => index.definition.symbol === definition.symbol)) {
    return refused('ALREADY_EXISTS');
  }
  if (definitionFault(definition) !== 'OK') return refused('INVALID_SPEC');
  const id = indices.length + 1;
  indices.push({ id, definition, price: createIndexState(definition) });
  step.events.emit('index.defined', id);
  return done(id);
}

/** A feed's observation of one index sets off the stages for its instruments. */
export function observePrice(step: Step, command: CommandOf<'price.observe'>): Outcome {
  const index = step.state.indices[command.index - 1];
  if (index === undefined) return refused('UNKNOWN_INDEX');
  const { definition, price } = index;
  if (inputsFault(definition, command.inputs) !== 'OK') return refused('INVALID_SPEC');
  const seen = observe(definition, price, command.inputs, command.secondaryE8, step.timeUs);
  step.events.emit(
    'index.priced',
    index.id,
    seen.priceE8,
    INDEX_STATES.indexOf(seen.state),
    command.secondaryE8,
  );
  tellIndex(step, index, seen);
  runStages(step, [index]);
  return done();
}

/** The clock lets hold times pass for every index and sets off the stages for all instruments. */
export function tickClock(step: Step): Outcome {
  for (const index of step.state.indices) {
    tellIndex(step, index, tick(index.definition, index.price, step.timeUs));
  }
  runStages(step, step.state.indices);
  return done();
}

/** A person lowers the state of an index, or gives it back to the rules. Never a price. ORA-12. */
export function setPriceStatus(step: Step, command: CommandOf<'price.status'>): Outcome {
  const index = step.state.indices[command.index - 1];
  if (index === undefined) return refused('UNKNOWN_INDEX');
  const { price } = index;
  const changed = command.to === 'rules' ? release(price, step.timeUs) : lower(price, command.to);
  if (changed === 'NOT_LOWER') return refused('CANNOT_RAISE');
  if (changed === 'NOT_LOWERED') return refused('NOTHING_TO_CHANGE');
  tellIndex(step, index, changed);
  runStages(step, [index]);
  return done(index.id);
}

function tellIndex(step: Step, index: Index, seen: IndexStep): void {
  for (const { source, reason } of seen.excluded) {
    step.events.emit('index.excluded', index.id, source, EXCLUSION_REASONS.indexOf(reason));
  }
  for (const moved of seen.transitions) {
    step.events.emit(
      'index.state',
      index.id,
      INDEX_STATES.indexOf(moved.from),
      INDEX_STATES.indexOf(moved.to),
      INDEX_REASONS.indexOf(moved.reason),
      moved.survivors,
      INDEX_PHASES.indexOf(moved.fromPhase),
      INDEX_PHASES.indexOf(moved.toPhase),
    );
    const resumes = moved.fromPhase === 'postOnly' && moved.toPhase === 'none';
    if (!resumes || allows(moved.to, 'none').orders !== 'all') continue;
    for (const instrument of step.state.instruments) {
      if (instrument.spec.index === index.id) moveInstrument(step, instrument, 'restart');
    }
  }
}

function runStages(step: Step, indices: readonly Index[]): void {
  rampMargins(step);
  for (const instrument of step.state.instruments) {
    const index = at(step.state.indices, instrument.spec.index);
    if (!indices.includes(index) || index.price.priceE8 === 0) continue;
    setMark(step, instrument, index.price.priceE8);
    keepHour(instrument, step.timeUs);
  }
  payFundingDue(step);
  realiseDue(step);
  setPending(step);
  bringFees(step);
  settleExpired(step);
  for (const instrument of step.state.instruments) {
    queueDueStops(step, instrument, 'mark');
    queueDueStops(step, instrument, 'index');
  }
  releaseTriggered(step);
  checkMargin(step);
  endDays(step);
  deleverageDue(step);
  disposeDue(step);
  restrainConcentrated(step);
  runAuctions(step);
}

/** The price at which a taker of the other side would fill the impact notional, 0 if it cannot. */
function impactE8(instrument: Instrument, side: Side): PriceE8 {
  const { book, spec } = instrument;
  const levels = {
    levelTicks: (depth: number) =>
      depth < book.levelCount(side) ? book.levelTicks(side, depth) : 0,
    levelLots: (depth: number) => book.levelLots(side, depth),
  };
  const lotValue = risesWithPrice(spec)
    ? linearLotValue((spec.lotE8 * spec.tickE8) / 100_000_000)
    : inverseLotValue(spec.lotE8);
  return impactPriceE8(levels, spec.funding.impactNotionalE8, lotValue, spec.tickE8);
}

/** A mark, and what it was made of, as it is told. */
interface MadeMark {
  readonly markTicks: Ticks;
  readonly parts: readonly [fairE8: PriceE8, bookE8: PriceE8, lastE8: PriceE8];
  readonly method: (typeof MARK_METHODS)[number];
}

function setMark(step: Step, instrument: Instrument, indexE8: PriceE8): void {
  const { id, dated } = instrument;
  const inputs = {
    indexE8,
    impactBidE8: impactE8(instrument, BUY),
    impactAskE8: impactE8(instrument, SELL),
  };
  if (dated !== undefined) sampleSettlement(step, instrument, dated, indexE8);
  else if (isFunded(instrument.spec)) sampleFunding(step, instrument, inputs);
  const { mark: how } = STATE_TAKES[instrument.state];
  if (how === 'frozen') return;
  const isPriced = how === 'moves' && !instrument.book.isCollecting;
  const seen = isPriced ? { ...inputs, ...bookPrices(instrument) } : { ...inputs, ...NO_BOOK };
  const own = ownWay(step.state, instrument, seen, isPriced, step.timeUs);
  const made =
    instrument.spec.contract === 'spot'
      ? pairMark(instrument, indexE8)
      : dated === undefined
        ? perpetualMark(step, instrument, seen, own)
        : datedMark(step, instrument, dated, seen, own);
  const markTicks = underCap(instrument.spec, made.markTicks);
  if (!isExactAt(instrument, markTicks)) {
    moveInstrument(step, instrument, 'valueTooLarge');
    return;
  }
  if (callsAuction(step, instrument, markTicks)) return;
  instrument.markTicks = markTicks;
  step.events.emit('mark.set', id, markTicks, ...made.parts, MARK_METHODS.indexOf(made.method));
}

/** Nothing is margined on the mark of a pair: it is the index. Rule MARK-10. */
function pairMark({ spec }: Instrument, indexE8: PriceE8): MadeMark {
  const markTicks = Math.max(1, roundToTicks(spec, indexE8));
  return { markTicks, parts: [indexE8, 0, 0], method: 'index' };
}

/** Of what ends: what its book adds to the index shrinks until then. MARK-07 to MARK-09. */
function datedMark(
  step: Step,
  instrument: Instrument,
  dated: DatedState,
  inputs: DatedMarkInputs,
  own: OwnWay | null,
): MadeMark {
  const { spec, mark } = instrument;
  const { expiresUs = 0, farBandPpm = 0, farDays = 1 } = spec.expiry ?? {};
  const { markPpm: bandPpm } = spec.bands;
  const maintenancePpm = spec.margin.tiers[0]?.maintenancePpm ?? 0;
  const made = updateDatedMark(
    {
      ...spec.expiry,
      tickE8: spec.tickE8,
      expiresUs,
      bandPpm,
      farBandPpm,
      farDays,
      maintenancePpm,
      ...own,
    },
    dated,
    inputs,
    step.timeUs,
  );
  mark.basisE8 = made.fairE8 - inputs.indexE8;
  const { markTicks, fairE8, bookE8, settlementE8 } = made;
  if (own !== null && settlementE8 === 0)
    return { markTicks, parts: own.partsE8, method: 'composed' };
  const method = settlementE8 === 0 ? 'fairBasis' : 'settling';
  return { markTicks, parts: [fairE8, bookE8, settlementE8], method };
}

function perpetualMark(
  step: Step,
  instrument: Instrument,
  seen: Omit<MarkInputs, 'fundingRateE8' | 'fundingTimeUs' | 'markTicks'>,
  own: OwnWay | null,
): MadeMark {
  const { spec, funding } = instrument;
  const fundingRateE8 = payableRateE8(fundingOf(spec), funding, step.timeUs);
  const mark = updateMark(
    {
      tickE8: spec.tickE8,
      fundingIntervalS: (funding.nextTimeUs - startedUs(spec.funding, funding)) / SECOND_US,
      basisTauS: spec.bands.basisTauS,
      bandPpm: spec.bands.markPpm,
      maintenancePpm: spec.margin.tiers[0]?.maintenancePpm ?? 0,
      method: spec.markMethod ?? 'median',
      ...own,
    },
    instrument.mark,
    {
      ...seen,
      fundingRateE8,
      fundingTimeUs: funding.nextTimeUs,
      markTicks: instrument.markTicks,
    },
    step.timeUs,
  );
  const { markTicks, aE8, bE8, cE8, which } = mark;
  return { markTicks, parts: own?.partsE8 ?? [aE8, bE8, cE8], method: which };
}

/** A book that only collects orders is no price: the mark is then made of the index alone. */
const NO_BOOK = {
  impactBidE8: 0,
  impactAskE8: 0,
  bestBidTicks: 0,
  bestAskTicks: 0,
  lastTicks: 0,
} as const;

function bookPrices({ book, lastTicks }: Instrument) {
  const [bestBidTicks, bestAskTicks] = [shownBestTicks(book, BUY), shownBestTicks(book, SELL)];
  return { bestBidTicks, bestAskTicks, lastTicks };
}

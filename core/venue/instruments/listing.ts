/** Assets and instruments come into being. */
import { HolderRows } from '../accounts/holders.ts';
import { BalanceRows, PositionRows } from '../accounts/holding.ts';
import { createRealised, realisationFits } from '../accounts/realised.ts';
import { addBalance, addPosition } from '../beginning.ts';
import { Book } from '../book/book.ts';
import { StopBook } from '../book/stops.ts';
import type { CommandOf, InstrumentSpec } from '../commands.ts';
import { assetRefusal, enterDomain, instrumentRefusal } from '../external/domains.ts';
import { createFundingState, fundingFault, isFunded } from '../funding/funding.ts';
import { mostPendingTerms } from '../funding/pending.ts';
import { unpaidFits } from '../funding/unpaid.ts';
import { fundingOf, isUnfunded, wayFault } from '../funding/ways.ts';
import { coverFits } from '../liquidation/cover-terms.ts';
import { enterPool, groupRefusal } from '../liquidation/pools.ts';
import { liquidationFits } from '../liquidation/settings.ts';
import { capFits } from '../margin/capped.ts';
import { Headroom } from '../margin/headroom.ts';
import { levelsFit } from '../margin/levels.ts';
import { capsFit } from '../margin/open-interest.ts';
import { OrderSums } from '../margin/order-sums.ts';
import { rampedTerms } from '../margin/ramp.ts';
import { steepestRate } from '../margin/screen-bounds.ts';
import { largestTerms, rootFits } from '../margin/size-root.ts';
import { MOST_CHARGE_PPM } from '../margin/spread.ts';
import { tiersFit } from '../margin/tiers.ts';
import type { Terms } from '../margin/tiers.ts';
import { MINUTE_US, PPM } from '../numbers.ts';
import { feesFit } from '../orders/fees.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { createDatedState } from '../pricing/dated-mark.ts';
import { createMarkState } from '../pricing/mark.ts';
import { isOwnMark } from '../pricing/own-mark-fits.ts';
import { createMonitor } from '../pricing/monitoring.ts';
import { BandMemory } from '../pricing/order-band.ts';
import { bandsFit } from '../pricing/reference-band.ts';
import { at, setTimer } from '../state.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';
import { collects, createLifeState } from './life.ts';
import { callsFit } from './price-calls.ts';
import { deriveScales } from './value.ts';

const MOST_LISTED = 1_000;

/** Lists an asset, of a venue's own ledger where it names one. Rules LIST-02, EXT-01. */
export function listAsset(step: Step, command: CommandOf<'asset.list'>): Outcome {
  const { assets, subaccounts, externalAtoms, balanceRows } = step.state;
  if (assets.some((asset) => asset.symbol === command.symbol)) return refused('ALREADY_EXISTS');
  if (assets.length === MOST_LISTED) return refused('TOO_MANY');
  const { symbol, decimals, venue } = command;
  const against = venue === undefined ? null : assetRefusal(step.state, symbol, venue);
  if (against !== null) return against;
  const domain = venue === undefined ? {} : { domain: enterDomain(step, venue) };
  const id = assets.length + 1;
  assets.push({ id, symbol, decimals, ...domain });
  externalAtoms.push(0);
  balanceRows.push(new BalanceRows());
  for (const subaccount of subaccounts) addBalance(step.state, subaccount, id);
  step.events.emit('asset.listed', id, decimals);
  return done(id);
}

/** What can stop trading must have a way to start it again. Rule LIST-03. */
function lifeFits(spec: InstrumentSpec): boolean {
  const { auction, monitoring = [], startsIn = 'open' } = spec;
  if (!callsFit(spec)) return false;
  return auction !== undefined || (monitoring.length === 0 && startsIn === 'open');
}

/**
 * What ends does so at a whole minute, pays no funding, and takes no more for it than the closing
 * fee that margin holds; its band narrows to the end. Rule LIST-04.
 */
function expiryFits({ expiry, fees, bands, funding, contract }: InstrumentSpec): boolean {
  if (expiry === undefined) return true;
  const { expiresUs, feePpm, farBandPpm } = expiry;
  const narrows = farBandPpm >= bands.markPpm && farBandPpm < PPM;
  const isOnMinute = expiresUs % MINUTE_US === 0;
  return (
    contract !== 'spot' && isUnfunded(funding) && narrows && isOnMinute && feePpm <= fees.takerPpm
  );
}

/**
 * A pair is of two assets, and only it has a base; it pays no funding, never ends, and a maker pays
 * no more than the taker for whom its orders reserve. Rule LIST-05.
 */
function pairFits({ contract, baseAsset, settleAsset, fees, funding }: InstrumentSpec): boolean {
  if (contract !== 'spot') return baseAsset === undefined;
  const hasTwo = baseAsset !== undefined && baseAsset !== settleAsset;
  return hasTwo && isUnfunded(funding) && fees.makerPpm <= fees.takerPpm;
}

/**
 * By what a position is asked that is as large as may be, in the last days, by who would pay all of
 * the funding that there may be: none of these adds so much to another that an atom more of value
 * asks for all of itself. Rules VAR-16, VAR-33, VAR-45.
 */
function mostTerms(spec: InstrumentSpec): Terms {
  const ramped = rampedTerms(largestTerms(spec), spec.expiry?.ramp?.ratePpm ?? 0);
  return mostPendingTerms(ramped, fundingOf(spec).capE8);
}

/**
 * A pair has no position to offset; and with the highest charge there may be beside it no atom more
 * of value asks for all of itself. Rule VAR-21.
 */
function mayCharge(spec: InstrumentSpec): boolean {
  const steepest = steepestRate(mostTerms(spec));
  return spec.contract !== 'spot' && steepest + MOST_CHARGE_PPM / PPM < 1;
}

/** What is asked beyond the tiers must go with them. Rules VAR-15 to VAR-17, VAR-21, VAR-33. */
function marginFits(spec: InstrumentSpec): boolean {
  const { openInterest, riskLimit, tierMode, interMonthSpread, pendingFundingPpm } = spec.margin;
  if (interMonthSpread !== undefined && !mayCharge(spec)) return false;
  if (pendingFundingPpm !== undefined && !isFunded(spec)) return false;
  if (!capsFit(openInterest)) return false;
  const isChosen = riskLimit === undefined || tierMode === 'step';
  return isChosen && rootFits(spec) && tiersFit(mostTerms(spec));
}

/** Whose triggers wait is said only where any may have to. Rule VAR-73. */
function triggersFit({ triggerProtects, triggerProtectPpm }: InstrumentSpec): boolean {
  return triggerProtects === undefined || triggerProtectPpm !== undefined;
}

/**
 * Only the mark of a perpetual has other methods, and that of a contract other parts: one or the
 * other. Rules MARK-11, VAR-49.
 */
function markFits(spec: InstrumentSpec): boolean {
  const { markMethod, mark, expiry, contract } = spec;
  if (mark !== undefined) return markMethod === undefined && contract !== 'spot' && isOwnMark(mark);
  return markMethod === undefined || (expiry === undefined && contract !== 'spot');
}

/** Whether the parameters of a specification agree. Rules LIST-01, LIST-03 to LIST-05. */
export function isSound(spec: InstrumentSpec): boolean {
  return (
    tiersFit(spec) &&
    liquidationFits(spec) &&
    lifeFits(spec) &&
    coverFits(spec) &&
    expiryFits(spec) &&
    pairFits(spec) &&
    markFits(spec) &&
    bandsFit(spec) &&
    triggersFit(spec) &&
    levelsFit(spec) &&
    marginFits(spec) &&
    realisationFits(spec) &&
    feesFit(spec) &&
    capFits(spec) &&
    unpaidFits(spec) &&
    fundingFault(spec.funding) === 'OK' &&
    wayFault(spec.funding) === 'OK'
  );
}

/** Lists an instrument whose parameters agree; everybody then has a position in it. LIST-01. */
export function listInstrument(step: Step, command: CommandOf<'instrument.list'>): Outcome {
  const { kind: _, ...spec } = command;
  const { state } = step;
  const settle = state.assets[spec.settleAsset - 1];
  if (settle === undefined) return refused('UNKNOWN_ASSET');
  const others = spec.mark?.elsewhere ?? spec.index;
  const isPriced = [spec.index, others].every((id) => state.indices[id - 1] !== undefined);
  if (!isPriced) return refused('UNKNOWN_INDEX');
  if (state.instruments.some((listed) => listed.spec.symbol === spec.symbol)) {
    return refused('ALREADY_EXISTS');
  }
  if (state.instruments.length === MOST_LISTED) return refused('TOO_MANY');
  const base = spec.baseAsset === undefined ? undefined : state.assets[spec.baseAsset - 1];
  if (spec.baseAsset !== undefined && base === undefined) return refused('UNKNOWN_ASSET');
  const scales = deriveScales(spec, settle, base);
  if (scales === null || !isSound(spec)) return refused('INVALID_SPEC');
  const misplaced = instrumentRefusal(state, spec) ?? groupRefusal(state, spec);
  if (misplaced !== null) return misplaced;
  if (spec.expiry !== undefined && spec.expiry.expiresUs <= step.timeUs) return refused('TOO_LATE');
  const instrument: Instrument = {
    id: state.instruments.length + 1,
    spec,
    scales,
    book: new Book(),
    stops: new StopBook(state.waiting),
    state: spec.startsIn ?? 'open',
    lastTicks: 0,
    markTicks: 0,
    mark: createMarkState(),
    ...(spec.expiry !== undefined && { dated: createDatedState(spec.expiry) }),
    ...(spec.realisation !== undefined && {
      realised: createRealised(spec.realisation, step.timeUs),
    }),
    funding: createFundingState(spec.funding, step.timeUs),
    disposalDueUs: 0,
    positions: [],
    balances: [],
    positionRows: new PositionRows(),
    holders: new HolderRows(),
    balanceRows: at(state.balanceRows, spec.settleAsset),
    sums: new OrderSums(),
    band: new BandMemory(),
    headroom: new Headroom(),
    profiled: new Map(),
    riskTiers: new Map(),
    life: createLifeState(),
    monitor: createMonitor(),
  };
  if (collects(instrument.state)) instrument.book.collect();
  state.instruments.push(instrument);
  enterPool(state, spec);
  for (const subaccount of state.subaccounts) addPosition(state, subaccount, instrument);
  if (spec.expiry !== undefined) setTimer(state, spec.expiry.expiresUs);
  step.events.emit('instrument.listed', instrument.id);
  return done(instrument.id);
}

/** The insurance fund by its parts: what each has, owes, has paid, and how far it is drawn down. */
import type { FundReason } from '../../venue/choices.ts';
import { isDrawnDown } from '../../venue/liquidation/adl-arithmetic.ts';
import {
  groupOf,
  numberOf,
  peakAtoms,
  poolAtoms,
  resultAtoms,
} from '../../venue/liquidation/pools.ts';
import { mulDivRound, PPM } from '../../venue/numbers.ts';
import { at } from '../../venue/state.ts';
import type { Instrument, VenueState } from '../../venue/state.ts';
import { decimalText, percentText, signOf } from '../format.ts';
import type { FundEntryRow, FundRow } from '../messages.ts';
import type { FundNews } from './fund-news.ts';
import type { Scales } from './scales.ts';
import type { Scene } from './scene.ts';

const HOUR_US = 3_600_000_000;
const WHOLE = 1_000;
/** More than this a line of a hand's width does not show. */
const POINTS = 120;

const REASONS: Readonly<Record<FundReason, string>> = {
  contribution: 'Contribution',
  liquidationFee: 'Liquidation fee',
  takeoverDust: 'Rest of a takeover',
  disposalGain: 'Disposal gain',
  disposalLoss: 'Disposal loss',
  fundingRemainder: 'Funding remainder',
  shortfall: 'Shortfall covered',
  settlementRemainder: 'Settlement remainder',
  adlRemainder: 'Deleveraging remainder',
  adlLoss: 'Deleveraging loss',
  exchange: 'Exchange',
  seized: 'Collateral seized',
  winnersShare: 'Left of what winners gave',
  priceImproved: 'Slice beyond bankruptcy',
  hourlyFees: 'Fees of the hour',
};

function nameOf(scales: Scales, asset: number, group: string): string {
  return group === '' ? scales.symbol(asset) : `${scales.symbol(asset)} ${group}`;
}

/** An asset that contracts settle in has a part of its own; then its groups, as they came. */
function partsOf({ instruments, pools }: VenueState): { asset: number; group: string }[] {
  const contracts = instruments.filter(({ spec }) => spec.contract !== 'spot');
  const assets = [...new Set(contracts.map(({ spec }) => spec.settleAsset))];
  return assets
    .toSorted((a, b) => a - b)
    .flatMap((asset) => [
      { asset, group: '' },
      ...pools.filter((pool) => pool.asset === asset && pool.group !== ''),
    ]);
}

type Measured = Pick<
  FundRow,
  'peak' | 'windowHours' | 'drawdownPercent' | 'triggerPercent' | 'drawdownPerMille' | 'isDrawnDown'
>;

const UNMEASURED: Measured = {
  peak: '',
  windowHours: '',
  drawdownPercent: '',
  triggerPercent: '',
  drawdownPerMille: 0,
  isDrawnDown: false,
};

/** How far a part is below its highest, on the way to one instrument's trigger. Rule INS-08. */
function measuredBy({ state, scales }: Scene, instrument: Instrument): Measured {
  const { adl, settleAsset } = instrument.spec;
  if (adl?.drawdownPpm === undefined) return UNMEASURED;
  const { drawdownPpm, drawdownWindowUs = 0 } = adl;
  const now = poolAtoms(state, settleAsset, groupOf(instrument));
  const peak = peakAtoms(state, instrument, drawdownWindowUs);
  const belowPpm = peak === 0 ? 0 : mulDivRound(peak - now, PPM, peak);
  return {
    peak: scales.money(settleAsset, peak),
    windowHours: decimalText(Math.round((10 * drawdownWindowUs) / HOUR_US), 1).replace('.0', ''),
    drawdownPercent: percentText(belowPpm),
    triggerPercent: percentText(drawdownPpm).replace('.00', ''),
    drawdownPerMille: Math.min(WHOLE, Math.floor((WHOLE * belowPpm) / drawdownPpm)),
    isDrawnDown: isDrawnDown(now, peak, drawdownPpm),
  };
}

/** Of several instruments that measure a part, the nearest to its trigger. */
function measured(scene: Scene, instruments: readonly Instrument[]): Measured {
  const each = instruments.map((instrument) => measuredBy(scene, instrument));
  each.sort((a, b) => b.drawdownPerMille - a.drawdownPerMille);
  return each.find(({ triggerPercent }) => triggerPercent !== '') ?? UNMEASURED;
}

/** One row of each part of the fund. Rule DESK-60. */
export function fundRows(scene: Scene, news: FundNews): FundRow[] {
  const { state, scales } = scene;
  return partsOf(state).map(({ asset, group }) => {
    const own = state.instruments.filter(
      ({ spec }) => spec.settleAsset === asset && groupOf({ spec }) === group,
    );
    const due = state.deleveraging.filter(({ dueSinceUs }) => dueSinceUs !== 0);
    const isDue = ({ id }: Instrument): boolean => due.some(({ instrument }) => instrument === id);
    const owed = Math.max(0, -resultAtoms(state, asset, group));
    const part = numberOf(state, asset, group);
    const { inAtoms, outAtoms } = news.sumsOf(asset, part);
    return {
      key: `${asset}/${part}`,
      name: nameOf(scales, asset, group),
      asset: scales.symbol(asset),
      group,
      balance: scales.money(asset, poolAtoms(state, asset, group)),
      owed: owed === 0 ? '' : scales.moneyDue(asset, owed),
      ...measured(scene, own),
      paidIn: scales.money(asset, inAtoms),
      paidOut: scales.money(asset, outAtoms),
      isWhole: news.isWhole,
      ...historyOf(news, asset, part, state.timeUs),
      deleveraging: own.filter(isDue).map(({ spec }) => spec.symbol),
    };
  });
}

/** The balance at the end of each part of the time that is kept, between its lowest and highest. */
function historyOf(
  news: FundNews,
  asset: number,
  part: number,
  nowUs: number,
): Pick<FundRow, 'history' | 'historyMinutes'> {
  const minutes = news.balancesOf(asset, part, nowUs);
  const each = Math.ceil(minutes.length / POINTS);
  const last = minutes.length - 1;
  const shown = minutes.filter((_, n) => (last - n) % each === 0);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const of = (atoms: number): number =>
    high === low ? WHOLE / 2 : Math.round(((atoms - low) / (high - low)) * WHOLE);
  return { history: shown.map(of), historyMinutes: minutes.length };
}

/** As money is written, but what would then be nothing to the last atom. */
function amountText(scales: Scales, asset: number, atoms: number): string {
  const text = scales.signedMoney(asset, atoms);
  return atoms === 0 || /[1-9]/.test(text) ? text : scales.signedExactMoney(asset, atoms);
}

/** The newest that came in and went out. Rules DESK-60, DESK-72. */
export function fundEntryRows({ state, scales }: Scene, news: FundNews): FundEntryRow[] {
  return news.changes.map(({ sequence, step, timeUs, asset, part, ...change }) => ({
    key: `${sequence}/${step}`,
    sequence,
    step,
    timeUs,
    fund: nameOf(scales, asset, state.pools[part - 1]?.group ?? ''),
    amount: amountText(scales, asset, change.amountAtoms),
    sign: signOf(change.amountAtoms),
    reason: REASONS[change.reason],
    instrument: change.instrument === 0 ? '' : at(state.instruments, change.instrument).spec.symbol,
    liquidation: change.liquidation,
    subaccount: state.subaccounts[change.subaccount - 1]?.label ?? '',
    balance: scales.money(asset, change.balanceAtoms),
  }));
}

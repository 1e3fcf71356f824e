/**
 * The parts of the insurance fund: of an asset it is one balance, of which each risk group has a
 * part of its own, and what is left is the asset's, which stands behind all of them.
 * `margin-rules.md` section 9.
 */
import { walletAtoms } from '../accounts/ledger.ts';
import type { InstrumentSpec } from '../commands.ts';
import { HOUR_US } from '../numbers.ts';
import type { Atoms, TimeUs } from '../numbers.ts';
import { refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at, INSURANCE_SUBACCOUNT, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { Instrument, VenueState } from '../state.ts';

/** The highest that a balance was in a part of an hour. */
interface Peak {
  readonly slot: number;
  atoms: Atoms;
}

/** The day whose winners share a loss at its end: rule VAR-37. */
export interface FundDay {
  /** 0 of one that begins with the next price, or the clock. */
  readonly endsUs: TimeUs;
  /** What each subaccount had made of the part's instruments when it began, where not nothing. */
  began: readonly (readonly [subaccount: number, madeAtoms: Atoms])[];
}

const NO_DAY: FundDay = { endsUs: 0, began: [] };

/** Fees of slices that the fee account holds until they are a part's: rule VAR-70. */
export interface FundFees {
  readonly dueUs: TimeUs;
  atoms: Atoms;
}

/** One part, if there is anything to say of it; plain, part of the venue's state. */
export interface FundPool {
  readonly asset: number;
  /** Empty: the asset's own. */
  readonly group: string;
  /** What of the fund is this group's; 0 of the asset's own, which has the rest. */
  atoms: Atoms;
  /** Of the liquidation account's money what came of this group, likewise; negative if owed. */
  resultAtoms: Atoms;
  /** Where losses wait for the end of the day: unsaid of any other. */
  day?: FundDay;
  /** Unsaid while nothing is to come. */
  coming?: FundFees;
  /** Falling, for what is lower than a later one is never the highest again. */
  peaks: Peak[];
}

/** Peaks are kept by twelfths of an hour, for a day: a bound of what is remembered. */
const SLOT_US = HOUR_US / 12;
const MOST_SLOTS = 288;

/** The whole hour, UTC, that comes next. */
export function nextHourUs(timeUs: TimeUs): TimeUs {
  return timeUs - (timeUs % HOUR_US) + HOUR_US;
}

export function groupOf({ spec }: Pick<Instrument, 'spec'>): string {
  return spec.insurance?.riskGroup ?? '';
}

/**
 * The parts that stand behind an instrument, in the order in which they pay: its group's and then
 * the asset's own, unless the group stands alone. Rules INS-06, VAR-36.
 */
export function partsBehind({ spec }: Pick<Instrument, 'spec'>): string[] {
  const own = groupOf({ spec });
  return own === '' || spec.insurance?.backstop === 'none' ? [own] : [own, ''];
}

/** The number of a part as events have it; 0 of the asset's own. */
export function numberOf(state: VenueState, asset: number, group: string): number {
  if (group === '') return 0;
  return state.pools.findIndex((pool) => pool.asset === asset && pool.group === group) + 1;
}

export function poolOf(state: VenueState, asset: number, group: string): FundPool | undefined {
  return state.pools.find((pool) => pool.asset === asset && pool.group === group);
}

/** Makes sure that there is a part where an instrument asks for one. Rule INS-06. */
export function enterPool(state: VenueState, spec: InstrumentSpec): void {
  const group = groupOf({ spec });
  const isMeasured = spec.adl?.drawdownPpm !== undefined;
  const isDaily = spec.insurance?.lossMode === 'day';
  const isHourly = spec.insurance?.feesCome === 'hourly';
  if (group === '' && !isMeasured && !isDaily && !isHourly) return;
  let pool = poolOf(state, spec.settleAsset, group);
  if (pool === undefined) {
    pool = { asset: spec.settleAsset, group, atoms: 0, resultAtoms: 0, peaks: [] };
    state.pools.push(pool);
  }
  if (isDaily) pool.day ??= NO_DAY;
}

/**
 * An instrument is of another part of the fund from now on, or of it on other terms: nobody's day
 * has in it what was made before. Rules LIST-06, VAR-37.
 */
export function movePool(state: VenueState, before: InstrumentSpec, after: InstrumentSpec): void {
  enterPool(state, after);
  for (const group of [groupOf({ spec: before }), groupOf({ spec: after })]) {
    const pool = poolOf(state, after.settleAsset, group);
    if (pool?.day !== undefined) pool.day = NO_DAY;
  }
}

/** Others of an instrument's part of the fund. */
function othersOf(state: VenueState, spec: InstrumentSpec): InstrumentSpec[] {
  return state.instruments.flatMap(({ spec: other }) => {
    const isOf = other.settleAsset === spec.settleAsset && other.contract !== 'spot';
    const isOther = other.symbol !== spec.symbol;
    return isOf && isOther && groupOf({ spec: other }) === groupOf({ spec }) ? [other] : [];
  });
}

/**
 * Why an instrument cannot be of its risk group: what the group's others say of what stands behind
 * it, or of the day whose winners share a loss, is another; or the group that it leaves has not
 * settled what it has won or owes, and nobody else is of it. Rules LIST-06, VAR-36, VAR-37.
 */
export function groupRefusal(
  state: VenueState,
  spec: InstrumentSpec,
  before?: InstrumentSpec,
): Outcome | null {
  const { backstop, lossMode, winnersPpm } = spec.insurance ?? {};
  const differs = othersOf(state, spec).some(({ insurance, dayEndUs }) => {
    if (insurance?.backstop !== backstop) return true;
    if (lossMode !== 'day' || insurance?.lossMode !== 'day') return false;
    return insurance.winnersPpm !== winnersPpm || (dayEndUs ?? 0) !== (spec.dayEndUs ?? 0);
  });
  if (differs) return refused('GROUP_DIFFERS');
  if (before === undefined || groupOf({ spec: before }) === groupOf({ spec })) return null;
  const isLast = othersOf(state, before).length === 0;
  const unsettled = resultAtoms(state, before.settleAsset, groupOf({ spec: before }));
  return isLast && unsettled !== 0 ? refused('GROUP_OWES') : null;
}

function walletOf(state: VenueState, subaccount: number, asset: number): Atoms {
  return walletAtoms(at(at(state.subaccounts, subaccount).balances, asset));
}

function sumOf(state: VenueState, asset: number, of: 'atoms' | 'resultAtoms'): Atoms {
  let sum = 0;
  for (const pool of state.pools) if (pool.asset === asset) sum += pool[of];
  return sum;
}

/** What a part of the fund has. */
export function poolAtoms(state: VenueState, asset: number, group: string): Atoms {
  if (group !== '') return poolOf(state, asset, group)?.atoms ?? 0;
  return walletOf(state, INSURANCE_SUBACCOUNT, asset) - sumOf(state, asset, 'atoms');
}

/** What slices have paid that is yet to come to an asset's parts, or to one of them. VAR-70. */
export function comingAtoms({ pools }: VenueState, asset: number, group?: string): Atoms {
  let sum = 0;
  for (const pool of pools) {
    const isMeant = pool.asset === asset && (group === undefined || pool.group === group);
    if (isMeant) sum += pool.coming?.atoms ?? 0;
  }
  return sum;
}

/** What the liquidation account has realised with a part's instruments, or owes. */
export function resultAtoms(state: VenueState, asset: number, group: string): Atoms {
  if (group !== '') return poolOf(state, asset, group)?.resultAtoms ?? 0;
  return walletOf(state, LIQUIDATION_SUBACCOUNT, asset) - sumOf(state, asset, 'resultAtoms');
}

/** What the parts behind an instrument have together. Rule INS-06. */
export function availableAtoms(state: VenueState, instrument: Instrument): Atoms {
  const { settleAsset } = instrument.spec;
  return partsBehind(instrument).reduce(
    (sum, group) => sum + poolAtoms(state, settleAsset, group),
    0,
  );
}

/** Says whose result a change of the liquidation account's money is. */
export function attribute(state: VenueState, instrument: Instrument, deltaAtoms: Atoms): void {
  const group = groupOf(instrument);
  if (group === '') return;
  const pool = poolOf(state, instrument.spec.settleAsset, group);
  if (pool !== undefined) pool.resultAtoms += deltaAtoms;
}

/** Remembers how high a part stood until now, and changes it. Rule INS-08. */
export function changePool(
  state: VenueState,
  asset: number,
  group: string,
  deltaAtoms: Atoms,
): void {
  const pool = poolOf(state, asset, group);
  if (pool === undefined) return;
  notePeak(pool.peaks, poolAtoms(state, asset, group), state.timeUs);
  if (group !== '') pool.atoms += deltaAtoms;
}

function notePeak(peaks: Peak[], atoms: Atoms, timeUs: TimeUs): void {
  const slot = Math.floor(timeUs / SLOT_US);
  while (peaks.length > 0 && (peaks.at(-1)?.atoms ?? 0) <= atoms) peaks.pop();
  // Within a slot the first that is left was the highest.
  if (peaks.at(-1)?.slot !== slot) peaks.push({ slot, atoms });
  while (peaks.length > 0 && (peaks[0]?.slot ?? 0) <= slot - MOST_SLOTS) peaks.shift();
}

/** The highest that a part was in a time until now; what it is, at the least. Rule INS-08. */
export function peakAtoms(state: VenueState, instrument: Instrument, windowUs: TimeUs): Atoms {
  const { settleAsset } = instrument.spec;
  const group = groupOf(instrument);
  const now = poolAtoms(state, settleAsset, group);
  const from = Math.floor((state.timeUs - windowUs) / SLOT_US);
  const peaks = poolOf(state, settleAsset, group)?.peaks ?? [];
  const highest = peaks.find(({ slot }) => slot >= from)?.atoms ?? 0;
  return Math.max(now, highest);
}

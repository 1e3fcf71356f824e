/**
 * Losses that wait for the end of the day, and are then shared by those who have gained in it:
 * `margin-rules.md` section 9, as Deribit and Crypto.com do.
 */
import { unrealisedAtoms } from '../instruments/value.ts';
import type { Atoms } from '../numbers.ts';
import { permissionsOf } from '../orders/checks.ts';
import { dayEndUs } from '../orders/instructions.ts';
import { at, isMargined, isObserved, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { winnersShares } from './arithmetic.ts';
import { declareShort, payIntoFund, settleLiquidationAccount } from './fund.ts';
import { give, giftsOf } from './giving.ts';
import type { Gift } from './giving.ts';
import { attribute, groupOf, resultAtoms } from './pools.ts';
import type { FundDay, FundPool } from './pools.ts';

/** Contracts whose losses a part of the fund leaves to the day's winners. */
function dailyOf({ instruments }: VenueState, { asset, group }: FundPool): Instrument[] {
  return instruments.filter(
    ({ spec }) =>
      spec.settleAsset === asset &&
      groupOf({ spec }) === group &&
      spec.insurance?.lossMode === 'day',
  );
}

/** What a position has made at the mark, but for fees and funding. */
function madeAtoms({ scales, positions, markTicks }: Instrument, subaccount: number): Atoms {
  const position = at(positions, subaccount);
  return position.realisedAtoms + unrealisedAtoms(scales, position, markTicks);
}

function madeOfAll(instruments: readonly Instrument[], subaccount: number): Atoms {
  return instruments.reduce((sum, one) => sum + madeAtoms(one, subaccount), 0);
}

function sharesLoss(state: VenueState, subaccount: Subaccount): boolean {
  return isMargined(state, subaccount) && !isObserved(state, subaccount);
}

/** A day that begins now. */
function dayFrom(state: VenueState, instruments: readonly Instrument[]): FundDay {
  const began = state.subaccounts.flatMap((subaccount): [number, Atoms][] => {
    const made = madeOfAll(instruments, subaccount.id);
    return made === 0 || !sharesLoss(state, subaccount) ? [] : [[subaccount.id, made]];
  });
  return { endsUs: dayEndUs(state.timeUs, instruments[0]?.spec.dayEndUs ?? 0), began };
}

/**
 * Ends the days that are over, where all prices are trusted, and begins the next: what is still
 * owed is shared by who has gained. Rule VAR-37.
 */
export function endDays(step: Step): void {
  const { state } = step;
  for (const pool of state.pools) {
    if (pool.day === undefined || step.timeUs < pool.day.endsUs) continue;
    const instruments = dailyOf(state, pool);
    const left = instruments.length === 0 ? restOf(state, pool) : instruments;
    const waits = left.some(
      (one) => one.state !== 'settled' && permissionsOf(state, one).liquidations === 'off',
    );
    if (waits) continue;
    if (instruments.length === 0) {
      endLast(step, pool, left);
      continue;
    }
    if (pool.day.endsUs !== 0) shareDay(step, pool, instruments, pool.day);
    pool.day = dayFrom(state, instruments);
  }
}

/** All contracts of a part. */
function restOf({ instruments }: VenueState, { asset, group }: FundPool): Instrument[] {
  return instruments.filter(
    ({ spec }) =>
      spec.settleAsset === asset && spec.contract !== 'spot' && groupOf({ spec }) === group,
  );
}

/** No contract has a day any more: what waited for its end is owed as they now say. VAR-37. */
function endLast(step: Step, pool: FundPool, instruments: readonly Instrument[]): void {
  delete pool.day;
  const first = firstTrading(instruments);
  const owes = resultAtoms(step.state, pool.asset, pool.group) < 0;
  if (owes && first !== undefined) settleLiquidationAccount(step, first);
}

function firstTrading(instruments: readonly Instrument[]): Instrument | undefined {
  return instruments.find(({ state }) => state !== 'settled') ?? instruments[0];
}

/** Who has gained in a day, in which instruments, and what can be given of it. */
interface Winner {
  readonly subaccount: Subaccount;
  readonly gainAtoms: Atoms;
  readonly gifts: readonly Gift[];
  readonly mostAtoms: Atoms;
}

function winnersOf(
  state: VenueState,
  asset: number,
  instruments: readonly Instrument[],
  { began }: FundDay,
): Winner[] {
  const before = new Map(began);
  return state.subaccounts.flatMap((subaccount): Winner[] => {
    if (!sharesLoss(state, subaccount)) return [];
    const { id } = subaccount;
    const gainAtoms = madeOfAll(instruments, id) - (before.get(id) ?? 0);
    if (gainAtoms <= 0) return [];
    const gifts = giftsOf(state, subaccount, asset, gainAtoms);
    const mostAtoms = gifts.reduce((sum, { atoms }) => sum + atoms, 0);
    return mostAtoms === 0 ? [] : [{ subaccount, gainAtoms, gifts, mostAtoms }];
  });
}

/** Shares what is owed now that the fund has paid what it can; what nobody gives is short. */
function shareDay(
  step: Step,
  { asset, group }: FundPool,
  instruments: readonly Instrument[],
  day: FundDay,
): void {
  const { state } = step;
  const first = firstTrading(instruments);
  if (first === undefined) return;
  settleLiquidationAccount(step, first);
  const owed = -Math.min(0, resultAtoms(state, asset, group));
  if (owed === 0) return;
  const winners = winnersOf(state, asset, instruments, day);
  const most = winners.map(({ mostAtoms }) => mostAtoms);
  const total = most.reduce((sum, atoms) => sum + atoms, 0);
  // Beyond 2^53 shares would not be exact.
  const isShared = total > 0 && Number.isSafeInteger(total);
  const shares = isShared ? winnersShares(owed, most, first.spec.insurance?.winnersPpm) : [];
  for (const [n, winner] of winners.entries()) take(step, instruments, winner, shares[n] ?? 0);
  const left = resultAtoms(state, asset, group);
  if (left < 0) return declareShort(step, first, -left);
  payIntoFund(step, at(state.subaccounts, LIQUIDATION_SUBACCOUNT), first, left, 'winnersShare');
  attribute(state, first, -left);
}

/** Takes a winner's share, which is told of the instrument in which it has made most. */
function take(
  step: Step,
  instruments: readonly Instrument[],
  { subaccount, gainAtoms, gifts }: Winner,
  shareAtoms: Atoms,
): void {
  const [instrument] = instruments.toSorted(
    (a, b) => madeAtoms(b, subaccount.id) - madeAtoms(a, subaccount.id),
  );
  if (shareAtoms === 0 || instrument === undefined) return;
  let left = shareAtoms;
  for (const { position, atoms } of gifts) {
    const part = Math.min(left, atoms);
    if (part === 0) continue;
    give(step, subaccount, instrument.spec.settleAsset, { position, atoms: part });
    left -= part;
  }
  attribute(step.state, instrument, shareAtoms);
  at(subaccount.positions, instrument.id).realisedAtoms -= shareAtoms;
  step.events.emit('loss.shared', subaccount.id, instrument.id, shareAtoms, gainAtoms);
}

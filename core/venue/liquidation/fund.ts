/**
 * The insurance fund, one ledger account per settlement asset, with a part for each risk group:
 * `margin-rules.md` section 9. It is never negative: what it cannot pay stays owed by the
 * liquidation account, the instrument goes reduce-only and an event says by how much (DESIGN
 * section 12).
 */
import { isTooMuch, walletAtoms } from '../accounts/ledger.ts';
import type { CommandOf } from '../commands.ts';
import { FUND_REASONS } from '../events.ts';
import type { FundReason } from '../events.ts';
import { moveInstrument } from '../instruments/life.ts';
import { invariant } from '../numbers.ts';
import type { Atoms } from '../numbers.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at, FEE_SUBACCOUNT, INSURANCE_SUBACCOUNT, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { Instrument, Subaccount } from '../state.ts';
import type { Step } from '../step.ts';
import {
  attribute,
  availableAtoms,
  changePool,
  groupOf,
  nextHourUs,
  numberOf,
  partsBehind,
  poolAtoms,
  poolOf,
  resultAtoms,
} from './pools.ts';
import { paidByParts } from './arithmetic.ts';
import { socialise } from './socialising.ts';

/** Posts a change of one part of the fund and tells it; who pays or is paid is posted beside. */
function changeFund(
  step: Step,
  asset: number,
  group: string,
  amountAtoms: Atoms,
  reason: FundReason,
  instrument: number,
  post: () => void,
): void {
  const { state } = step;
  const fund = at(state.subaccounts, INSURANCE_SUBACCOUNT);
  changePool(state, asset, group, amountAtoms);
  post();
  const left = poolAtoms(state, asset, group);
  invariant(left >= 0, 'no part of the fund is ever negative');
  step.events.emit(
    'fund.changed',
    asset,
    amountAtoms,
    walletAtoms(at(fund.balances, asset)),
    FUND_REASONS.indexOf(reason),
    instrument,
    numberOf(state, asset, group),
    left,
  );
}

/** Moves money from a subaccount into its instrument's part of the fund. Rules INS-01, INS-06. */
export function payIntoFund(
  step: Step,
  from: Subaccount,
  instrument: Instrument,
  amountAtoms: Atoms,
  reason: FundReason,
): void {
  if (amountAtoms === 0) return;
  const asset = instrument.spec.settleAsset;
  const fund = at(step.state.subaccounts, INSURANCE_SUBACCOUNT);
  changeFund(step, asset, groupOf(instrument), amountAtoms, reason, instrument.id, () => {
    step.ledger.moveUnsettled(from, fund, asset, amountAtoms);
  });
}

/**
 * A slice's fee is the fund's: at once, or with those of its hour, until when the fee account holds
 * it. Rules LIQ-05, VAR-70.
 */
export function payFeeToFund(
  step: Step,
  from: Subaccount,
  instrument: Instrument,
  feeAtoms: Atoms,
): void {
  const { insurance, settleAsset } = instrument.spec;
  const pool = poolOf(step.state, settleAsset, groupOf(instrument));
  if (insurance?.feesCome !== 'hourly' || pool === undefined) {
    return payIntoFund(step, from, instrument, feeAtoms, 'liquidationFee');
  }
  if (feeAtoms === 0) return;
  const fees = at(step.state.subaccounts, FEE_SUBACCOUNT);
  step.ledger.moveUnsettled(from, fees, settleAsset, feeAtoms);
  pool.coming ??= { dueUs: nextHourUs(step.timeUs), atoms: 0 };
  pool.coming.atoms += feeAtoms;
}

/** What slices have paid comes to the parts whose hour is over. Rule VAR-70. */
export function bringFees(step: Step): void {
  const { state, ledger, timeUs } = step;
  for (const pool of state.pools) {
    const { asset, group, coming } = pool;
    if (coming === undefined || timeUs < coming.dueUs) continue;
    const fees = at(state.subaccounts, FEE_SUBACCOUNT);
    const fund = at(state.subaccounts, INSURANCE_SUBACCOUNT);
    delete pool.coming;
    changeFund(step, asset, group, coming.atoms, 'hourlyFees', 0, () => {
      ledger.moveUnsettled(fees, fund, asset, coming.atoms);
    });
  }
}

/**
 * The fund pays as much as it has, the group's part first and then the asset's own; returns what
 * it could not. Rules INS-02, INS-06.
 */
function payFromFund(
  step: Step,
  to: Subaccount,
  instrument: Instrument,
  amountAtoms: Atoms,
  reason: FundReason,
): Atoms {
  const asset = instrument.spec.settleAsset;
  const fund = at(step.state.subaccounts, INSURANCE_SUBACCOUNT);
  const groups = partsBehind(instrument);
  const parts = groups.map((group) => poolAtoms(step.state, asset, group));
  let unpaid = amountAtoms;
  for (const [n, paid] of paidByParts(amountAtoms, parts).entries()) {
    const group = groups[n] ?? '';
    if (paid === 0) continue;
    changeFund(step, asset, group, -paid, reason, instrument.id, () => {
      step.ledger.moveUnsettled(fund, to, asset, paid);
    });
    unpaid -= paid;
  }
  return unpaid;
}

/** Half of 2^53: a value that is more is not worked with. Rule VAL-08. */
export const MOST_EXACT_ATOMS = 4_503_599_627_370_496;

/** The fund pays what a slice lost beyond bankruptcy, as much as it has; how much. VAR-41. */
export function improvePrice(
  step: Step,
  to: Subaccount,
  instrument: Instrument,
  beyondAtoms: Atoms,
): Atoms {
  return beyondAtoms - payFromFund(step, to, instrument, beyondAtoms, 'priceImproved');
}

/** Says by how much the fund is short, and lets only reducing orders in. Rule INS-03. */
export function declareShort(step: Step, instrument: Instrument, shortAtoms: Atoms): void {
  step.events.emit('fund.short', instrument.spec.settleAsset, shortAtoms, instrument.id);
  moveInstrument(step, instrument, 'fundShort');
}

/**
 * The fund takes what rounding leaves over. Rounded values of many inverse positions may leave an
 * atom too little instead: the fund pays it if it can, and the liquidation account owes it if not,
 * since the fund is never negative.
 */
export function takeRemainder(
  step: Step,
  instrument: Instrument,
  remainderAtoms: Atoms,
  reason: FundReason,
): void {
  const asset = instrument.spec.settleAsset;
  const { state, ledger } = step;
  const fund = at(state.subaccounts, INSURANCE_SUBACCOUNT);
  const taken = Math.max(remainderAtoms, -availableAtoms(state, instrument));
  if (taken !== remainderAtoms) {
    ledger.post(at(state.subaccounts, LIQUIDATION_SUBACCOUNT), asset, remainderAtoms - taken);
    attribute(state, instrument, remainderAtoms - taken);
  }
  let left = taken;
  for (const group of partsBehind(instrument)) {
    const part = Math.max(left, -poolAtoms(state, asset, group));
    if (part === 0) continue;
    changeFund(step, asset, group, part, reason, instrument.id, () => {
      ledger.post(fund, asset, part);
    });
    left -= part;
  }
}

/** A bucket without positions that owes money is made whole. Rule INS-04. */
export function coverShortfall(
  step: Step,
  subaccount: Subaccount,
  instrument: Instrument,
  deficitAtoms: Atoms,
): void {
  const unpaid = payFromFund(step, subaccount, instrument, deficitAtoms, 'shortfall');
  if (unpaid === 0) return;
  const liquidation = at(step.state.subaccounts, LIQUIDATION_SUBACCOUNT);
  step.ledger.moveUnsettled(liquidation, subaccount, instrument.spec.settleAsset, unpaid);
  attribute(step.state, instrument, -unpaid);
  const left = socialise(step, instrument, unpaid);
  if (left > 0) declareShort(step, instrument, left);
}

/** What came of a sale of what was taken over: the reasons of its gain and of its loss. */
const DISPOSED = ['disposalGain', 'disposalLoss'] as const;
export const DELEVERAGED = ['adlRemainder', 'adlLoss'] as const;

/**
 * Sends what the liquidation account has realised with an instrument's risk group to the fund, or
 * has the fund pay its loss. Rules INS-05, INS-06.
 */
export function settleLiquidationAccount(
  step: Step,
  instrument: Instrument,
  [gain, loss]: typeof DISPOSED | typeof DELEVERAGED = DISPOSED,
): void {
  const asset = instrument.spec.settleAsset;
  const account = at(step.state.subaccounts, LIQUIDATION_SUBACCOUNT);
  const result = resultAtoms(step.state, asset, groupOf(instrument));
  if (result > 0) {
    payIntoFund(step, account, instrument, result, gain);
    attribute(step.state, instrument, -result);
  }
  if (result >= 0) return;
  const unpaid = payFromFund(step, account, instrument, -result, loss);
  attribute(step.state, instrument, -result - unpaid);
  const left = unpaid === 0 ? 0 : socialise(step, instrument, unpaid);
  if (left > 0) declareShort(step, instrument, left);
}

/**
 * Replenishment is a treasury's entry, never implicit. It first pays what is still owed, what is
 * for the asset also what its groups owe. Rules INS-01, INS-06.
 */
export function contribute(step: Step, command: CommandOf<'insurance.contribute'>): Outcome {
  const { asset, amountAtoms, riskGroup: group = '' } = command;
  const { state } = step;
  if (state.assets[asset - 1] === undefined) return refused('UNKNOWN_ASSET');
  if (group !== '' && poolOf(state, asset, group) === undefined) {
    return refused('UNKNOWN_RISK_GROUP');
  }
  const fund = at(state.subaccounts, INSURANCE_SUBACCOUNT);
  if (isTooMuch(state, asset, amountAtoms)) return refused('AMOUNT_TOO_LARGE');
  changeFund(step, asset, group, amountAtoms, 'contribution', 0, () => {
    step.ledger.mirror(fund, asset, amountAtoms);
  });
  const settled = new Set<string>();
  for (const instrument of state.instruments) {
    const own = groupOf(instrument);
    const isMeant = partsBehind(instrument).includes(group) && instrument.spec.contract !== 'spot';
    if (instrument.spec.settleAsset !== asset || !isMeant || settled.has(own)) continue;
    settled.add(own);
    if (resultAtoms(state, asset, own) !== 0) settleLiquidationAccount(step, instrument);
  }
  return done();
}

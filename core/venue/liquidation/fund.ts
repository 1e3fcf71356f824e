/**
 * The insurance fund, one ledger account per settlement asset: `margin-rules.md` section 9. It is
 * never negative: what it cannot pay stays owed by the liquidation account, the instrument goes
 * reduce-only and an event says by how much (DESIGN section 12).
 */
import { isTooMuch, walletAtoms } from '../accounts/ledger.ts';
import type { CommandOf } from '../commands.ts';
import { FUND_REASONS } from '../events.ts';
import type { FundReason } from '../events.ts';
import { moveInstrument } from '../instruments/life.ts';
import type { Atoms } from '../numbers.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at, INSURANCE_SUBACCOUNT, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { Instrument, Subaccount } from '../state.ts';
import type { Step } from '../step.ts';

function fundBalanceAtoms(step: Step, asset: number): Atoms {
  const fund = at(step.state.subaccounts, INSURANCE_SUBACCOUNT);
  return walletAtoms(at(fund.balances, asset));
}

function report(
  step: Step,
  asset: number,
  amountAtoms: Atoms,
  reason: FundReason,
  instrument: number,
): void {
  const balance = fundBalanceAtoms(step, asset);
  const number = FUND_REASONS.indexOf(reason);
  step.events.emit('fund.changed', asset, amountAtoms, balance, number, instrument);
}

/** Moves money from a subaccount into the fund. Rule INS-01. */
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
  step.ledger.moveUnsettled(from, fund, asset, amountAtoms);
  report(step, asset, amountAtoms, reason, instrument.id);
}

/** The fund pays as much as it has; returns what it could not. Rule INS-02. */
function payFromFund(
  step: Step,
  to: Subaccount,
  instrument: Instrument,
  amountAtoms: Atoms,
  reason: FundReason,
): Atoms {
  const asset = instrument.spec.settleAsset;
  const paid = Math.min(amountAtoms, fundBalanceAtoms(step, asset));
  if (paid > 0) {
    const fund = at(step.state.subaccounts, INSURANCE_SUBACCOUNT);
    step.ledger.moveUnsettled(fund, to, asset, paid);
    report(step, asset, -paid, reason, instrument.id);
  }
  return amountAtoms - paid;
}

/** Says by how much the fund is short, and lets only reducing orders in. Rule INS-03. */
function declareShort(step: Step, instrument: Instrument, shortAtoms: Atoms): void {
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
  const taken = Math.max(remainderAtoms, -fundBalanceAtoms(step, asset));
  const { subaccounts } = step.state;
  if (taken !== remainderAtoms) {
    step.ledger.post(at(subaccounts, LIQUIDATION_SUBACCOUNT), asset, remainderAtoms - taken);
  }
  if (taken === 0) return;
  step.ledger.post(at(subaccounts, INSURANCE_SUBACCOUNT), asset, taken);
  report(step, asset, taken, reason, instrument.id);
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
  declareShort(step, instrument, unpaid);
}

/**
 * Sends what the liquidation account has realised to the fund, or has the fund pay its loss.
 * Rule INS-05.
 */
export function settleLiquidationAccount(step: Step, instrument: Instrument): void {
  const asset = instrument.spec.settleAsset;
  const account = at(step.state.subaccounts, LIQUIDATION_SUBACCOUNT);
  const wallet = walletAtoms(at(account.balances, asset));
  if (wallet > 0) payIntoFund(step, account, instrument, wallet, 'disposalGain');
  if (wallet >= 0) return;
  const unpaid = payFromFund(step, account, instrument, -wallet, 'disposalLoss');
  if (unpaid > 0) declareShort(step, instrument, unpaid);
}

/** Replenishment is a treasury's entry, never implicit. It first pays what is still owed. */
export function contribute(step: Step, command: CommandOf<'insurance.contribute'>): Outcome {
  const { asset, amountAtoms } = command;
  const { state } = step;
  if (state.assets[asset - 1] === undefined) return refused('UNKNOWN_ASSET');
  const fund = at(state.subaccounts, INSURANCE_SUBACCOUNT);
  if (isTooMuch(state, asset, amountAtoms)) return refused('AMOUNT_TOO_LARGE');
  step.ledger.mirror(fund, asset, amountAtoms);
  report(step, asset, amountAtoms, 'contribution', 0);
  const owed = state.instruments.find(
    ({ spec }) => spec.settleAsset === asset && spec.contract !== 'spot',
  );
  if (owed !== undefined) settleLiquidationAccount(step, owed);
  return done();
}

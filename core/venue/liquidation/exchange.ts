/**
 * What a pooled subaccount owes of one asset is exchanged for what it has of others, with the
 * insurance fund, and never with anybody who trades: `margin-rules.md` section 12.
 */
import { walletAtoms } from '../accounts/ledger.ts';
import { FUND_REASONS } from '../events.ts';
import type { FundReason } from '../events.ts';
import { exchanged, plainly } from '../margin/collateral.ts';
import type { Holding } from '../margin/collateral.ts';
import { poolOf } from '../margin/pool.ts';
import type { Pool, PoolAsset } from '../margin/pool.ts';
import type { Atoms } from '../numbers.ts';
import { at, INSURANCE_SUBACCOUNT } from '../state.ts';
import type { Subaccount } from '../state.ts';
import type { Step } from '../step.ts';
import { coverShortfall } from './fund.ts';
import { owingIn } from './owing.ts';
import { poolAtoms } from './pools.ts';

function fundAtoms(step: Step, asset: number): Atoms {
  const fund = at(step.state.subaccounts, INSURANCE_SUBACCOUNT);
  return walletAtoms(at(fund.balances, asset));
}

/** Moves an amount into the fund, or out of it where it is negative; the fund has as much. */
function moveIntoFund(
  step: Step,
  from: Subaccount,
  asset: number,
  atoms: Atoms,
  reason: FundReason,
): void {
  const fund = at(step.state.subaccounts, INSURANCE_SUBACCOUNT);
  step.ledger.moveUnsettled(from, fund, asset, atoms);
  const number = FUND_REASONS.indexOf(reason);
  const left = poolAtoms(step.state, asset, '');
  step.events.emit('fund.changed', asset, atoms, fundAtoms(step, asset), number, 0, 0, left);
}

function haircut({ holding }: PoolAsset): number {
  return holding.terms.tiers[0]?.maintenancePpm ?? 0;
}

const LAST = Number.MAX_SAFE_INTEGER;

/** Where its terms place an asset; last where they do not. Rule VAR-62. */
function rank({ holding }: PoolAsset): number {
  return holding.terms.seizeRank ?? LAST;
}

/** What is taken first: by rank, the lowest haircut, then the lower number. COLL-06, VAR-62. */
function seizeOrder(pool: Pool, debt: number): PoolAsset[] {
  return pool.assets
    .filter(({ asset, walletAtoms: owned }) => asset !== debt && owned > 0)
    .toSorted((a, b) => rank(a) - rank(b) || haircut(a) - haircut(b) || a.asset - b.asset);
}

/** What is taken for a debt counts with its haircuts for it, or at a rate of its own. VAR-62. */
function takenAt({ holding }: PoolAsset, debt: number): Holding {
  const { against, exchangePpm } = holding.terms;
  if (exchangePpm === undefined) {
    const more = against?.find(({ asset }) => asset === debt)?.maintenancePpm ?? 0;
    return { ...plainly(holding), extraPpm: more };
  }
  const flat = { floorAtoms: 0, maintenancePpm: exchangePpm, initialPpm: exchangePpm };
  return { ...plainly(holding), terms: { tiers: [flat] } };
}

/** Exchanges debts that are beyond their limit, as far as the fund has their coin. Rule COLL-06. */
export function exchangeDebts(step: Step, subaccount: Subaccount): void {
  for (const member of poolOf(step.state, subaccount).assets) {
    const owed = -member.walletAtoms;
    if (owed <= member.holding.terms.debtAtoms) continue;
    // A group's part is not for it. Rule INS-06.
    const most = poolAtoms(step.state, member.asset, '');
    exchangeDebt(step, subaccount, member, Math.min(owed, most));
  }
}

function exchangeDebt(step: Step, subaccount: Subaccount, debt: PoolAsset, debtAtoms: Atoms): void {
  let left = debtAtoms;
  for (const held of seizeOrder(poolOf(step.state, subaccount), debt.asset)) {
    if (left === 0) return;
    const holding = takenAt(held, debt.asset);
    const trade = exchanged(holding, held.walletAtoms, debt.holding.rate, left);
    if (trade.paidAtoms === 0) continue;
    left -= trade.paidAtoms;
    moveIntoFund(step, subaccount, held.asset, trade.takenAtoms, 'exchange');
    moveIntoFund(step, subaccount, debt.asset, -trade.paidAtoms, 'exchange');
    tell(step, subaccount, held.asset, -trade.takenAtoms, debt.asset);
    tell(step, subaccount, debt.asset, trade.paidAtoms, held.asset);
  }
}

function tell(
  step: Step,
  { id }: Subaccount,
  asset: number,
  atoms: Atoms,
  otherAsset: number,
): void {
  const index = at(step.state.assets, asset).collateral?.index;
  const priceE8 = index === undefined ? 0 : at(step.state.indices, index).price.priceE8;
  step.events.emit('collateral.exchanged', id, asset, atoms, otherAsset, priceE8);
}

/**
 * A pool without positions that is worth nothing, or less: what counts in it goes to the fund, and
 * the fund pays what is owed. It is then exactly zero in every asset that counts. Rule COLL-07.
 */
export function settlePool(step: Step, subaccount: Subaccount): void {
  for (const { asset, walletAtoms: owned } of poolOf(step.state, subaccount).assets) {
    if (owned === 0) continue;
    if (owned > 0) moveIntoFund(step, subaccount, asset, owned, 'seized');
    tell(step, subaccount, asset, -owned, 0);
    if (owned > 0) continue;
    const instrument = owingIn(step.state, subaccount, asset);
    if (instrument !== undefined) coverShortfall(step, subaccount, instrument, -owned);
  }
}

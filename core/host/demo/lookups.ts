/** Ids of what the demo file names. Each throws a DemoError where there is none of the name. */
import type { VenueState } from '../../venue/state.ts';
import type { DemoFile } from './demo-file.ts';
import { DemoError } from './errors.ts';

/** The id of what has a label. Throws where there is none. */
function idOf(noun: string, entries: readonly { id: number }[], index: number, label: string) {
  const entry = entries[index];
  if (entry === undefined) throw new DemoError('DEMO_FILE', `The venue has no ${noun} ${label}.`);
  return entry.id;
}

export function assetId(state: VenueState, symbol: string): number {
  const { assets } = state;
  return idOf(
    'asset',
    assets,
    assets.findIndex((asset) => asset.symbol === symbol),
    symbol,
  );
}

export function instrumentId(state: VenueState, symbol: string): number {
  const { instruments } = state;
  const index = instruments.findIndex(({ spec }) => spec.symbol === symbol);
  return idOf('instrument', instruments, index, symbol);
}

export function subaccountId(state: VenueState, label: string): number {
  const { subaccounts } = state;
  const index = subaccounts.findIndex((subaccount) => subaccount.label === label);
  return idOf('subaccount', subaccounts, index, label);
}

export function strategyId(state: VenueState, label: string): number {
  const { strategies } = state;
  const index = strategies.findIndex((strategy) => strategy.label === label);
  return idOf('strategy', strategies, index, label);
}

export function accountId(state: VenueState, label: string): number {
  const { accounts } = state;
  const index = accounts.findIndex((account) => account.label === label);
  return idOf('account', accounts, index, label);
}

/** The operator who trades for a desk: the first trader who has it. */
export function traderOf(demo: DemoFile, desk: string): number {
  const trader = demo.operators.find(
    ({ roles, desks }) => roles.includes('trader') && desks.includes(desk),
  );
  if (trader === undefined) {
    throw new DemoError('DEMO_FILE', `demo.json names no trader for the desk ${desk}.`);
  }
  return trader.operator;
}

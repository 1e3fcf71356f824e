/**
 * The statement of a step: what the events say happened to everybody's money, beside what did. It
 * is the wall between subaccounts, said in figures: nobody pays for what happened to another.
 */
import { walletAtoms } from '../accounts/ledger.ts';
import type { EventKind, VenueEvent } from '../events.ts';
import { at, isMargined } from '../state.ts';
import type { Subaccount, VenueState } from '../state.ts';

/** What everybody owns, by subaccount and asset, and holds, by subaccount and instrument. */
export interface Statement {
  readonly wallets: readonly (readonly number[])[];
  readonly holdings: readonly string[];
}

function holdingOf({ positions }: Subaccount): string {
  return positions.map(({ lots, costAtoms, mode }) => `${lots} ${costAtoms} ${mode}`).join();
}

export function statementOf({ subaccounts }: VenueState): Statement {
  return {
    wallets: subaccounts.map(({ balances }) => balances.map(walletAtoms)),
    holdings: subaccounts.map(holdingOf),
  };
}

const realised = ({ realisedAtoms }: VenueEvent): number => Number(realisedAtoms);
const fee = ({ feeAtoms }: VenueEvent): number => Number(feeAtoms);
const amount = ({ amountAtoms }: VenueEvent): number => Number(amountAtoms);

/** What an event says of a subaccount's money. */
const ENTRIES: Partial<Record<EventKind, (event: VenueEvent, id: number) => number>> = {
  // A settlement is told by an event of its own, and counted there.
  execution: (event) => (event['tradeKind'] === 'settlement' ? 0 : realised(event) - fee(event)),
  'position.settled': (event) => realised(event) - fee(event),
  'liquidation.sliced': (event) => -fee(event),
  'funding.paid': (event) => -amount(event),
  'position.realised': amount,
  'loss.shared': (event) => -amount(event),
  'liquidation.improved': amount,
  'collateral.mirrored': amount,
  'collateral.released': (event) => -amount(event),
  'transfer.made': (event, id) =>
    (event['to'] === id ? amount(event) : 0) - (event['from'] === id ? amount(event) : 0),
};

/** In which asset: the one that it names, or that its instrument settles in. */
function assetOf({ instruments }: VenueState, event: VenueEvent): number {
  const { asset, instrument } = event;
  return asset === undefined ? at(instruments, Number(instrument)).spec.settleAsset : Number(asset);
}

/** Whose money goes as a whole, and what is exchanged for a debt: not told entry by entry. */
const WHOLE = new Set(['liquidation.takeover', 'collateral.exchanged']);
/** What changes a position. */
const TRADES = new Set([
  'execution',
  'adl.executed',
  'position.settled',
  'position.isolated',
  'position.realised',
]);

/** Whose money, or position, is not what the events since then make of it; null for nobody's. */
export function statementFault(
  state: VenueState,
  before: Statement,
  events: readonly VenueEvent[],
): string | null {
  for (const subaccount of state.subaccounts) {
    const { id, label, balances } = subaccount;
    if (!isMargined(state, subaccount) || before.wallets[id - 1] === undefined) continue;
    const own = events.filter((event) =>
      [event['subaccount'], event['from'], event['to']].includes(id),
    );
    if (own.some(({ kind }) => WHOLE.has(kind))) continue;
    const traded = own.some(({ kind }) => TRADES.has(kind) || kind === 'subaccount.mode');
    if (!traded && holdingOf(subaccount) !== before.holdings[id - 1]) {
      return `${label} has another position, and nothing says why`;
    }
    const said = balances.map(() => 0);
    for (const event of own) {
      const entry = ENTRIES[event.kind];
      if (entry === undefined) continue;
      const asset = assetOf(state, event);
      said[asset - 1] = (said[asset - 1] ?? 0) + entry(event, id);
    }
    for (const balance of balances) {
      const was = before.wallets[id - 1]?.[balance.asset - 1] ?? 0;
      const is = walletAtoms(balance);
      const left = is - was - (said[balance.asset - 1] ?? 0);
      // Who owes without a position is made whole by the fund (INS-04), without a word to whom.
      if (left === 0 || (left > 0 && is === 0)) continue;
      return `${label} has ${left} of asset ${balance.asset} more than events say`;
    }
  }
  return null;
}

/**
 * A move of collateral as a plain value, between subaccounts or between a wallet and an isolated
 * position of it: what is chosen, and what keeps it back.
 */
import type {
  AccountRow,
  BalanceRow,
  HumanCommand,
  MarginPanel,
  Reply,
} from '../../../core/desk/messages.ts';
import { isZero, parseDecimal } from '../../text/decimal.ts';

/** Between the wallets of two subaccounts, or into an isolated position and back out of it. */
export type Route = 'wallets' | 'in' | 'out';

export interface TransferFields {
  readonly route: Route;
  /** The subaccount that gives; with an isolated position, the one whose it is. */
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  /** As typed. */
  readonly amount: string;
}

export interface TransferState extends TransferFields {
  readonly phase: 'editing' | 'sending' | 'refused' | 'unknown';
  readonly told: Pick<Reply, 'code' | 'sentence'> | null;
}

export type TransferAction =
  | { readonly kind: 'set'; readonly fields: Partial<TransferFields> }
  | { readonly kind: 'send' }
  | { readonly kind: 'ended'; readonly reply: Reply };

/** One that is done has no state: its dialog is closed. */
export function transferReducer(state: TransferState, action: TransferAction): TransferState {
  switch (action.kind) {
    case 'set':
      // What is under way is not edited: its outcome must meet the fields it was sent with.
      if (state.phase === 'sending') return state;
      return { ...state, ...action.fields, phase: 'editing', told: null };
    case 'send':
      return { ...state, phase: 'sending', told: null };
    case 'ended': {
      const { result, code, sentence } = action.reply;
      if (result === 'done') return { ...state, phase: 'editing', told: null };
      return { ...state, phase: result, told: { code, sentence } };
    }
  }
}

type MayMove = (subaccount: string) => boolean;

/** Those of the same account that may be moved between, one after the other. */
function* movable(rows: readonly AccountRow[], subaccount: string, mayMove: MayMove) {
  const selected = rows.find(({ depth, name }) => depth === 2 && name === subaccount);
  const accountOfDesk = new Map(
    rows.flatMap(({ depth, key, parent }) => (depth === 1 ? [[key, parent]] : [])),
  );
  const account = accountOfDesk.get(selected?.parent ?? '');
  if (account === undefined) return;
  for (const { depth, name, parent } of rows) {
    if (depth === 2 && accountOfDesk.get(parent) === account && mayMove(name)) yield name;
  }
}

/** The subaccounts of one account, by name, that the one who sits here may move money between. */
export function transferChoices(
  rows: readonly AccountRow[],
  subaccount: string,
  mayMove: MayMove,
): string[] {
  return [...movable(rows, subaccount, mayMove)].toSorted();
}

/** Whether there is somewhere to move money to or from; looks no further than it must. */
export function hasTransferChoice(
  rows: readonly AccountRow[],
  subaccount: string,
  mayMove: MayMove,
): boolean {
  if (!mayMove(subaccount)) return false;
  const others = movable(rows, subaccount, (name) => name !== subaccount && mayMove(name));
  return others.next().done === false;
}

/** The free text of a balance; empty where the subaccount has none of the asset. */
export function freeOf(balances: readonly BalanceRow[], subaccount: string, asset: string): string {
  const row = balances.find((entry) => entry.subaccount === subaccount && entry.asset === asset);
  return row?.free ?? '';
}

/** The assets that a subaccount has a balance of. */
export function assetsOf(balances: readonly BalanceRow[], subaccount: string): string[] {
  const own = balances.filter((entry) => entry.subaccount === subaccount);
  return own.map(({ asset }) => asset);
}

/** To order subaccounts by, never to compute with; what is below zero has nothing to give. */
function worth(free: string): number {
  const text = parseDecimal(free);
  return text === null ? 0 : Number(text);
}

/** The instrument of the isolated position that a panel shows; empty where it shows none. */
export function isolatedOf({ mode, markInstrument }: Margin): string {
  return mode === 'isolated' ? markInstrument : '';
}

type Margin = Pick<MarginPanel, 'mode' | 'markInstrument'>;

/**
 * What the dialog begins with: what is called is to be cured, by the amount that the core says. An
 * isolated position is topped up from its own wallet by who may, a cross bucket from whoever has
 * the most free. Otherwise the selected subaccount gives.
 */
export function firstTransfer(
  margin: Margin & Pick<MarginPanel, 'subaccount' | 'asset' | 'level' | 'cure'>,
  choices: readonly string[],
  balances: readonly BalanceRow[],
  mayMargin: boolean,
): TransferState {
  const { subaccount, asset, level, mode, cure } = margin;
  const others = choices.filter((name) => name !== subaccount);
  const free = (name: string): number => worth(freeOf(balances, name, asset));
  const [richest = ''] = others.toSorted((a, b) => free(b) - free(a));
  const begin = { asset, route: 'wallets', phase: 'editing', told: null } as const;
  if (mayMargin && isolatedOf(margin) !== '') {
    const amount = level > 0 ? cure : '';
    return { ...begin, route: 'in', from: subaccount, to: richest, amount };
  }
  if (level > 0) {
    const amount = mode === 'isolated' ? '' : cure;
    return { ...begin, from: richest, to: subaccount, amount };
  }
  return { ...begin, from: subaccount, to: others[0] ?? '', amount: '' };
}

/** What keeps it from being sent, as far as the window can tell; the core decides. */
export function transferFault({ route, from, to, amount }: TransferFields): string {
  if (route === 'wallets' && from === to) return 'Choose two different subaccounts.';
  if (amount.trim() === '') return 'The amount is missing.';
  const text = parseDecimal(amount);
  if (text === null) return 'The amount is no number.';
  return isZero(text) ? 'The amount is zero.' : '';
}

/** The human form of the core's boundary; out of a position is a negative amount into it. */
export function transferCommand(
  { route, from, to, asset, amount: typed }: TransferFields,
  position: Pick<MarginPanel, 'subaccount' | 'markInstrument'>,
): HumanCommand {
  const amount = parseDecimal(typed) ?? typed;
  if (route === 'wallets') return { kind: 'transfer', from, to, asset, amount };
  const { subaccount, markInstrument: symbol } = position;
  const signed = route === 'in' ? amount : `-${amount}`;
  return { kind: 'position.transferMargin', subaccount, symbol, amount: signed };
}

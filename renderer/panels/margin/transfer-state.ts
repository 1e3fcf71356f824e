/** A transfer between subaccounts as a plain value: what is chosen, and what keeps it back. */
import type {
  AccountRow,
  BalanceRow,
  HumanCommand,
  MarginPanel,
  Reply,
} from '../../../core/desk/messages.ts';
import { isZero, parseDecimal } from '../../text/decimal.ts';

export interface TransferFields {
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

/**
 * What the dialog begins with. A called cross bucket is what is to be cured: the money comes from
 * whoever has the most of it free, and is what the core says cures the call. Otherwise the selected
 * subaccount gives.
 */
export function firstTransfer(
  margin: Pick<MarginPanel, 'subaccount' | 'asset' | 'level' | 'mode' | 'cure'>,
  choices: readonly string[],
  balances: readonly BalanceRow[],
): TransferState {
  const { subaccount, asset, level, mode, cure } = margin;
  const others = choices.filter((name) => name !== subaccount);
  const free = (name: string): number => worth(freeOf(balances, name, asset));
  const [richest = ''] = others.toSorted((a, b) => free(b) - free(a));
  const begin = { asset, phase: 'editing', told: null } as const;
  if (level > 0) {
    const amount = mode === 'cross' ? cure : '';
    return { ...begin, from: richest, to: subaccount, amount };
  }
  return { ...begin, from: subaccount, to: others[0] ?? '', amount: '' };
}

/** What keeps it from being sent, as far as the window can tell; the core decides. */
export function transferFault({ from, to, amount }: TransferFields): string {
  if (from === to) return 'Choose two different subaccounts.';
  if (amount.trim() === '') return 'The amount is missing.';
  const text = parseDecimal(amount);
  if (text === null) return 'The amount is no number.';
  return isZero(text) ? 'The amount is zero.' : '';
}

/** The human form of the core's boundary. */
export function transferCommand({ from, to, asset, amount }: TransferFields): HumanCommand {
  return { kind: 'transfer', from, to, asset, amount: parseDecimal(amount) ?? amount };
}

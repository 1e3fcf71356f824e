/** Moves collateral between subaccounts of one account: what cures a call, by keyboard alone. */
import { ArrowRightLeft, OctagonAlert } from 'lucide-react';
import { useMemo, useReducer, useState } from 'react';
import type { MarginPanel } from '../../../core/desk/messages.ts';
import { useFeed, useScalar, useSlow } from '../../feed/hooks.ts';
import { useMayTransfer } from '../../workspace/authority.ts';
import { Dialog } from '../../workspace/dialog.tsx';
import { keyName } from '../../workspace/key-table.ts';
import { notify } from '../../workspace/notices.ts';
import {
  assetsOf,
  firstTransfer,
  freeOf,
  hasTransferChoice,
  transferChoices,
  transferCommand,
  transferFault,
  transferReducer,
} from './transfer-state.ts';
import type { TransferState } from './transfer-state.ts';

interface ChoiceProps {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly choices: readonly string[];
  readonly choose: (choice: string) => void;
}

function Choice({ id, name, value, choices, choose }: ChoiceProps) {
  // They may be thousands, and are made anew only when they are others.
  const options = useMemo(
    () =>
      choices.map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      )),
    [choices],
  );
  return (
    <>
      <label htmlFor={id}>{name}</label>
      <select id={id} value={value} onChange={({ target }) => choose(target.value)}>
        {!choices.includes(value) && <option value={value}>{value}</option>}
        {options}
      </select>
    </>
  );
}

function Told({ state, fault }: { state: TransferState; fault: string }) {
  const { phase, told } = state;
  if (told === null) return fault === '' ? null : <p className="muted">{fault}</p>;
  return (
    <div className="outcome refused" role="alert">
      <OctagonAlert size={14} strokeWidth={1.75} aria-hidden />
      <p>
        <b>{phase === 'unknown' ? 'Outcome not known' : told.code}</b> {told.sentence}
      </p>
    </div>
  );
}

interface TransferProps {
  readonly margin: MarginPanel;
  readonly choices: readonly string[];
  readonly close: () => void;
}

function useTransfer({ margin, choices, close }: TransferProps) {
  const feed = useFeed();
  const [state, act] = useReducer(transferReducer, null, () =>
    firstTransfer(margin, choices, feed.rows.balances.values()),
  );
  const fault = transferFault(state);
  const canSend = fault === '' && state.phase !== 'sending';
  const send = async (): Promise<void> => {
    if (!canSend) return;
    act({ kind: 'send' });
    const reply = await feed.request({ name: 'command', command: transferCommand(state) });
    act({ kind: 'ended', reply });
    if (reply.result !== 'done') return;
    const { from, to, asset, amount } = state;
    notify('information', `Transfer ${amount} ${asset}`, `From ${from} to ${to}, recorded.`);
    close();
  };
  return { state, act, fault, canSend, send };
}

function TransferDialog(props: TransferProps) {
  const { margin, choices, close } = props;
  const feed = useFeed();
  useSlow('strip');
  const { state, act, fault, canSend, send } = useTransfer(props);
  const { from, to, asset, amount } = state;
  const balances = feed.rows.balances.values();
  const free = freeOf(balances, from, asset);
  const isIsolated = margin.mode === 'isolated' && margin.level > 0;
  const title = (
    <>
      <ArrowRightLeft size={16} strokeWidth={1.75} aria-hidden />
      Transfer collateral
    </>
  );
  return (
    <Dialog title={title} back={close}>
      <form
        className="transfer"
        onKeyDown={(event) => {
          const key = keyName(event);
          const isField = (event.target as HTMLElement).tagName === 'INPUT';
          if (key !== 'Ctrl Enter' && !(key === 'Enter' && isField)) return;
          event.preventDefault();
          void send();
        }}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Choice
          id="transfer-from"
          name="From"
          value={from}
          choices={choices}
          choose={(choice) => act({ kind: 'set', fields: { from: choice } })}
        />
        <span className="muted">Free</span>
        <span className="free">{free === '' ? '\u2014' : `${free} ${asset}`}</span>
        <Choice
          id="transfer-to"
          name="To"
          value={to}
          choices={choices}
          choose={(choice) => act({ kind: 'set', fields: { to: choice } })}
        />
        <Choice
          id="transfer-asset"
          name="Asset"
          value={asset}
          choices={assetsOf(balances, from)}
          choose={(choice) => act({ kind: 'set', fields: { asset: choice } })}
        />
        <label htmlFor="transfer-amount">Amount</label>
        <input
          id="transfer-amount"
          type="text"
          inputMode="decimal"
          autoComplete="off"
          data-first-focus
          value={amount}
          onChange={({ target }) => act({ kind: 'set', fields: { amount: target.value } })}
        />
        <div className="told">
          {isIsolated && (
            <p className="muted">
              It arrives in the wallet of {to}; its isolated position is topped up from there.
            </p>
          )}
          <Told state={state} fault={fault} />
        </div>
        <div className="acts">
          <button type="button" className="outline" onClick={close}>
            Back <kbd>Esc</kbd>
          </button>
          <button type="submit" className="primary" disabled={!canSend}>
            Transfer <kbd>{'\u23ce'}</kbd>
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Left out for who may not, and where there is nowhere to move anything. */
export function TransferButton({ margin }: { margin: MarginPanel }) {
  const feed = useFeed();
  const link = useScalar('link');
  const mayMove = useMayTransfer();
  const [opened, open] = useState<Omit<TransferProps, 'close'> | null>(null);
  const rows = feed.rows.accounts.values();
  const { subaccount } = margin;
  const isOffered = link.state === 'live' && hasTransferChoice(rows, subaccount, mayMove);
  const begin = (): void => open({ margin, choices: transferChoices(rows, subaccount, mayMove) });
  return (
    <>
      {isOffered && (
        <button type="button" className="plain small" onClick={begin}>
          Transfer
        </button>
      )}
      {opened !== null && <TransferDialog {...opened} close={() => open(null)} />}
    </>
  );
}

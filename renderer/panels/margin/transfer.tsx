/** Moves collateral between subaccounts of one account: what cures a call, by keyboard alone. */
import { ArrowRightLeft, OctagonAlert } from 'lucide-react';
import { useMemo, useReducer, useState } from 'react';
import type { MarginPanel } from '../../../core/desk/messages.ts';
import { useFeed, useScalar, useSlow } from '../../feed/hooks.ts';
import { useMayMargin, useMayTransfer } from '../../workspace/authority.ts';
import { Dialog } from '../../workspace/dialog.tsx';
import { keyName } from '../../workspace/key-table.ts';
import { notify } from '../../workspace/notices.ts';
import {
  assetsOf,
  firstTransfer,
  freeOf,
  hasTransferChoice,
  isolatedOf,
  transferChoices,
  transferCommand,
  transferFault,
  transferReducer,
} from './transfer-state.ts';
import type { Route, TransferAction, TransferState } from './transfer-state.ts';

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
  /** Whether margin may be moved into the isolated position and out of it. */
  readonly mayMargin: boolean;
  readonly close: () => void;
}

/** From and to, in words. */
function waysWords({ route, from, to }: TransferState, position: string): [string, string] {
  if (route === 'wallets') return [from, to];
  const [wallet, isolated] = [`Wallet of ${from}`, `${position} position`];
  return route === 'in' ? [wallet, isolated] : [isolated, wallet];
}

function useTransfer({ margin, choices, mayMargin, close }: TransferProps) {
  const feed = useFeed();
  const [state, act] = useReducer(transferReducer, null, () =>
    firstTransfer(margin, choices, feed.rows.balances.values(), mayMargin),
  );
  const fault = transferFault(state);
  const canSend = fault === '' && state.phase !== 'sending';
  const send = async (): Promise<void> => {
    if (!canSend) return;
    act({ kind: 'send' });
    const command = transferCommand(state, margin);
    const reply = await feed.request({ name: 'command', command });
    act({ kind: 'ended', reply });
    if (reply.result !== 'done') return;
    const { asset, amount } = state;
    const [from, to] = waysWords(state, margin.markInstrument);
    notify('information', `Transfer ${amount} ${asset}`, `From ${from} to ${to}, recorded.`);
    close();
  };
  return { state, act, fault, canSend, send };
}

type Act = (action: TransferAction) => void;

const ROUTES: readonly (readonly [Route, string])[] = [
  ['in', 'Into the position'],
  ['out', 'Out of it'],
  ['wallets', 'Between wallets'],
];

interface RoutesProps {
  readonly state: TransferState;
  readonly margin: MarginPanel;
  readonly act: Act;
}

/** Which way the margin of an isolated position goes, which has but one wallet and one asset. */
function Routes({ state: { route, from, to }, margin, act }: RoutesProps) {
  const { subaccount, asset, cure, level } = margin;
  const other = from === subaccount ? to : from;
  const choose = (next: Route): void => {
    const isToWallet = next === 'wallets' && level > 0;
    const ways = isToWallet ? { from: other, to: subaccount } : { from: subaccount, to: other };
    const amount = next === 'in' && level > 0 ? cure : '';
    act({ kind: 'set', fields: { route: next, asset, amount, ...ways } });
  };
  return (
    <fieldset className="segments" aria-label="Way">
      {ROUTES.map(([way, name]) => (
        <button key={way} type="button" aria-pressed={way === route} onClick={() => choose(way)}>
          {name}
        </button>
      ))}
    </fieldset>
  );
}

/** From and to of an isolated position, with what is free to go. */
function PositionWays({ state, margin }: { state: TransferState; margin: MarginPanel }) {
  const feed = useFeed();
  const now = useSlow('margin');
  const shown =
    now?.subaccount === margin.subaccount && now.bucket === margin.bucket ? now : margin;
  const [from, to] = waysWords(state, margin.markInstrument);
  const wallet = freeOf(feed.rows.balances.values(), state.from, margin.asset);
  const free = state.route === 'in' ? wallet : shown.free;
  return (
    <>
      <span className="muted">From</span>
      <span>{from}</span>
      <span className="muted">Free</span>
      <span className="free">{free === '' ? '\u2014' : `${free} ${margin.asset}`}</span>
      <span className="muted">To</span>
      <span>{to}</span>
      <span className="muted">Health</span>
      <span>
        {shown.health} now
        {shown.level > 0 && `, cured with ${shown.cure} ${margin.asset} at ${shown.cureAtPercent}`}
      </span>
    </>
  );
}

interface WalletWaysProps {
  readonly state: TransferState;
  readonly choices: readonly string[];
  readonly act: Act;
}

function WalletWays({ state: { from, to, asset }, choices, act }: WalletWaysProps) {
  const feed = useFeed();
  const balances = feed.rows.balances.values();
  const free = freeOf(balances, from, asset);
  return (
    <>
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
    </>
  );
}

function TransferDialog(props: TransferProps) {
  const { margin, choices, mayMargin, close } = props;
  useSlow('strip');
  const { state, act, fault, canSend, send } = useTransfer(props);
  const { route, to, amount } = state;
  const position = isolatedOf(margin);
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
        {position !== '' && mayMargin && <Routes state={state} margin={margin} act={act} />}
        {route === 'wallets' ? (
          <WalletWays state={state} choices={choices} act={act} />
        ) : (
          <PositionWays state={state} margin={margin} />
        )}
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
          {position !== '' && route === 'wallets' && margin.level > 0 && (
            <p className="muted">
              It arrives in the wallet of {to}; a trader tops up the {position} position from there.
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
  const { subaccount } = margin;
  const mayMargin = useMayMargin()(subaccount);
  const [opened, open] = useState<Omit<TransferProps, 'close'> | null>(null);
  const rows = feed.rows.accounts.values();
  const isPosition = mayMargin && isolatedOf(margin) !== '';
  const isOffered =
    link.state === 'live' && (isPosition || hasTransferChoice(rows, subaccount, mayMove));
  const begin = (): void => {
    open({ margin, choices: transferChoices(rows, subaccount, mayMove), mayMargin });
  };
  return (
    <>
      {isOffered && (
        <button type="button" className="neutral small" onClick={begin}>
          Transfer
        </button>
      )}
      {opened !== null && <TransferDialog {...opened} close={() => open(null)} />}
    </>
  );
}

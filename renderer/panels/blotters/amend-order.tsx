/** Amending a live order: trigger, price and what is left of it, each by arrow keys. */
import { useState } from 'react';
import type { InstrumentEntry, OrderRow, Reply } from '../../../core/desk/messages.ts';
import { useFeed, useSlow } from '../../feed/hooks.ts';
import { priceUnit } from '../../text/contracts.ts';
import { stepped } from '../../text/decimal.ts';
import { Dialog } from '../../workspace/dialog.tsx';
import { keyName } from '../../workspace/key-table.ts';
import { KindBadge, useAccountRow } from '../../workspace/kind-badge.tsx';
import { amendOrder } from '../ticket/commands.ts';
import { NumberField } from '../ticket/number-field.tsx';
import { ROLE_WORDS } from '../ticket/order-states.ts';
import type { FieldFault } from '../ticket/field-fault.ts';
import {
  amendable,
  amendFaults,
  amendOf,
  fieldsOf,
  offsetWords,
  priorityWords,
  takesAtOnce,
} from './amend-state.ts';
import type { AmendFields, AmendName } from './amend-state.ts';

interface AmendOrderProps {
  readonly row: OrderRow;
  readonly instrument: InstrumentEntry;
  readonly back: () => void;
}

function useAmend({ row, instrument, back }: AmendOrderProps) {
  const feed = useFeed();
  // What nobody has edited follows the order: a fill meanwhile is not undone.
  const [edits, setEdits] = useState<Partial<AmendFields>>({});
  const fields = { ...fieldsOf(row), ...edits };
  const [phase, setPhase] = useState<'editing' | 'sending' | Reply>('editing');
  const faults = amendFaults(fields, row, instrument);
  const amend = faults.length === 0 ? amendOf(fields, row, instrument) : {};
  const isChanged = Object.keys(amend).length > 0;
  // What is unknown is not sent again.
  const isOpen = phase === 'editing' || (phase !== 'sending' && phase.result === 'refused');
  const send = async (): Promise<void> => {
    if (!isChanged || !isOpen) return;
    setPhase('sending');
    const reply = await amendOrder(feed, row, amend);
    if (reply.result === 'done') back();
    else setPhase(reply);
  };
  return {
    fields,
    faults,
    amend,
    canSend: isChanged && isOpen,
    told: typeof phase === 'string' ? null : phase,
    send,
    change: (given: Partial<AmendFields>) => {
      setEdits({ ...edits, ...given });
      if (isOpen) setPhase('editing');
    },
  };
}

/** Where it is no plain order: what kind it is. */
function typeWords({ type, state, role, pegTo }: OrderRow): string {
  if (state === 'pending') return `, ${ROLE_WORDS[role]}`;
  return state === 'waiting' || pegTo !== '' ? `, ${type}` : '';
}

/** Which order it is, and how much of it there is. */
function Which({ row }: { row: OrderRow }) {
  const { order, parent, subaccount, filled, remaining, state } = row;
  const kind = useAccountRow(subaccount)?.kind ?? '';
  const isPending = state === 'pending';
  return (
    <p>
      {isPending ? 'Exit of order ' : 'Order '}
      <span className="mono">{isPending ? parent : order}</span> of {subaccount}{' '}
      <KindBadge kind={kind} />, {isPending ? 'waits for its fills' : `${filled} filled`},{' '}
      {remaining} left
      {row.flags === '' ? '' : `, ${row.flags}`}
      {row.isClosing ? ', as large as the position' : ''}.
    </p>
  );
}

const NAMES = {
  trigger: 'Trigger',
  trail: 'Trail',
  price: 'Price',
  size: 'Remaining size',
  offset: 'Offset',
  cap: 'Cap',
} as const satisfies Readonly<Record<AmendName, string>>;

function faultText(faults: readonly FieldFault[], field: FieldFault['field']): string {
  const fault = faults.find((entry) => entry.field === field);
  return fault === undefined ? '' : `${fault.code}: ${fault.sentence}`;
}

export function AmendOrder(props: AmendOrderProps) {
  const { row, instrument, back } = props;
  const { fields, faults, amend, canSend, told, send, change } = useAmend(props);
  const quotes = useSlow('quotes');
  const { symbol, tick, lot, sizeUnit } = instrument;
  const quote = quotes.find((entry) => entry.instrument === symbol);
  const names = amendable(row);
  const stepOf = (name: AmendName) => (by: 1 | -1) => {
    const step = name === 'size' ? lot : tick;
    change({ [name]: stepped(fields[name], step, by) });
  };
  const notes: Readonly<Record<AmendName, string>> = {
    trigger: `waits for ${row.trigger}`,
    trail: `waits for ${row.trigger}`,
    price: quote === undefined ? '' : `Bid ${quote.bid}  Ask ${quote.ask}`,
    size: `lot ${lot}`,
    offset: `${offsetWords(row)}, now at ${row.price}`,
    cap: quote === undefined ? '' : `Bid ${quote.bid}  Ask ${quote.ask}`,
  };
  return (
    <Dialog
      title={`Amend ${row.side.toLowerCase()} ${row.size} ${symbol}${typeWords(row)}`}
      back={back}
    >
      <Which row={row} />
      <div
        className="amend-fields"
        role="presentation"
        onKeyDown={(event) => {
          if (keyName(event) !== 'Enter') return;
          event.preventDefault();
          void send();
        }}
      >
        {names.map((name, at) => (
          <NumberField
            key={name}
            id={`amend-${name}`}
            name={NAMES[name]}
            note={notes[name]}
            unit={name === 'size' ? sizeUnit : priceUnit(instrument)}
            value={fields[name]}
            fault={faultText(faults, name)}
            isFirst={at === 0}
            isCompact={false}
            change={(typed) => change({ [name]: typed })}
            step={stepOf(name)}
            shiftStep={names.includes('size') ? stepOf('size') : stepOf(name)}
          />
        ))}
      </div>
      <p className="amend-words" aria-live="polite">
        {priorityWords(amend, row, instrument)}
        {takesAtOnce(amend, row, tick, quote) && (
          <b className="warn"> It meets the other side and trades at once.</b>
        )}
      </p>
      {told !== null && (
        <p className="outcome refused" role="alert">
          <span>
            <b>{told.result === 'unknown' ? 'UNKNOWN' : told.code}</b> {told.sentence}
          </span>
        </p>
      )}
      <div className="acts">
        <button type="button" className="outline" onClick={back}>
          Back <kbd>Esc</kbd>
        </button>
        <button type="button" className="primary" disabled={!canSend} onClick={() => void send()}>
          Amend <kbd>Enter</kbd>
        </button>
      </div>
    </Dialog>
  );
}

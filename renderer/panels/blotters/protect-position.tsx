/** Guarding a position that stands: its profit taken and its loss stopped, of which one is done. */
import { useState } from 'react';
import type {
  HumanCommand,
  InstrumentEntry,
  PositionRow,
  Preview,
  Reply,
} from '../../../core/desk/messages.ts';
import { useFeed } from '../../feed/hooks.ts';
import type { Feed } from '../../feed/feed.ts';
import { priceUnit } from '../../text/contracts.ts';
import { parseDecimal, stepped } from '../../text/decimal.ts';
import { Dialog } from '../../workspace/dialog.tsx';
import { keyName } from '../../workspace/key-table.ts';
import { KindBadge, useAccountRow } from '../../workspace/kind-badge.tsx';
import { give } from '../ticket/commands.ts';
import { NumberField } from '../ticket/number-field.tsx';
import { TRIGGERS } from '../ticket/order-types.ts';
import { faultsOfProtection, NO_PROTECTION, profitOrder, stopOrder } from './protect-state.ts';
import type { ProtectFields, ProtectName } from './protect-state.ts';
import { usePreview } from '../ticket/use-preview.ts';

interface ProtectProps {
  readonly row: PositionRow;
  readonly instrument: InstrumentEntry;
  readonly back: () => void;
}

/** What each would come to, or why the core would not take it. */
function Figures({ figures }: { figures: Preview | null }) {
  if (figures === null) return <p className="exit-value">&nbsp;</p>;
  const { realised, realisedSign, fee, refusalCode, refusalSentence } = figures;
  const tone = realisedSign === 0 ? '' : realisedSign > 0 ? 'up' : 'down';
  return refusalCode === '' ? (
    <p className="exit-value">
      Realises <b className={tone}>{realised}</b>, fee {fee}
    </p>
  ) : (
    <p className="fault">
      {refusalCode}: {refusalSentence}
    </p>
  );
}

/** Places the stop first: what guards stands even where the other is not taken. */
async function protect(
  feed: Feed,
  stop: HumanCommand | null,
  profit: HumanCommand | null,
  whose: string,
): Promise<readonly [string, Reply][]> {
  const ended: [string, Reply][] = [];
  if (stop !== null) ended.push(['stop', await give(feed, stop, `Stop for ${whose}`)]);
  const first = ended[0]?.[1];
  if (profit === null || (first !== undefined && first.result !== 'done')) return ended;
  const linked = first === undefined ? profit : { ...profit, oco: first.reference };
  const reply = await give(feed, linked, `Take profit for ${whose}`);
  return [...ended, ['take profit', reply]];
}

function useProtection({ row, instrument, back }: ProtectProps) {
  const feed = useFeed();
  const [fields, setFields] = useState<ProtectFields>({ ...NO_PROTECTION, size: row.size });
  const [phase, setPhase] = useState<'editing' | 'sending' | readonly [string, Reply][]>('editing');
  const faults = faultsOfProtection(fields, instrument);
  const isRight = faults.length === 0;
  const stop = isRight ? stopOrder(fields, row) : null;
  const profit = isRight ? profitOrder(fields, row) : null;
  const send = async (): Promise<void> => {
    if (phase !== 'editing' || (stop === null && profit === null)) return;
    setPhase('sending');
    const ended = await protect(feed, stop, profit, `${row.instrument}, ${row.subaccount}`);
    if (ended.every(([, { result }]) => result === 'done')) back();
    else setPhase(ended);
  };
  return {
    fields,
    faults,
    stop: usePreview(stop),
    profit: usePreview(profit),
    canSend: phase === 'editing' && (stop !== null || profit !== null),
    ended: typeof phase === 'string' ? [] : phase,
    send: () => void send(),
    change: (given: Partial<ProtectFields>) => {
      setFields({ ...fields, ...given });
      // What stands already is not placed again.
      const isOver = typeof phase !== 'string' && phase.some(([, end]) => end.result !== 'refused');
      if (phase !== 'sending' && !isOver) setPhase('editing');
    },
  };
}

const NAMES = {
  takeProfit: 'Take profit',
  stop: 'Stop',
  stopLimit: 'Stop limit',
  size: 'Size',
} as const satisfies Readonly<Record<ProtectName, string>>;

export function ProtectPosition(props: ProtectProps) {
  const { row, instrument, back } = props;
  const model = useProtection(props);
  const { fields, faults, change } = model;
  const kind = useAccountRow(row.subaccount)?.kind ?? '';
  const { symbol, tick, lot, sizeUnit } = instrument;
  const unitOfPrice = priceUnit(instrument);
  const stepOf = (name: ProtectName) => (by: 1 | -1) => {
    const isEmpty = fields[name].trim() === '';
    const first = parseDecimal(row.mark) ?? '';
    if (isEmpty) change({ [name]: first });
    else change({ [name]: stepped(fields[name], name === 'size' ? lot : tick, by) });
  };
  const fieldOf = (name: ProtectName, note: string, isFirst = false) => {
    const fault = faults.find((one) => one.field === name && one.code !== 'MISSING');
    return (
      <NumberField
        id={`protect-${name}`}
        name={NAMES[name]}
        note={note}
        unit={name === 'size' ? sizeUnit : unitOfPrice}
        value={fields[name]}
        fault={fault === undefined ? '' : `${fault.code}: ${fault.sentence}`}
        isFirst={isFirst}
        isCompact={false}
        change={(typed) => change({ [name]: typed })}
        step={stepOf(name)}
        shiftStep={stepOf('size')}
      />
    );
  };
  return (
    <Dialog title={`Protect ${symbol} of ${row.subaccount}`} back={back}>
      <p>
        {row.side} {row.size} {sizeUnit}, entry {row.entry}, mark {row.mark}{' '}
        <KindBadge kind={kind} />. Of both only one is done; they are as large as the position is
        now, and only reduce it.
      </p>
      <div
        className="amend-fields protect-fields"
        role="presentation"
        onKeyDown={(event) => {
          if (keyName(event) !== 'Enter' || event.target instanceof HTMLSelectElement) return;
          event.preventDefault();
          model.send();
        }}
      >
        <div>
          {fieldOf('takeProfit', 'rests at its price', true)}
          <Figures figures={model.profit} />
        </div>
        <div>
          {fieldOf('stop', `mark ${row.mark}`)}
          <Figures figures={model.stop} />
        </div>
        {fieldOf('stopLimit', 'empty: at the market')}
        <div className="number-field">
          <div className="label">
            <label htmlFor="protect-source">Stop waits for</label>
          </div>
          <div className="box">
            <select
              id="protect-source"
              value={fields.source}
              onChange={({ target }) => {
                change({ source: target.value as ProtectFields['source'] });
              }}
            >
              {TRIGGERS.map((choice) => (
                <option key={choice} value={choice}>
                  {choice} price
                </option>
              ))}
            </select>
          </div>
        </div>
        {fieldOf('size', `lot ${lot}`)}
      </div>
      {model.ended.map(([what, { result, code, sentence, reference }]) => (
        <p key={what} role="alert" className={`outcome${result === 'done' ? '' : ' refused'}`}>
          <span>
            {result === 'done' ? (
              <>
                The {what} stands by itself, order <span className="mono">{reference}</span>.
              </>
            ) : (
              <>
                The {what}: <b>{result === 'unknown' ? 'UNKNOWN' : code}</b> {sentence}
              </>
            )}
          </span>
        </p>
      ))}
      <div className="acts">
        <button type="button" className="outline" onClick={back}>
          Back <kbd>Esc</kbd>
        </button>
        <button type="button" className="primary" disabled={!model.canSend} onClick={model.send}>
          Protect <kbd>Enter</kbd>
        </button>
      </div>
    </Dialog>
  );
}

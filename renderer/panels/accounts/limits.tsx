/** Setting what a subaccount's orders may not pass: one person tightens it, two loosen it. */
import { Gauge, OctagonAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import type {
  HumanCommand,
  InstrumentEntry,
  OrderLimits,
  Reply,
} from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { useFeed } from '../../feed/hooks.ts';
import { deskState } from '../../workspace/desk-state.ts';
import { showDialog } from '../../workspace/dialog-host.tsx';
import { Dialog } from '../../workspace/dialog.tsx';
import { KindBadge, useAccountRow } from '../../workspace/kind-badge.tsx';
import { notify } from '../../workspace/notices.ts';
import type { Command } from '../../workspace/palette/commands.ts';
import { instrumentOf } from '../../workspace/watching.ts';
import { limitCommands, limitFaults } from './limits-state.ts';
import type { LimitName } from './limits-state.ts';

interface LimitsProps {
  readonly subaccount: string;
  readonly instrument: InstrumentEntry;
  readonly close: () => void;
}

interface FieldLine {
  readonly name: LimitName;
  readonly word: string;
  readonly unit: string;
}

function linesOf({ sizeUnit, settleAsset }: InstrumentEntry): FieldLine[] {
  return [
    { name: 'maxQuantity', word: 'Largest size of an order', unit: sizeUnit },
    { name: 'maxValue', word: 'Largest value of an order', unit: settleAsset },
    { name: 'maxAwayPercent', word: 'Farthest from the mark', unit: '%' },
    { name: 'ordersPerSecond', word: 'Orders in a second', unit: 'all instruments' },
    { name: 'executions', word: 'Executions of a strategy', unit: 'all instruments' },
    { name: 'windowS', word: 'In a window of', unit: 's' },
  ];
}

/** The limits as they stand, once the core has told them. */
function useStanding({ subaccount, instrument }: LimitsProps): OrderLimits | null {
  const feed = useFeed();
  const { symbol } = instrument;
  const [standing, setStanding] = useState<OrderLimits | null>(null);
  useEffect(() => {
    let isOver = false;
    const ask = async (): Promise<void> => {
      const call = { name: 'limits', subaccount, instrument: symbol } as const;
      const { body, code, sentence } = await feed.request(call);
      if (isOver) return;
      if (body?.name === 'limits') setStanding(body.limits);
      else notify('warning', code, sentence);
    };
    void ask();
    return () => {
      isOver = true;
    };
  }, [feed, subaccount, symbol]);
  return standing;
}

type Phase = 'editing' | 'sending' | Reply;

/** Gives them one after the other, up to one that is refused. */
async function giveAll(feed: Feed, commands: readonly HumanCommand[]): Promise<Reply | null> {
  for (const command of commands) {
    const reply = await feed.request({ name: 'command', command });
    if (reply.result !== 'done') return reply;
  }
  return null;
}

function useLimits(props: LimitsProps) {
  const feed = useFeed();
  const { subaccount, instrument, close } = props;
  const standing = useStanding(props);
  const [edits, setEdits] = useState<Partial<OrderLimits>>({});
  const [phase, setPhase] = useState<Phase>('editing');
  const fields = standing === null ? null : { ...standing, ...edits };
  const faults = fields === null ? [] : limitFaults(fields);
  const commands =
    fields === null || standing === null
      ? []
      : limitCommands(fields, standing, subaccount, instrument.symbol);
  const told = typeof phase === 'string' ? null : phase;
  // The venue says what loosens: then the same is asked of two.
  const isLoosening = told?.code === 'NEEDS_SECOND_PERSON';
  const canSend = commands.length > 0 && faults.length === 0 && phase !== 'sending';
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!canSend) return;
    setPhase('sending');
    const given = isLoosening
      ? commands.map((command) => ({ kind: 'proposal.open', command }))
      : commands;
    const refused = await giveAll(feed, given);
    if (refused !== null) return setPhase(refused);
    const what = `Limits of ${subaccount} in ${instrument.symbol}`;
    const words = isLoosening ? 'Proposed: another person must approve it.' : 'Set and recorded.';
    notify('information', what, words);
    close();
  };
  const change = (name: LimitName, typed: string): void => {
    setEdits({ ...edits, [name]: typed });
    setPhase('editing');
  };
  return { fields, faults, told, isLoosening, canSend, send, change };
}

function Told({ told, isLoosening }: { told: Reply | null; isLoosening: boolean }) {
  if (told === null) return null;
  return (
    <div className="outcome refused" role="alert">
      <OctagonAlert size={14} strokeWidth={1.75} aria-hidden />
      <p>
        <b>{told.result === 'unknown' ? 'Outcome not known' : told.code}</b> {told.sentence}
        {isLoosening && ' Propose it, and another person may approve.'}
      </p>
    </div>
  );
}

function LimitsDialog(props: LimitsProps) {
  const { subaccount, instrument, close } = props;
  const { fields, faults, told, isLoosening, canSend, send, change } = useLimits(props);
  const kind = useAccountRow(subaccount)?.kind ?? '';
  const title = (
    <>
      <Gauge size={16} strokeWidth={1.75} aria-hidden />
      Order limits of {subaccount} in {instrument.symbol}
    </>
  );
  return (
    <Dialog title={title} back={close}>
      <p>
        <KindBadge kind={kind} /> Empty: no limit. One person tightens, two loosen.
      </p>
      <form className="limits" onSubmit={(event) => void send(event)}>
        {linesOf(instrument).map(({ name, word, unit }, at) => (
          <div key={name}>
            <label htmlFor={`limit-${name}`}>{word}</label>
            <input
              id={`limit-${name}`}
              type="text"
              inputMode="decimal"
              autoComplete="off"
              placeholder="no limit"
              disabled={fields === null}
              {...(at === 0 && { 'data-first-focus': true })}
              aria-invalid={faults.includes(name)}
              value={fields?.[name] ?? ''}
              onChange={({ target }) => change(name, target.value)}
            />
            <span className="muted">{unit}</span>
          </div>
        ))}
        {faults.length > 0 && <p className="fault">NOT_A_NUMBER: write a figure above zero</p>}
        <Told told={told} isLoosening={isLoosening} />
        <div className="acts">
          <button type="button" className="outline" onClick={close}>
            Back <kbd>Esc</kbd>
          </button>
          <button type="submit" className="primary" disabled={!canSend}>
            {isLoosening ? 'Propose' : 'Set'} <kbd>Enter</kbd>
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Of the selected subaccount and instrument, for whoever signed in as risk. */
export function limitsCommands(feed: Feed): Command[] {
  const { subaccount, instrument: symbol } = deskState();
  const instrument = instrumentOf(feed, symbol);
  if (feed.get('signedIn')?.role !== 'risk' || instrument === undefined || subaccount === '') {
    return [];
  }
  return [
    {
      id: 'set order limits',
      group: 'Act',
      title: `Set order limits of ${subaccount} in ${symbol}`,
      detail: 'size, value, distance, rates',
      words: 'risk tighten loosen maximum',
      run: () => {
        showDialog((close) => (
          <LimitsDialog subaccount={subaccount} instrument={instrument} close={close} />
        ));
      },
    },
  ];
}

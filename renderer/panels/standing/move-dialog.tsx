/** Has an instrument halt, reduce, call an auction or resume: chosen, with a reason, confirmed. */
import { OctagonAlert, SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { InstrumentMove, Reply, StandingRow } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { useFeed } from '../../feed/hooks.ts';
import { deskState } from '../../workspace/desk-state.ts';
import { showDialog } from '../../workspace/dialog-host.tsx';
import { Dialog } from '../../workspace/dialog.tsx';
import { keyFor } from '../../workspace/keys.ts';
import { notify } from '../../workspace/notices.ts';
import type { Command } from '../../workspace/palette/commands.ts';
import { instrumentOf } from '../../workspace/watching.ts';
import { becauseWords, mayMove, MOVE_WORDS } from './standing-words.ts';
import { useStandings } from './use-standing.ts';

/** Longest reason that the venue takes. */
const REASON_MAX = 36;

interface Given {
  readonly symbol: string;
  readonly move: InstrumentMove;
  readonly note: string;
}

/** One person lowers; to resume is proposed, and another approves it. */
function commandOf({ symbol, move, note }: Given) {
  if (move !== 'resume') return { kind: 'instrument.halt', symbol, to: move, note };
  const command = { kind: 'instrument.resume', symbol, note };
  return { kind: 'proposal.open', command };
}

type Auction = NonNullable<ReturnType<typeof instrumentOf>>['auction'];

/** What becomes of orders, and how it comes back. */
function effectWords(move: InstrumentMove, row: StandingRow, auction: Auction): string {
  const back =
    auction === null
      ? 'it opens at once'
      : `only post-only orders for ${auction.postOnlyS} s, then a call of ${auction.callS} s`;
  switch (move) {
    case 'halt': {
      const now = 'Orders rest and can only be cancelled, stops wait, nobody is liquidated.';
      return `${now} Two people resume it: ${back}.`;
    }
    case 'reduceOnly':
      return 'Only what reduces a position is taken; trading goes on. Two people resume it.';
    case 'auction': {
      const { callS = 0, extensionS = 0 } = auction ?? {};
      const now = `Orders are collected for ${callS} s, ${extensionS} s more if the price is far,`;
      return `${now} and trade at the one price of most volume. Then it is open.`;
    }
    case 'resume': {
      const then = row.state === 'preOpen' ? 'a call begins' : 'it is open';
      return `Another person must approve it. Then ${row.state === 'halt' ? back : then}.`;
    }
  }
}

function Refusal({ reply }: { reply: Reply | null }) {
  if (reply === null) return null;
  return (
    <div className="outcome refused" role="alert">
      <OctagonAlert size={14} strokeWidth={1.75} aria-hidden />
      <p>
        <b>{reply.result === 'unknown' ? 'Outcome not known' : reply.code}</b> {reply.sentence}
      </p>
    </div>
  );
}

interface FormProps {
  readonly row: StandingRow;
  readonly wanted: InstrumentMove | null;
  readonly close: () => void;
}

function Moves({ row, wanted, close }: FormProps) {
  const feed = useFeed();
  const [chosen, choose] = useState(wanted);
  const [note, setNote] = useState('');
  const [told, tell] = useState<Reply | null>(null);
  const [isSending, setSending] = useState(false);
  const move = row.moves.find((one) => one === chosen) ?? row.moves[0];
  const symbol = row.instrument;
  if (move === undefined) {
    return <p data-first-focus tabIndex={-1}>{`Nothing leads on from here: ${row.takes}`}</p>;
  }
  const isAsked = move === 'resume';
  const canSend = note.trim() !== '' && !isSending;
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!canSend) return;
    setSending(true);
    const command = commandOf({ symbol, move, note: note.trim() });
    const reply = await feed.request({ name: 'command', command });
    setSending(false);
    if (reply.result !== 'done') return tell(reply);
    // What was done at once everybody is told by an alert.
    const words = 'Proposed: another person must approve it.';
    if (isAsked) notify('information', `${symbol} was asked to resume`, words);
    close();
  };
  return (
    <form className="moves" onSubmit={(event) => void send(event)}>
      <fieldset className="segments kill-scope" aria-label="To">
        {row.moves.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === move}
            onClick={() => {
              choose(one);
              tell(null);
            }}
          >
            {MOVE_WORDS[one]}
          </button>
        ))}
      </fieldset>
      <p>{effectWords(move, row, instrumentOf(feed, symbol)?.auction ?? null)}</p>
      <label htmlFor="move-reason">Reason, for everybody to read</label>
      <input
        id="move-reason"
        type="text"
        autoComplete="off"
        maxLength={REASON_MAX}
        data-first-focus
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      <Refusal reply={told} />
      <div className="acts">
        <button type="button" className="outline" onClick={close}>
          Back <kbd>Esc</kbd>
        </button>
        <button
          type="submit"
          className={isAsked ? 'primary' : 'danger-fill'}
          disabled={!canSend}
          title={note.trim() === '' ? 'A reason is needed' : ''}
        >
          {isAsked ? `Propose to resume ${symbol}` : `${MOVE_WORDS[move]}: ${symbol}`}{' '}
          <kbd>Enter</kbd>
        </button>
      </div>
    </form>
  );
}

interface DialogProps {
  readonly symbol: string;
  readonly wanted: InstrumentMove | null;
  readonly close: () => void;
}

function MoveDialog({ symbol, wanted, close }: DialogProps) {
  const row = useStandings().find(({ instrument }) => instrument === symbol);
  const title = (
    <>
      <SlidersHorizontal size={16} strokeWidth={1.75} aria-hidden />
      State of {symbol}
    </>
  );
  if (row === undefined) return null;
  const because = becauseWords(row);
  return (
    <Dialog title={title} back={close}>
      <p>
        Now <b>{row.title.toLowerCase()}</b>
        {because === '' ? '.' : `, ${because}.`}
      </p>
      <Moves row={row} wanted={wanted} close={close} />
    </Dialog>
  );
}

/** Asks what an instrument is to do, for whoever may say so. */
export function showMoves(feed: Feed, symbol: string, wanted: InstrumentMove | null = null): void {
  if (!mayMove(feed.get('signedIn'))) return;
  if (document.querySelector('dialog[open]') !== null) return;
  showDialog((close) => <MoveDialog symbol={symbol} wanted={wanted} close={close} />);
}

/** What the instrument on the screen can be had to do now. */
export function moveCommands(feed: Feed): Command[] {
  const { instrument: symbol } = deskState();
  const row = feed.rows.standings.get(symbol);
  if (row === undefined || !mayMove(feed.get('signedIn'))) return [];
  return row.moves.map((move, at) => ({
    id: `move ${symbol} ${move}`,
    group: 'Act',
    title: `${MOVE_WORDS[move]}: ${symbol}`,
    detail: `now ${row.title.toLowerCase()}, asks first`,
    words: 'instrument state halt resume open trading auction stop',
    ...(at === 0 && { keys: keyFor('everywhere', 'Alt H') }),
    run: () => showMoves(feed, symbol, move),
  }));
}

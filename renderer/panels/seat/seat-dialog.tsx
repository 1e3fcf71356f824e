/** Settings of this window's session: what of its orders goes when it goes. */
import { OctagonAlert, Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import type { Reply, Seat } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { useFeed, useScalar, useSlow } from '../../feed/hooks.ts';
import type { SignedIn } from '../../feed/streams.ts';
import { mayReduceNow } from '../../workspace/authority.ts';
import { useDesk } from '../../workspace/desk-state.ts';
import { showDialog } from '../../workspace/dialog-host.tsx';
import { Dialog } from '../../workspace/dialog.tsx';
import { keyFor, meantKey } from '../../workspace/keys.ts';
import type { Command } from '../../workspace/palette/commands.ts';
import { arm, disarm, setGoes, useArming } from './seat.ts';
import { SECONDS_LEAST, SECONDS_MOST, secondsOf } from './seat-plan.ts';
import { fuseWords, goneWords, ordersWords, scopeWords, SWITCH_WORDS } from './seat-words.ts';

/** Who has orders to lose, or may take others'. */
function mayUse(signedIn: SignedIn | null): boolean {
  return signedIn?.role === 'trader' || signedIn?.role === 'risk';
}

function Cases({ of }: { of: readonly (readonly [string, string])[] }) {
  return (
    <dl className="seat-cases">
      {of.map(([when, what]) => (
        <div key={when}>
          <dt>{when}</dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}

function Refusal({ reply }: { reply: Reply | null }) {
  if (reply === null || reply.result === 'done') return null;
  return (
    <div className="outcome refused" role="alert">
      <OctagonAlert size={14} strokeWidth={1.75} aria-hidden />
      <p>
        <b>{reply.result === 'unknown' ? 'Outcome not known' : reply.code}</b> {reply.sentence}
      </p>
    </div>
  );
}

function Goes({ seat }: { seat: Seat }) {
  const feed = useFeed();
  const [told, tell] = useState<Reply | null>(null);
  const { cancelOnDisconnect, orders, graceMs } = seat;
  return (
    <section>
      <label className="seat-choice">
        <input
          type="checkbox"
          data-first-focus
          checked={cancelOnDisconnect}
          onChange={({ target }) => void setGoes(feed, target.checked).then(tell)}
        />
        <b>Cancel on disconnect</b>
        <span className="muted">
          {cancelOnDisconnect ? `on, ${ordersWords(orders)} now` : 'off: orders stay'}
        </span>
      </label>
      <p>Of the orders that this session placed, stops that wait too.</p>
      <Cases of={goneWords(graceMs)} />
      <Refusal reply={told} />
    </section>
  );
}

/** The switches that hold, each with its countdown. */
function Armed({ seat }: { seat: Seat }) {
  const nowUs = useSlow('strip')?.timeUs ?? 0;
  if (seat.switches.length === 0) return null;
  return (
    <ul className="kill-engaged">
      {seat.switches.map((one) => (
        <li key={`${one.subaccount} ${one.by}`}>
          <b>{one.subaccount === '' ? 'This session' : one.subaccount}</b>
          <span>armed by {one.by}</span>
          <b className="fuse" role="timer">
            {fuseWords(one, nowUs)}
          </b>
        </li>
      ))}
    </ul>
  );
}

function Switch({ seat }: { seat: Seat }) {
  const feed = useFeed();
  const arming = useArming();
  const subaccount = useDesk((state) => state.subaccount);
  const [typed, type] = useState('30');
  const [isWide, setWide] = useState(false);
  const [told, tell] = useState<Reply | null>(null);
  const seconds = secondsOf(typed);
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (seconds === null) return;
    tell(await arm(feed, { subaccount: isWide ? subaccount : '', seconds }));
  };
  return (
    <section>
      <h3>Dead man{'\u2019'}s switch</h3>
      <p>
        All orders go unless it is put off in time. Seconds are the venue{'\u2019'}s: held, its
        clock stands still.
      </p>
      <Armed seat={seat} />
      {arming === null ? (
        <form onSubmit={(event) => void send(event)}>
          <label htmlFor="switch-seconds">Seconds</label>
          <input
            id="switch-seconds"
            type="text"
            inputMode="numeric"
            autoComplete="off"
            aria-invalid={seconds === null}
            value={typed}
            onChange={({ target }) => type(target.value)}
          />
          <select
            aria-label="Orders of"
            value={isWide ? 'subaccount' : 'session'}
            onChange={({ target }) => setWide(target.value === 'subaccount')}
          >
            <option value="session">of this session</option>
            {mayReduceNow(feed, subaccount) && (
              <option value="subaccount">all of {subaccount}</option>
            )}
          </select>
          <button type="submit" className="primary" disabled={seconds === null}>
            Arm
          </button>
        </form>
      ) : (
        <p className="seat-armed">
          This window puts it off every {Math.round((arming.seconds * 10) / 3) / 10} s, for{' '}
          {scopeWords(arming)}.
          <button type="button" className="outline" onClick={() => void disarm(feed).then(tell)}>
            Disarm
          </button>
        </p>
      )}
      {seconds === null && (
        <p className="fault">{`Whole seconds, ${SECONDS_LEAST} to ${SECONDS_MOST}`}</p>
      )}
      <Refusal reply={told} />
      <Cases of={SWITCH_WORDS} />
    </section>
  );
}

function SeatDialog({ close }: { close: () => void }) {
  const seat = useScalar('seat');
  const title = (
    <>
      <Unplug size={16} strokeWidth={1.75} aria-hidden />
      What goes with this window
    </>
  );
  return (
    <Dialog title={title} back={close} className="seat-dialog">
      {seat === null ? (
        <p data-first-focus tabIndex={-1}>
          Sign in first: orders are somebody{'\u2019'}s.
        </p>
      ) : (
        <>
          <Goes seat={seat} />
          <Switch seat={seat} />
        </>
      )}
      <div className="acts">
        <button type="button" className="outline" onClick={close}>
          Close <kbd>Esc</kbd>
        </button>
      </div>
    </Dialog>
  );
}

export function showSeat(): void {
  showDialog((close) => <SeatDialog close={close} />);
}

export function seatCommands(feed: Feed): Command[] {
  if (!mayUse(feed.get('signedIn'))) return [];
  return [
    {
      id: 'what goes with this window',
      group: 'Act',
      title: 'Cancel on disconnect, dead man\u2019s switch',
      detail: 'what goes with this window',
      words: 'arm disarm seconds session orders connection',
      keys: keyFor('everywhere', 'Alt G'),
      run: showSeat,
    },
  ];
}

/** Alt G opens it from anywhere, for whoever may use it. */
export function useSeatKeys(): void {
  const feed = useFeed();
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (meantKey(event, 'everywhere') !== 'Alt G' || !mayUse(feed.get('signedIn'))) return;
      event.preventDefault();
      if (document.querySelector('dialog[open]') === null) showSeat();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [feed]);
}

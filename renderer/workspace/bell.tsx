/** The bell: how much nobody has answered, and behind it calls, proposals and the last notices. */
import { Bell as BellIcon, BellOff, Volume2 } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import type { CallRow } from '../../core/desk/messages.ts';
import { useFeed, useScalar } from '../feed/hooks.ts';
import { timeOfDay } from '../text/times.ts';
import { enableAlerts, tryChime, useMissingAlerts } from './alarms.ts';
import { isUnanswered } from './alert-plan.ts';
import { setAlertSettings, useAlertSettings } from './alert-settings.ts';
import { useMayReduce } from './authority.ts';
import { acknowledgeCall, answerCall, snoozeCall, useCalls } from './calls.ts';
import { meantKey } from './keys.ts';
import { useNoticeHistory } from './notices.ts';
import { mayApprove, Proposals, useProposalNotices, useProposals } from './proposals.tsx';

function standingOf({ acknowledgedBy, snoozedUntilUs }: CallRow): string {
  if (acknowledgedBy !== '') return `Acknowledged by ${acknowledgedBy}`;
  if (snoozedUntilUs !== 0) return `Snoozed until ${timeOfDay(snoozedUntilUs)}`;
  return 'Nobody has acknowledged it';
}

function Call({ call }: { call: CallRow }) {
  const feed = useFeed();
  const mayReduce = useMayReduce();
  const { level, subaccount, bucket, health, cure, asset } = call;
  const isOpen = isUnanswered(call);
  return (
    <li className="bell-call">
      <span className={`level level-${level}`}>L{level}</span>
      <b>
        {subaccount} {health}
      </b>
      <span className="muted">{bucket}</span>
      <p>
        Cure {cure} {asset}
      </p>
      <p className={isOpen ? 'warn' : 'muted'}>{standingOf(call)}</p>
      {call.acknowledgedBy === '' && mayReduce(subaccount) && (
        <div className="acts">
          <button
            type="button"
            className="small primary"
            data-acknowledge
            aria-label={`Acknowledge the call on ${subaccount}`}
            onClick={() => void answerCall(feed, call.call, acknowledgeCall)}
          >
            Acknowledge
          </button>
          {isOpen && (
            <button
              type="button"
              className="small outline"
              aria-label={`Snooze the call on ${subaccount} for 5 minutes`}
              onClick={() => void answerCall(feed, call.call, snoozeCall)}
            >
              Snooze 5 min
            </button>
          )}
        </div>
      )}
    </li>
  );
}

function LastNotices() {
  const notices = useNoticeHistory();
  if (notices.length === 0) return <p className="bell-none">Nothing was told in this window.</p>;
  return (
    <ul>
      {notices.map(({ id, tone, title, text, timeUs }) => (
        <li key={id} className={`bell-notice ${tone}`}>
          <span className="time">{timeUs === 0 ? '' : timeOfDay(timeUs)}</span>
          <b>{title}</b>
          <p>{text}</p>
        </li>
      ))}
    </ul>
  );
}

/** How alerts are heard, and what stands in the way of it. */
function Hearing() {
  const { words, canAsk } = useMissingAlerts();
  const { isMuted, volume, notifies } = useAlertSettings();
  const Icon = isMuted ? BellOff : Volume2;
  return (
    <div className="bell-hearing">
      <button
        type="button"
        className="icon small"
        aria-pressed={isMuted}
        aria-label="Mute"
        title={isMuted ? 'Sound is muted' : 'Mute the sound'}
        onClick={() => setAlertSettings({ isMuted: !isMuted })}
      >
        <Icon size={16} strokeWidth={1.75} aria-hidden />
      </button>
      <input
        type="range"
        min={0}
        max={100}
        step={10}
        aria-label="Chime volume"
        disabled={isMuted}
        value={volume}
        onChange={({ target }) => setAlertSettings({ volume: Number(target.value) })}
      />
      <button type="button" className="small outline" disabled={isMuted} onClick={tryChime}>
        Try
      </button>
      <span className="spring" />
      <label>
        <input
          type="checkbox"
          checked={notifies}
          onChange={({ target }) => setAlertSettings({ notifies: target.checked })}
        />
        Notifications
      </label>
      {words.length > 0 && <p className="warn">{words.join(' ')}</p>}
      {canAsk && (
        <button type="button" className="small primary" onClick={() => void enableAlerts()}>
          Enable alerts
        </button>
      )}
    </div>
  );
}

function List({ close }: { close: () => void }) {
  const calls = useCalls();
  const list = useRef<HTMLDivElement>(null);
  const open = calls.filter(isUnanswered).length;
  useEffect(() => {
    // An answered call takes its buttons along: the focus goes on to the next one.
    if (list.current?.contains(document.activeElement) === true) return;
    const next = list.current?.querySelector<HTMLElement>('[data-acknowledge]');
    (next ?? list.current)?.focus();
  });
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  return (
    <div
      ref={list}
      className="bell-list"
      role="dialog"
      aria-label="Calls and notices"
      tabIndex={-1}
      onKeyDown={pressed}
    >
      <h2>
        Open calls{' '}
        <span className="muted">{open === 0 ? 'all answered' : `${open} to answer`}</span>
      </h2>
      {calls.length === 0 ? (
        <p className="bell-none">No margin call is open.</p>
      ) : (
        <ul>
          {calls.map((call) => (
            <Call key={call.key} call={call} />
          ))}
        </ul>
      )}
      <Proposals />
      <h2>
        Last notices <span className="muted">of this window, venue time</span>
      </h2>
      <LastNotices />
      <Hearing />
    </div>
  );
}

/** What of alerts is missing, where a click would give it. */
function EnableAlerts() {
  const { words, canAsk } = useMissingAlerts();
  if (!canAsk) return null;
  return (
    <button
      type="button"
      className="small outline warn"
      title={words.join(' ')}
      onClick={() => void enableAlerts()}
    >
      <BellOff size={14} strokeWidth={1.75} aria-hidden />
      Enable alerts
    </button>
  );
}

export function Bell() {
  const [isOpen, setOpen] = useState(false);
  const signedIn = useScalar('signedIn');
  const calls = useCalls().filter(isUnanswered).length;
  const proposals = useProposals().filter((row) => mayApprove(signedIn, row)).length;
  const count = calls + proposals;
  useProposalNotices();
  const { isMuted } = useAlertSettings();
  const place = useRef<HTMLDivElement>(null);
  const close = useCallback(() => {
    // The list is gone before the focus moves: while it stands it takes the focus back.
    flushSync(() => setOpen(false));
    place.current?.querySelector<HTMLElement>('[aria-haspopup]')?.focus();
  }, []);
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent): void => {
      if (meantKey(event, 'everywhere') !== 'Shift F8') return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
  useEffect(() => {
    if (!isOpen) return;
    const away = ({ target }: Event): void => {
      if (place.current?.contains(target as Node) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [isOpen]);
  const Icon = isMuted ? BellOff : BellIcon;
  const name = `Calls and notices, ${count} to answer${isMuted ? ', muted' : ''}`;
  return (
    <div className="bell" ref={place}>
      <EnableAlerts />
      <button
        type="button"
        className="icon"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={name}
        title={name}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon size={16} strokeWidth={1.75} aria-hidden />
        {count > 0 && <span className="bell-count">{count}</span>}
      </button>
      {isOpen && <List close={close} />}
    </div>
  );
}

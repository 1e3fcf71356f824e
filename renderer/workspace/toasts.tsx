/** Calls and fills as they come: at most three, never over the ticket; the bell has the rest. */
import {
  BellOff,
  Check,
  CircleQuestionMark,
  ShieldCheck,
  Siren,
  TriangleAlert,
  X,
} from 'lucide-react';
import { useEffect } from 'react';
import { useFeed } from '../feed/hooks.ts';
import { timeOfDay } from '../text/times.ts';
import { enableAlerts, keepAlarms } from './alarms.ts';
import { useMayReduce } from './authority.ts';
import { acknowledgeCall, answerCall, snoozeCall } from './calls.ts';
import { dismiss, shownFirst, useNotices } from './notices.ts';
import type { Notice } from './notices.ts';

const ICONS = {
  information: Check,
  cured: ShieldCheck,
  warning: TriangleAlert,
  grave: Siren,
} as const;

function CallActs({ notice }: { notice: Notice }) {
  const feed = useFeed();
  const mayReduce = useMayReduce();
  const call = feed.rows.calls.get(String(notice.call));
  if (call === undefined || !mayReduce(call.subaccount)) return null;
  return (
    <div className="acts">
      <button
        type="button"
        className={`small ${notice.tone === 'grave' ? 'danger-fill' : 'primary'}`}
        onClick={() => void answerCall(feed, notice.call, acknowledgeCall)}
      >
        Acknowledge
      </button>
      <button
        type="button"
        className="small outline"
        onClick={() => void answerCall(feed, notice.call, snoozeCall)}
      >
        Snooze 5 min
      </button>
    </div>
  );
}

function Toast({ notice }: { notice: Notice }) {
  const { id, tone, title, text, call, timeUs, enablesAlerts } = notice;
  const isUnknown = title.startsWith('UNKNOWN');
  const Icon = enablesAlerts ? BellOff : isUnknown ? CircleQuestionMark : ICONS[tone];
  const enable = (): void => {
    void enableAlerts();
    dismiss(id);
  };
  return (
    <li className={`toast ${tone}`}>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <strong>{title}</strong>
      <span className="time">{timeUs === 0 ? '' : timeOfDay(timeUs)}</span>
      {call === 0 && (
        <button
          type="button"
          className="icon small"
          aria-label="Dismiss"
          onClick={() => dismiss(id)}
        >
          <X size={14} strokeWidth={1.75} />
        </button>
      )}
      <p>{text}</p>
      {call !== 0 && <CallActs notice={notice} />}
      {enablesAlerts && (
        <div className="acts">
          <button type="button" className="small primary" onClick={enable}>
            Enable alerts
          </button>
        </div>
      )}
    </li>
  );
}

export function Toasts() {
  const feed = useFeed();
  const notices = useNotices();
  useEffect(() => keepAlarms(feed), [feed]);
  const shown = shownFirst(notices);
  const hidden = notices.length - shown.length;
  return (
    <section aria-label="Notices" className="toasts">
      {hidden > 0 && <p className="toasts-more">{hidden} more in the bell</p>}
      <ul>
        {shown.map((notice) => (
          <Toast key={notice.key === '' ? notice.id : notice.key} notice={notice} />
        ))}
      </ul>
    </section>
  );
}

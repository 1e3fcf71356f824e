/** Calls and fills as they come: at most three, never over the ticket. */
import { Check, CircleQuestionMark, ShieldCheck, Siren, TriangleAlert, X } from 'lucide-react';
import { useEffect } from 'react';
import type { CallRow } from '../../core/desk/messages.ts';
import type { Feed } from '../feed/feed.ts';
import { useFeed } from '../feed/hooks.ts';
import { useMayReduce } from './authority.ts';
import { acknowledgeCall } from './calls.ts';
import { dismiss, dismissCall, NOTICES_SHOWN, notify, useNotices } from './notices.ts';
import type { Notice } from './notices.ts';

/** A call speaks when it is raised and when its level rises, not with every figure. */
function tellOfCalls(feed: Feed): () => void {
  const told = new Map<string, number>();
  const tell = ({ key, call, level, subaccount, health, cure, asset, acknowledgedBy }: CallRow) => {
    const before = told.get(key);
    told.set(key, level);
    if (acknowledgedBy !== '') return dismissCall(call);
    if (before !== undefined && before >= level) return;
    const title = `L${level} ${subaccount} ${health}`;
    const text = `Cure ${cure} ${asset}. Stays until a named person acknowledges it.`;
    notify(level === 3 ? 'grave' : 'warning', title, text, call);
  };
  return feed.on('calls', ({ isFresh, changed, gone }) => {
    if (isFresh) {
      // What was open before this window came stands pinned in the strip.
      told.clear();
      for (const { key, level } of changed) told.set(key, level);
      return;
    }
    for (const row of changed) tell(row);
    for (const key of gone) {
      told.delete(key);
      dismissCall(Number(key));
    }
  });
}

function tellOfAlerts(feed: Feed): () => void {
  return feed.on('alerts', (alerts) => {
    for (const { event, subaccount, text, call } of alerts.slice(-NOTICES_SHOWN)) {
      if (event !== 'call.cured') continue;
      dismissCall(call);
      notify('cured', `Margin call cured, ${subaccount}`, text);
    }
  });
}

const ICONS = {
  information: Check,
  cured: ShieldCheck,
  warning: TriangleAlert,
  grave: Siren,
} as const;

function Toast({ notice }: { notice: Notice }) {
  const feed = useFeed();
  const mayReduce = useMayReduce();
  const call = feed.rows.calls.get(String(notice.call));
  const mayAcknowledge = call !== undefined && mayReduce(call.subaccount);
  const Icon = notice.title.startsWith('UNKNOWN') ? CircleQuestionMark : ICONS[notice.tone];
  const acknowledge = async (): Promise<void> => {
    const reply = await acknowledgeCall(feed, notice.call);
    if (reply.result === 'done') dismissCall(notice.call);
    else notify('warning', reply.code, reply.sentence);
  };
  return (
    <li className={`toast ${notice.tone}`}>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <strong>{notice.title}</strong>
      {notice.call === 0 && (
        <button
          type="button"
          className="icon small"
          aria-label="Dismiss"
          onClick={() => dismiss(notice.id)}
        >
          <X size={14} strokeWidth={1.75} />
        </button>
      )}
      <p>{notice.text}</p>
      {notice.call !== 0 && mayAcknowledge && (
        <div className="acts">
          <button
            type="button"
            className={`small ${notice.tone === 'grave' ? 'danger-fill' : 'primary'}`}
            onClick={() => void acknowledge()}
          >
            Acknowledge
          </button>
        </div>
      )}
    </li>
  );
}

export function Toasts() {
  const feed = useFeed();
  const notices = useNotices();
  useEffect(() => {
    const stops = [tellOfCalls(feed), tellOfAlerts(feed)];
    return () => stops.forEach((stop) => stop());
  }, [feed]);
  return (
    <section aria-label="Notices">
      <ul className="toasts">
        {notices.slice(-NOTICES_SHOWN).map((notice) => (
          <Toast key={notice.id} notice={notice} />
        ))}
      </ul>
    </section>
  );
}

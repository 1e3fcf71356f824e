/** The line under the bar: what is fresh, what is late, how fast the core is, who is called. */
import { TriangleAlert } from 'lucide-react';
import type { CallRow, Strip as StripLine } from '../../core/desk/messages.ts';
import { useFeed, useScalar, useSlow } from '../feed/hooks.ts';
import type { Link } from '../feed/streams.ts';
import { age } from '../text/times.ts';
import { useMayReduce } from './authority.ts';
import { acknowledgeCall, useOpenCalls } from './calls.ts';
import { notify } from './notices.ts';

const WHOLE = new Intl.NumberFormat('en-US');

function linkWord(link: Link): readonly [string, string] {
  switch (link.state) {
    case 'live':
      return ['Connected', ''];
    case 'stale':
      return ['No frames', 'late'];
    case 'connecting':
      return [`Connecting, attempt ${link.attempt}`, 'off'];
    case 'gone':
      return ['Core gone', 'stale'];
  }
}

function latency(us: number): string {
  return us === 0 ? 'none yet' : `${(us / 1_000).toFixed(2)} ms`;
}

/** Ages count only while the core speaks; after that nothing is known of any feed. */
function Feeds({ strip, isKnown }: { strip: StripLine; isKnown: boolean }) {
  const { feeds, indices } = strip;
  const fresh = feeds.filter(({ isStale }) => !isStale).length;
  const oldest = Math.max(0, ...feeds.map(({ ageMs }) => ageMs));
  return (
    <>
      {feeds.map(({ name, ageMs, isStale }) => (
        <li key={name} className="wide-only">
          <span className={`dot ${isKnown ? (isStale ? 'stale' : '') : 'off'}`} />
          {name} <b className={isStale ? 'danger' : ''}>{isKnown ? age(ageMs) : '\u2014'}</b>
          {isStale && isKnown && <b className="danger">stale</b>}
        </li>
      ))}
      <li className="compact-only">
        <span className={`dot ${isKnown ? (fresh < feeds.length ? 'stale' : '') : 'off'}`} />
        Feeds <b>{isKnown ? `${fresh} of ${feeds.length}` : '\u2014'}</b> oldest{' '}
        <b>{isKnown ? age(oldest) : '\u2014'}</b>
      </li>
      {indices.map(({ symbol, state, badges }) => (
        <li key={symbol} className="wide-only" title={badges.join(', ')}>
          <span className={`dot ${isKnown ? (state === 'GREEN' ? '' : 'late') : 'off'}`} />
          Index {symbol} <b>{isKnown ? state.toLowerCase() : '\u2014'}</b>
        </li>
      ))}
    </>
  );
}

export function Strip() {
  const link = useScalar('link');
  const strip = useSlow('strip');
  const [pinned] = useOpenCalls();
  const [word, dot] = linkWord(link);
  return (
    <section className="strip" aria-label="Connection and alerts">
      <ul>
        <li>
          <span className={`dot ${dot}`} />
          <b className="state">{word}</b>
        </li>
        {strip !== null && (
          <>
            <Feeds strip={strip} isKnown={link.state === 'live'} />
            <li>
              Core p99 <b>{latency(strip.coreP99Us)}</b>
            </li>
            <li className="wide-only">
              Journal <b>{WHOLE.format(strip.sequence)}</b> durable
            </li>
            {strip.core !== 'running' && (
              <li>
                <b className="danger">
                  {strip.core === 'readOnly' ? 'Core is read-only' : 'Core stopped'}
                </b>
              </li>
            )}
          </>
        )}
      </ul>
      {pinned !== undefined && <PinnedCall call={pinned} />}
    </section>
  );
}

function PinnedCall({ call }: { call: CallRow }) {
  const feed = useFeed();
  const mayAcknowledge = useMayReduce()(call.subaccount);
  const acknowledge = async (): Promise<void> => {
    const reply = await acknowledgeCall(feed, call.call);
    if (reply.result !== 'done') notify('warning', reply.code, reply.sentence);
  };
  return (
    <div className="pinned">
      <TriangleAlert size={14} strokeWidth={1.75} className="danger" aria-hidden />
      <span className={`level level-${call.level}`}>L{call.level}</span>
      <b>
        Margin call {call.subaccount} {call.health}
      </b>
      <span className="wide-only">
        cure {call.cure} {call.asset}
      </span>
      {mayAcknowledge && (
        <button type="button" onClick={() => void acknowledge()} data-key="F8">
          Acknowledge <kbd>F8</kbd>
        </button>
      )}
    </div>
  );
}

/** The line under the bar: what is fresh, what is late, how fast the core is, who is called. */
import { TriangleAlert } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import type { CallRow, Strip as StripLine } from '../../core/desk/messages.ts';
import { useFeed, useScalar, useSlow } from '../feed/hooks.ts';
import type { Link } from '../feed/streams.ts';
import { KilledInStrip } from '../panels/kill/kill-button.tsx';
import { SeatInStrip } from '../panels/seat/seat-strip.tsx';
import { OpenInStrip, StandingInStrip } from '../panels/standing/standing-bar.tsx';
import { age } from '../text/times.ts';
import { useMayReduce } from './authority.ts';
import { acknowledgeCall, answerCall, useOpenCalls } from './calls.ts';
import { CoreStanding } from './core-standing.tsx';
import { useKey } from './keys.ts';
import { foldOf } from './strip-fold.ts';
import type { Fold } from './strip-fold.ts';
import { useCompact } from './use-compact.ts';

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

interface FeedsProps {
  readonly strip: StripLine;
  readonly isKnown: boolean;
  readonly isFolded: boolean;
}

/** Ages count only while the core speaks; after that nothing is known of any feed. */
function Feeds({ strip, isKnown, isFolded }: FeedsProps) {
  const { feeds, indices } = strip;
  const fresh = feeds.filter(({ isStale }) => !isStale).length;
  const oldest = Math.max(0, ...feeds.map(({ ageMs }) => ageMs));
  const dotOf = (late: string): string => `dot ${isKnown ? late : 'off'}`;
  if (isFolded) {
    return (
      <li title={feeds.map(({ name, ageMs }) => `${name} ${age(ageMs)}`).join(', ')}>
        <span className={dotOf(fresh < feeds.length ? 'stale' : '')} />
        Feeds <b>{isKnown ? `${fresh} of ${feeds.length}` : '\u2014'}</b> oldest{' '}
        <b>{isKnown ? age(oldest) : '\u2014'}</b>
      </li>
    );
  }
  return (
    <>
      {feeds.map(({ name, ageMs, isStale }) => (
        <li key={name}>
          <span className={dotOf(isStale ? 'stale' : '')} />
          {name} <b className={isStale ? 'danger' : ''}>{isKnown ? age(ageMs) : '\u2014'}</b>
          {isStale && isKnown && <b className="danger">stale</b>}
        </li>
      ))}
      {indices.map(({ symbol, state, badges }) => (
        <li key={symbol}>
          <span className={dotOf(state === 'GREEN' ? '' : 'late')} />
          Index {symbol} <b>{isKnown ? state.toLowerCase() : '\u2014'}</b>
          {badges.length > 0 && <span className="made-of">{badges.join(', ').toLowerCase()}</span>}
        </li>
      ))}
    </>
  );
}

/** Folds in a small window, and what does not fit whenever the room or the texts change. */
function useFold() {
  const room = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const isCompact = useCompact();
  const [fold, setFold] = useState<Fold>({ isFolded: false, need: 0 });
  useLayoutEffect(() => {
    const look = (): void => {
      const [has, takes] = [room.current?.offsetWidth ?? 0, list.current?.offsetWidth ?? 0];
      setFold((before) => foldOf(before, has, takes));
    };
    const observer = new ResizeObserver(look);
    for (const { current } of [room, list]) if (current !== null) observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return { room, list, isFolded: isCompact || fold.isFolded };
}

export function Strip() {
  const link = useScalar('link');
  const strip = useSlow('strip');
  const calls = useOpenCalls();
  const { room, list, isFolded } = useFold();
  const [word, dot] = linkWord(link);
  const [pinned] = calls;
  const isKnown = link.state === 'live';
  return (
    <>
      <section className="strip" aria-label="Connection and alerts">
        <div className="strip-room" ref={room}>
          <ul ref={list}>
            <li>
              <span className={`dot ${dot}`} />
              <b className="state">{word}</b>
            </li>
            {strip !== null && (
              <>
                <OpenInStrip />
                <Feeds strip={strip} isKnown={isKnown} isFolded={isFolded} />
                <li>
                  Core p99 <b>{latency(strip.coreP99Us)}</b>
                </li>
                {!isFolded && (
                  <li>
                    Journal <b>{WHOLE.format(strip.sequence)}</b> durable
                  </li>
                )}
              </>
            )}
          </ul>
        </div>
        <SeatInStrip />
        <StandingInStrip />
        <KilledInStrip />
        {pinned !== undefined && <PinnedCall call={pinned} more={calls.length - 1} />}
      </section>
      <CoreStanding />
    </>
  );
}

function PinnedCall({ call, more }: { call: CallRow; more: number }) {
  const feed = useFeed();
  const mayReduce = useMayReduce();
  const hasCore = useScalar('link').state === 'live';
  const mayAcknowledge = hasCore && mayReduce(call.subaccount);
  const key = useKey('everywhere', 'F8');
  const bellKey = useKey('everywhere', 'Shift F8');
  const cure = `cure ${call.cure} ${call.asset}`;
  return (
    <div className="pinned" title={`${call.bucket}, ${cure}`}>
      <TriangleAlert size={14} strokeWidth={1.75} className="danger" aria-hidden />
      <span className={`level level-${call.level}`}>L{call.level}</span>
      <b>
        Margin call {call.subaccount} {call.health}
      </b>
      <span className="cure">{cure}</span>
      {more > 0 && (
        <span className="more" title={`The bell lists them: ${bellKey}`}>
          +{more} more
        </span>
      )}
      {mayAcknowledge && (
        <button
          type="button"
          onClick={() => void answerCall(feed, call.call, acknowledgeCall)}
          data-key={key}
          aria-label={`Acknowledge ${key}`}
        >
          <span className="wide-only">Acknowledge</span>
          <span className="compact-only">Ack</span> <kbd>{key}</kbd>
        </button>
      )}
    </div>
  );
}

/** Where an instrument's standing is read: in the strip, over the ladder and on the ticket. */
import { Gavel, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { StandingRow } from '../../../core/desk/messages.ts';
import { useFeed, useScalar, useSlow } from '../../feed/hooks.ts';
import { useDesk } from '../../workspace/desk-state.ts';
import { showMoves } from './move-dialog.tsx';
import {
  becauseWords,
  indicativeWords,
  leftWords,
  mayMove,
  surplusWords,
  toneOf,
} from './standing-words.ts';
import { useStanding, useStandings } from './use-standing.ts';

function Icon({ row }: { row: StandingRow }) {
  if (row.isCollecting) return <Gavel size={14} strokeWidth={1.75} aria-hidden />;
  const Sign = toneOf(row) === 'grave' ? OctagonAlert : TriangleAlert;
  return <Sign size={14} strokeWidth={1.75} aria-hidden />;
}

/** Price, size and surplus of a call, where it collects. */
function Indicated({ row }: { row: StandingRow }) {
  if (!row.isCollecting) return null;
  return (
    <>
      <span>
        Indicative <b>{indicativeWords(row)}</b>
      </span>
      <span>
        Surplus <b>{surplusWords(row)}</b>
      </span>
    </>
  );
}

function titleOf(row: StandingRow, left: string): string {
  const { instrument, title, takes } = row;
  return [`${instrument}: ${title}`, becauseWords(row), left, takes].filter(Boolean).join('. ');
}

/** An open instrument, where the strip says how everything stands. */
export function OpenInStrip() {
  const row = useStanding();
  if (row === undefined || toneOf(row) !== '') return null;
  return (
    <li>
      {row.instrument} <b>{row.title.toLowerCase()}</b>
    </li>
  );
}

/** What does not take all orders, for everybody; whoever may change that does it from here. */
export function StandingInStrip() {
  const feed = useFeed();
  const symbol = useDesk((state) => state.instrument);
  const isOffered = mayMove(useScalar('signedIn'));
  const nowUs = useSlow('strip')?.timeUs ?? 0;
  const rows = useStandings().filter((row) => toneOf(row) !== '');
  // The one on the screen first.
  const [row, ...others] = rows.toSorted(
    (a, b) => Number(b.instrument === symbol) - Number(a.instrument === symbol),
  );
  if (row === undefined) return null;
  const left = leftWords(row, nowUs);
  const words = (
    <>
      <Icon row={row} />
      <b>
        {row.instrument} {row.title.toUpperCase()}
      </b>
      {left !== '' && <span>{left}</span>}
      <Indicated row={row} />
      {!row.isCollecting && <span className="clipped">{becauseWords(row)}</span>}
      {others.length > 0 && <span>+{others.length} more</span>}
    </>
  );
  const title = [row, ...others].map((one) => titleOf(one, leftWords(one, nowUs))).join('\n');
  const className = `standing ${toneOf(row)}`;
  if (!isOffered) {
    return (
      <div className={className} title={title}>
        {words}
      </div>
    );
  }
  return (
    <button
      type="button"
      className={className}
      title={title}
      onClick={() => showMoves(feed, row.instrument)}
    >
      {words}
    </button>
  );
}

/** Over the ladder: what its prices mean now. */
export function LadderStanding() {
  const row = useStanding();
  const nowUs = useSlow('strip')?.timeUs ?? 0;
  if (row === undefined || toneOf(row) === '') return null;
  const left = leftWords(row, nowUs);
  return (
    <div className={`standing-bar ${toneOf(row)}`} title={titleOf(row, left)}>
      <Icon row={row} />
      <b>{row.title}</b>
      <span className="clipped">{row.isCollecting ? indicativeWords(row) : row.why}</span>
      <span className="spring" />
      {left !== '' && <b role="timer">{left}</b>}
    </div>
  );
}

/** On the ticket, before anything is typed: what is taken all the same. */
export function TicketStanding() {
  const row = useStanding();
  if (row === undefined || toneOf(row) !== 'warned') return null;
  return (
    <p className="standing-takes warned" title={row.takes}>
      <Icon row={row} />
      <span>
        <b>{row.title}</b> {row.takes}
      </span>
    </p>
  );
}

/** In the strip while it holds: orders that go with this window, and the switch that is armed. */
import { Timer, Unplug } from 'lucide-react';
import { useScalar, useSlow } from '../../feed/hooks.ts';
import { showSeat } from './seat-dialog.tsx';
import { fuseWords, ordersWords, scopeWords, seatTitle } from './seat-words.ts';

export function SeatInStrip() {
  const seat = useScalar('seat');
  const hasCore = useScalar('link').state === 'live';
  const nowUs = useSlow('strip')?.timeUs ?? 0;
  if (seat === null || (!seat.cancelOnDisconnect && seat.switches.length === 0)) return null;
  // The nearest to fire.
  const [first] = seat.switches.toSorted((a, b) => a.dueUs - b.dueUs);
  return (
    <button type="button" className="seat" title={seatTitle(seat)} onClick={showSeat}>
      {seat.cancelOnDisconnect && (
        <>
          <Unplug size={14} strokeWidth={1.75} aria-hidden />
          <b>
            <span className="wide-only">Cancel on disconnect</span>
            <span className="compact-only">On disconnect</span>
          </b>
          <span>{ordersWords(seat.orders)}</span>
        </>
      )}
      {first !== undefined && (
        <>
          <Timer size={14} strokeWidth={1.75} aria-hidden />
          <b>
            <span className="wide-only">Dead man{'\u2019'}s switch</span>
            <span className="compact-only">Switch</span>
          </b>
          <b role="timer" className="fuse">
            {hasCore ? fuseWords(first, nowUs) : '\u2014'}
          </b>
          <span className="wide-only">{scopeWords(first)}</span>
        </>
      )}
    </button>
  );
}

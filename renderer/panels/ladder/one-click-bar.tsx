/** One-click trading in words, where the ladder is: off, or what a click sends and for how long. */
import { Zap } from 'lucide-react';
import type { InstrumentEntry } from '../../../core/desk/messages.ts';
import { useScalar } from '../../feed/hooks.ts';
import { ofSteps } from '../../text/decimal.ts';
import { countdown } from '../../text/times.ts';
import { useInstrument } from '../../workspace/use-instrument.ts';
import { ask } from '../blotters/asked.ts';
import { useShut } from '../ticket/use-shut.ts';
import { clicked, useClicks } from './clicks.ts';
import type { Armed } from './one-click.ts';
import { useClock } from './use-clock.ts';

/** Only for traders, and while entry is open. */
export function OneClickButton() {
  const { state } = useClicks();
  const signedIn = useScalar('signedIn');
  const shut = useShut();
  if (state.isArmed || signedIn?.role !== 'trader' || shut !== '') return null;
  return (
    <button type="button" className="outline small" onClick={() => ask({ kind: 'arm' })}>
      One-click off
    </button>
  );
}

export function OneClickBar() {
  const { state } = useClicks();
  const instrument = useInstrument();
  if (!state.isArmed || instrument === undefined) return null;
  return <ArmedBar armed={state} instrument={instrument} />;
}

function ArmedBar({ armed, instrument }: { armed: Armed; instrument: InstrumentEntry }) {
  const nowMs = useClock();
  const { sizeLots, leftLots, capLots, untilMs, place } = armed;
  const { lot, sizeUnit } = instrument;
  return (
    <div className="one-click-bar">
      <div className="one-click-head">
        <Zap size={14} strokeWidth={1.75} aria-hidden />
        <b>
          A click sends {ofSteps(sizeLots, lot)} {sizeUnit}
        </b>
        <span className="spring" />
        <b role="timer">{countdown(Math.ceil((untilMs - nowMs) / 1_000))}</b>
      </div>
      <div className="one-click-terms">
        <span>
          {ofSteps(leftLots, lot)} left of {ofSteps(capLots, lot)}, {place.subaccount}
        </span>
        <span className="spring" />
        <button type="button" className="outline" onClick={() => clicked({ kind: 'disarm' })}>
          Disarm <kbd>Esc</kbd>
        </button>
      </div>
    </div>
  );
}

/** The warning round a panel from which orders go at once, or to which they belong. */
export function ArmedFrame() {
  const { state } = useClicks();
  return state.isArmed ? <div className="armed-frame" aria-hidden="true" /> : null;
}

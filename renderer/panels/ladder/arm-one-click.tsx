/** Arming one-click trading: what a click sends, how much in all, and for how long. */
import { Zap } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { InstrumentEntry } from '../../../core/desk/messages.ts';
import { useFeed, useScalar } from '../../feed/hooks.ts';
import { ofSteps, parseDecimal, stepped, stepsOf } from '../../text/decimal.ts';
import { deskState, useDesk } from '../../workspace/desk-state.ts';
import { Dialog } from '../../workspace/dialog.tsx';
import { isInDialog, keyName } from '../../workspace/key-table.ts';
import { KindBadge, useAccountRow } from '../../workspace/kind-badge.tsx';
import { notify } from '../../workspace/notices.ts';
import { useInstrument } from '../../workspace/use-instrument.ts';
import { ask, useAsked } from '../blotters/asked.ts';
import { LargeOrder } from '../ticket/large-order.tsx';
import { NumberField } from '../ticket/number-field.tsx';
import { numberFault } from '../ticket/field-fault.ts';
import { useShut } from '../ticket/use-shut.ts';
import { clicked, confirmLarge, leaveLarge, operatorOf, placeOf, useClicks } from './clicks.ts';
import { PRESET_LOTS } from './one-click.ts';
import { keepTerms, keptTerms } from './terms.ts';
import type { TypedTerms } from './terms.ts';

const TICK_MS = 250;
const SECONDS_STEP = 5;
const SECONDS_MOST = 3_600;

/** Disarms on whatever is not as it was when it was armed. */
function useDisarming(): string {
  const { state } = useClicks();
  const shut = useShut();
  const instrument = useDesk((desk) => desk.instrument);
  const subaccount = useDesk((desk) => desk.subaccount);
  const signedIn = useScalar('signedIn');
  const { isArmed } = state;
  useEffect(() => {
    const operator = operatorOf(signedIn);
    clicked({ kind: 'placed', place: { instrument, subaccount, operator } });
  }, [instrument, subaccount, signedIn]);
  const isTrading = useDesk((desk) => desk.room === 'trading');
  useEffect(() => {
    if (!isTrading) clicked({ kind: 'disarm' });
  }, [isTrading]);
  useEffect(() => {
    if (shut !== '') clicked({ kind: 'shut', why: shut });
  }, [shut]);
  useEffect(() => {
    if (!isArmed) return;
    const timer = setInterval(() => clicked({ kind: 'tick', nowMs: performance.now() }), TICK_MS);
    const pressed = (event: KeyboardEvent): void => {
      if (keyName(event) !== 'Esc') return;
      clicked({ kind: 'disarm' });
      // A dialog that is open is left by the same key.
      if (!isInDialog(event.target)) event.stopPropagation();
    };
    document.addEventListener('keydown', pressed, { capture: true });
    return () => {
      clearInterval(timer);
      document.removeEventListener('keydown', pressed, { capture: true });
    };
  }, [isArmed]);
  return shut;
}

function lotsOf(typed: string, lot: string): number {
  return stepsOf(parseDecimal(typed) ?? '0', lot) ?? 0;
}

function faultsOf({ size, cap, seconds }: TypedTerms, lot: string) {
  const text = (typed: string): string => {
    const fault = numberFault('size', typed, lot, 'LOT');
    return fault === null ? '' : `${fault.code}: ${fault.sentence}`;
  };
  const isLess = lotsOf(cap, lot) < lotsOf(size, lot);
  const isTime = /^\d{1,4}$/.test(seconds) && Number(seconds) <= SECONDS_MOST;
  return {
    size: text(size),
    cap: text(cap) || (isLess ? 'CAP: less than one click' : ''),
    seconds: isTime && Number(seconds) > 0 ? '' : `TIME: 1 to ${SECONDS_MOST} seconds`,
  };
}

function ArmDialog({ instrument, back }: { instrument: InstrumentEntry; back: () => void }) {
  const feed = useFeed();
  const { symbol, lot, sizeUnit } = instrument;
  const { subaccount } = deskState();
  const kind = useAccountRow(subaccount)?.kind ?? '';
  const [terms, setTerms] = useState(() => keptTerms(instrument));
  const faults = faultsOf(terms, lot);
  const isRight = Object.values(faults).every((fault) => fault === '');
  const change = (given: Partial<TypedTerms>): void => setTerms({ ...terms, ...given });
  const arm = (): void => {
    if (!isRight) return;
    keepTerms(symbol, terms);
    const { size, cap, seconds } = terms;
    const lots = { sizeLots: lotsOf(size, lot), capLots: lotsOf(cap, lot) };
    const given = { ...lots, seconds: Number(seconds) };
    back();
    clicked({ kind: 'arm', terms: given, place: placeOf(feed), nowMs: performance.now() });
    // Once the dialog has given the focus back.
    setTimeout(() => document.querySelector<HTMLElement>('.ladder-body')?.focus());
  };
  const field = (name: 'size' | 'cap', title: string, isFirst: boolean) => {
    const step = (by: 1 | -1): void => change({ [name]: stepped(terms[name], lot, by) });
    return (
      <NumberField
        id={`arm-${name}`}
        name={title}
        note=""
        unit={sizeUnit}
        value={terms[name]}
        fault={faults[name]}
        isFirst={isFirst}
        isCompact={false}
        change={(value) => change({ [name]: value })}
        step={step}
        shiftStep={step}
      />
    );
  };
  const stepSeconds = (by: 1 | -1): void => {
    change({ seconds: String(Math.max(SECONDS_STEP, Number(terms.seconds) + by * SECONDS_STEP)) });
  };
  const title = (
    <>
      <Zap size={16} strokeWidth={1.75} className="warn" aria-hidden />
      Arm one-click trading in {symbol}
    </>
  );
  return (
    <Dialog title={title} back={back}>
      <p>
        A click on a bid or an ask of the ladder then sends a limit order at once, from{' '}
        <b>{subaccount}</b> <KindBadge kind={kind} />. Large orders still ask.
      </p>
      <div
        className="arm-fields"
        role="presentation"
        onKeyDown={(event) => {
          if (keyName(event) !== 'Enter') return;
          event.preventDefault();
          arm();
        }}
      >
        {field('size', 'Size per click', true)}
        <fieldset className="segments shares" aria-label="Size presets">
          {PRESET_LOTS.map((lots) => {
            const size = ofSteps(lots, lot);
            return (
              <button
                key={lots}
                type="button"
                aria-pressed={lotsOf(terms.size, lot) === lots}
                onClick={() => change({ size })}
              >
                {size.includes('.') ? size.replace(/\.?0+$/, '') : size}
              </button>
            );
          })}
        </fieldset>
        {field('cap', 'At most in all', false)}
        <NumberField
          id="arm-seconds"
          name="For"
          note=""
          unit="seconds"
          value={terms.seconds}
          fault={faults.seconds}
          isFirst={false}
          isCompact={false}
          change={(seconds) => change({ seconds })}
          step={stepSeconds}
          shiftStep={stepSeconds}
        />
      </div>
      <div className="acts">
        <button type="button" className="outline" onClick={back}>
          Back <kbd>Esc</kbd>
        </button>
        <button type="button" className="warn-fill" disabled={!isRight} onClick={arm}>
          Arm <kbd>Enter</kbd>
        </button>
      </div>
    </Dialog>
  );
}

/** The dialogs of one-click trading, and what watches over it; once in a window. */
export function OneClick() {
  const feed = useFeed();
  const asked = useAsked();
  const instrument = useInstrument();
  const shut = useDisarming();
  const { large } = useClicks();
  const isAsked = asked?.kind === 'arm';
  useEffect(() => {
    if (!isAsked || shut === '') return;
    ask(null);
    notify('information', 'One-click trading stays off', shut);
  }, [isAsked, shut]);
  if (instrument === undefined) return null;
  if (large !== null) {
    const { side, size, price, figures } = large;
    return (
      <LargeOrder
        instrument={instrument}
        side={side}
        size={size}
        at={`at ${price}`}
        subaccount={deskState().subaccount}
        figures={figures}
        rest="would rest"
        send={() => confirmLarge(feed)}
        back={leaveLarge}
      />
    );
  }
  if (!isAsked || shut !== '') return null;
  return <ArmDialog key={instrument.symbol} instrument={instrument} back={() => ask(null)} />;
}

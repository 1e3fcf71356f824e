/** The static price ladder of the selected instrument, own orders beside it. */
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useState } from 'react';
import { useFeed, useSlow } from '../../feed/hooks.ts';
import { priceFormatter } from '../../text/prices.ts';
import { LADDER_STEPS, setDesk, useDesk } from '../../workspace/desk-state.ts';
import { useMayReduce } from '../../workspace/authority.ts';
import { Key } from '../../workspace/key.tsx';
import { useKey } from '../../workspace/keys.ts';
import { Panel } from '../../workspace/panel.tsx';
import { useInstrument } from '../../workspace/use-instrument.ts';
import { LadderStanding } from '../standing/standing-bar.tsx';
import { cancelAll, cancelSide } from '../ticket/commands.ts';
import { bandWords } from './band.ts';
import { centre, pressed } from './ladder-acts.ts';
import { ArmedFrame, OneClickBar, OneClickButton } from './one-click-bar.tsx';
import { useLadderView, usePointer } from './use-ladder.ts';

function sizeOr0(size = ''): string {
  return size === '' ? '0' : size;
}

/** What of the selected subaccount rests here, and the ways to take it back. */
function Foot() {
  const feed = useFeed();
  const ladder = useSlow('ladder');
  const instrument = useDesk((state) => state.instrument);
  const subaccount = useDesk((state) => state.subaccount);
  const mayCancel = useMayReduce()(subaccount);
  const sideKey = useKey('ladder', 'Shift X');
  const shown = ladder?.instrument === instrument ? ladder : null;
  return (
    <div className="panel-foot wide-only">
      <span>
        Working <b className="up">{sizeOr0(shown?.workingBuy)}</b> /{' '}
        <b className="down">{sizeOr0(shown?.workingSell)}</b>
      </span>
      <span className="spring" />
      {mayCancel && (
        <fieldset className="cancels" aria-label="Cancel own orders">
          <span>Cancel</span>
          <button
            type="button"
            title={`Bids (${sideKey} on a bid)`}
            aria-label="Cancel bids"
            onClick={() => void cancelSide(feed, 'BUY')}
          >
            bids
          </button>
          <button
            type="button"
            title={`Asks (${sideKey} on an ask)`}
            aria-label="Cancel asks"
            onClick={() => void cancelSide(feed, 'SELL')}
          >
            asks
          </button>
          <button
            type="button"
            title="All, stops that wait too"
            aria-label="Cancel all"
            onClick={() => void cancelAll(feed)}
          >
            <b>all</b> <Key where="ladder" of="X" />
          </button>
        </fieldset>
      )}
    </div>
  );
}

function Header() {
  return (
    <div className="ladder-header" aria-hidden="true">
      <span>Work</span>
      <span>Bid</span>
      <span>Price</span>
      <span>Ask</span>
      <span>Work</span>
    </div>
  );
}

/** Moves the whole column of prices, so it is a person's act. */
function StepChooser() {
  const instrument = useInstrument();
  const step = useDesk((state) => state.ladderStep);
  const stepText = (ticks: number): string =>
    instrument === undefined ? '' : priceFormatter(instrument)(ticks).replace(/\.?0+$/, '');
  return (
    <fieldset className="segments" aria-label="Ladder step">
      {LADDER_STEPS.map((ticks) => (
        <button
          key={ticks}
          type="button"
          aria-pressed={ticks === step}
          onClick={() => setDesk({ ladderStep: ticks })}
        >
          {stepText(ticks)}
        </button>
      ))}
    </fieldset>
  );
}

type Beyond = 'above' | 'below';

/** The market has left a ladder that stands still: said at the edge where it went. */
function LastIs({ where }: { where: Beyond }) {
  const feed = useFeed();
  const Arrow = where === 'above' ? ArrowUp : ArrowDown;
  return (
    <button type="button" className={`last-is ${where}`} onClick={() => centre(feed)}>
      <Arrow size={14} strokeWidth={1.75} aria-hidden />
      Last is {where}, <Key where="ladder" of="Space" /> centres
    </button>
  );
}

export function Ladder() {
  const feed = useFeed();
  const instrument = useInstrument();
  const shown = useSlow('ladder');
  const spread = shown?.spread ?? '';
  const [last, setLast] = useState<Beyond | null>(null);
  const { body, view } = useLadderView(feed, setLast);
  const { drop, ...pointer } = usePointer(feed, view);
  const head = (
    <>
      <h2>Ladder</h2>
      <span className="muted">
        {instrument === undefined ? '' : `${instrument.symbol}, ${instrument.sizeUnit}`}
      </span>
      <span className="spring" />
      <OneClickButton />
    </>
  );
  return (
    <Panel area="ladder" name="Ladder" head={head} showsPrices>
      <OneClickBar />
      <LadderStanding />
      <div className="toolbar wide-only">
        Step
        <StepChooser />
        <span className="spring" />
        <span title={bandWords(shown?.band ?? null)}>
          Spread <b>{spread}</b>
        </span>
        <span className="hint">
          Centre <Key where="ladder" of="Space" />
        </span>
      </div>
      <Header />
      <div className="ladder-frame">
        <div
          ref={body}
          className="ladder-body stale-body"
          role="grid"
          aria-label={`Price ladder ${instrument?.symbol ?? ''}`}
          tabIndex={0}
          data-first-focus
          onKeyDown={(event) => pressed(event, feed, view.current)}
          onBlur={() => {
            view.current?.hideCursor();
            drop();
          }}
          onAuxClick={({ button }) => button === 1 && centre(feed)}
          {...pointer}
        />
        {last !== null && <LastIs where={last} />}
      </div>
      <Foot />
      <ArmedFrame />
    </Panel>
  );
}

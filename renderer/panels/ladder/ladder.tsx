/** The static price ladder of the selected instrument, own orders beside it. */
import { useEffect, useRef, useState } from 'react';
import type { LadderRow, OrderRow } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { useFeed, useSlow } from '../../feed/hooks.ts';
import { priceFormatter } from '../../text/prices.ts';
import { LADDER_STEPS, deskState, onDesk, setDesk, useDesk } from '../../workspace/desk-state.ts';
import { useMayReduce } from '../../workspace/authority.ts';
import { keyName } from '../../workspace/key-table.ts';
import { Panel } from '../../workspace/panel.tsx';
import { useInstrument } from '../../workspace/use-instrument.ts';
import { centreLadder } from '../../workspace/watching.ts';
import { cancelAll, cancelOrder } from '../ticket/commands.ts';
import { stageFromLadder } from '../ticket/staging.ts';
import { LadderView, rowOf } from './ladder-view.ts';
import type { Column } from './ladder-view.ts';

function lastTicksOf(feed: Feed): number {
  const { instrument } = deskState();
  const quote = feed.get('quotes').find((entry) => entry.instrument === instrument);
  return quote?.lastTicks ?? 0;
}

/** Centres on the last trade, or where nothing traded on the middle that the core chooses. */
function centre(feed: Feed): void {
  centreLadder(lastTicksOf(feed));
}

function ordersIn(feed: Feed, row: LadderRow, side: 'BUY' | 'SELL'): OrderRow[] {
  const { instrument, subaccount, ladderStep } = deskState();
  const priceSide = side === 'BUY' ? 'buy' : 'sell';
  return feed.rows.orders.values().filter((order) => {
    if (order.instrument !== instrument || order.subaccount !== subaccount) return false;
    if (order.side !== side || order.state !== 'working') return false;
    return rowOf({ side: priceSide, priceTicks: order.priceTicks }, ladderStep) === row.priceTicks;
  });
}

/** A click on a size stages at that row's price; on an own chip it cancels what rests there. */
function act(feed: Feed, row: LadderRow, column: Column): void {
  const isWork = column === 'work-bid' || column === 'work-ask';
  const isBid = column === 'work-bid' || column === 'bid';
  if (column === 'price') return;
  if (isWork) {
    for (const order of ordersIn(feed, row, isBid ? 'BUY' : 'SELL')) void cancelOrder(feed, order);
    return;
  }
  stageFromLadder(isBid ? 'buy' : 'sell', row.price);
}

function useLadderView(feed: Feed, lastIs: (where: 'above' | 'below' | null) => void) {
  const body = useRef<HTMLDivElement>(null);
  const view = useRef<LadderView | null>(null);
  useEffect(() => {
    const element = body.current!;
    const painted = new LadderView(element);
    view.current = painted;
    const paint = (): void => {
      const ladder = feed.get('ladder');
      const isIts = ladder !== null && ladder.instrument === deskState().instrument;
      painted.paint(isIts ? ladder : null, deskState().staged);
      lastIs(isIts ? painted.lastIs(lastTicksOf(feed)) : null);
    };
    const observer = new ResizeObserver(([entry]) => {
      painted.resize(entry?.contentRect.height ?? 0);
      paint();
    });
    observer.observe(element);
    const stops = [feed.on('ladder', paint), onDesk(paint)];
    return () => {
      observer.disconnect();
      stops.forEach((stop) => stop());
    };
  }, [feed, lastIs]);
  return { body, view };
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  Up: [-1, 0],
  Down: [1, 0],
  Left: [0, -1],
  Right: [0, 1],
};

function pressed(event: React.KeyboardEvent, feed: Feed, view: LadderView | null): void {
  const name = keyName(event);
  const move = MOVES[name];
  const cursor = view?.cursor;
  if (move !== undefined) view?.moveCursor(...move);
  else if (name === 'Space') centre(feed);
  else if (name === 'X') void cancelAll(feed);
  else if (name === 'Enter' && cursor !== null && cursor !== undefined) {
    act(feed, cursor.row, cursor.column);
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

/** The cell under a pointer. */
function targetOf(event: React.MouseEvent, view: LadderView | null) {
  const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-column]');
  const row = view?.rowAt(Number(cell?.parentElement?.dataset['row'] ?? -1));
  if (cell === null || row === undefined) return null;
  return { row, column: cell.dataset['column'] as Column };
}

function Working() {
  const feed = useFeed();
  useSlow('strip');
  const { instrument, subaccount } = deskState();
  const own = feed.rows.orders
    .values()
    .filter((order) => order.instrument === instrument && order.subaccount === subaccount);
  const count = (side: 'BUY' | 'SELL'): number => own.filter((order) => order.side === side).length;
  return (
    <span>
      Working <b className="up">{count('BUY')} buy</b> /{' '}
      <b className="down">{count('SELL')} sell</b>
    </span>
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

export function Ladder() {
  const feed = useFeed();
  const instrument = useInstrument();
  const spread = useSlow('ladder')?.spread ?? '';
  const [last, setLast] = useState<'above' | 'below' | null>(null);
  const { body, view } = useLadderView(feed, setLast);
  const subaccount = useDesk((state) => state.subaccount);
  const mayCancel = useMayReduce()(subaccount);
  const head = (
    <>
      <h2>Ladder</h2>
      <span className="muted">
        {instrument === undefined ? '' : `${instrument.symbol}, ${instrument.sizeUnit}`}
      </span>
      <span className="spring" />
      {last !== null && <span className="tag outlined">Last is {last}</span>}
    </>
  );
  return (
    <Panel area="ladder" name="Ladder" head={head} showsPrices>
      <div className="toolbar wide-only">
        Step
        <StepChooser />
        <span className="spring" />
        <span>
          Spread <b>{spread}</b>
        </span>
        <span className="hint">
          Centre <kbd>Space</kbd>
        </span>
      </div>
      <Header />
      <div
        ref={body}
        className="ladder-body stale-body"
        role="grid"
        aria-label={`Price ladder ${instrument?.symbol ?? ''}`}
        tabIndex={0}
        data-first-focus
        onKeyDown={(event) => pressed(event, feed, view.current)}
        onBlur={() => view.current?.hideCursor()}
        onClick={(event) => {
          const target = targetOf(event, view.current);
          if (target !== null) act(feed, target.row, target.column);
        }}
        onAuxClick={({ button }) => button === 1 && centre(feed)}
      />
      <div className="panel-foot wide-only">
        <Working />
        <span className="spring" />
        {mayCancel && (
          <button type="button" className="plain small" onClick={() => void cancelAll(feed)}>
            Cancel all <kbd>X</kbd>
          </button>
        )}
      </div>
    </Panel>
  );
}

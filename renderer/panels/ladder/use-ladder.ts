/** The ladder's nodes, painted past React, and the drag of an own chip to another row. */
import { useEffect, useRef } from 'react';
import type { Ladder } from '../../../core/desk/messages.ts';
import { atMost } from '../../feed/at-most.ts';
import type { Feed } from '../../feed/feed.ts';
import { onlyNew } from '../../feed/only-new.ts';
import { deskState, onDesk } from '../../workspace/desk-state.ts';
import { Alone } from './alone.ts';
import { act, centre, lastTicksOf, moveRow } from './ladder-acts.ts';
import { LadderView, ROW_PX } from './ladder-view.ts';
import type { Column } from './ladder-view.ts';
import { movingOrders, onMoves } from './moves.ts';

/** The cell under a pointer. */
function targetOf(target: EventTarget, view: LadderView | null) {
  const cell = (target as HTMLElement).closest<HTMLElement>('[data-column]');
  const index = Number(cell?.parentElement?.dataset['row'] ?? -1);
  const row = view?.rowAt(index);
  if (cell === null || row === undefined) return null;
  return { row, index, cell, column: cell.dataset['column'] as Column };
}

/** What the market moves is painted so often at most: twelve times a second. */
const PAINT_MS = 80;

/** Whether somebody is at it: with pointer or focus, or with an order staged on it. */
function isInUse(body: HTMLElement): boolean {
  const panel = body.closest('[data-panel]') ?? body;
  return panel.matches(':hover') || panel.contains(document.activeElement) || hasStaged();
}

function hasStaged(): boolean {
  const { staged, instrument } = deskState();
  return staged?.instrument === instrument;
}

/** Whether a person's own act shows in it, which is painted at once. */
function isAnswered(before: Ladder | null, now: Ladder | null): boolean {
  if (before === null || now === null) return true;
  return (
    before.instrument !== now.instrument ||
    before.stepTicks !== now.stepTicks ||
    before.centreTicks !== now.centreTicks ||
    before.workingBuy !== now.workingBuy ||
    before.workingSell !== now.workingSell
  );
}

export function useLadderView(feed: Feed, lastIs: (where: 'above' | 'below' | null) => void) {
  const body = useRef<HTMLDivElement>(null);
  const view = useRef<LadderView | null>(null);
  useEffect(() => {
    const element = body.current!;
    const painted = new LadderView(element);
    view.current = painted;
    const tellLast = onlyNew(lastIs);
    const alone = new Alone({
      isInUse: () => isInUse(element),
      centre: () => centre(feed),
      startTimer: (run, delayMs) => {
        const timer = window.setTimeout(run, delayMs);
        return () => window.clearTimeout(timer);
      },
    });
    const paint = (): void => {
      const ladder = feed.get('ladder');
      const { instrument, staged } = deskState();
      const isIts = ladder !== null && ladder.instrument === instrument;
      const coming = [...movingOrders(feed), ...(staged === null ? [] : [staged])];
      painted.paint(isIts ? ladder : null, coming);
      const beyond = isIts ? painted.lastIs(lastTicksOf(feed)) : null;
      tellLast(beyond);
      alone.tell(beyond !== null);
    };
    const paintSoon = atMost(PAINT_MS, paint);
    let painting: Ladder | null = null;
    const told = (ladder: Ladder | null): void => {
      const isOwn = isAnswered(painting, ladder);
      painting = ladder;
      if (isOwn) paint();
      else paintSoon();
    };
    const observer = new ResizeObserver(([entry]) => {
      painted.resize(entry?.contentRect.height ?? 0);
      paint();
    });
    observer.observe(element);
    const stops = [feed.on('ladder', told), onDesk(paint), onMoves(paint), paintSoon.stop];
    return () => {
      observer.disconnect();
      alone.stop();
      stops.forEach((stop) => stop());
    };
  }, [feed, lastIs]);
  return { body, view };
}

interface Drag {
  readonly from: NonNullable<ReturnType<typeof targetOf>>;
  rows: number;
}

/** Clicks, and chips that are dragged: nothing is sent before the pointer is let go. */
export function usePointer(feed: Feed, view: { readonly current: LadderView | null }) {
  const drag = useRef<Drag | null>(null);
  const show = (rows: number): void => {
    if (drag.current === null) return;
    drag.current.rows = rows;
    const { cell } = drag.current.from;
    cell.classList.toggle('dragged', rows !== 0);
    cell.style.transform = rows === 0 ? '' : `translateY(${-rows * ROW_PX}px)`;
  };
  const drop = (): void => {
    show(0);
    drag.current = null;
  };
  return {
    drop,
    onPointerDown: ({ target, button }: React.PointerEvent) => {
      const from = targetOf(target, view.current);
      const isChip = from?.cell.classList.contains('own') ?? false;
      drag.current = button === 0 && isChip ? { from: from!, rows: 0 } : null;
    },
    onPointerMove: ({ currentTarget, clientY, pointerId }: React.PointerEvent<HTMLElement>) => {
      if (drag.current === null) return;
      const y = clientY - currentTarget.getBoundingClientRect().top;
      const rows = drag.current.from.index - Math.floor(y / ROW_PX);
      // Captured once it leaves its row, so that letting go is no click on another cell.
      if (rows !== 0) currentTarget.setPointerCapture(pointerId);
      show(rows);
    },
    onPointerUp: () => {
      const { current } = drag;
      const rows = current?.rows ?? 0;
      drop();
      if (current === null || rows === 0) return;
      const { row, column } = current.from;
      moveRow(feed, row, column === 'work-bid' ? 'BUY' : 'SELL', rows);
    },
    onPointerCancel: drop,
    onClick: ({ target }: React.MouseEvent) => {
      const clickedOn = targetOf(target, view.current);
      if (clickedOn !== null) act(feed, clickedOn.row, clickedOn.column);
    },
  };
}

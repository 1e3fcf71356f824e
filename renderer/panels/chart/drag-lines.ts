/** A pointer takes an own order by its chip or its line, and lets it go where it is to be sent. */
import type { CandleView } from './candle-view.ts';
import type { LineMover } from './line-mover.ts';

const OVER = 'is-over-line';

/** Listens inside the chart's body until the returned function is called. */
export function dragLines(body: HTMLElement, view: CandleView, mover: LineMover): () => void {
  let taken: string | null = null;
  const heightOf = (event: PointerEvent): number =>
    event.clientY - body.getBoundingClientRect().top;
  /** The order under the pointer that may be moved: of a chip, or near its line. */
  const orderOf = (event: PointerEvent): string | null => {
    const chip = (event.target as HTMLElement).closest<HTMLElement>('.line-chip');
    const key = chip?.dataset['line'] ?? view.orderAt(heightOf(event));
    return key !== null && mover.mayMove(key) ? key : null;
  };
  const pressed = (event: PointerEvent): void => {
    const key = event.button === 0 ? orderOf(event) : null;
    if (key === null) return;
    taken = key;
    body.setPointerCapture(event.pointerId);
    // Else the chart would be drawn along.
    event.preventDefault();
    event.stopPropagation();
  };
  const moved = (event: PointerEvent): void => {
    if (taken === null) {
      body.classList.toggle(OVER, orderOf(event) !== null);
      return;
    }
    const ticks = view.ticksAt(heightOf(event));
    if (ticks !== null) mover.take(taken, ticks);
    event.stopPropagation();
  };
  const released = (): void => {
    if (taken === null) return;
    taken = null;
    void mover.send();
  };
  const lost = (): void => {
    if (taken === null) return;
    taken = null;
    mover.drop();
  };
  const given = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') lost();
  };
  body.addEventListener('pointerdown', pressed, { capture: true });
  body.addEventListener('pointermove', moved, { capture: true });
  body.addEventListener('pointerup', released);
  body.addEventListener('pointercancel', lost);
  document.addEventListener('keydown', given);
  return () => {
    body.removeEventListener('pointerdown', pressed, { capture: true });
    body.removeEventListener('pointermove', moved, { capture: true });
    body.removeEventListener('pointerup', released);
    body.removeEventListener('pointercancel', lost);
    document.removeEventListener('keydown', given);
  };
}

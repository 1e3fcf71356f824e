/** An act that takes a second of holding: by the pointer, or by a key that is kept down. */
import { useEffect, useRef, useState } from 'react';

export const HOLD_MS = 1_000;

export interface Hold {
  readonly isHeld: boolean;
  readonly begin: () => void;
  readonly end: () => void;
}

/** Runs once it was held long enough; whoever lets go before has done nothing. */
export function useHold(run: () => void): Hold {
  const [isHeld, show] = useState(false);
  const timer = useRef(0);
  const end = (): void => {
    window.clearTimeout(timer.current);
    timer.current = 0;
    show(false);
  };
  const begin = (): void => {
    if (timer.current !== 0) return;
    show(true);
    timer.current = window.setTimeout(() => {
      end();
      run();
    }, HOLD_MS);
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return { isHeld, begin, end };
}

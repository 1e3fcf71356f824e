/** The time that a countdown is counted from. */
import { useEffect, useState } from 'react';

const TICK_MS = 250;

/** Of the clock that never goes back, four times a second. */
export function useClock(): number {
  const [nowMs, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}

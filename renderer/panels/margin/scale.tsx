/** All thresholds on one scale, from liquidation to a little above the first call. */
import { healthTone } from '../accounts/health.ts';

const PPM_OF_PERCENT = 10_000;
const LIQUIDATION_PERCENT = 100;
/** The scale goes on for so much above the highest call. */
const ABOVE_PERCENT = 25;

/** Where a health stands between the ends, 0 to 1. */
export function shareOf(percent: number, lowest: number, highest: number): number {
  return Math.min(1, Math.max(0, (percent - lowest) / (highest - lowest)));
}

interface ScaleProps {
  readonly healthPpm: number;
  readonly callPercents: readonly number[];
}

export function Scale({ healthPpm, callPercents }: ScaleProps) {
  const highest = Math.max(...callPercents, LIQUIDATION_PERCENT) + ABOVE_PERCENT;
  const at = (percent: number): number => shareOf(percent, LIQUIDATION_PERCENT, highest);
  const marks = [LIQUIDATION_PERCENT, ...callPercents.toSorted((a, b) => a - b)];
  const here = at(healthPpm / PPM_OF_PERCENT);
  return (
    <div className={`scale ${healthTone(healthPpm)}`} aria-hidden="true">
      <span className="needle" style={{ left: `${(here * 100).toFixed(2)}%` }} />
      <div className="track">
        <span className="reached" style={{ width: `${(here * 100).toFixed(2)}%` }} />
        {marks.slice(1).map((percent) => (
          <span key={percent} className="notch" style={{ left: `${at(percent) * 100}%` }} />
        ))}
      </div>
      {marks.map((percent, n) => (
        <span key={percent} className="scale-mark" style={{ left: `${at(percent) * 100}%` }}>
          {n === 0 ? '100 liq.' : percent}
        </span>
      ))}
    </div>
  );
}

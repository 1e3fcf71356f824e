import { MOST_SAMPLES, samplesOf } from './averages.ts';
import type { MarkPart, OwnMark } from './own-mark-fields.ts';

/** Two of the others must be able to be there for one that stands in. */
const FEWEST_STOOD_IN_FOR = 2;

/** Whether what an own mark says is of use and does not contradict itself. Rule VAR-49. */
export function isOwnMark({ parts, combine, elsewhere }: OwnMark): boolean {
  const usual = parts.filter(({ standsIn }) => standsIn !== true);
  const standIns = parts.length - usual.length;
  const hasEnough = usual.length > 0 && (standIns === 0 || usual.length >= FEWEST_STOOD_IN_FOR);
  const isWeighed = combine === 'mean' || parts.every(({ weightPpm }) => weightPpm === undefined);
  const isElsewhere = parts.some(({ of }) => of === 'elsewhere');
  const isUsed = elsewhere === undefined || isElsewhere;
  return hasEnough && standIns < 2 && isWeighed && isUsed && parts.every(isSmoothable);
}

/** A mean is of whole intervals, of no more than can be remembered; the index has no basis. */
function isSmoothable({ of, smooth }: MarkPart): boolean {
  if (smooth === undefined) return true;
  const { by, everyS, what } = smooth;
  if (of === 'index' && what === 'basis') return false;
  if (by === 'ema') return everyS === undefined;
  const count = samplesOf(smooth);
  return count > 0 && count <= MOST_SAMPLES;
}

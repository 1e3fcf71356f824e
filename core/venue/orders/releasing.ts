/** Why an order that the venue places later could not be placed after all. */
import type { CancelReason } from '../events.ts';
import type { OutcomeCode } from '../outcomes.ts';

const CANCELLED_FOR: Partial<Record<OutcomeCode, CancelReason>> = {
  INSUFFICIENT_MARGIN: 'insufficientMargin',
  OUTSIDE_BAND: 'outsideBand',
  BEYOND_BANKRUPTCY: 'outsideBand',
  NOTHING_TO_REDUCE: 'reduceOnly',
};

/** The reason that is told of what failed the checks of a new order. Rule STOP-03. */
export function cancelReasonOf(code: OutcomeCode): CancelReason {
  return CANCELLED_FOR[code] ?? 'notPossible';
}

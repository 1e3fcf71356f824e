import { SECOND_US } from '../numbers.ts';
import type { TimeUs } from '../numbers.ts';
import type { IndexDefinition } from './definition.ts';
import { isBeyond } from './index-price.ts';
import type { SourceMemory } from './source-validity.ts';

/**
 * Step 2 (ORA-03): whether a source is out after this observation, as its memory then says. A price
 * beyond the band puts it out; only `reentryS` without a break inside the smaller band lets it in.
 * `price` and `median` in quarters; a price of 0 (not valid) breaks the way back.
 */
export function outlierStays(
  definition: IndexDefinition,
  memory: SourceMemory,
  price: number,
  median: number,
  timeUs: TimeUs,
): boolean {
  if (!memory.outlier) {
    memory.outlier = price > 0 && isBeyond(price, median, definition.outlierPpm);
    memory.withinSinceUs = 0;
    return memory.outlier;
  }
  if (price === 0 || isBeyond(price, median, definition.reentryPpm)) {
    memory.withinSinceUs = 0;
    return true;
  }
  if (memory.withinSinceUs === 0) memory.withinSinceUs = timeUs;
  memory.outlier = timeUs - memory.withinSinceUs < definition.reentryS * SECOND_US;
  return memory.outlier;
}

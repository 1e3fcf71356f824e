/** An instrument’s own mark, as the stages set it: what it sees, remembers and may not pass. */
import { standing } from './ladder.ts';
import { at } from '../state.ts';
import type { Instrument, VenueState } from '../state.ts';
import type { PriceE8, TimeUs } from '../numbers.ts';
import type { MarkInputs } from './mark.ts';
import { composeMark, limitAt, limitRange } from './own-mark.ts';
import type { SeenPrices, TickRange } from './own-mark.ts';
import type { OwnMark } from './own-mark-fields.ts';
import { allows } from './permissions.ts';

/** What is told of a mark beside itself: its first three parts, 0 where one is missing. */
type Told = [firstE8: PriceE8, secondE8: PriceE8, thirdE8: PriceE8];

/** What the making of a mark takes of an instrument's own way, and what it was then made of. */
export interface OwnWay {
  readonly compose: (fairE8: PriceE8) => PriceE8;
  readonly limit: TickRange | null;
  readonly partsE8: Told;
}

type BookPrices = Pick<
  MarkInputs,
  'indexE8' | 'impactBidE8' | 'impactAskE8' | 'bestBidTicks' | 'bestAskTicks' | 'lastTicks'
>;

/**
 * The own way of an instrument that has one. While its book is no price the limit waits: what
 * follows the index is not held by what it was. Rules VAR-49 to VAR-52.
 */
export function ownWay(
  state: VenueState,
  instrument: Instrument,
  seen: BookPrices,
  isPriced: boolean,
  timeUs: TimeUs,
): OwnWay | null {
  const { spec, mark, markTicks } = instrument;
  const { mark: own } = spec;
  if (own === undefined) return null;
  const averages = (mark.averages ??= []);
  const maintenancePpm = spec.margin.tiers[0]?.maintenancePpm ?? 0;
  const elsewhereE8 = elsewherePriceE8(state, own);
  const partsE8: Told = [0, 0, 0];
  const compose = (fairE8: PriceE8): PriceE8 => {
    const prices: SeenPrices = {
      ...seen,
      tickE8: spec.tickE8,
      fairE8,
      elsewhereE8,
      maintenancePpm,
    };
    const composed = composeMark(own, averages, prices, timeUs);
    partsE8.forEach((_, n) => {
      partsE8[n] = composed.partsE8[n] ?? 0;
    });
    return composed.priceE8;
  };
  if (own.limit === undefined || !isPriced) return { compose, limit: null, partsE8 };
  mark.limit = limitAt(own.limit, mark.limit, markTicks, timeUs);
  return { compose, limit: limitRange(own.limit, mark.limit), partsE8 };
}

/** The other index of an own mark, while minutes of it would count; 0 else. Rule VAR-51. */
function elsewherePriceE8(state: VenueState, { elsewhere }: OwnMark): PriceE8 {
  if (elsewhere === undefined) return 0;
  const { price } = at(state.indices, elsewhere);
  const now = standing(price.ladder);
  const { funding } = allows(now.state, now.phase);
  return funding === 'normal' || funding === 'flagged' ? price.priceE8 : 0;
}

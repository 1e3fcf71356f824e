/** What the liquidation that is nearest would do first, by the venue's own functions. */
import { endsInTakeover, rungLots } from '../../venue/liquidation/arithmetic.ts';
import { largestPosition } from '../../venue/liquidation/machine.ts';
import type { SlicePart } from '../../venue/liquidation/pooled.ts';
import { sliceLimitTicks, slicesOf } from '../../venue/liquidation/slices.ts';
import { bucketFigures, bucketOf } from '../../venue/margin/buckets.ts';
import type { BucketFigures } from '../../venue/margin/buckets.ts';
import { at, isPooled } from '../../venue/state.ts';
import type { Bucket, VenueState } from '../../venue/state.ts';
import { sizeUnit } from './scales.ts';
import type { FirstInLine } from '../messages.ts';
import type { Threatened } from './liquidations.ts';
import type { Scene } from './scene.ts';

const WORST_TICKS = 2_147_483_647;

/** The venue as it is, but for one mark: read, and thrown away. */
function markedAt({ state }: Scene, { instrument, liquidationTicks }: Threatened): VenueState {
  const moved = { ...instrument, markTicks: liquidationTicks };
  return { ...state, instruments: state.instruments.with(instrument.id - 1, moved) };
}

/** What the first slice would close; nothing where all of it is taken over at once. */
function firstParts(state: VenueState, bucket: Bucket, figures: BucketFigures): SlicePart[] {
  const largest = largestPosition({ state }, bucket);
  if (largest === null) return [];
  const { position, instrument } = largest;
  const { spec, scales, markTicks } = instrument;
  const { ladderTiers, ladderFrom } = spec.liquidation;
  if (ladderTiers !== undefined && !isPooled(at(state.subaccounts, bucket.subaccount))) {
    const held = Math.abs(position.lots);
    const lots = rungLots(spec, scales, held, markTicks, ladderTiers, ladderFrom);
    return lots === 0 ? [] : [{ position, instrument, lots }];
  }
  // As at its beginning, where what may be freed grows with time.
  const soFar = { slices: bucket.liquidation?.slices ?? 0 };
  if (endsInTakeover(spec, soFar.slices, figures)) return [];
  return slicesOf({ state }, bucket, soFar, largest, figures);
}

/**
 * The first slice of a position's liquidation, were it marked at its liquidation price and
 * everything else as it is: what is closed, and at no worse a price than which. Rule DESK-71.
 */
export function firstInLine(scene: Scene, threatened: Threatened): FirstInLine {
  const { scales } = scene;
  const { subaccount, position } = threatened;
  const state = markedAt(scene, threatened);
  const bucket = bucketOf(state, subaccount, position);
  const figures = bucketFigures(state, bucket);
  const slices = firstParts(state, bucket, figures).map((part) => {
    const { instrument, lots } = part;
    const limit = sliceLimitTicks({ state }, part, figures);
    const isAny = limit === WORST_TICKS || limit === 1;
    const index = at(state.indices, instrument.spec.index).definition.symbol;
    return {
      instrument: instrument.spec.symbol,
      size: `${scales.size(instrument, lots)} ${sizeUnit(instrument, index)}`,
      limit: isAny ? '' : scales.price(instrument, limit),
    };
  });
  return { subaccount: subaccount.label, instrument: threatened.instrument.spec.symbol, slices };
}

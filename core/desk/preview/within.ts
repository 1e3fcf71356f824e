/** How much of its subaccount's limits an order takes up, where there are any. */
import { instrumentLimitsOf } from '../../venue/limits/limits.ts';
import type { Scales } from '../views/scales.ts';
import type { Considered } from './refusal.ts';

/** Empty where nothing is limited, and of an order that is refused. Rule DESK-36. */
export function withinWords(scales: Scales, considered: Considered, valueAtoms: number): string {
  const { subaccount, instrument, lots, refusal } = considered;
  if (refusal !== null || subaccount.limits === null) return '';
  const { maxQuantityLots, maxValueAtoms } = instrumentLimitsOf(subaccount.limits, instrument.id);
  const asset = instrument.spec.settleAsset;
  const parts = [
    ...(maxQuantityLots === 0
      ? []
      : [`${scales.size(instrument, lots)} of ${scales.size(instrument, maxQuantityLots)}`]),
    ...(maxValueAtoms === 0
      ? []
      : [
          `${scales.money(asset, valueAtoms)} of ${scales.money(asset, maxValueAtoms)} ` +
            scales.symbol(asset),
        ]),
  ];
  return parts.join(', ');
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { deriveScales } from '../instruments/value.ts';
import { sideRequirementAtoms } from './arithmetic.ts';
import type { SideInputs } from './arithmetic.ts';
import { sideParts, sumOfParts } from './side-parts.ts';

const order = fc.record({
  priceTicks: fc.integer({ min: 500_000, max: 700_000 }),
  lots: fc.integer({ min: 1, max: 5_000 }),
  reduceOnly: fc.boolean(),
});
const orderCost = fc.record({
  gap: fc.boolean(),
  openFee: fc.boolean(),
  closeFee: fc.constantFrom('bankruptcy' as const, 'value' as const, 'none' as const),
});
/** Any side of a contract of the resources, its own way of what orders cost or another. */
const inputs = fc
  .record({
    listed: fc.constantFrom(...instruments.instruments),
    cost: fc.option(orderCost, { nil: undefined }),
    side: fc.constantFrom(1 as const, -1 as const),
    positionLots: fc.integer({ min: -5_000, max: 5_000 }),
    markTicks: fc.integer({ min: 500_000, max: 700_000 }),
    leverageX100: fc.integer({ min: 100, max: 10_000 }),
    orders: fc.array(order, { maxLength: 4 }),
    isolated: fc.boolean(),
  })
  .map(({ listed, cost, ...rest }): SideInputs => {
    const margin = { ...listed.margin, ...(cost !== undefined && { orderCost: cost }) };
    const spec = { ...listed, margin } as unknown as InstrumentSpec;
    const scales = deriveScales(spec, { decimals: listed.settleAsset === 'USDT' ? 6 : 8 });
    return { ...rest, spec, scales: scales! };
  });

test('MARG-04 the parts of a side add up to what it asks, and none is below zero', () => {
  fc.assert(
    fc.property(inputs, (side) => {
      const parts = sideParts(side);
      expect(sumOfParts(parts)).toBe(sideRequirementAtoms(side));
      for (const atoms of Object.values(parts)) expect(atoms).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 1_000 },
  );
});

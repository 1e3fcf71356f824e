/** What a requirement is made of: each part is what the same function asks less without it. */
import { BUY, SELL } from '../book/contract.ts';
import { notionalAtoms } from '../instruments/value.ts';
import type { Atoms } from '../numbers.ts';
import { at } from '../state.ts';
import type { Instrument, Subaccount } from '../state.ts';
import { initialAtoms, sideRequirementAtoms } from './arithmetic.ts';
import type { SideInputs } from './arithmetic.ts';
import { sideInputs } from './requirements.ts';
import type { Terms } from './tiers.ts';

type OrderCost = NonNullable<Terms['margin']['orderCost']>;

const FULL: OrderCost = { gap: true, openFee: true, closeFee: 'bankruptcy' };
const NOTHING: OrderCost = { gap: false, openFee: false, closeFee: 'none' };

/** They add up to what is asked, to the atom. */
export interface SideParts {
  /** Initial margin of what is held, at the mark; an isolated position has its own. */
  readonly positionAtoms: Atoms;
  /** What its increasing orders add to that. */
  readonly ordersAtoms: Atoms;
  readonly gapAtoms: Atoms;
  readonly openFeesAtoms: Atoms;
  readonly closeFeeAtoms: Atoms;
}

/** The parts of one side's requirement. Rules MARG-02 to MARG-04, VAR-04. */
export function sideParts(inputs: SideInputs): SideParts {
  const { spec, scales, side, positionLots, markTicks, leverageX100, isolated } = inputs;
  const cost = spec.margin.orderCost ?? FULL;
  const asked = (orderCost: OrderCost): Atoms =>
    sideRequirementAtoms({ ...inputs, spec: { ...spec, margin: { ...spec.margin, orderCost } } });
  const all = asked(cost);
  const initial = asked(NOTHING);
  const held = isolated ? 0 : Math.max(0, side * positionLots);
  const notional = held === 0 ? 0 : notionalAtoms(scales, held, markTicks);
  const positionAtoms = initialAtoms(spec, notional, leverageX100);
  return {
    positionAtoms,
    ordersAtoms: initial - positionAtoms,
    gapAtoms: all - asked({ ...cost, gap: false }),
    openFeesAtoms: all - asked({ ...cost, openFee: false }),
    closeFeeAtoms: all - asked({ ...cost, closeFee: 'none' }),
  };
}

export function sumOfParts(parts: SideParts): Atoms {
  const { positionAtoms, ordersAtoms, gapAtoms, openFeesAtoms, closeFeeAtoms } = parts;
  return positionAtoms + ordersAtoms + gapAtoms + openFeesAtoms + closeFeeAtoms;
}

/** The parts of what position and orders in one instrument ask: of the worse side. */
export function requirementParts(instrument: Instrument, { id }: Subaccount): SideParts {
  const position = at(instrument.positions, id);
  const [buys, sells] = ([BUY, SELL] as const).map((side) =>
    sideParts(sideInputs(instrument, id, position, side, null)),
  ) as [SideParts, SideParts];
  return sumOfParts(sells) > sumOfParts(buys) ? sells : buys;
}

/** Which field of an order a refusal is about, where one stands out. Rule DESK-43. */
import { sideOf } from '../../venue/orders/instructions.ts';
import type { Outcome, OutcomeCode } from '../../venue/outcomes.ts';
import type { PlaceCommand } from './refusal.ts';

const AT_PRICE: readonly OutcomeCode[] = [
  'OUTSIDE_BAND',
  'BEYOND_BANKRUPTCY',
  'TOO_FAR_FROM_MARK',
  'POST_ONLY_WOULD_TAKE',
];
const AT_TRIGGER: readonly OutcomeCode[] = ['TRIGGERED_ALREADY', 'BAD_TRIGGER'];
const NAMED: Partial<Record<OutcomeCode, string>> = {
  DISPLAY_TOO_SMALL: 'display',
  NOT_LINKABLE: 'oco',
  TOO_LARGE: 'quantity',
  OVER_ORDER_QUANTITY: 'quantity',
};

/** As people write it; empty where it is about the order as a whole. */
export function fieldOf(command: PlaceCommand, refusal: Outcome | null): string {
  if (refusal === null) return '';
  const { code } = refusal;
  if (code === 'BAD_BRACKET') return exitOf(command);
  if (code === 'CONTRADICTION') return contradicted(command);
  if (AT_PRICE.includes(code)) return command.priceTicks === undefined ? '' : 'price';
  if (AT_TRIGGER.includes(code)) return command.trailTicks === undefined ? 'triggerPrice' : 'trail';
  return NAMED[code] ?? '';
}

/** The exit that lies on the wrong side of the order's price, or of the other exit. */
function exitOf({ side, priceTicks, stopLossTicks }: PlaceCommand): string {
  if (priceTicks === undefined || stopLossTicks === undefined) return 'takeProfit';
  return sideOf(side) * (priceTicks - stopLossTicks) <= 0 ? 'stopLoss' : 'takeProfit';
}

function contradicted(command: PlaceCommand): string {
  const { displayLots, quantityLots, postOnly, takeProfitTicks, stopLossTicks } = command;
  const isTooMuch = displayLots !== undefined && displayLots > quantityLots;
  if (isTooMuch || (displayLots === 0 && postOnly)) return 'display';
  const isBracket = takeProfitTicks !== undefined || stopLossTicks !== undefined;
  return isBracket && command.reduceOnly ? 'reduceOnly' : '';
}

/** What a scripted strategy is made of. It decides at the end of each slot, from views alone. */
import { SECOND_US } from '../../../venue/numbers.ts';
import type { Hand } from '../hand.ts';
import type { MarketView } from '../market-view.ts';
import type { SubaccountView } from '../subaccount-view.ts';

export interface Strategy {
  /** Sends what the strategy wants now; the same views give the same commands. */
  act(): void;
}

export interface StrategyTools {
  readonly market: MarketView;
  readonly own: SubaccountView;
  readonly hand: Hand;
}

/** True on every `everyS`th second of the UTC grid. */
export function isOnBeat(timeUs: number, everyS: number): boolean {
  return timeUs % (everyS * SECOND_US) === 0;
}

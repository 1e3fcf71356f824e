/** From a strategy's entry in resources/demo.json to the strategy. */
import { E8 } from '../../../venue/numbers.ts';
import { at } from '../../../venue/state.ts';
import type { VenueState } from '../../../venue/state.ts';
import type { Behaviour } from '../demo-file.ts';
import { instrumentId } from '../lookups.ts';
import { Grid } from './grid.ts';
import { Holder } from './holder.ts';
import { Maker } from './maker.ts';
import { Momentum } from './momentum.ts';
import { Pair } from './pair.ts';
import type { PairLeg } from './pair.ts';
import type { Strategy, StrategyTools } from './strategy.ts';
import { Swing } from './swing.ts';

/** Builds a strategy; instruments are named by symbol in the file. Throws on an unknown symbol. */
export function buildStrategy(
  behaviour: Behaviour,
  state: VenueState,
  tools: StrategyTools,
): Strategy {
  switch (behaviour.kind) {
    case 'maker':
      return new Maker(listed(state, behaviour), tools);
    case 'momentum':
      return new Momentum(listed(state, behaviour), tools);
    case 'grid':
      return new Grid(listed(state, behaviour), tools);
    case 'swing':
      return new Swing(listed(state, behaviour), tools);
    case 'holder': {
      const { positions, everyS, stop } = behaviour;
      const held = positions.map((position) => listed(state, position));
      const stopped = stop === undefined ? {} : { stop: listed(state, stop) };
      return new Holder({ positions: held, everyS, ...stopped }, tools);
    }
    case 'pair': {
      const { long, short, worth, everyS } = behaviour;
      const legs = { long: legOf(state, long), short: legOf(state, short) };
      return new Pair({ ...legs, worth, everyS }, tools);
    }
  }
}

function listed<T extends { readonly instrument: string }>(state: VenueState, named: T) {
  return { ...named, instrument: instrumentId(state, named.instrument) };
}

/** An inverse lot is worth the same at any price, any other one more at a higher. */
function legOf(
  state: VenueState,
  leg: { instrument: string; clipLots: number; reachTicks: number },
): PairLeg {
  const named = listed(state, leg);
  const { contract, lotE8, tickE8 } = at(state.instruments, named.instrument).spec;
  const lotTickE8 = (lotE8 * tickE8) / E8;
  const lotWorthE8 =
    contract === 'inverse' ? () => lotE8 : (priceTicks: number) => priceTicks * lotTickE8;
  return { ...named, lotWorthE8 };
}

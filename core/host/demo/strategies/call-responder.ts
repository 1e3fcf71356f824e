/** Answers margin calls: acknowledges them, and brings over what cures them and a little more. */
import { mulDivFloor, PPM, SECOND_US } from '../../../venue/numbers.ts';
import type { OpenCall } from '../subaccount-view.ts';
import type { Strategy, StrategyTools } from './strategy.ts';

export interface CallResponderSettings {
  /** The subaccount that helps out, of the same account. */
  readonly from: number;
  readonly asset: number;
  /** Of what cures the call. */
  readonly sharePpm: number;
  /** Between two transfers. */
  readonly everyS: number;
}

export class CallResponder implements Strategy {
  readonly #settings: CallResponderSettings;
  readonly #tools: StrategyTools;
  readonly #acknowledged = new Set<string>();
  #lastUs = 0;

  constructor(settings: CallResponderSettings, tools: StrategyTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  act(): void {
    for (const call of this.#tools.own.calls) this.#answer(call);
  }

  #answer({ call, level, cureAtoms }: OpenCall): void {
    const { hand } = this.#tools;
    const { from, asset, sharePpm, everyS } = this.#settings;
    if (!hand.isFree) return;
    // A call that worsens asks to be acknowledged anew.
    const asked = `${call} ${level}`;
    if (!this.#acknowledged.has(asked)) {
      this.#acknowledged.add(asked);
      hand.send({ kind: 'call.acknowledge', call });
    }
    if (hand.timeUs - this.#lastUs < everyS * SECOND_US) return;
    this.#lastUs = hand.timeUs;
    hand.fetch(from, asset, mulDivFloor(cureAtoms, sharePpm, PPM));
  }
}

/**
 * The rows of the Risk workspace. Queues go through everybody's positions, so they are built anew
 * twice a second at most, and in slices; with them what is to be paid of funding.
 */
import type { AdlRow, FundEntryRow, FundingRow, FundRow, OracleRow } from './messages.ts';
import type { News } from './news.ts';
import { RowTable } from './row-table.ts';
import { adlQueueView, adlSides } from './views/adl.ts';
import type { AdlSide } from './views/adl.ts';
import { fundingRows } from './views/funding.ts';
import { fundEntryRows, fundRows } from './views/funds.ts';
import { Liquidations } from './views/liquidations.ts';
import type { Threatened } from './views/liquidations.ts';
import { oracleRows } from './views/oracles.ts';
import type { Scene } from './views/scene.ts';

export const ADL_INTERVAL_MS = 500;
const SLICE_MS = 2;

const byKey = ({ key }: { readonly key: string }): string => key;

export class RiskTables {
  readonly funds = new RowTable<FundRow>(byKey);
  readonly fundEntries = new RowTable<FundEntryRow>(byKey);
  readonly adl = new RowTable<AdlRow>(byKey);
  readonly oracles = new RowTable<OracleRow>(byKey);
  /** Filled as the grid of positions is built. */
  readonly liquidations = new Liquidations();
  readonly fundings = new RowTable<FundingRow>(byKey);
  readonly #nowMs: () => number;
  /** Of the newest pass, by instrument and subaccount. */
  readonly #lights = new Map<number, ReadonlyMap<number, number>[]>();
  #left: AdlSide[] = [];
  #begunMs = -Infinity;
  #builtSequence = -1;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Whether the queues are older than the state, and may be built. */
  isDue(sequence: number): boolean {
    if (this.#left.length > 0) return true;
    return sequence !== this.#builtSequence && this.#nowMs() - this.#begunMs >= ADL_INTERVAL_MS;
  }

  refresh(scene: Scene, news: News, tick: number): void {
    news.funds.recall();
    this.funds.update(fundRows(scene, news.funds), tick);
    this.fundEntries.update(fundEntryRows(scene, news.funds), tick);
    this.oracles.update(oracleRows(scene, news), tick);
    this.catchUp(scene, tick);
  }

  /** Lights of a position; 0 where nobody is deleveraged, or it is not known yet. Rule DESK-61. */
  lightsOf(instrument: number, subaccount: number): number {
    const sides = this.#lights.get(instrument) ?? [];
    return sides.find((lights) => lights.has(subaccount))?.get(subaccount) ?? 0;
  }

  note(threatened: Threatened): void {
    this.liquidations.note(threatened);
  }

  /** The queues of further sides, until all are built or the time is up. */
  catchUp(scene: Scene, tick: number): void {
    const startMs = this.#nowMs();
    const { state } = scene;
    if (!this.isDue(state.sequence)) return;
    if (this.#left.length === 0) {
      this.#begunMs = startMs;
      this.#builtSequence = state.sequence;
      this.#left = adlSides(state);
      this.fundings.update(fundingRows(scene), tick);
    }
    while (this.#left.length > 0) {
      const side = this.#left.shift()!;
      const { rows, lights } = adlQueueView(scene, side);
      for (const row of rows) this.adl.put(row, tick);
      const sides = this.#lights.get(side.instrument) ?? [];
      sides[side.side > 0 ? 0 : 1] = lights;
      this.#lights.set(side.instrument, sides);
      if (this.#left.length > 0 && this.#nowMs() - startMs >= SLICE_MS) return;
    }
    this.adl.finish(tick);
  }

  /** Forgets rows that went before the oldest tick that a window still stands at. */
  forget(tick: number): void {
    const tables = [this.funds, this.fundEntries, this.adl, this.oracles, this.fundings];
    for (const table of tables) table.forget(tick);
  }
}

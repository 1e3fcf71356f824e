/** POS-05: whatever changes a position is told to its owner as an execution. */
import type { VenueEvent } from '../events.ts';
import type { VenueState } from '../state.ts';

function heldBy({ subaccounts }: VenueState): number[][] {
  return subaccounts.map(({ positions }) => positions.map(({ lots }) => lots));
}

export class PositionWatch {
  #before: number[][] = [];

  before(state: VenueState): void {
    this.#before = heldBy(state);
  }

  /** Whose position is not what it was with the executions that were told, or null. */
  after(state: VenueState, events: readonly VenueEvent[]): string | null {
    const told = heldBy(state).map((lots, n) => lots.map((_, m) => this.#before[n]?.[m] ?? 0));
    for (const event of events) {
      if (event.kind !== 'execution') continue;
      const instrument = Number(event['instrument']);
      // A pair moves money, and nobody has a position in it.
      if (state.instruments[instrument - 1]?.spec.contract === 'spot') continue;
      const own = told[Number(event['subaccount']) - 1] as number[];
      const lots = Number(event['side']) * Number(event['quantityLots']);
      own[instrument - 1] = (own[instrument - 1] as number) + lots;
    }
    for (const { id, positions } of state.subaccounts) {
      for (const { instrument, lots } of positions) {
        const expected = told[id - 1]?.[instrument - 1];
        if (lots !== expected) {
          return `subaccount ${id} holds ${lots} of ${instrument} and was told of ${expected}`;
        }
      }
    }
    return null;
  }
}

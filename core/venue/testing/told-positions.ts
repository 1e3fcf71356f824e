/** POS-05, ADL-10: whatever changes a position is told, and says how old it is. */
import type { VenueEvent } from '../events.ts';
import type { VenueState } from '../state.ts';

/** What somebody holds, and since which command. */
interface Held {
  readonly lots: number;
  readonly openedAt: number;
}

const NOTHING: Held = { lots: 0, openedAt: 0 };

function heldBy({ subaccounts }: VenueState): Held[][] {
  return subaccounts.map(({ positions }) =>
    positions.map(({ lots, openedAt }) => ({ lots, openedAt })),
  );
}

/** A position is as old as its newest way out of nothing, or to the other side. */
function changed({ lots: was, openedAt }: Held, event: VenueEvent): Held {
  const lots = was + Number(event['side']) * Number(event['quantityLots']);
  const isSame = Math.sign(lots) === Math.sign(was);
  return { lots, openedAt: isSame ? openedAt : event.sequence };
}

export class PositionWatch {
  #before: Held[][] = [];

  before(state: VenueState): void {
    this.#before = heldBy(state);
  }

  /** Whose position is not what it was with the executions that were told, or null. */
  after(state: VenueState, events: readonly VenueEvent[]): string | null {
    const told = heldBy(state).map((held, n) =>
      held.map((_, m) => this.#before[n]?.[m] ?? NOTHING),
    );
    for (const event of events) {
      if (event.kind !== 'execution') continue;
      const instrument = Number(event['instrument']);
      // A pair moves money, and nobody has a position in it.
      if (state.instruments[instrument - 1]?.spec.contract === 'spot') continue;
      const own = told[Number(event['subaccount']) - 1] as Held[];
      own[instrument - 1] = changed(own[instrument - 1] as Held, event);
    }
    for (const { id, positions } of state.subaccounts) {
      for (const { instrument, lots, openedAt } of positions) {
        const expected = told[id - 1]?.[instrument - 1] as Held;
        if (lots !== expected.lots) {
          return `subaccount ${id} holds ${lots} of ${instrument} and was told of ${expected.lots}`;
        }
        if (lots !== 0 && openedAt !== expected.openedAt) {
          return `subaccount ${id} has ${instrument} since ${openedAt}, not ${expected.openedAt}`;
        }
      }
    }
    return null;
  }
}

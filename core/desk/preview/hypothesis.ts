/**
 * A copy of what a fill would touch, on which the venue's own settlement is run: positions, money
 * and isolated margin come out as they would, and the venue itself never knows.
 */
import { settlePair } from '../../venue/orders/pair-settling.ts';
import { settleSide } from '../../venue/orders/settling.ts';
import type { Settled, SideOfTrade } from '../../venue/orders/settling.ts';
import { createState, enterHolder } from '../../venue/beginning.ts';
import {
  at,
  FEE_SUBACCOUNT,
  INSURANCE_SUBACCOUNT,
  LIQUIDATION_SUBACCOUNT,
} from '../../venue/state.ts';
import type { Instrument, Subaccount, VenueState } from '../../venue/state.ts';
import { Step } from '../../venue/step.ts';

const SYSTEM = [FEE_SUBACCOUNT, INSURANCE_SUBACCOUNT, LIQUIDATION_SUBACCOUNT];

function copyOf(subaccount: Subaccount): Subaccount {
  return {
    ...subaccount,
    balances: subaccount.balances.map((own) => own.copy()),
    positions: subaccount.positions.map((own) => own.copy()),
  };
}

/** One for all previews in turn. */
export class Hypothesis {
  readonly state: VenueState = createState();
  readonly #step = new Step(this.state);

  /** Begins from the venue as it stands, with copies of the subaccount and of what pays fees. */
  begin(real: VenueState, subaccount: number): void {
    const copied = new Set([...SYSTEM, subaccount]);
    const subaccounts = real.subaccounts.map((one) => (copied.has(one.id) ? copyOf(one) : one));
    // The books are the venue's own, and only read.
    const instruments = real.instruments.map((instrument) => {
      const { positions, balances, realised } = instrument;
      // What was carried is told of a position, and decides nothing.
      const carriesNone = realised !== undefined && { realised: { ...realised, carried: {} } };
      return {
        ...instrument,
        ...carriesNone,
        positions: [...positions],
        balances: [...balances],
      };
    });
    for (const instrument of instruments) {
      for (const id of copied) enterHolder(instrument, at(subaccounts, id));
    }
    Object.assign(this.state, { ...real, instruments, subaccounts });
    this.#step.events.release(this.#step.events.written);
    this.#step.begin(real.sequence + 1, real.timeUs);
  }

  /** From now on as if an instrument were marked there. */
  mark(instrument: number, ticks: number): void {
    this.instrument(instrument).markTicks = ticks;
  }

  subaccount(id: number): Subaccount {
    return at(this.state.subaccounts, id);
  }

  instrument(id: number): Instrument {
    return at(this.state.instruments, id);
  }

  /** Settles one side of a trade, as the matcher would. */
  fill(instrument: number, trade: Omit<SideOfTrade, 'subaccount'>, subaccount: number): Settled {
    const listed = this.instrument(instrument);
    if (listed.spec.contract === 'spot') {
      const { side, lots, notionalAtoms: valueAtoms, feeAtoms } = trade;
      settlePair(this.#step, listed, { subaccount, side, lots, valueAtoms, feeAtoms });
      return { realisedAtoms: 0, leftAtoms: 0 };
    }
    const party = { ...trade, subaccount: this.subaccount(subaccount) };
    return settleSide(this.#step, listed, party);
  }
}

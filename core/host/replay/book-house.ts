/** The house account that keeps the target books standing on the venue. */
import type { BookTarget } from '../../feeds/market-source.ts';
import { columnOf } from '../../venue/event-ring.ts';
import { SECOND_US } from '../../venue/numbers.ts';
import type { Outcome } from '../../venue/outcomes.ts';
import type { Venue } from '../../venue/venue.ts';
import { HouseBook } from './house-book.ts';
import type { Inflight } from './inflight.ts';
import type { Connection } from '../../sequencer/connection.ts';
import type { Port } from './port.ts';

const rested = {
  order: columnOf('order.rested', 'order'),
  subaccount: columnOf('order.rested', 'subaccount'),
  instrument: columnOf('order.rested', 'instrument'),
  side: columnOf('order.rested', 'side'),
  priceTicks: columnOf('order.rested', 'priceTicks'),
  remainingLots: columnOf('order.rested', 'remainingLots'),
};
const execution = {
  order: columnOf('execution', 'order'),
  subaccount: columnOf('execution', 'subaccount'),
  instrument: columnOf('execution', 'instrument'),
  remainingLots: columnOf('execution', 'remainingLots'),
};
const amended = {
  order: columnOf('order.amended', 'order'),
  subaccount: columnOf('order.amended', 'subaccount'),
  instrument: columnOf('order.amended', 'instrument'),
  remainingLots: columnOf('order.amended', 'remainingLots'),
};
const cancelled = {
  order: columnOf('order.cancelled', 'order'),
  subaccount: columnOf('order.cancelled', 'subaccount'),
  instrument: columnOf('order.cancelled', 'instrument'),
};

/** After a refused order none is placed in that instrument for so long. */
const REFUSED_PAUSE_US = SECOND_US;

/** An instrument in which the house quotes. */
export interface QuotedInstrument {
  readonly instrument: number;
  readonly maxOrderLots: number;
}

interface Quoted {
  readonly book: HouseBook;
  pausedUntilUs: number;
}

export class BookHouse {
  readonly #connection: Connection;
  readonly #inflight: Inflight;
  readonly #venue: Venue;
  readonly #subaccount: number;
  /** By market, as the source numbers them. */
  readonly #markets: readonly Quoted[];
  readonly #byInstrument: ReadonlyMap<number, HouseBook>;

  constructor(
    port: Port,
    connection: Connection,
    inflight: Inflight,
    subaccount: number,
    instruments: readonly QuotedInstrument[],
  ) {
    this.#connection = connection;
    this.#inflight = inflight;
    this.#venue = port.venue;
    this.#subaccount = subaccount;
    this.#markets = instruments.map((quoted) => ({
      book: new HouseBook({ subaccount, ...quoted }),
      pausedUntilUs: 0,
    }));
    this.#byInstrument = new Map(
      instruments.map(({ instrument }, n) => [instrument, (this.#markets[n] as Quoted).book]),
    );
    port.onApplied((from, to) => {
      for (let position = from; position < to; position += 1) this.#hear(position);
    });
  }

  /** Own orders that rest, in all instruments. */
  get restingOrders(): number {
    return this.#markets.reduce((sum, { book }) => sum + book.orderCount, 0);
  }

  /** Takes everything down: what stood before is void. */
  clear(timeUs: number): void {
    this.#submit({ kind: 'order.cancelAll', subaccount: this.#subaccount }, timeUs);
  }

  /** Brings the books to their targets. What was submitted before must have been answered. */
  follow(targets: readonly BookTarget[], timeUs: number): void {
    for (const target of targets) {
      const quoted = this.#markets[target.market];
      if (quoted === undefined) continue;
      for (const command of quoted.book.changesTo(target)) {
        if (command.kind === 'order.place' && timeUs < quoted.pausedUntilUs) continue;
        this.#submit(command, timeUs, ({ code }) => {
          if (command.kind === 'order.place' && code !== 'OK') {
            quoted.pausedUntilUs = timeUs + REFUSED_PAUSE_US;
          }
        });
      }
    }
  }

  #submit(
    command: Parameters<Connection['send']>[0],
    timeUs: number,
    told?: (outcome: Outcome) => void,
  ): void {
    this.#inflight.send(this.#connection, command, timeUs, told);
  }

  /** Learns from one event what has become of an own order. */
  #hear(position: number): void {
    const kind = this.#venue.events.kindAt(position);
    if (kind === 'order.rested') this.#rests(position);
    else if (kind === 'execution') this.#remains(position, execution);
    else if (kind === 'order.amended') this.#remains(position, amended);
    else if (kind === 'order.cancelled') this.#remains(position, cancelled);
  }

  #rests(position: number): void {
    this.#ownBook(position, rested)?.rested(
      this.#column(position, rested.order),
      this.#column(position, rested.side) === 1 ? 1 : -1,
      this.#column(position, rested.priceTicks),
      this.#column(position, rested.remainingLots),
    );
  }

  #remains(position: number, columns: typeof execution | typeof cancelled): void {
    const remainingLots =
      'remainingLots' in columns ? this.#column(position, columns.remainingLots) : 0;
    const book = this.#ownBook(position, columns);
    book?.remains(this.#column(position, columns.order), remainingLots);
  }

  #ownBook(
    position: number,
    columns: { subaccount: number; instrument: number },
  ): HouseBook | undefined {
    if (this.#column(position, columns.subaccount) !== this.#subaccount) return undefined;
    return this.#byInstrument.get(this.#column(position, columns.instrument));
  }

  #column(position: number, column: number): number {
    return this.#venue.events.columnAt(position, column);
  }
}

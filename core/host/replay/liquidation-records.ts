/** What became of each liquidation, step by step, with the badges of the prices behind it. */
import { formatTimeUs } from '../../sequencer/admission/time.ts';
import type { VenueEvent } from '../../venue/events.ts';
import { at } from '../../venue/state.ts';
import type { Instrument, VenueState } from '../../venue/state.ts';

/** Steps carry what their event carries: sizes in lots, prices in ticks, amounts in atoms. */
export interface LiquidationStep {
  readonly step: string;
  readonly time: string;
  readonly [figure: string]: string | number;
}

export interface LiquidationRecord {
  readonly liquidation: number;
  readonly subaccount: string;
  readonly mode: 'isolated' | 'cross';
  readonly asset: string;
  /** The isolated position's, or the first that was closed. */
  instrument: string;
  /** Of the indices that value the bucket. */
  readonly badges: readonly string[];
  readonly steps: LiquidationStep[];
}

const MOST_RECORDS = 20;

/** A bucket's number is made of its subaccount, asset and instrument. See `bucketId`. */
const BUCKET_BASE = 1_024;

export class LiquidationRecords {
  readonly #state: VenueState;
  readonly #records = new Map<number, LiquidationRecord>();

  constructor(state: VenueState) {
    this.#state = state;
  }

  /** The first of them, in the order in which they began. */
  get records(): readonly LiquidationRecord[] {
    return [...this.#records.values()];
  }

  /** Takes in an event of the noun `liquidation`. */
  hear(event: VenueEvent): void {
    if (event.kind === 'liquidation.started') this.#open(event);
    const record = this.#records.get(Number(event['liquidation']));
    if (record === undefined) return;
    const instrument = this.#state.instruments[Number(event['instrument']) - 1]?.spec.symbol;
    if (instrument !== undefined && record.instrument === '') record.instrument = instrument;
    record.steps.push({
      step: event.kind.replace('liquidation.', ''),
      time: formatTimeUs(event.timeUs),
      ...(instrument === undefined ? {} : { instrument }),
      ...figuresOf(event),
    });
  }

  #open(event: VenueEvent): void {
    if (this.#records.size === MOST_RECORDS) return;
    const { subaccounts, instruments, indices, assets } = this.#state;
    const bucket = Number(event['bucket']);
    const isolated = instruments[(bucket % BUCKET_BASE) - 1];
    const asset = Math.floor(bucket / BUCKET_BASE) % BUCKET_BASE;
    const isInScope = ({ spec }: Instrument): boolean => spec.settleAsset === asset;
    const valuing = isolated === undefined ? instruments.filter(isInScope) : [isolated];
    const badges = valuing.flatMap(({ spec }) => at(indices, spec.index).definition.badges);
    this.#records.set(Number(event['liquidation']), {
      liquidation: Number(event['liquidation']),
      subaccount: at(subaccounts, Number(event['subaccount'])).label,
      mode: isolated === undefined ? 'cross' : 'isolated',
      asset: at(assets, asset).symbol,
      instrument: isolated?.spec.symbol ?? '',
      badges: [...new Set(badges)],
      steps: [],
    });
  }
}

/** Where and what it is stands in the record; the rest are the step's figures. */
const NOT_FIGURES: ReadonlySet<string> = new Set([
  'kind',
  'sequence',
  'eventIndex',
  'timeUs',
  'liquidation',
  'subaccount',
  'bucket',
  'instrument',
]);

function figuresOf(event: VenueEvent): Record<string, string | number> {
  return Object.fromEntries(Object.entries(event).filter(([column]) => !NOT_FIGURES.has(column)));
}

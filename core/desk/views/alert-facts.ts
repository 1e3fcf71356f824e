/** An event that an alert tells of, with the things that it names looked up. */
import type { VenueEvent } from '../../venue/events.ts';
import { healthPpm } from '../../venue/margin/arithmetic.ts';
import { allBuckets } from '../../venue/margin/calls.ts';
import { accountOf } from '../../venue/state.ts';
import type { Bucket, Instrument, Subaccount, VenueState } from '../../venue/state.ts';
import type { Alert } from '../messages.ts';
import { healthText } from '../format.ts';
import type { Scales } from './scales.ts';

/** What the sentences need to know beside the event. */
export interface AlertContext {
  readonly state: VenueState;
  readonly scales: Scales;
  readonly nameOf: (operator: number) => string;
  /** What the event's kill switch stops; empty where it has none, or that is not known. */
  readonly killed?: string;
}

/** A sentence, and how much of an alarm it is. */
export interface Told {
  readonly level: Alert['level'];
  readonly text: string;
}

/** Null where there is nothing to tell. */
export type Teller = (told: Facts) => Told | null;

/** An event with the things that it names looked up. */
export class Facts {
  readonly context: AlertContext;
  readonly #event: VenueEvent;

  constructor(context: AlertContext, event: VenueEvent) {
    this.context = context;
    this.#event = event;
  }

  number(column: string): number {
    const value = this.#event[column];
    return typeof value === 'number' ? value : 0;
  }

  word(column: string): string {
    return String(this.#event[column] ?? '');
  }

  get subaccount(): Subaccount | undefined {
    const { state } = this.context;
    // Of a desk it is only the first.
    if (this.word('scope') === 'desk') return undefined;
    const known = this.number('subaccount') || (this.#callsBucket()?.subaccount ?? 0);
    return state.subaccounts[known - 1];
  }

  /** An event that names only a call: who has it, as long as it is open. */
  #callsBucket(): Bucket | null {
    if (!this.#event.kind.startsWith('call.')) return null;
    const call = this.number('call');
    for (const bucket of allBuckets(this.context.state)) {
      if (bucket.call?.id === call) return bucket;
    }
    return null;
  }

  get name(): string {
    return this.subaccount?.label ?? 'a subaccount';
  }

  get instrument(): Instrument | undefined {
    return this.context.state.instruments[this.number('instrument') - 1];
  }

  get symbol(): string {
    return this.instrument?.spec.symbol ?? '';
  }

  /** Where the subaccount is observed; empty of one of ours. */
  get venue(): string {
    const { state } = this.context;
    const { subaccount } = this;
    const { domain = 0 } = subaccount === undefined ? {} : accountOf(state, subaccount);
    return state.external.domains[domain - 1]?.venue ?? '';
  }

  /** The strategy that the event is of, or what stands for none. */
  get strategy(): string {
    const { state } = this.context;
    return state.strategies[this.number('strategy') - 1]?.label ?? 'Trading by hand';
  }

  get index(): string {
    return this.context.state.indices[this.number('index') - 1]?.definition.symbol ?? '';
  }

  /** The asset that the event's money is of: its own, its bucket's or its instrument's. */
  get asset(): number {
    const bucket = this.number('bucket');
    const own = this.number('asset') || Math.floor(bucket / 1_024) % 1_024;
    return own || (this.instrument?.spec.settleAsset ?? 1);
  }

  /** The bucket in words. */
  get bucket(): string {
    const isolated = this.context.state.instruments[(this.number('bucket') % 1_024) - 1];
    if (isolated !== undefined) return `${isolated.spec.symbol} isolated`;
    return `${this.context.scales.symbol(this.asset)} cross`;
  }

  get operator(): string {
    return this.context.nameOf(this.number('operator'));
  }

  /** Whose session the event is of. */
  get speaker(): string {
    const { state, nameOf } = this.context;
    const session = state.sessions[this.number('session') - 1];
    if (session === undefined) return 'somebody';
    return session.operator === 0 ? session.system : nameOf(session.operator);
  }

  /** What the kill switch of the event stops. */
  get killed(): string {
    const { killed = '' } = this.context;
    return killed === '' ? `what kill switch ${this.number('kill')} had stopped` : killed;
  }

  money(column: string): string {
    const { scales } = this.context;
    return `${scales.money(this.asset, this.number(column))} ${scales.symbol(this.asset)}`;
  }

  price(column: string): string {
    const { instrument } = this;
    return instrument === undefined
      ? ''
      : this.context.scales.price(instrument, this.number(column));
  }

  size(column: string): string {
    const { instrument } = this;
    return instrument === undefined
      ? ''
      : this.context.scales.size(instrument, Math.abs(this.number(column)));
  }

  get health(): string {
    return healthText(healthPpm(this.number('equityAtoms'), this.number('maintenanceAtoms')));
  }
}

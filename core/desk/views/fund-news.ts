/**
 * What the fund was paid and has paid: heard as it happens, and of what was before this core's desk
 * from the projections, once their rows go so far.
 */
import { FundHearing } from '../../projections/fund-record.ts';
import type { FundChange, FundPast, FundQuery, FundSums } from '../../projections/fund-record.ts';
import type { EventRing } from '../../venue/event-ring.ts';

/** The newest changes that windows are told. */
export const CHANGES_KEPT = 200;
/** A balance is kept as it was at the end of each minute, so long. */
export const MINUTES_KEPT = 480;
const MINUTE_US = 60_000_000;

/** The fund as it was; null while it cannot be told so far. */
export interface FundHistory {
  fund(query: FundQuery): FundPast | null;
}

export interface FundNewsOptions {
  /** The last command, and the venue's time, before anything was heard. */
  readonly sequence: number;
  readonly timeUs: number;
  readonly history?: FundHistory | undefined;
}

/** What a part had at the end of a minute, and until the next that is kept. */
interface Balance {
  readonly minute: number;
  readonly atoms: number;
}

type Sums = Pick<FundSums, 'inAtoms' | 'outAtoms'>;

const NO_SUMS: Sums = { inAtoms: 0, outAtoms: 0 };

function keyOf({ asset, part }: Pick<FundChange, 'asset' | 'part'>): string {
  return `${asset}/${part}`;
}

function append(balances: Balance[], timeUs: number, atoms: number): void {
  const minute = Math.floor(timeUs / MINUTE_US);
  if (balances.at(-1)?.minute === minute) balances.pop();
  balances.push({ minute, atoms });
  // The newest of those before is what the time began with.
  while ((balances[1]?.minute ?? minute) <= minute - MINUTES_KEPT) balances.shift();
}

export class FundNews {
  readonly #hearing = new FundHearing();
  readonly #options: FundNewsOptions;
  #history: FundHistory | undefined;
  #changes: FundChange[] = [];
  readonly #sums = new Map<string, Sums>();
  #balances = new Map<string, Balance[]>();
  #isWhole = false;

  constructor(options: FundNewsOptions) {
    this.#options = options;
    this.#history = options.history;
  }

  /** Whether all is known since the venue began; else it is since this core started. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** The newest, in their order. */
  get changes(): readonly FundChange[] {
    return this.#changes;
  }

  hear(events: EventRing, position: number): void {
    this.#hearing.hear(events, position);
  }

  /** A batch has been heard to its end. */
  heard(): void {
    for (const change of this.#hearing.take()) this.#take(change);
    this.#changes.splice(0, this.#changes.length - CHANGES_KEPT);
  }

  #take(change: FundChange): void {
    this.#changes.push(change);
    const { amountAtoms } = change;
    const inAtoms = Math.max(0, amountAtoms);
    this.#add(change, { inAtoms, outAtoms: inAtoms - amountAtoms });
    const balances = this.#balances.get(keyOf(change)) ?? [];
    this.#balances.set(keyOf(change), balances);
    append(balances, change.timeUs, change.balanceAtoms);
  }

  #add(of: Pick<FundChange, 'asset' | 'part'>, more: Sums): void {
    const { inAtoms, outAtoms } = this.#sums.get(keyOf(of)) ?? NO_SUMS;
    const sums = { inAtoms: inAtoms + more.inAtoms, outAtoms: outAtoms + more.outAtoms };
    this.#sums.set(keyOf(of), sums);
  }

  /** Takes over what was before, as soon as there is word of it. Rule DESK-72. */
  recall(): void {
    const history = this.#history;
    if (history === undefined) return;
    // One that fails is asked no more.
    this.#history = undefined;
    const { sequence, timeUs } = this.#options;
    const sinceUs = timeUs - MINUTES_KEPT * MINUTE_US;
    const past = history.fund({ sequence, count: CHANGES_KEPT, sinceUs });
    if (past === null) this.#history = history;
    else this.#begin(past);
  }

  /** What was, and behind it what was heard since. */
  #begin({ changes, sums, balances }: FundPast): void {
    const since = this.#balances;
    this.#balances = new Map();
    for (const { timeUs, balanceAtoms, ...of } of balances) {
      const known = this.#balances.get(keyOf(of)) ?? [];
      this.#balances.set(keyOf(of), known);
      append(known, timeUs, balanceAtoms);
    }
    for (const [key, later] of since) {
      const known = this.#balances.get(key) ?? [];
      this.#balances.set(key, known);
      for (const { minute, atoms } of later) append(known, minute * MINUTE_US, atoms);
    }
    for (const sum of sums) this.#add(sum, sum);
    this.#changes = [...changes, ...this.#changes].slice(-CHANGES_KEPT);
    this.#isWhole = true;
  }

  sumsOf(asset: number, part: number): Sums {
    return this.#sums.get(keyOf({ asset, part })) ?? NO_SUMS;
  }

  /** What a part had at the end of each minute until now, from the first that is known. */
  balancesOf(asset: number, part: number, nowUs: number): number[] {
    const balances = this.#balances.get(keyOf({ asset, part })) ?? [];
    const [first] = balances;
    if (first === undefined) return [];
    const now = Math.floor(nowUs / MINUTE_US);
    const from = Math.max(first.minute, now - MINUTES_KEPT + 1);
    const minutes: number[] = [];
    let at = 0;
    for (let minute = from; minute <= now; minute++) {
      while ((balances[at + 1]?.minute ?? Infinity) <= minute) at += 1;
      minutes.push(balances[at]!.atoms);
    }
    return minutes;
  }
}

/** A policy for tests: it writes down every call as text and grants what it was told to grant. */
import type {
  AuctionPolicy,
  BookView,
  MakerCancelReason,
  MatchPolicy,
  SelfTradeMode,
} from '../contract.ts';

export class Recorder implements MatchPolicy, AuctionPolicy {
  readonly #book: BookView;
  #calls: string[] = [];
  /** Lots that the reduce-only orders of a subaccount may still trade; without an entry, all. */
  readonly allowedLots = new Map<number, number>();

  constructor(book: BookView) {
    this.#book = book;
  }

  /** The calls since the last time of asking. */
  takeCalls(): string[] {
    const calls = this.#calls;
    this.#calls = [];
    return calls;
  }

  makerAllowanceLots(makerSlot: number, wantedLots: number): number {
    const subaccount = this.#book.subaccountOf(makerSlot);
    const left = this.allowedLots.get(subaccount) ?? wantedLots;
    const granted = Math.min(left, wantedLots);
    if (this.allowedLots.has(subaccount)) this.allowedLots.set(subaccount, left - granted);
    this.#calls.push(`${this.#name(makerSlot)} may trade ${granted} of ${wantedLots}`);
    return granted;
  }

  onFill(makerSlot: number, quantityLots: number, priceTicks: number): void {
    const left = this.#book.remainingLotsOf(makerSlot);
    this.#calls.push(
      `${this.#name(makerSlot)} trades ${quantityLots} @ ${priceTicks}, ${left} left`,
    );
  }

  onTransfer(makerSlot: number, quantityLots: number, priceTicks: number): void {
    this.#calls.push(`${this.#name(makerSlot)} passes ${quantityLots} @ ${priceTicks}`);
  }

  onCross(buySlot: number, sellSlot: number, quantityLots: number, priceTicks: number): void {
    const both = [buySlot, sellSlot].map(
      (slot) => `${this.#name(slot)} (${this.#book.remainingLotsOf(slot)} left)`,
    );
    this.#calls.push(`${both.join(' and ')} trade ${quantityLots} @ ${priceTicks}`);
  }

  onSelfTrade(makerSlot: number, preventedLots: number, mode: SelfTradeMode): void {
    this.#calls.push(`${this.#name(makerSlot)} is its own for ${preventedLots}: ${mode}`);
  }

  onMakerCancelled(makerSlot: number, remainingLots: number, reason: MakerCancelReason): void {
    this.#calls.push(`${this.#name(makerSlot)} loses ${remainingLots} for ${reason}`);
  }

  #name(slot: number): string {
    return `#${this.#book.orderIdOf(slot)}`;
  }
}

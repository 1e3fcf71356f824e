/** A venue whose contracts deleverage, without fees, and short words for what its tests do. */
import { expect } from 'vitest';
import collateral from '../../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../../commands.ts';
import { plainPrices, TestVenue } from '../../testing/test-venue.ts';
import type { Opening } from '../../testing/test-venue.ts';

export const USDT = 1_000_000;
export const FUND = 2;
export const LIQUIDATION = 3;

type Adl = NonNullable<InstrumentSpec['adl']>;

export const PLAIN_ADL: Adl = { rank: 'leveragedReturn', price: 'bankruptcy', noticeUs: 0 };

/** What a test's instruments differ in; the same for all unless it asks for the symbol. */
export type Changes = (spec: InstrumentSpec) => Partial<InstrumentSpec>;

/** Prices of 60,000 and 3,000, no fees, and no fund; terms of pools where they are asked for. */
export class Crash {
  readonly venue: TestVenue;
  readonly house: number;

  constructor(changes: Changes = () => ({ adl: PLAIN_ADL }), isPooled = false) {
    const { collateral: terms, portfolio } = collateral;
    const pooled = isPooled ? { collateral: terms, portfolio } : {};
    const resources = { ...instruments, indices: indices.replay, ...pooled };
    this.venue = TestVenue.found(resources, (spec) => {
      const { adl: _adl, insurance: _insurance, ...plain } = plainPrices(spec);
      return { ...plain, fees: { makerPpm: 0, takerPpm: 0 }, ...changes(spec) };
    });
    this.prices(60_000);
    this.house = this.venue.open('house', { kind: 'house' });
  }

  prices(btc: number, eth = 3_000): void {
    this.venue.prices({ BTC: btc, ETH: eth });
  }

  /** A subaccount that has bought (or sold, if negative) lots of BTCUSDT from the house. */
  holder(label: string, lots: number, funds: number, opening: Opening = {}): number {
    return this.holderIn('BTCUSDT', 600_000, label, lots, funds, opening);
  }

  holderIn(
    symbol: string,
    ticks: number,
    label: string,
    lots: number,
    funds: number,
    opening: Opening = {},
  ): number {
    const id = this.venue.open(label, { funds: { USDT: funds * USDT }, ...opening });
    const parties =
      lots > 0 ? { buyer: id, seller: this.house } : { buyer: this.house, seller: id };
    this.venue.trade(parties, symbol, Math.abs(lots), ticks);
    return id;
  }

  /** Moves the clock on with a price every second, so that the feed is not silent. */
  pass(seconds: number, btc: number, eth = 3_000): void {
    for (let n = 0; n < seconds; n++) this.prices(btc, eth);
  }

  bid(lots: number, ticks: number, symbol = 'BTCUSDT'): void {
    const bid = { priceTicks: ticks, by: 'house' } as const;
    expect(this.venue.place(this.house, symbol, 'buy', lots, bid).code).toBe('OK');
  }

  lots(subaccount: number, symbol = 'BTCUSDT'): number {
    return this.venue.position(subaccount, symbol).lots;
  }

  wallet(subaccount: number, asset = 'USDT'): number {
    const { mirroredAtoms, unsettledAtoms } = this.venue.balance(subaccount, asset);
    return mirroredAtoms + unsettledAtoms;
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A message of a small recording, and when it happened on the exchange's clock. */
export interface FixtureLine {
  readonly atMs: number;
  readonly message: object;
}

export type Levels = readonly (readonly [price: string, size: string])[];

export const BTCUSDT = 'binance-usdm-btcusdt-20240808.jsonl.gz';
export const ETHUSDT = 'binance-usdm-ethusdt-20240808.jsonl.gz';
export const BTCUSD = 'binance-cm-btcusd_perp-20240808.jsonl.gz';
export const ETHUSD = 'binance-cm-ethusd_perp-20240808.jsonl.gz';
export const SPOT_BTC = 'binance-spot-btcusdt-20240808.jsonl.gz';
export const SPOT_ETH = 'binance-spot-ethusdt-20240808.jsonl.gz';

/** 2024-08-09T00:00:00Z. */
export const MIDNIGHT_MS = 1_723_161_600_000;
export const CLOCK_BEHIND_MS = 1_270;

export function futuresDepth(
  atMs: number,
  ids: readonly [previous: number, first: number, last: number],
  bids: Levels,
  asks: Levels,
): FixtureLine {
  const [pu, U, u] = ids;
  return wrapped(atMs, 'x@depth@0ms', { e: 'depthUpdate', E: atMs, U, u, pu, b: bids, a: asks });
}

export function spotDepth(atMs: number, ids: readonly [first: number, last: number]): FixtureLine {
  const [U, u] = ids;
  return wrapped(atMs, 'x@depth@100ms', { e: 'depthUpdate', E: atMs, U, u, b: [], a: [] });
}

export function snapshot(
  atMs: number,
  lastUpdateId: number,
  bids: Levels,
  asks: Levels,
): FixtureLine {
  return { atMs, message: { lastUpdateId, bids, asks } };
}

export function trade(
  atMs: number,
  price: string,
  size: string,
  buyerIsMaker: boolean,
  origin = 'MARKET',
): FixtureLine {
  const data = { e: 'trade', E: atMs, p: price, q: size, X: origin, m: buyerIsMaker };
  return wrapped(atMs, 'x@trade', data);
}

/** A spot quote: it carries no time. */
export function quote(atMs: number, bid: string, ask: string): FixtureLine {
  return wrapped(atMs, 'x@bookTicker', { u: 1, b: bid, B: '1.00000000', a: ask, A: '1.00000000' });
}

function wrapped(atMs: number, stream: string, data: object): FixtureLine {
  return { atMs, message: { stream, data } };
}

/** Before the snapshot a stale update and the one that contains its id 105; then one more. */
function futures(bid: string, ask: string, lastMs: number): FixtureLine[] {
  const start = MIDNIGHT_MS - 500;
  return [
    futuresDepth(start, [80, 90, 100], [['1.0', '7']], []),
    futuresDepth(start + 20, [100, 101, 110], [[bid, '6']], []),
    snapshot(start + 30, 105, [[bid, '5']], [[ask, '4']]),
    futuresDepth(lastMs, [110, 111, 120], [], []),
  ];
}

function spot(bid: string, ask: string, lastMs: number): FixtureLine[] {
  const start = MIDNIGHT_MS - 500;
  return [
    spotDepth(start, [1, 10]),
    snapshot(start + 10, 10, [[bid, '1.0']], [[ask, '1.0']]),
    quote(start + 20, bid, ask),
    trade(start + 30, ask, '0.5', false),
    spotDepth(start + 50, [11, 12]),
    spotDepth(lastMs, [13, 14]),
  ];
}

/** Six recordings that join by 23:59:59.550 and reach 00:00:00.300. */
export function smallRecordings(): Map<string, FixtureLine[]> {
  const lastMs = MIDNIGHT_MS + 300;
  return new Map([
    [BTCUSDT, futures('100.0', '100.1', lastMs)],
    [ETHUSDT, futures('10.00', '10.01', lastMs + 1)],
    [BTCUSD, futures('100.2', '100.3', lastMs + 2)],
    [ETHUSD, futures('10.02', '10.03', lastMs + 3)],
    [SPOT_BTC, spot('100.04000000', '100.05000000', lastMs + 4)],
    [SPOT_ETH, spot('10.00400000', '10.00500000', lastMs + 5)],
  ]);
}

/** Runs `use` on a temporary directory that holds the recordings. */
export function withRecordings<Result>(
  recordings: ReadonlyMap<string, readonly FixtureLine[]>,
  use: (directory: string) => Result,
): Result {
  const directory = mkdtempSync(join(tmpdir(), 'bulkhead-recordings-'));
  try {
    for (const [file, lines] of recordings) {
      const text = lines.map(
        ({ atMs, message }) => `${atMs - CLOCK_BEHIND_MS}000000 ${JSON.stringify(message)}\n`,
      );
      writeFileSync(join(directory, file), gzipSync(text.join('')));
    }
    return use(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

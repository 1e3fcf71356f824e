/** Drills written for tests: a small organisation, and the steps that a test is about. */
import { runDrill } from '../run.ts';
import type { DrillFailure, DrillResult } from '../run.ts';
import { readDrill } from '../schema.ts';
import type { Drill, FileFault } from '../schema.ts';

const HEAD = `
name: A test
about: Of the runner.
start: 2026-01-05T09:00:00Z
organisation:
  operators:
    ann: { roles: [trader], desks: [macro] }
    rita: { roles: [risk, compliance] }
    adam: { roles: [admin] }
  accounts:
    meridian: { kind: paper }
  subaccounts:
    alpha: { account: meridian, desk: macro, collateral: { USDT: 10000 } }
    walled: { account: meridian, desk: macro, mode: isolated, collateral: { XBT: 1 } }
  fund: { USDT: 1000 }
instruments:
  BTCUSDT: { fees: { makerPpm: 0, takerPpm: 0 }, funding: { capE8: 0 } }
`;

/** Alpha is long one bitcoin at 60000, the mark, and nothing has been paid. */
export const OPENED = `
  - observe: { BTC: 60000, ETH: 3000 }
  - book: { BTCUSDT: { bids: [[59999.9, 5]], asks: [[60000.1, 5]] } }
  - wait: 1s
  - as: ann
    order.place:
      { subaccount: alpha, symbol: BTCUSDT, side: buy, type: limit, price: 60000, quantity: 1 }
    remember: bid
  - tape: { BTCUSDT: { side: sell, price: 60000, quantity: 1 } }
`;

/** The text of a drill with these steps. */
export function drillText(steps: string, head = HEAD): string {
  return `${head}steps:\n${steps}`;
}

export function read(steps: string, head = HEAD): Drill | FileFault {
  return readDrill(drillText(steps, head));
}

/** Runs steps that must at least be a drill. */
export function run(steps: string, head = HEAD): DrillResult {
  const drill = read(steps, head);
  if ('sentence' in drill) throw new Error(`line ${drill.line}: ${drill.sentence}`);
  return runDrill(drill);
}

/** Why the steps fail; the test fails when they do not. */
export function failureOf(steps: string, head = HEAD): DrillFailure {
  const { failure } = run(steps, head);
  if (failure === null) throw new Error('the drill went through');
  return failure;
}

export { HEAD };

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MarketSource } from '../../feeds/market-source.ts';
import { loadRecordings } from '../../feeds/recordings/recordings.ts';
import { parseShocks, shocked } from '../../feeds/shock.ts';
import { stateHashOf } from '../../sequencer/recovery.ts';
import { at } from '../../venue/state.ts';
import type { Venue } from '../../venue/venue.ts';
import { Pacer } from '../replay/pacing.ts';
import type { TallyReport } from '../replay/tally.ts';
import { DirectPort } from '../replay/testing/direct-port.ts';
import { marketCommands, openDemoCore, prepareDemo } from './demo-core.ts';
import { readDemoFile } from './demo-file.ts';
import { subaccountId } from './lookups.ts';

const beside = fileURLToPath(new URL('../../../../shared/marketdata', import.meta.url));
const directory = process.env['BULKHEAD_MARKETDATA'] ?? beside;
const absent = !existsSync(directory);
const never = new AbortController().signal;
const LONG_MS = 120_000;

interface Pass {
  readonly venue: Venue;
  readonly report: TallyReport;
  readonly stateHash: string;
  /** Calls of auctions: what prices did too fast. */
  readonly auctions: number;
}

const optionsOf = (source: MarketSource) => {
  return { source, pacer: new Pacer('max'), loop: false, once: true };
};

/** A pass on a venue without a log. */
async function passOf(source: MarketSource): Promise<Pass> {
  const port = new DirectPort();
  const options = optionsOf(source);
  const demo = await prepareDemo(port, readDemoFile(), marketCommands(source), options);
  await demo.replay.run(never);
  const { venue } = port;
  const auctions = demo.tally.count('auction.called');
  return { venue, report: demo.tally.report(), stateHash: stateHashOf(venue), auctions };
}

describe('the recordings of 2024-08-08', () => {
  let calm: MarketSource;
  let fall: MarketSource;
  let fallen: Pass;

  beforeAll(async () => {
    if (absent) return;
    calm = loadRecordings(directory);
    const parsed = parseShocks('BTC -4% over 60s at 120s');
    if (!parsed.ok) throw new Error(parsed.sentence);
    fall = shocked(calm, parsed.shocks);
    fallen = await passOf(fall);
  }, LONG_MS);

  beforeEach((context) => {
    context.skip(absent, `no recordings at ${directory}; BULKHEAD_MARKETDATA names another place`);
  });

  test(
    'replay with tens of thousands of trades, funding at midnight, and nobody liquidated',
    async () => {
      const { venue, report, auctions } = await passOf(calm);
      expect(auctions).toBe(0);
      expect(report.commands).toBeGreaterThan(200_000);
      expect(report.trades).toBeGreaterThan(30_000);
      expect(report.deskExecutions).toBeGreaterThan(1_000);
      expect(report).toMatchObject({ marginCalls: 0, liquidations: 0, fundingSettlements: 4 });
      expect(report.fundingPayments).toBeGreaterThan(16);
      expect(venue.conservationBreach()).toBeNull();
    },
    LONG_MS,
  );

  test('bent by 4 % they bring calls, every step of a liquidation, and a moving fund', () => {
    const { venue, report, auctions } = fallen;
    expect(auctions).toBe(0);
    expect(report.marginCalls).toBeGreaterThan(3);
    expect(report.takeovers).toBeGreaterThan(0);
    const kinds = new Set(
      report.liquidationDetails.flatMap(({ steps }) => steps.map(({ step }) => step)),
    );
    expect(kinds).toEqual(new Set(['started', 'cancelled', 'sliced', 'takeover', 'ended']));
    const ends = report.liquidationDetails.map(({ steps }) => steps.at(-1)?.['how']);
    expect(new Set(ends)).toEqual(new Set(['takeover', 'cured']));
    for (const { badges } of report.liquidationDetails) {
      expect(badges).toEqual(['ONE SOURCE', 'PEG ASSUMED']);
    }
    for (const asset of ['USDT', 'XBT']) {
      expect(Number(report.insuranceFund[asset]?.in)).toBeGreaterThan(0);
      expect(Number(report.insuranceFund[asset]?.out)).toBeGreaterThan(0);
    }
    const volArb = at(venue.state.subaccounts, subaccountId(venue.state, 'Vol-Arb'));
    expect(at(volArb.positions, 1).lots).toBe(40_000);
    expect(venue.conservationBreach()).toBeNull();
  });

  test(
    'give the same state again, through a log and its batches',
    async () => {
      const data = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-replay-'));
      try {
        const core = await openDemoCore(data, optionsOf(fall), { keychain: 'none' });
        await core.replay.run(never);
        expect(stateHashOf(core.sequencer.venue)).toBe(fallen.stateHash);
        const { batches, ...report } = core.tally.report();
        expect({ ...report, batches: fallen.report.batches }).toEqual(fallen.report);
        expect(batches).toBeLessThan(fallen.report.batches);
        await core.sequencer.stop();
      } finally {
        rmSync(data, { recursive: true, force: true });
      }
    },
    LONG_MS,
  );
});

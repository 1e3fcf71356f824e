import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MarketSource } from '../../feeds/market-source.ts';
import { parseShocks, shocked } from '../../feeds/shock.ts';
import { simulatedMarket } from '../../feeds/simulated/simulated-market.ts';
import { stateHashOf } from '../../sequencer/recovery.ts';
import { at } from '../../venue/state.ts';
import type { Venue } from '../../venue/venue.ts';
import { Pacer } from '../replay/pacing.ts';
import type { TallyReport } from '../replay/tally.ts';
import { DirectPort } from '../replay/testing/direct-port.ts';
import { marketCommands, openDemoCore, prepareDemo } from './demo-core.ts';
import type { Demo, DemoOptions } from './demo-core.ts';
import { readDemoFile } from './demo-file.ts';
import { subaccountId } from './lookups.ts';
import { BOOK_SUBACCOUNT } from './organisation.ts';
import { PEOPLE_FILE } from './people.ts';

const never = new AbortController().signal;
const TWENTY_SECONDS_US = 20_000_000;

function optionsOf(source: MarketSource, more: Partial<DemoOptions> = {}): DemoOptions {
  return { source, pacer: new Pacer('max'), loop: false, once: true, ...more };
}

function bent(source: MarketSource, text: string): MarketSource {
  const parsed = parseShocks(text);
  if (!parsed.ok) throw new Error(parsed.sentence);
  return shocked(source, parsed.shocks);
}

/** A run on a venue without a log. */
async function runDirect(options: DemoOptions): Promise<{ venue: Venue; demo: Demo }> {
  const port = new DirectPort();
  const demo = await prepareDemo(port, readDemoFile(), marketCommands(options.source), options);
  await demo.replay.run(never);
  return { venue: port.venue, demo };
}

/** Orders of the book house that rest in the venue. */
function houseOrders({ state }: Venue): number {
  const house = subaccountId(state, BOOK_SUBACCOUNT);
  let orders = 0;
  for (const { book } of state.instruments) {
    for (let slot = book.firstOrderOf(house); slot !== -1; slot = book.nextOrderOf(slot)) {
      orders += 1;
    }
  }
  return orders;
}

describe('a simulated market falls by 4 % in a minute', () => {
  const source = bent(simulatedMarket({ seed: 1 }), 'BTC -4% over 60s at 120s');
  let venue: Venue;
  let report: TallyReport;
  let badges: readonly string[];

  beforeAll(async () => {
    const run = await runDirect(optionsOf(source));
    venue = run.venue;
    report = run.demo.tally.report();
    badges = run.demo.badges;
  });

  /** Kinds of step of a subaccount's first liquidation. */
  const steps = (label: string): string[] => {
    const record = report.liquidationDetails.find(({ subaccount }) => subaccount === label);
    return (record?.steps ?? []).map(({ step }) => step);
  };

  test('calls come, liquidations go through every step, and the fund moves', () => {
    expect(report.trades).toBeGreaterThan(10_000);
    expect(report.marginCalls).toBeGreaterThan(3);
    expect(report.liquidationSlices).toBeGreaterThanOrEqual(report.liquidations);
    const whole = ['started', 'cancelled', 'sliced'];
    expect(steps('Trend-2')).toEqual([...whole, 'takeover', 'ended']);
    expect(steps('XBT-Basis')).toEqual([...whole, 'takeover', 'ended']);
    expect(steps('Macro-Long').slice(0, 4)).toEqual([...whole, 'ended']);
    expect(report.disposals).toBeGreaterThan(0);
    for (const asset of ['USDT', 'XBT']) {
      const fund = report.insuranceFund[asset];
      expect(Number(fund?.in)).toBeGreaterThan(0);
      expect(Number(fund?.out)).toBeGreaterThan(0);
      const moved = Number(fund?.start) + Number(fund?.in) - Number(fund?.out);
      expect(moved).toBeCloseTo(Number(fund?.end), 5);
    }
    expect(report.fundShort).toBe(0);
  });

  test('each record says of what its prices were made', () => {
    expect(badges).toEqual([
      'SIMULATED',
      'SHOCKED',
      'PAPER',
      'SIMULATED CUSTODY',
      'ONE SOURCE',
      'PEG ASSUMED',
    ]);
    for (const record of report.liquidationDetails) {
      expect(record.badges).toEqual(['ONE SOURCE', 'PEG ASSUMED']);
      for (const { time } of record.steps) expect(time).toMatch(/^2024-08-0[89]T.*Z$/);
    }
    expect(venue.state.indices[0]?.definition.sources[0]?.name).toBe('simulated-spot');
  });

  test('every strategy speaks in a session of its own, and for itself alone', () => {
    const { sessions, strategies } = venue.state;
    const speaking = sessions.filter(({ strategy }) => strategy !== 0);
    expect(speaking.map(({ strategy }) => strategy)).toEqual(strategies.map(({ id }) => id));
    for (const { operator, strategy } of speaking) {
      expect(operator).toBe(at(strategies, strategy).executor);
    }
  });

  test('who is topped up by a desk mate is called and not liquidated', () => {
    const { subaccounts } = venue.state;
    const volArb = at(subaccounts, subaccountId(venue.state, 'Vol-Arb'));
    expect(steps('Vol-Arb')).toEqual([]);
    expect(at(volArb.positions, 1).lots).toBe(40_000);
    expect(report.marginCallsCured).toBeGreaterThan(0);
    const wallet = at(volArb.balances, 1);
    expect(wallet.mirroredAtoms).toBeGreaterThan(70_000_000_000);
  });

  test('an isolated position dies alone: the rest of its subaccount stays', () => {
    const trend = at(venue.state.subaccounts, subaccountId(venue.state, 'Trend-2'));
    expect(at(trend.positions, 1)).toMatchObject({ lots: 0, allocatedAtoms: 0 });
    const { mirroredAtoms, unsettledAtoms } = at(trend.balances, 1);
    expect(mirroredAtoms + unsettledAtoms).toBeGreaterThan(0);
  });

  test('funding is paid once, at midnight UTC, in all four contracts', () => {
    expect(report.fundingSettlements).toBe(4);
    expect(report.fundingPayments).toBeGreaterThan(10);
  });

  test('nobody is refused often, nothing is lost, and again it is the same', async () => {
    const refusals = Object.values(report.refusals).reduce((sum, count) => sum + count, 0);
    expect(refusals).toBeLessThan(100);
    expect(venue.conservationBreach()).toBeNull();
    const again = await runDirect(optionsOf(source));
    expect(stateHashOf(again.venue)).toBe(stateHashOf(venue));
    expect(again.demo.tally.report()).toEqual(report);
  });
});

test('a calm market liquidates nobody', async () => {
  const { demo, venue } = await runDirect(optionsOf(simulatedMarket({ seed: 2 })));
  expect(demo.tally.report()).toMatchObject({ marginCalls: 0, liquidations: 0 });
  expect(houseOrders(venue)).toBe(demo.replay.restingOrders);
});

describe('with a log', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-demo-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const source = simulatedMarket({ seed: 3 });
  const open = (name: string, more: Partial<DemoOptions>) => {
    const options = optionsOf(source, more);
    return openDemoCore(path.join(directory, name), options, { keychain: 'none' });
  };

  test('twenty seconds give one state, also when they are cut into other batches', async () => {
    const hashes: string[] = [];
    for (const name of ['first', 'second']) {
      const core = await open(name, { durationUs: TWENTY_SECONDS_US });
      await core.replay.run(never);
      hashes.push(stateHashOf(core.sequencer.venue));
      expect(core.replay.progress).toBeCloseTo(1, 1);
      await core.sequencer.stop();
    }
    const { venue } = await runDirect(optionsOf(source, { durationUs: TWENTY_SECONDS_US }));
    expect(hashes).toEqual([stateHashOf(venue), stateHashOf(venue)]);
  });

  test('it goes on where it stopped, with fresh books, and nothing founded twice', async () => {
    const first = await open('data', { durationUs: TWENTY_SECONDS_US });
    await first.replay.run(never);
    const stoppedUs = first.sequencer.venue.state.timeUs;
    const founded = first.sequencer.venue.state.subaccounts.map(({ label }) => label);
    await first.sequencer.stop();
    const names = path.join(directory, 'data', PEOPLE_FILE);
    expect(existsSync(names)).toBe(true);
    writeFileSync(names, '{}');

    const second = await open('data', { durationUs: TWENTY_SECONDS_US });
    const { venue } = second.sequencer;
    await second.replay.run(never);
    expect(second.replay.firstTimeUs).toBeGreaterThan(stoppedUs);
    expect(second.replay.firstTimeUs - stoppedUs).toBeLessThanOrEqual(source.slotUs);
    expect(venue.state.timeUs).toBeGreaterThan(stoppedUs + TWENTY_SECONDS_US - 1_000_000);
    expect(venue.state.subaccounts.map(({ label }) => label)).toEqual(founded);
    expect(venue.state.sessions.every(({ open: isOpen }) => isOpen)).toBe(true);
    expect(houseOrders(venue)).toBe(second.replay.restingOrders);
    expect(second.tally.report()).toMatchObject({ liquidations: 0 });
    expect(second.tally.report().trades).toBeGreaterThan(500);
    expect(venue.conservationBreach()).toBeNull();
    await second.sequencer.stop();
  });

  test('another pass is later by the length of one, and begins with fresh books', async () => {
    const short = simulatedMarket({ seed: 3, passDurationUs: 5_000_000 });
    const run = async (once: boolean, durationUs: number): Promise<number> => {
      const options = optionsOf(short, { loop: true, once, durationUs });
      const core = await openDemoCore(path.join(directory, 'loop'), options, { keychain: 'none' });
      await core.replay.run(never);
      const { venue } = core.sequencer;
      expect(houseOrders(venue)).toBe(core.replay.restingOrders);
      expect(venue.conservationBreach()).toBeNull();
      await core.sequencer.stop();
      return venue.state.timeUs - short.startTimeUs;
    };
    expect(await run(false, 12_000_000)).toBe(11_900_000);
    expect(await run(true, 60_000_000)).toBe(14_900_000);
    expect(await run(true, 60_000_000)).toBe(19_900_000);
  });
});

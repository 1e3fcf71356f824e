import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Random } from '../../core/feeds/simulated/random.ts';
import { verifyReplay } from '../../core/sequencer/verify-replay.ts';
import { openCommand } from '../../core/cli/bench/founding.ts';
import type { Outcome } from '../../core/venue/outcomes.ts';
import type { Death } from './driver.ts';
import { Driver } from './driver.ts';
import type { Entry } from './flow.ts';
import { scriptOf } from './flow.ts';
import { marketCounts, replayDirectory, runUninterrupted } from './oracle.ts';

const LONG = process.env['BULKHEAD_LONG'] === '1';
const KILLS = LONG ? 200 : 12;
const STEPS = LONG ? 20_000 : 2_500;
const SEED = Number(process.env['BULKHEAD_SEED'] ?? Date.now() % 1_000_000);

/** Deaths spread over the script; a third of them by the clock, which also hits a start. */
function nextDeath(random: Random, driver: Driver, killsLeft: number): Death {
  const afterMs = random.below(3) === 0 ? random.between(20, 700) : 60_000;
  const fair = Math.floor((2 * driver.remaining) / (killsLeft + 1));
  return { afterMs, afterAnswers: random.between(1, Math.max(1, fair)) };
}

const keyOf = ({ speaker, request }: Entry): string => `${openCommand(speaker).session} ${request}`;

const meaning = (outcome: Outcome | undefined) => [outcome?.code, outcome?.detail];

test(
  `SEQ-14 killed ${KILLS} times, a flow loses nothing, does nothing twice, and ends the same`,
  async () => {
    const parent = mkdtempSync(path.join(tmpdir(), 'bulkhead-kill-'));
    onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
    const directory = path.join(parent, 'data');
    const script = scriptOf(SEED, STEPS);
    const driver = new Driver(directory, script);
    const random = new Random(SEED, 1);
    while (!driver.isDone || driver.lives.kills < KILLS) {
      const killsLeft = KILLS - driver.lives.kills;
      await driver.live(killsLeft > 0 ? nextDeath(random, driver, killsLeft) : null, random);
    }

    const { lives, outcomes } = driver;
    const expected = runUninterrupted(script);
    const replayed = replayDirectory(directory);
    const applied = script.map((entry) => replayed.applied.get(keyOf(entry)) ?? []);
    const lost = applied.filter(([first], n) => {
      const told = outcomes[n];
      return JSON.stringify(first) !== JSON.stringify(told);
    }).length;
    const twice = applied.filter((times) => times.length > 1).length;
    const isSame = replayed.stateHash === expected.stateHash;
    const { repeated, killsInFlight, killsWhileStarting, unanswered, fromSnapshot } = lives;
    process.stdout.write(
      `seed ${SEED}: ${script.length} commands, ${lives.kills} kills ` +
        `(${killsWhileStarting} while starting, ${killsInFlight} with ${unanswered} commands in ` +
        `flight), ${fromSnapshot} starts from a snapshot, at most ${lives.mostReplayed} commands ` +
        `replayed, ${repeated} retries recognised; ` +
        `lost ${lost + lives.lost.length}, twice ${twice}, state hash equal: ${isSame}\n`,
    );

    expect(lives.kills).toBe(KILLS);
    expect(lives.lost).toEqual([]);
    expect(lives.notices).toEqual([]);
    expect(fromSnapshot).toBeGreaterThan(0);
    expect([lost, twice]).toEqual([0, 0]);
    expect(outcomes.map(meaning)).toEqual(expected.outcomes.map(meaning));
    expect(replayed.trades).toEqual(expected.trades);
    const counts = marketCounts(replayed.counts);
    expect(counts).toEqual(marketCounts(expected.counts));
    expect(counts['liquidation.started']).toBeGreaterThan(0);
    expect(replayed.stateHash).toBe(expected.stateHash);
    expect(replayed.findings).toBe(0);
    expect(verifyReplay(directory)).toMatchObject({ ok: true, stateHash: expected.stateHash });
  },
  LONG ? 3_600_000 : 120_000,
);

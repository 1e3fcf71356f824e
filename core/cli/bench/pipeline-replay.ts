/** The way back: what a start from the journal alone takes for the orders in it. */
import * as fs from 'node:fs';
import path from 'node:path';
import { stateHashOf } from '../../sequencer/recovery.ts';
import { Sequencer } from '../../sequencer/sequencer.ts';
import { Load, saturate } from './pipeline-load.ts';
import type { PreparedFlow } from './prepared-flow.ts';

/** Starts of each journal, of which the median is taken. */
const STARTS = 3;

interface Start {
  readonly elapsedMs: number;
  readonly replayed: number;
  readonly stateHash: string;
}

export interface Replayed {
  /** Orders a second from a journal that was written at saturation. */
  readonly commandsPerSecond: number;
  /** The same of one that was also written at the rates offered, in batches of a few orders. */
  readonly smallBatchesPerSecond: number;
  /** The whole start from that one, with what founds the venue. */
  readonly startMs: number;
}

/** A start from the journal alone, without snapshots. */
async function start(directory: string): Promise<Start> {
  fs.rmSync(path.join(directory, 'snapshots'), { recursive: true, force: true });
  const begunMs = performance.now();
  const sequencer = await Sequencer.open(directory, { keychain: 'none' });
  const elapsedMs = performance.now() - begunMs;
  const { replayed } = sequencer.health();
  const stateHash = stateHashOf(sequencer.venue);
  await sequencer.stop();
  return { elapsedMs, replayed, stateHash };
}

/** The one of several starts that took the median. */
async function startOften(directory: string): Promise<Start> {
  const starts: Start[] = [];
  for (let n = 0; n < STARTS; n++) starts.push(await start(directory));
  const byTime = starts.toSorted((a, b) => a.elapsedMs - b.elapsedMs);
  return byTime[Math.floor(STARTS / 2)] as Start;
}

/** Writes a journal of a flow, all of it at saturation. */
async function write(directory: string, flow: PreparedFlow): Promise<void> {
  const load = await Load.begin(directory, flow);
  await saturate(load, flow.commands.length, () => undefined);
  await load.sequencer.stop();
}

/** Throws where a venue is not in the state that the commands of its flow make. */
export function requireState(what: string, found: string, expected: string): void {
  if (found !== expected) throw new Error(`The ${what} state is ${found}, not ${expected}.`);
}

/**
 * Orders a second, beyond what a start takes that has only their founding to replay. `mixed` is a
 * journal of the same flow; two more are written in the folder.
 */
export async function replay(mixed: string, folder: string, flow: PreparedFlow): Promise<Replayed> {
  const [founded, saturated] = [path.join(folder, 'founded'), path.join(folder, 'saturated')];
  await write(founded, { ...flow, commands: [] });
  await write(saturated, flow);
  const least = await startOften(founded);
  const perSecond = ({ elapsedMs, replayed, stateHash }: Start): number => {
    requireState('replayed', stateHash, flow.stateHash);
    return ((replayed - least.replayed) / (elapsedMs - least.elapsedMs)) * 1_000;
  };
  const commandsPerSecond = perSecond(await startOften(saturated));
  const whole = await startOften(mixed);
  const startMs = Math.round(whole.elapsedMs);
  return { commandsPerSecond, smallBatchesPerSecond: perSecond(whole), startMs };
}

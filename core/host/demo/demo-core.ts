/** The demo's composition root: a sequencer, the demo organisation, its strategies, a market. */
import type { MarketSource } from '../../feeds/market-source.ts';
import { Sequencer } from '../../sequencer/sequencer.ts';
import type { SequencerOptions } from '../../sequencer/sequencer.ts';
import type { Command } from '../../venue/commands.ts';
import { SECOND_US } from '../../venue/numbers.ts';
import { foundingCommands, loadResources } from '../founding.ts';
import { Inflight } from '../replay/inflight.ts';
import { MarketReplay } from '../replay/market-replay.ts';
import type { MarketConnections, MarketReplayOptions } from '../replay/market-replay.ts';
import type { Port } from '../replay/port.ts';
import { Tally } from '../replay/tally.ts';
import { readDemoFile } from './demo-file.ts';
import type { DemoFile } from './demo-file.ts';
import { Desk } from './desk.ts';
import { grown } from './generated.ts';
import { instrumentId, subaccountId } from './lookups.ts';
import { Openings } from './openings.ts';
import { BOOK_SUBACCOUNT, foundOrganisation, TAPE_SUBACCOUNT } from './organisation.ts';
import { foundPeople } from './people.ts';
import { connectSystem } from './sessions.ts';

export type DemoOptions = Pick<MarketReplayOptions, 'source' | 'pacer' | 'loop' | 'once'> &
  Pick<MarketReplayOptions, 'durationUs'>;

/** A market and the demo organisation on a port, ready to run. */
export interface Demo {
  readonly replay: MarketReplay;
  readonly tally: Tally;
  /** What is not real, or not asked as it would be, about everything that this venue shows. */
  readonly badges: readonly string[];
}

/** The sessions through which a market speaks, opened. */
export async function connectMarket(port: Port, timeUs: number): Promise<MarketConnections> {
  return {
    book: await connectSystem(port, 'house', 'house-book', timeUs),
    tape: await connectSystem(port, 'house', 'house-tape', timeUs),
    feed: await connectSystem(port, 'feed', 'feed', timeUs),
    clock: await connectSystem(port, 'clock', 'clock', timeUs),
  };
}

function badgesOf(port: Port, source: MarketSource): string[] {
  const ofIndices = port.venue.state.indices.flatMap(({ definition }) => definition.badges);
  return [...new Set([...source.badges, 'PAPER', 'SIMULATED CUSTODY', ...ofIndices])];
}

/**
 * Assets, indices and instruments as a market needs them: an index names the spot market that
 * this one shows. Throws a ResourceError.
 */
export function marketCommands(source: MarketSource): Command[] {
  const [first] = source.slots({ loop: false });
  const name = `${first?.spot[0]?.source ?? 'unknown'}-spot`;
  return foundingCommands(loadResources(), 'replay').map((command) => {
    if (command.kind !== 'index.define') return command;
    return { ...command, sources: command.sources.map((entry) => ({ ...entry, name })) };
  });
}

/**
 * Founds what is missing and seats the strategies; counting begins when that is done. `market`
 * lists the venue's assets, indices and instruments. Throws where the log is not a demo's.
 */
export async function prepareDemo(
  port: Port,
  demo: DemoFile,
  market: readonly Command[],
  options: DemoOptions,
): Promise<Demo> {
  const { source } = options;
  const { state } = port.venue;
  // A second before the market begins, so that its first slot is still to come.
  const timeUs = Math.max(state.timeUs, source.startTimeUs - SECOND_US);
  await foundOrganisation(port, demo, market, timeUs);
  const inflight = new Inflight();
  const connections = await connectMarket(port, timeUs);
  const instruments = source.markets.map(({ symbol }) => instrumentId(state, symbol));
  const desk = await Desk.open(port, inflight, demo, instruments, timeUs);
  const openings = await Openings.open(port, inflight, demo, instruments, timeUs);
  const tally = new Tally(port);
  const replay = new MarketReplay({
    ...options,
    port,
    connections,
    inflight,
    instruments,
    bookSubaccount: subaccountId(state, BOOK_SUBACCOUNT),
    tapeSubaccount: subaccountId(state, TAPE_SUBACCOUNT),
    participants: [desk, openings],
  });
  return { replay, tally, badges: badgesOf(port, source) };
}

export interface DemoCore extends Demo {
  readonly sequencer: Sequencer;
}

/**
 * Opens a data directory and readies the demo on it, grown to so many subaccounts or, with null,
 * as its file has it. Commands without a time of their own are
 * stamped with venue time. Throws what Sequencer.open and prepareDemo throw, with the directory
 * free again.
 */
export async function openDemoCore(
  directory: string,
  options: DemoOptions,
  sequencing: Omit<SequencerOptions, 'clockUs'> = {},
  subaccounts: number | null = null,
): Promise<DemoCore> {
  // The sequencer never stamps below the time of the last command: that is venue time.
  const sequencer = await Sequencer.open(directory, { ...sequencing, clockUs: () => 0 });
  try {
    const file = readDemoFile();
    const demo = subaccounts === null ? file : grown(file, subaccounts);
    const names = demo.operators.map(({ operator, name }) => [operator, name] as const);
    await foundPeople(directory, Object.fromEntries(names));
    const market = marketCommands(options.source);
    return { sequencer, ...(await prepareDemo(sequencer, demo, market, options)) };
  } catch (thrown) {
    await sequencer.stop();
    throw thrown;
  }
}

/** A founded venue without strategies, for tests of the replay and of what one desk does in it. */
import type { MarketSource } from '../../../feeds/market-source.ts';
import type { Answer } from '../../../sequencer/answers.ts';
import type { Connection } from '../../../sequencer/connection.ts';
import type { Side } from '../../../venue/book/contract.ts';
import type { Command, Role } from '../../../venue/commands.ts';
import { SECOND_US } from '../../../venue/numbers.ts';
import { at } from '../../../venue/state.ts';
import { connectMarket, marketCommands } from '../../demo/demo-core.ts';
import { readDemoFile } from '../../demo/demo-file.ts';
import { instrumentId, subaccountId } from '../../demo/lookups.ts';
import { BOOK_SUBACCOUNT, foundOrganisation, TAPE_SUBACCOUNT } from '../../demo/organisation.ts';
import { connectOperator } from '../../demo/sessions.ts';
import { Inflight } from '../inflight.ts';
import { MarketReplay } from '../market-replay.ts';
import type { MarketReplayOptions, Participant } from '../market-replay.ts';
import { Pacer } from '../pacing.ts';
import type { Port } from '../port.ts';
import { DirectPort } from './direct-port.ts';

/** A market order's worth of a wish; BTCUSDT unless another instrument is named. */
export interface Wish {
  readonly side: 'buy' | 'sell';
  readonly priceTicks: number;
  readonly quantityLots: number;
  readonly timeInForce?: 'gtc' | 'ioc' | 'fok';
}

export interface Stage {
  readonly port: DirectPort;
  readonly inflight: Inflight;
  /** A subaccount of a trader, for whom `place` speaks. */
  readonly subaccount: number;
  readonly house: number;
  readonly tape: number;
  place(wish: Wish): Promise<Answer>;
  /** A connection of another operator, with its session open. */
  connect(operator: number, role: Role): Promise<Connection>;
  replay(options?: Partial<MarketReplayOptions>): MarketReplay;
}

/** Without auctions, so that a halt ends at once. */
function plain(command: Command): Command {
  if (command.kind !== 'instrument.list') return command;
  const { auction: _auction, monitoring: _monitoring, ...spec } = command;
  return spec;
}

export async function setStage(source: MarketSource): Promise<Stage> {
  const port = new DirectPort();
  const timeUs = source.startTimeUs - SECOND_US;
  const market = marketCommands(source).map(plain);
  await foundOrganisation(port, readDemoFile(), market, timeUs);
  const { state } = port.venue;
  const connections = await connectMarket(port, timeUs);
  const trader = await connectOperator(port, { operator: 1, role: 'trader' }, 'test', timeUs);
  const inflight = new Inflight();
  const subaccount = subaccountId(state, 'Gamma-2');
  const place = (wish: Wish): Promise<Answer> => {
    const command: Command = {
      kind: 'order.place',
      subaccount,
      instrument: 1,
      type: 'limit',
      timeInForce: 'gtc',
      postOnly: false,
      reduceOnly: false,
      ...wish,
    };
    return trader.submit(command);
  };
  const house = subaccountId(state, BOOK_SUBACCOUNT);
  const tape = subaccountId(state, TAPE_SUBACCOUNT);
  const replay = (options: Partial<MarketReplayOptions> = {}): MarketReplay =>
    new MarketReplay({
      port,
      source,
      connections,
      inflight,
      bookSubaccount: house,
      tapeSubaccount: tape,
      instruments: source.markets.map(({ symbol }) => instrumentId(state, symbol)),
      participants: [],
      pacer: new Pacer('max'),
      loop: false,
      once: true,
      ...options,
    });
  const connect = (operator: number, role: Role): Promise<Connection> =>
    connectOperator(port, { operator, role }, `test-${operator}`, timeUs);
  return { port, inflight, subaccount, house, tape, place, connect, replay };
}

/** Does something behind a slot of a given place. */
export function onSlot(place: number, act: () => void): Participant {
  return {
    act: ({ slot }) => {
      if (slot === place) act();
    },
  };
}

/** Whose orders stand at a level of an instrument's book, in their turn: subaccount and lots. */
export function queueAt(
  { venue }: Port,
  side: Side,
  priceTicks: number,
  instrument = 1,
): [number, number][] {
  const { book } = at(venue.state.instruments, instrument);
  const queue: [number, number][] = [];
  book.forEachOrder(side, (slot) => {
    if (book.priceTicksOf(slot) !== priceTicks) return;
    queue.push([book.subaccountOf(slot), book.remainingLotsOf(slot)]);
  });
  return queue;
}

/**
 * The load: desks that quote, amend, cancel and take on a founded venue, from a seed. It knows its
 * resting orders from the answers alone, so some of what it names has been filled: that is refused,
 * as it would be on any venue.
 */
import { Random } from '../../feeds/simulated/random.ts';
import type { Answer } from '../../sequencer/answers.ts';
import { isOutcome } from '../../sequencer/answers.ts';
import type { Connection } from '../../sequencer/connection.ts';
import { Sequencer } from '../../sequencer/sequencer.ts';
import type { Command } from '../../venue/commands.ts';
import {
  BTC_INDEX,
  BTCUSDT,
  FIRST_DESK_SUBACCOUNT,
  foundingScript,
  observation,
  openCommand,
  SYSTEM_SPEAKERS,
} from './founding.ts';
import type { SpeakerName } from './founding.ts';

export const DESKS = 64;
const COLLATERAL_ATOMS = 10_000_000_000_000;
const FUND_ATOMS = 1_000_000_000_000;
const MID_TICKS = 600_000;
const TICK_E8 = 10_000_000;
/** Quotes stand within this many ticks of the middle; takers reach a third of that. */
const SPREAD_TICKS = 60;
const OBSERVE_EVERY_MS = 500;

/** The mix, in per cent: what is not named here takes. */
export const MIX = { place: 45, cancel: 35, amend: 10, take: 10 } as const;

interface Resting {
  readonly order: number;
  readonly subaccount: number;
}

export interface FlowCounts {
  answered: number;
  refused: number;
  /** Answers that are no outcome: there should be none. */
  unanswered: number;
}

export class OrderFlow {
  readonly sequencer: Sequencer;
  readonly counts: FlowCounts = { answered: 0, refused: 0, unanswered: 0 };
  readonly #trader: Connection;
  readonly #feed: Connection;
  readonly #random = new Random(1, 0);
  readonly #depth: number;
  readonly #resting: Resting[] = [];
  #observedMs = -Infinity;

  private constructor(
    sequencer: Sequencer,
    connections: ReadonlyMap<SpeakerName, Connection>,
    depth: number,
  ) {
    this.sequencer = sequencer;
    this.#trader = connections.get('trader') as Connection;
    this.#feed = connections.get('feed') as Connection;
    this.#depth = depth;
  }

  /** Founds a venue in an empty directory and fills its book with `depth` resting orders. */
  static async open(directory: string, depth: number): Promise<OrderFlow> {
    const sequencer = await Sequencer.open(directory, { keychain: 'none' });
    const connections = new Map<SpeakerName, Connection>();
    const desks = Array.from({ length: DESKS }, (_, n) => ({
      label: `Desk ${n + 1}`,
      mode: n % 4 === 3 ? ('isolated' as const) : ('cross' as const),
      collateralAtoms: COLLATERAL_ATOMS,
    }));
    for (const speaker of SYSTEM_SPEAKERS) await connect(sequencer, connections, speaker);
    for (const { speaker, command } of foundingScript(desks, FUND_ATOMS)) {
      requireDone(command, await (connections.get(speaker) as Connection).submit(command));
    }
    await connect(sequencer, connections, 'trader');
    const flow = new OrderFlow(sequencer, connections, depth);
    await flow.observe();
    while (flow.#resting.length < depth) await flow.#place();
    return flow;
  }

  /** What the feed sends when it is due: without a price no order is taken. */
  async observe(): Promise<void> {
    const nowMs = performance.now();
    if (nowMs - this.#observedMs < OBSERVE_EVERY_MS) return;
    this.#observedMs = nowMs;
    const timeUs = Date.now() * 1_000;
    const command = observation(BTC_INDEX, MID_TICKS * TICK_E8, timeUs);
    requireDone(command, await this.#feed.submit(command));
  }

  /** Sends the next command of the mix; resolves when it is answered. */
  next(): Promise<void> {
    const choice = this.#random.below(100);
    const { place, cancel, amend } = MIX;
    // Where too much or too little rests, the mix leans against it.
    const isDeep = this.#resting.length > this.#depth;
    if (choice < place) return isDeep ? this.#cancel() : this.#place();
    if (choice < place + cancel) {
      return this.#resting.length < this.#depth ? this.#place() : this.#cancel();
    }
    return choice < place + cancel + amend ? this.#amend() : this.#take();
  }

  #desk(): number {
    return FIRST_DESK_SUBACCOUNT + this.#random.below(DESKS);
  }

  #order(subaccount: number, awayTicks: number, timeInForce: 'gtc' | 'ioc'): Command {
    const isBuy = this.#random.chance(500_000);
    return {
      kind: 'order.place',
      subaccount,
      instrument: BTCUSDT,
      side: isBuy ? 'buy' : 'sell',
      type: 'limit',
      priceTicks: isBuy ? MID_TICKS - awayTicks : MID_TICKS + awayTicks,
      quantityLots: this.#random.between(1, 10),
      timeInForce,
      postOnly: false,
      reduceOnly: false,
    };
  }

  async #submit(command: Command): Promise<Answer> {
    const answer = await this.#trader.submit(command);
    if (!isOutcome(answer)) this.counts.unanswered += 1;
    else {
      this.counts.answered += 1;
      if (answer.code !== 'OK') this.counts.refused += 1;
    }
    return answer;
  }

  async #place(): Promise<void> {
    const subaccount = this.#desk();
    const away = this.#random.between(1, SPREAD_TICKS);
    const answer = await this.#submit(this.#order(subaccount, away, 'gtc'));
    if (answer.code === 'OK' && isOutcome(answer)) {
      this.#resting.push({ order: answer.reference, subaccount });
    }
  }

  async #take(): Promise<void> {
    await this.#submit(this.#order(this.#desk(), -SPREAD_TICKS / 3, 'ioc'));
  }

  /** One of the resting orders, taken out of the list where it is not to be named again. */
  #pick(isLast: boolean): Resting | undefined {
    const at = this.#random.below(Math.max(1, this.#resting.length));
    const picked = this.#resting[at];
    const end = this.#resting.at(-1);
    if (!isLast || end === undefined) return picked;
    this.#resting[at] = end;
    this.#resting.pop();
    return picked;
  }

  async #cancel(): Promise<void> {
    const picked = this.#pick(true);
    if (picked === undefined) return this.#place();
    await this.#submit({ kind: 'order.cancel', instrument: BTCUSDT, ...picked });
  }

  async #amend(): Promise<void> {
    const picked = this.#pick(false);
    if (picked === undefined) return this.#place();
    const quantityLots = this.#random.between(1, 10);
    await this.#submit({ kind: 'order.amend', instrument: BTCUSDT, ...picked, quantityLots });
  }
}

function requireDone(command: Command, { code }: Answer): void {
  if (code !== 'OK') throw new Error(`The bench's venue: ${command.kind} was answered ${code}.`);
}

async function connect(
  sequencer: Sequencer,
  connections: Map<SpeakerName, Connection>,
  speaker: SpeakerName,
): Promise<void> {
  const connection = sequencer.connect({ internal: true });
  const command = openCommand(speaker);
  requireDone(command, await connection.submit(command));
  connections.set(speaker, connection);
}

/** What an exit would realise where a person takes its line: asked of the core as it moves. */
import type { Call, OrderRow } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';

/** So often at most. */
const ASK_MS = 80;
const ASKED = '\u2026';

/** Which exit, where, and of what: a position that changes makes it another question. */
function questionOf({ key, realises, remaining }: OrderRow, ticks: number): string {
  return JSON.stringify([key, ticks, realises, remaining]);
}

function callOf({ order, parent, state, role }: OrderRow, priceTicks: number): Call {
  const isPending = state === 'pending' && (role === 'takeProfit' || role === 'stop');
  if (!isPending) return { name: 'realise', order, priceTicks };
  return { name: 'realise', order: parent, exit: role, priceTicks };
}

export class RealisedThere {
  readonly #feed: Feed;
  readonly #told: () => void;
  #known: { readonly question: string; readonly text: string } | null = null;
  #wanted = '';
  #isAsking = false;

  /** `told` is told when another answer has come. */
  constructor(feed: Feed, told: () => void) {
    this.#feed = feed;
    this.#told = told;
  }

  /** What is known of a price; an ellipsis while it is asked for. */
  at(row: OrderRow, ticks: number): string {
    if (row.role !== 'takeProfit' && row.role !== 'stop') return row.realises;
    const question = questionOf(row, ticks);
    if (this.#known?.question === question) return this.#known.text;
    this.#wanted = question;
    if (!this.#isAsking) void this.#ask(row, ticks);
    return ASKED;
  }

  /** One question at a time; the newest price is asked for when it is answered. */
  async #ask(row: OrderRow, ticks: number): Promise<void> {
    this.#isAsking = true;
    const { body } = await this.#feed.request(callOf(row, ticks));
    const text = body?.name === 'realise' ? body.value.pnl : '\u2014';
    const question = questionOf(row, ticks);
    this.#known = { question, text };
    window.setTimeout(() => {
      this.#isAsking = false;
      // Told of what came, the lines ask for what is wanted since.
      if (this.#wanted !== question) this.#told();
    }, ASK_MS);
    this.#told();
  }
}

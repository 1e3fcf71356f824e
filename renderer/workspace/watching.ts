/** What the window looks at follows what it is set to; what the core does not know is left. */
import type { InstrumentEntry, LiquidationLadder } from '../../core/desk/messages.ts';
import type { Feed } from '../feed/feed.ts';
import { mayAct } from './authority.ts';
import { deskState, onDesk, setDesk } from './desk-state.ts';

/** More rows than any screen shows, each side of the middle. */
const LADDER_ROWS = 24;

let centreTicks = 0;
let liquidations: LiquidationLadder['scope'] | null = null;
let send = (): void => undefined;

/** Holds the ladder at a price; 0 lets the core choose the middle once. */
export function centreLadder(ticks: number): void {
  centreTicks = ticks;
  send();
}

/** Asks for the liquidation ladder of the venue or of the selected subaccount; null for none. */
export function watchLiquidations(scope: typeof liquidations): void {
  liquidations = scope;
  send();
}

export function instrumentOf(feed: Feed, symbol: string): InstrumentEntry | undefined {
  return feed.get('welcome')?.instruments.find((entry) => entry.symbol === symbol);
}

/** The subaccount that stands there because nobody chose one. */
let chosenHere = '';

/** Chooses what nobody has chosen: the first instrument, and the worst subaccount. */
function chooseFirst(feed: Feed): void {
  const welcome = feed.get('welcome');
  if (welcome === null) return;
  const { instrument, subaccount } = deskState();
  const [first] = welcome.instruments;
  if (first !== undefined && instrumentOf(feed, instrument) === undefined) {
    setDesk({ instrument: first.symbol });
  }
  const rows = feed.rows.accounts.values().filter(({ depth }) => depth === 2);
  const worst = rows.reduce((a, b) => (b.healthPpm < a.healthPpm ? b : a), rows[0] ?? null!);
  if (worst !== null && worst !== undefined && !rows.some(({ name }) => name === subaccount)) {
    chosenHere = worst.name;
    setDesk({ subaccount: worst.name });
  }
}

/** What nobody has chosen gives way to the worst of those that a trader who signs in trades for. */
function chooseOwn(feed: Feed): void {
  const signedIn = feed.get('signedIn');
  const { subaccount } = deskState();
  if (signedIn?.role !== 'trader' || subaccount === '' || subaccount !== chosenHere) return;
  const mayTrade = (name: string): boolean => mayAct(feed, signedIn, name, ['trader']);
  if (mayTrade(subaccount)) return;
  const rows = feed.rows.accounts.values();
  const own = rows.filter(({ depth, name }) => depth === 2 && mayTrade(name));
  const [worst] = own.toSorted((a, b) => a.healthPpm - b.healthPpm);
  if (worst !== undefined) setDesk({ subaccount: worst.name });
}

export function keepWatching(feed: Feed): void {
  let watched = '';
  let looksAt = '';
  send = () => {
    const { instrument, subaccount, ladderStep, candleSeconds } = deskState();
    if (instrument === '') return;
    if (looksAt !== `${instrument} ${ladderStep}`) centreTicks = 0;
    looksAt = `${instrument} ${ladderStep}`;
    const watch = {
      type: 'watch',
      instrument,
      subaccount: subaccount === '' ? null : subaccount,
      ladder: { rows: LADDER_ROWS, stepTicks: ladderStep, centreTicks },
      candleSeconds,
      ...(liquidations === null ? {} : { liquidations }),
    } as const;
    const text = JSON.stringify(watch);
    if (text === watched) return;
    watched = text;
    feed.watch(watch);
  };
  onDesk(send);
  feed.on('welcome', () => {
    chooseFirst(feed);
    send();
  });
  feed.on('accounts', () => chooseFirst(feed));
  feed.on('signedIn', () => chooseOwn(feed));
  // The core chooses the middle once; then the ladder stands still.
  feed.on('ladder', (ladder) => {
    if (ladder === null || centreTicks !== 0 || ladder.centreTicks === 0) return;
    const { instrument, ladderStep } = deskState();
    if (ladder.instrument !== instrument || ladder.stepTicks !== ladderStep) return;
    centreLadder(ladder.centreTicks);
  });
}

/** An instrument of a spec's own, listed by an admin as any other, and hands beside a window's. */
import instruments from '../../resources/instruments.json' with { type: 'json' };
import type { HumanCommand } from '../../core/desk/messages.ts';
import { Visitor } from '../../core/host/browser/testing/visitor.ts';
import { RawWindow } from './raw-window.ts';

export const SYMBOL = 'BTCNEXT';
export const CALL_S = 10;
const AUCTION = { callS: CALL_S, extensionS: 6, extendPpm: 150_000, postOnlyS: 5, feePpm: 0 };
/** So narrow that their end is on the screen. */
const BANDS = { innerPpm: 1_000, outerPpm: 2_000 };

const ADMIN = 8;
const RISK = 4;
/** Of another desk than the window's trader: its orders trade with theirs. */
const OTHER_TRADER = 2;
const OTHER_SUBACCOUNT = 'Macro-RV';

export interface Scene {
  /** As the trader of another desk. */
  readonly order: (side: 'buy' | 'sell', price: string, more?: object) => Promise<string>;
  readonly cancelAll: () => Promise<string>;
  readonly asRisk: (command: HumanCommand) => Promise<string>;
}

async function given(window: RawWindow, command: HumanCommand): Promise<string> {
  const { result, code, sentence } = await window.ask({ name: 'command', command });
  return result === 'done' ? 'done' : `${code}: ${sentence}`;
}

/** Lists it before its opening, with a short call; nobody else trades it. */
export async function listNext(link: string): Promise<Scene> {
  const visitor = await Visitor.open(link);
  const admin = await RawWindow.signedIn(visitor, ADMIN, 'admin');
  const trader = await RawWindow.signedIn(visitor, OTHER_TRADER, 'trader');
  const risk = await RawWindow.signedIn(visitor, RISK, 'risk');
  const [like] = instruments.instruments;
  const terms = { symbol: SYMBOL, auction: AUCTION, startsIn: 'preOpen' };
  const listed = { ...like, ...terms, bands: { ...like?.bands, ...BANDS } };
  const said = await given(admin, { kind: 'instrument.list', ...listed });
  if (said !== 'done') throw new Error(said);
  const own = { subaccount: OTHER_SUBACCOUNT, symbol: SYMBOL } as const;
  const order = { ...own, kind: 'order.place', type: 'limit', quantity: '0.010' } as const;
  return {
    order: (side, price, more = {}) => given(trader, { ...order, side, price, ...more }),
    cancelAll: () => given(trader, { ...own, kind: 'order.cancelAll' }),
    asRisk: (command) => given(risk, command),
  };
}

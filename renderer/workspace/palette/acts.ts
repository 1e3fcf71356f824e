/** What changes something: own orders and positions, the market's time, who sits here. */
import type { Call, Reply } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { ask } from '../../panels/blotters/asked.ts';
import { takeSeat } from '../../panels/seat/seat.ts';
import { cancelAll } from '../../panels/ticket/commands.ts';
import { isLive } from '../../panels/ticket/order-states.ts';
import { mayAct, mayReduceNow } from '../authority.ts';
import { deskState } from '../desk-state.ts';
import { keyFor } from '../keys.ts';
import { notify } from '../notices.ts';
import { isVirtual, SPEEDS } from '../world.ts';
import type { Command } from './commands.ts';

/** Of the selected subaccount, where the one who sits here may reduce it. */
export function reducingCommands(feed: Feed): Command[] {
  const { subaccount, instrument } = deskState();
  if (!mayReduceNow(feed, subaccount)) return [];
  const own = feed.rows.orders
    .values()
    .filter((row) => row.subaccount === subaccount && row.instrument === instrument && isLive(row));
  const cancelling: Command = {
    id: 'cancel own orders',
    group: 'Act',
    title: `Cancel all orders of ${subaccount} in ${instrument}`,
    detail: own.length === 1 ? '1 order' : `${own.length} orders`,
    keys: keyFor('everywhere', 'Alt X'),
    run: () => cancelAll(feed),
  };
  const positions = feed.rows.positions.values().filter((row) => row.subaccount === subaccount);
  const closing = positions.map((row): Command => ({
    id: `close ${row.instrument}`,
    group: 'Act',
    title: `Close ${row.instrument} of ${subaccount}`,
    detail: `${row.side} ${row.size}, asks first`,
    words: 'position market',
    run: () => ask({ kind: 'close', key: row.key }),
  }));
  // What guards a position is an order, which not everybody who closes may place.
  const mayPlace = mayAct(feed, feed.get('signedIn'), subaccount, ['trader']);
  const protecting = (mayPlace ? positions : []).map((row): Command => ({
    id: `protect ${row.instrument}`,
    group: 'Act',
    title: `Protect ${row.instrument} of ${subaccount}`,
    detail: `${row.side} ${row.size}, asks first`,
    words: 'position take profit stop bracket',
    run: () => ask({ kind: 'protect', key: row.key }),
  }));
  return [...(own.length === 0 ? [] : [cancelling]), ...closing, ...protecting];
}

/** Asks the core, and says so where it refuses. */
async function tell(feed: Feed, call: Call): Promise<void> {
  warnOf(await feed.request(call));
}

function warnOf({ result, code, sentence }: Reply): void {
  if (result !== 'done') notify('warning', code, sentence);
}

/** Where time is not the world's own, for whoever signed in. */
export function marketCommands(feed: Feed): Command[] {
  const strip = feed.get('strip');
  if (
    strip === null ||
    feed.get('signedIn') === null ||
    !isVirtual(feed.get('welcome')?.badges ?? [])
  )
    return [];
  const { isPaused, speed } = strip.transport;
  const act = isPaused ? 'resume' : 'pause';
  const holding: Command = {
    id: 'hold the market',
    group: 'Market',
    title: isPaused ? 'Resume the market' : 'Pause the market',
    words: 'replay transport stop go',
    run: () => tell(feed, { name: 'transport', act }),
  };
  const others = SPEEDS.filter((choice) => `${choice}x` !== speed);
  const speeds = others.map((choice): Command => ({
    id: `speed ${choice}`,
    group: 'Market',
    title: `Speed ${choice}x`,
    detail: `now ${speed}`,
    words: 'replay transport',
    run: () => tell(feed, { name: 'transport', act: 'speed', speed: Number(choice) }),
  }));
  return [holding, ...speeds];
}

export function signInCommands(feed: Feed): Command[] {
  const signedIn = feed.get('signedIn');
  const operators = feed.get('welcome')?.operators ?? [];
  const seats = operators.flatMap(({ operator, name, roles, desks }) =>
    roles.map((role) => ({ operator, name, role, desks })),
  );
  return seats
    .filter(({ operator, role }) => signedIn?.operator !== operator || signedIn.role !== role)
    .map(({ operator, name, role, desks }) => ({
      id: `sign in ${operator} ${role}`,
      group: 'Sign in',
      title: `Sign in as ${name}`,
      detail: [role, ...desks].join(', '),
      words: 'operator who',
      run: async () => warnOf(await takeSeat(feed, operator, role)),
    }));
}

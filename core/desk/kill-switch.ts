/** What a kill switch would do for who asks, before it is engaged; and what an engaged one is. */
import { killRefusalFor, releaseRefusalFor } from '../venue/authority/kill-authority.ts';
import { formatTimeUs } from '../sequencer/admission/time.ts';
import type { CommandOf } from '../venue/commands.ts';
import { isKilled } from '../venue/orders/kill-scope.ts';
import type { Kill, Session, Subaccount, VenueState } from '../venue/state.ts';
import type { Desk } from './desk.ts';
import type { KillChoice, KillSwitch } from './messages.ts';
import { Scene } from './views/scene.ts';
import { subjectName, subjectWords } from './views/kills.ts';

type Wanted = Pick<Kill, 'scope' | 'subject' | 'desk'>;

/** What may be stopped about a subaccount, the narrowest first; then strategies. */
function wantedOf(state: VenueState, subaccount: Subaccount | undefined): Wanted[] {
  const { strategies } = state;
  const about: Wanted[] =
    subaccount === undefined
      ? []
      : [
          { scope: 'subaccount', subject: subaccount.id, desk: '' },
          { scope: 'desk', subject: 0, desk: subaccount.desk },
          { scope: 'account', subject: subaccount.account, desk: '' },
        ];
  const named = strategies.map(({ id }): Wanted => ({ scope: 'strategy', subject: id, desk: '' }));
  return [...about, { scope: 'venue', subject: 0, desk: '' }, ...named];
}

function commandOf({ scope, subject, desk }: Wanted): CommandOf<'kill.engage'> {
  const kind = 'kill.engage';
  if (scope === 'venue') return { kind, scope };
  return scope === 'desk' ? { kind, scope, desk } : { kind, scope, [scope]: subject };
}

/** What it would cancel and stop, by the venue's own rule of what is in scope. */
function choiceOf(scene: Scene, wanted: Wanted, { operator, role }: Session): KillChoice {
  const { state, clients } = scene;
  const kill: Kill = { id: 0, ...wanted, operator, role };
  const stopped = new Set(clients.filter((subaccount) => isKilled(state, kill, subaccount)));
  const isOfStrategy = wanted.scope === 'strategy';
  const orders = scene.orders.flat().filter(({ subaccount, strategy }) => {
    return stopped.has(subaccount) && (!isOfStrategy || strategy === wanted.subject);
  });
  // A position is of a subaccount, whichever strategy traded for it.
  const held = isOfStrategy ? [] : [...stopped];
  const positions = held.flatMap(({ label, positions: all }) =>
    all.flatMap(({ lots, instrument }) => {
      if (lots === 0) return [];
      return [{ subaccount: label, symbol: state.instruments[instrument - 1]?.spec.symbol ?? '' }];
    }),
  );
  return {
    scope: wanted.scope as KillChoice['scope'],
    name: subjectName(state, wanted),
    orders: orders.length,
    subaccounts: isOfStrategy ? 0 : stopped.size,
    positions,
  };
}

/**
 * What a session may engage and release now, by the venue's own rules; null before anybody signed
 * in. Rule DESK-39.
 */
export function killSwitchOf(desk: Desk, session: number, label = ''): KillSwitch | null {
  const { state } = desk.options.port.venue;
  const speaker = state.sessions[session - 1];
  if (speaker === undefined || !speaker.open) return null;
  const scene = new Scene(state, desk.scales);
  const subaccount = scene.clients.find((client) => client.label === label);
  const choices = wantedOf(state, subaccount)
    .filter((wanted) => killRefusalFor(state, speaker, commandOf(wanted)) === null)
    .map((wanted) => choiceOf(scene, wanted, speaker));
  const mine = state.kills.filter((kill) => releaseRefusalFor(state, speaker, kill) === null);
  return { choices, releasable: mine.map(({ id }) => id) };
}

/** What refused an order, by its number: what is stopped, by whom and since when. */
export function killWords({ options, news }: Pick<Desk, 'options' | 'news'>, id: number): string {
  const { state } = options.port.venue;
  const kill = state.kills.find((entry) => entry.id === id);
  if (kill === undefined) return String(id);
  const sinceUs = news.killTimes.get(id);
  const since = sinceUs === undefined ? '' : ` at ${formatTimeUs(sinceUs)}`;
  const who = options.people(kill.operator) || `Operator ${kill.operator}`;
  return `${subjectWords(state, kill)} was stopped by ${who}, ${kill.role}${since}`;
}

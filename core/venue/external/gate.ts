/** What may not be done here with what is held at another venue. Rules EXT-03, EXT-04. */
import { IS_ELSEWHERE } from '../accounts/holders.ts';
import type { Command, CommandKind } from '../commands.ts';
import { refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import { domainOfAsset, domainOfInstrument, domainOfSubaccount } from './domains.ts';

/** Of a subaccount there only this is taken, and what withdraws orders, of which it has none. */
const OF_SUBACCOUNTS: ReadonlySet<CommandKind> = new Set([
  'external.open',
  'external.snapshot',
  'external.fill',
  'external.transfer',
  'external.venueFigure',
  'subaccount.limits',
  'order.cancel',
  'order.cancelAll',
  'kill.engage',
]);

/** Of an instrument there. */
const OF_INSTRUMENTS: ReadonlySet<CommandKind> = new Set([
  'external.fill',
  'external.transfer',
  'instrument.amend',
  'instrument.resume',
  'order.cancel',
  'order.cancelAll',
]);

/** Why no order of a subaccount is taken in an instrument; null where both are ours. EXT-04. */
export function elsewhereRefusal(
  state: VenueState,
  subaccount: Subaccount,
  { holders }: Instrument,
): Outcome | null {
  if ((holders.unusualOf(subaccount.id) & IS_ELSEWHERE) === 0) return null;
  const isOurs = domainOfSubaccount(state, subaccount) === 0;
  return refused(isOurs ? 'OTHER_DOMAIN' : 'HELD_ELSEWHERE');
}

/**
 * Why a command does not reach what it names, which exists; null where all that is of one ledger.
 * Orders ask by `elsewhereRefusal`. Rules EXT-03, EXT-04.
 */
export function reachRefusal(state: VenueState, command: Command): Outcome | null {
  if (state.external.domains.length === 0) return null;
  const { kind } = command;
  const named = command as { subaccount?: number; instrument?: number; asset?: number };
  const subaccount = state.subaccounts[(named.subaccount ?? 0) - 1];
  const instrument = state.instruments[(named.instrument ?? 0) - 1];
  const own = subaccount === undefined ? 0 : domainOfSubaccount(state, subaccount);
  if (own !== 0 && !OF_SUBACCOUNTS.has(kind)) return refused('HELD_ELSEWHERE');
  if (instrument !== undefined) {
    const its = domainOfInstrument(state, instrument);
    if (subaccount === undefined && its !== 0 && !OF_INSTRUMENTS.has(kind)) {
      return refused('HELD_ELSEWHERE');
    }
    if (subaccount !== undefined && its !== own) return refused('OTHER_DOMAIN');
  }
  if (command.kind === 'transfer') {
    const ends = [command.from, command.to].map((id) => at(state.subaccounts, id));
    return moneyRefusal(state, command.asset, ends);
  }
  const isMoney = state.assets[(named.asset ?? 0) - 1] !== undefined;
  if (!isMoney) return null;
  const its = domainOfAsset(state, named.asset ?? 0);
  return its === own ? null : refused('OTHER_DOMAIN');
}

/** Money goes from one to another of our own ledger: what is elsewhere is moved there. */
function moneyRefusal(
  state: VenueState,
  asset: number,
  ends: readonly Subaccount[],
): Outcome | null {
  const domains = ends.map((end) => domainOfSubaccount(state, end));
  if (state.assets[asset - 1] !== undefined) domains.push(domainOfAsset(state, asset));
  if (new Set(domains).size > 1) return refused('OTHER_DOMAIN');
  return domains[0] === 0 ? null : refused('HELD_ELSEWHERE');
}

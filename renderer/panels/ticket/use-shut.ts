/** Whether orders can be sent from this window now, and what keeps them if not. */
import { useFeed, useScalar, useSlow } from '../../feed/hooks.ts';
import { deskOf, mayActFor } from '../../workspace/authority.ts';
import { useDesk } from '../../workspace/desk-state.ts';
import { shutWords } from '../standing/standing-words.ts';
import { useStanding } from '../standing/use-standing.ts';
import { useStaleness } from '../../workspace/use-instrument.ts';

/** Why no order can be sent now; empty while one can. */
export function useShut(): string {
  const feed = useFeed();
  const link = useScalar('link');
  const signedIn = useScalar('signedIn');
  const welcome = useScalar('welcome');
  const strip = useSlow('strip');
  const stale = useStaleness();
  const standing = useStanding();
  const subaccount = useDesk((state) => state.subaccount);
  if (link.state === 'gone' || link.state === 'connecting') return 'No core: entry is shut.';
  if (strip !== null && strip.core !== 'running') return 'The core takes no commands.';
  if (signedIn === null) return 'Nobody has signed in: choose an operator at the top right.';
  if (signedIn.role !== 'trader') {
    const name = welcome?.operators.find(({ operator }) => operator === signedIn.operator)?.name;
    return `${name ?? 'This operator'} signed in as ${signedIn.role}; only traders place orders.`;
  }
  if (subaccount === '') return 'Choose a subaccount.';
  const desk = deskOf(feed.rows.accounts.values(), subaccount);
  if (desk !== '' && !mayActFor(signedIn, welcome?.operators ?? [], desk, ['trader'])) {
    return `${subaccount} belongs to the desk ${desk}, for which you do not trade.`;
  }
  const closed = shutWords(standing);
  if (closed !== '') return closed;
  if (stale === null) return '';
  const cancel = link.state === 'live' ? '; cancel works' : '';
  return `${stale}. Entry opens by itself when it is fresh${cancel}.`;
}

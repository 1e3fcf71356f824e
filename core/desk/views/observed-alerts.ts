/** What is heard of other venues, as sentences that say where to act: nothing is done here. */
import type { EventKind } from '../../venue/events.ts';
import type { Facts, Teller } from './alert-facts.ts';

/** A bucket there: of one position, or all that shares a wallet. */
function bucketOf(told: Facts): string {
  const money = told.context.scales.symbol(told.asset);
  return told.instrument === undefined ? `${money} cross` : `${told.symbol} isolated`;
}

/** What a venue is expected to do; a call is told where it is raised. */
const expected: Readonly<Record<string, Teller>> = {
  liquidation: (told) => ({
    level: 3,
    text:
      `${told.venue} is expected to liquidate ${told.name}, ${bucketOf(told)}: equity ` +
      `${told.money('equityAtoms')} is below maintenance ${told.money('maintenanceAtoms')}. ` +
      `Act at ${told.venue}: reduce, or bring in ${told.money('amountAtoms')}.`,
  }),
  deleveraging: (told) => ({
    level: 3,
    text:
      `${told.venue} may deleverage ${told.name} in ${told.symbol}: its lights there are all on. ` +
      `Act at ${told.venue}: reduce ${told.size('quantityLots')} there.`,
  }),
  funding: (told) => {
    const isPaid = told.number('amountAtoms') > 0;
    const way = isPaid ? 'to be taken from' : 'for';
    const amount = told.money('amountAtoms').replace(/^[-\u2212]/, '');
    const what = `Funding of ${told.symbol} at ${told.venue}`;
    return { level: 0, text: `${what} is expected ${way} ${told.name}: ${amount}.` };
  },
  settlement: (told) => ({
    level: 1,
    text:
      `${told.symbol} has ended: ${told.venue} is expected to settle ` +
      `${told.size('quantityLots')} of ${told.name}.`,
  }),
};

const OVER: Readonly<Record<string, string>> = {
  liquidation: 'to liquidate',
  deleveraging: 'to deleverage',
};

export const observedTellers: Partial<Record<EventKind, Teller>> = {
  'external.expected': (told) => expected[told.word('what')]?.(told) ?? null,
  'external.withdrawn': (told) => {
    const act = OVER[told.word('what')];
    if (act === undefined) return null;
    const text = `${told.venue} is no longer expected ${act} ${told.name}, ${bucketOf(told)}.`;
    return { level: 0, text };
  },
  'external.compared': (told) => {
    const corrections = told.number('corrections');
    if (corrections === 0) return null;
    const what = corrections === 1 ? 'One difference' : `${corrections} differences`;
    const verb = corrections === 1 ? 'was' : 'were';
    const where = `${told.venue} and what was known of ${told.name} there`;
    return { level: 1, text: `${what} between ${where} ${verb} posted.` };
  },
};

/** Whose position is changed by force is told so as of any trade, and both sides are. */
import { expect, test } from 'vitest';
import type { VenueEvent } from '../events.ts';
import { Crash, LIQUIDATION, PLAIN_ADL } from '../liquidation/testing/deleveraging.ts';

const COLUMNS = ['subaccount', 'side', 'quantityLots', 'priceTicks', 'positionLots'] as const;

function told(crash: Crash, kind: string): (readonly unknown[])[] {
  const own = (event: VenueEvent): boolean =>
    event.kind === 'execution' && event['tradeKind'] === kind;
  return crash.venue
    .take()
    .filter(own)
    .map((event) => [...COLUMNS.map((column) => event[column]), event['liquidity']]);
}

test('POS-05 a takeover is told to who is ruined, and what follows to who is deleveraged', () => {
  // 1,000 lots from 60,000 with 3,400 are ruined below 56,600; there is no fund.
  const crash = new Crash(() => ({ adl: { ...PLAIN_ADL, noticeUs: 1_000_000 } }));
  const trader = crash.holder('trader', 1_000, 3_400);
  const short = crash.holder('short', -1_500, 9_000);
  crash.venue.take();
  crash.prices(56_000);
  expect(told(crash, 'takeover')).toEqual([
    [trader, -1, 1_000, 566_000, 0, 'taker'],
    [LIQUIDATION, 1, 1_000, 566_000, 1_000, 'maker'],
  ]);
  crash.prices(56_000);
  expect(told(crash, 'adl')).toEqual([
    [short, 1, 1_000, 566_000, -500, 'maker'],
    [LIQUIDATION, -1, 1_000, 566_000, 0, 'taker'],
  ]);
});

test('POS-05 what is told names the trade, no order, and what was realised', () => {
  const crash = new Crash();
  crash.holder('trader', 1_000, 3_400);
  const short = crash.holder('short', -1_500, 9_000);
  crash.venue.take();
  crash.prices(56_000);
  const events = crash.venue.take();
  const isAdl = ({ tradeKind }: VenueEvent): boolean => tradeKind === 'adl';
  const [trade, execution] = events.filter(isAdl);
  // From 60,000 to 56,600: 3,400.
  expect(execution).toMatchObject({
    kind: 'execution',
    order: 0,
    subaccount: short,
    trade: trade?.['trade'],
    realisedAtoms: 3_400_000_000,
    feeAtoms: 0,
    remainingLots: 0,
    strategy: 0,
  });
});

test('POS-05 a settlement is told to everybody who held something', () => {
  const crash = new Crash();
  const trader = crash.holder('trader', 200, 9_000);
  crash.venue.take();
  crash.venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, { by: 'risk' });
  const settle = { kind: 'instrument.settle', instrument: 1 } as const;
  const proposal = crash.venue.ok({ kind: 'proposal.open', command: settle }, { by: 'risk' });
  crash.venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
  expect(told(crash, 'settlement')).toEqual([
    [crash.house, 1, 200, 600_000, 0, 'maker'],
    [trader, -1, 200, 600_000, 0, 'maker'],
  ]);
});

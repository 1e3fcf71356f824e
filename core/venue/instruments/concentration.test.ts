/** A contract that only reduces once one holder has too much of what is open. */
import { describe, expect, test } from 'vitest';
import { Crash } from '../liquidation/testing/deleveraging.ts';

const concentration = { holderPpm: 200_000, fromLots: 100 };

/** Four who have bought, of whom the first so much. */
function held(first: number): Crash {
  const here = new Crash(() => ({ concentration }));
  here.holder('first', first, 100_000);
  for (const label of ['second', 'third', 'fourth', 'fifth']) here.holder(label, 20, 100_000);
  return here;
}

describe('VAR-53 one holder of too much', () => {
  test('a fifth of what is open is not too much, a lot more is, once a price comes', () => {
    const fifth = held(20);
    fifth.prices(60_000);
    expect(fifth.venue.instrument('BTCUSDT').state).toBe('open');
    const more = held(21);
    expect(more.venue.instrument('BTCUSDT').state).toBe('open');
    more.venue.take();
    more.prices(60_000);
    const [moved] = more.venue.take('instrument.state');
    expect(moved).toMatchObject({ state: 'reduceOnly', reason: 'concentration' });
    const { venue } = more;
    const first = more.house + 1;
    const order = (side: 'buy' | 'sell') =>
      venue.place(first, 'BTCUSDT', side, 1, { priceTicks: 600_000 });
    expect(order('buy').code).toBe('REDUCE_ONLY_STATE');
    expect(order('sell').code).toBe('OK');
  });

  test('what an account has on one side counts together, and the house for nobody', () => {
    const here = new Crash(() => ({ concentration }));
    const one = here.holder('one', 12, 100_000);
    const { account } = here.venue.of(one);
    here.holder('two', 12, 100_000, { account });
    for (const label of ['third', 'fourth', 'fifth', 'sixth']) here.holder(label, 19, 100_000);
    here.prices(60_000);
    expect(here.venue.instrument('BTCUSDT').state).toBe('reduceOnly');
  });

  test('of little that is open nobody asks; two people open it again', () => {
    const here = new Crash(() => ({ concentration }));
    here.holder('alone', 99, 100_000);
    here.prices(60_000);
    expect(here.venue.instrument('BTCUSDT').state).toBe('open');
    here.holder('second', 1, 100_000);
    here.prices(60_000);
    expect(here.venue.instrument('BTCUSDT').state).toBe('reduceOnly');
    const resume = { kind: 'instrument.resume', instrument: 1 } as const;
    const proposal = here.venue.ok({ kind: 'proposal.open', command: resume }, { by: 'risk' });
    here.venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    expect(here.venue.instrument('BTCUSDT').state).toBe('open');
    // It is still so: the next price says it again.
    here.prices(60_000);
    expect(here.venue.instrument('BTCUSDT').state).toBe('reduceOnly');
  });
});

/**
 * What other venues do when somebody is ruined, as settings alone: `margin-rules.md` sections 8 to
 * 10. A trader of 1,000 lots is ruined at 56,600 and the mark is 53,000, with 2,000 in the fund.
 */
import { describe, expect, test } from 'vitest';
import type { InstrumentSpec } from '../commands.ts';
import { Crash, FUND, LIQUIDATION, PLAIN_ADL, USDT } from './testing/deleveraging.ts';

interface Way {
  readonly liquidation?: Partial<InstrumentSpec['liquidation']>;
  readonly insurance?: NonNullable<InstrumentSpec['insurance']>;
  readonly adl?: NonNullable<InstrumentSpec['adl']>;
}

const drawdown = { drawdownPpm: 300_000, drawdownWindowUs: 28_800_000_000 } as const;
const oneTake = { slicePpm: 1_000_000, maxSlices: 1, targetPpm: 1_000_001 } as const;

/** Each with the price at which the short gives up, in ticks; 0 where it does not. */
const ways: Readonly<Record<string, readonly [Way, number]>> = {
  'brackets, then everything by leveraged return at the bankruptcy price': [
    { liquidation: { ladderTiers: 1 }, adl: PLAIN_ADL },
    566_000,
  ],
  'one take, a cap for each takeover, by return on the wallet': [
    {
      liquidation: oneTake,
      insurance: { takeoverCapAtoms: 100 * USDT },
      adl: { ...PLAIN_ADL, rank: 'walletReturn' },
    },
    566_000,
  ],
  'by plain return, at the mark where it is 5 % away, with a maker\u2019s fee': [
    {
      liquidation: { ladderTiers: 1 },
      insurance: { riskGroup: 'listed' },
      adl: { rank: 'plainReturn', price: 'markIfFar', farPpm: 50_000, noticeUs: 0, fee: 'maker' },
    },
    // It is 6.8 % away, and the fund cannot pay 3,600.
    566_000,
  ],
  'two brackets at a time, at the mark, once the fund is drawn down': [
    { liquidation: { ladderTiers: 2 }, adl: { ...PLAIN_ADL, price: 'mark', ...drawdown } },
    566_000,
  ],
  'by exposure, at the mark of the check before': [
    { liquidation: oneTake, adl: { ...PLAIN_ADL, rank: 'exposure', price: 'previousMark' } },
    // 57,000 costs the fund nothing, on the contrary.
    570_000,
  ],
  'by lot and at once': [{ adl: { ...PLAIN_ADL, rank: 'drawn', disposeWithinUs: 0 } }, 566_000],
  'who owes money is given on by lot, out of a market that stands alone': [
    {
      liquidation: { takeoverPpm: 0 },
      insurance: { riskGroup: 'market', backstop: 'none', limitPpm: 10_000 },
      adl: { ...PLAIN_ADL, rank: 'drawn', ruined: 'atOnce' },
    },
    566_000,
  ],
  'at the index, once more is lost than a part of the fund': [
    { adl: { ...PLAIN_ADL, price: 'index', lossLimitPpm: 450_000, lossFloorPpm: 400_000 } },
    566_000,
  ],
  'nobody is deleveraged, and who has gained that day shares the loss': [
    { insurance: { lossMode: 'day', winnersPpm: 10_000 } },
    0,
  ],
  'nobody is deleveraged, and all who hold it share the loss': [
    { insurance: { lossMode: 'funding' } },
    0,
  ],
  'nobody is deleveraged, and who gains shares the loss': [
    { insurance: { lossMode: 'socialise' } },
    0,
  ],
};

describe('ADL-01, ADL-04, ADL-08, INS-07, INS-09, VAR-36, VAR-40 others’ ways are data', () => {
  test.each(Object.entries(ways))('%s', (_, [way, ticks]) => {
    const crash = new Crash(({ liquidation }) => ({
      ...way,
      // Half a minute after the beginning.
      dayEndUs: 60_000_000,
      liquidation: { ...liquidation, ...way.liquidation },
    }));
    crash.venue.contribute('USDT', 2_000 * USDT);
    crash.holder('trader', 1_000, 3_400);
    const short = crash.holder('short', -1_000, 9_000);
    crash.prices(57_000);
    crash.venue.take();
    crash.prices(53_000);
    const executed = crash.venue.take('adl.executed');
    expect(executed.map(({ subaccount, priceTicks }) => [subaccount, priceTicks])).toEqual(
      ticks === 0 ? [] : [[short, ticks]],
    );
    crash.bid(20_000, 530_000);
    crash.pass(40, 53_000);
    expect(crash.lots(LIQUIDATION)).toBe(0);
    expect(crash.wallet(LIQUIDATION)).toBe(0);
    expect(crash.wallet(FUND)).toBeGreaterThanOrEqual(0);
    expect(crash.venue.venue.conservationBreach()).toBeNull();
  });
});

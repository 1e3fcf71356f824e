import { describe, expect, test } from 'vitest';
import {
  assetAtoms,
  AT_PAR,
  collateralAtoms,
  equityOfAsset,
  exchanged,
  isSound,
  MOST_POOLED_ATOMS,
  rateAt,
  referenceAtoms,
} from './collateral.ts';

const USDT = 1_000_000;
const XBT = 100_000_000;
/** 60,000 for a bitcoin of 8 decimals, counted in 6. */
const bitcoin = rateAt(60_000 * XBT, 8, 6);
const terms = {
  tiers: [
    { floorAtoms: 0, maintenancePpm: 30_000, initialPpm: 50_000 },
    { floorAtoms: 10 * XBT, maintenancePpm: 60_000, initialPpm: 100_000 },
  ],
};
const holding = { terms, rate: bitcoin, extraPpm: 0 };

describe('COLL-01 an amount in the reference', () => {
  test('is amount x price, rounded down, so that debts round away from zero', () => {
    expect(referenceAtoms(bitcoin, XBT / 2)).toBe(30_000 * USDT);
    // 3 satoshi are 1,800 of the 1e-6: a third of a satoshi's worth is lost at 1 and owed at -1.
    const odd = rateAt(33_333_333_333, 8, 6);
    expect([referenceAtoms(odd, 1), referenceAtoms(odd, -1)]).toEqual([3, -4]);
    expect(referenceAtoms(AT_PAR, -5)).toBe(-5);
    expect(assetAtoms(bitcoin, 30_000 * USDT)).toBe(XBT / 2);
  });

  test('is bounded far above what orders may build, and never inexact', () => {
    const most = Number.MAX_SAFE_INTEGER;
    expect(referenceAtoms(bitcoin, most)).toBe(MOST_POOLED_ATOMS);
    expect(referenceAtoms(bitcoin, -most)).toBe(-MOST_POOLED_ATOMS);
  });
});

describe('VAR-14 a debt counts for more than it is, where its terms say so', () => {
  const dear = { ...holding, terms: { ...terms, debtWeightPpm: 1_100_000 } };

  test('a bitcoin that is owed counts as 1.1, one that is held as ever', () => {
    expect(equityOfAsset(dear, -XBT, 0, 'maintenancePpm')).toBe(-66_000 * USDT);
    expect(equityOfAsset(dear, XBT, 0, 'maintenancePpm')).toBe(58_200 * USDT);
    expect(equityOfAsset(dear, 0, 0, 'maintenancePpm')).toBe(0);
  });

  test('is rounded away from zero, in its coin and in the reference', () => {
    // 3 x 1.1 = 3.3 satoshi are 4, which are 2,400 of the 1e-6.
    expect(equityOfAsset(dear, -3, 0, 'initialPpm')).toBe(-2_400);
    const atPar = { ...dear, rate: AT_PAR };
    expect(equityOfAsset(atPar, -11, 0, 'initialPpm')).toBe(-13);
  });
});

describe('COLL-02 each part of a holding is cut by the tier that it lies in', () => {
  test('12 bitcoin count as 10 less 3 % and 2 less 6 %', () => {
    // 9.7 + 1.88 = 11.58 at 60,000.
    expect(collateralAtoms(holding, 12 * XBT, 'maintenancePpm')).toBe(694_800 * USDT);
    // 9.5 + 1.8 = 11.3.
    expect(collateralAtoms(holding, 12 * XBT, 'initialPpm')).toBe(678_000 * USDT);
  });

  test('a late price cuts more, at most all', () => {
    const late = { ...holding, extraPpm: 50_000 };
    // 10 x 0.90 + 2 x 0.85 = 10.7.
    expect(collateralAtoms(late, 12 * XBT, 'initialPpm')).toBe(642_000 * USDT);
    expect(collateralAtoms({ ...holding, extraPpm: 1_000_000 }, XBT, 'initialPpm')).toBe(0);
  });

  test('what is owed counts whole', () => {
    expect(equityOfAsset(holding, -XBT, 0, 'maintenancePpm')).toBe(-60_000 * USDT);
  });
});

describe('COLL-03 what its own positions ask of an asset is not cut', () => {
  test('of 12 bitcoin, 4 asked: 4 whole, 8 less 3 %', () => {
    // 4 + 7.76 = 11.76 at 60,000.
    expect(equityOfAsset(holding, 12 * XBT, 4 * XBT, 'maintenancePpm')).toBe(705_600 * USDT);
  });

  test('where less is there than asked, all of it is whole', () => {
    expect(equityOfAsset(holding, 3 * XBT, 4 * XBT, 'maintenancePpm')).toBe(180_000 * USDT);
  });
});

describe('COLL-05 terms begin at zero, rise, and cut initial margin no less', () => {
  const tier = (floorAtoms: number, maintenancePpm: number, initialPpm: number) => {
    return { floorAtoms, maintenancePpm, initialPpm };
  };

  test.each([
    ['none', [], false],
    ['a first that is not at zero', [tier(1, 0, 0)], false],
    ['a lower initial haircut', [tier(0, 2, 1)], false],
    ['a floor again', [tier(0, 1, 1), tier(0, 2, 2)], false],
    ['one that cuts less', [tier(0, 2, 2), tier(5, 1, 2)], false],
    ['two that rise', [tier(0, 1, 2), tier(5, 1, 3)], true],
  ])('%s', (_, tiers, sound) => {
    expect(isSound({ tiers })).toBe(sound);
  });
});

describe('COLL-06 a debt is exchanged at the index less haircut', () => {
  test('58,200 are a bitcoin less 3 %, and a satoshi less: what is left rounds down', () => {
    expect(exchanged(holding, 5 * XBT, AT_PAR, 58_200 * USDT)).toEqual({
      paidAtoms: 58_200 * USDT,
      takenAtoms: XBT - 1,
    });
  });

  test('what is cut most goes first: 112,800 are the two bitcoin beyond ten, less 6 %', () => {
    expect(exchanged(holding, 12 * XBT, AT_PAR, 112_800 * USDT).takenAtoms).toBe(2 * XBT - 1);
    // 58,200 more are one bitcoin more, less 3 %.
    expect(exchanged(holding, 12 * XBT, AT_PAR, 171_000 * USDT).takenAtoms).toBe(3 * XBT - 1);
  });

  test('no more is taken than pays: with a satoshi less the debt is not worth it', () => {
    const { takenAtoms } = exchanged(holding, 12 * XBT, AT_PAR, 1_234_567);
    const worth = (taken: number): number =>
      collateralAtoms(holding, 12 * XBT, 'maintenancePpm') -
      collateralAtoms(holding, 12 * XBT - taken, 'maintenancePpm');
    expect(worth(takenAtoms)).toBeGreaterThanOrEqual(1_234_567);
    expect(worth(takenAtoms - 1)).toBeLessThan(1_234_567);
  });

  test('a holding that is worth less than the debt goes whole, and pays what it is worth', () => {
    expect(exchanged(holding, XBT, AT_PAR, 100_000 * USDT)).toEqual({
      paidAtoms: 58_200 * USDT,
      takenAtoms: XBT,
    });
    const worthless = { ...holding, terms: { tiers: [tierOfAll] } };
    const none = { paidAtoms: 0, takenAtoms: 0 };
    expect(exchanged(worthless, XBT, AT_PAR, 100)).toEqual(none);
  });
});

const tierOfAll = { floorAtoms: 0, maintenancePpm: 1_000_000, initialPpm: 1_000_000 };

/**
 * Every way of sections 1, 3, 4 and 5 of the rule book in which venues differ is reached by data
 * alone: a line of a calculation, or a profile that came with the program.
 */
import { describe, expect, test } from 'vitest';
import { loadProfiles } from '../../host/profiles.ts';
import { answer } from './answer.ts';

const scale = { atom: '0.000001', tick: '0.1', lot: '0.001' };
const tiers = [
  { floor: '0', maintenance: '0.005', initial: '0.01' },
  { floor: '50000', maintenance: '0.01', initial: '0.02' },
];
const usual = { scale, tiers, takerFee: '0.0005' };
const long = { side: 'long', quantity: '1', entry: '60000' };
const orders = {
  side: 'long',
  position: '0',
  mark: '60000',
  leverage: '20',
  orders: [{ price: '60300', quantity: '1' }],
};
const held = { ...orders, position: '-2', orders: [{ price: '60000', quantity: '1' }] };
const cost = (gap: boolean, openFee: boolean, closeFee: string) => ({
  ...usual,
  orderCost: { gap, openFee, closeFee },
});

type Line = [
  section: string,
  way: string,
  rule: string,
  inputs: object,
  settings: object,
  figure: string,
];

/** The venue's own figure of each, worked by hand where it is not one of the rules' examples. */
const ways: Line[] = [
  ['1', 'linear', 'VAL-01', { quantity: '1', price: '60000' }, { scale }, '60000'],
  ['1', 'inverse', 'VAL-02', { quantity: '60000', price: '60000' }, {}, '1'],
  [
    '1',
    'average entry, arithmetic',
    'VAR-05',
    {
      fills: [
        { quantity: '1', price: '60000' },
        { quantity: '1', price: '40000' },
      ],
    },
    { scale },
    '50000',
  ],
  [
    '1',
    'average entry, harmonic',
    'VAR-05',
    {
      fills: [
        { quantity: '300', price: '60000' },
        { quantity: '300', price: '40000' },
      ],
    },
    { contract: 'inverse' },
    '48000',
  ],
  ['1', 'rounding once a fill', 'VAL-02', { quantity: '3', price: '70000' }, {}, '0.00004286'],
  [
    '1',
    'rounding for each contract',
    'VAL-02',
    { quantity: '3', price: '70000' },
    { rounding: 'perContract' },
    '0.00004287',
  ],
  [
    '1',
    'rebates toward zero',
    'FEE-01',
    { value: '0.1', rate: '-0.000025' },
    { scale },
    '-0.000002',
  ],
  [
    '1',
    'commissions away from zero',
    'VAR-11',
    { value: '0.1', rate: '-0.000025' },
    { scale },
    '-0.000003',
  ],
  [
    '1',
    'results realised on a schedule',
    'VAR-08',
    { ...long, mark: '61000', wallet: '5000' },
    { scale },
    '6000',
  ],
  // 5 % of 60,300 is 3,015, the gap 300, the fee of opening 30.15, of closing 28.6425 or 30.15.
  ['3', 'order cost: all of it', 'MARG-04', orders, usual, '3373.7925'],
  ['3', 'without the gap', 'MARG-04', orders, cost(false, true, 'bankruptcy'), '3073.7925'],
  ['3', 'fees of the value', 'MARG-04', orders, cost(true, true, 'value'), '3375.3'],
  ['3', 'the gap alone', 'MARG-04', orders, cost(true, false, 'none'), '3315'],
  ['3', 'initial margin alone', 'MARG-04', orders, cost(false, false, 'none'), '3015'],
  ['3', 'what reduces costs fees', 'MARG-04', held, usual, '30'],
  ['3', 'isolated', 'MARG-04', { ...orders, isolated: true }, usual, '3373.7925'],
  [
    '3',
    'levels of margin',
    'VAR-09',
    { maintenance: '100', search: '1.1', initial: '1.2', release: '1.4' },
    { scale },
    '110',
  ],
  [
    '3',
    'initial rate by open interest',
    'VAR-10',
    { initial: '0.1', openInterest: '30', lower: '25', upper: '50' },
    { scale },
    '0.28',
  ],
  // 60,000 x 1.05 % - 250.
  ['4', 'marginal brackets', 'MARG-01', { value: '60000' }, usual, '380'],
  ['4', 'steps', 'MARG-01', { value: '60000' }, { ...usual, tierMode: 'step' }, '630'],
  [
    '4',
    'a linear ramp',
    'MARG-01',
    { value: '60000' },
    { ...usual, tiers: tiers.slice(0, 1), tierMode: 'linear', ramp: '3600000' },
    '1330',
  ],
  [
    '4',
    'steps by quantity',
    'MARG-01',
    { value: '60000', quantity: '2' },
    {
      ...usual,
      tiers: [tiers[0], { ...tiers[1], floor: '1' }],
      tierMode: 'step',
      tierBy: 'lots',
    },
    '630',
  ],
  [
    '4',
    'maintenance without the closing fee',
    'MARG-01',
    { value: '40000' },
    { ...usual, mmIncludesCloseFee: false },
    '200',
  ],
  // (60,000 - 10,000 - 250) / (1 - 1.05 %) = 50,277.92; on the entry 60,000 - 10,000 + 380.
  ['5', 'liquidation on the mark', 'MARG-05', { ...long, collateral: '10000' }, usual, '50277.9'],
  [
    '5',
    'liquidation on the entry',
    'MARG-05',
    { ...long, collateral: '10000' },
    { ...usual, mmBasis: 'entry' },
    '50379.9',
  ],
  [
    '5',
    'of an inverse short',
    'MARG-05',
    { side: 'short', quantity: '60000', entry: '60000', collateral: '0.1' },
    { contract: 'inverse', tiers: tiers.slice(0, 1) },
    '66333.34',
  ],
  ['5', 'an honest none', 'MARG-05', { ...long, collateral: '60000' }, usual, 'none'],
  [
    '5',
    'bankruptcy',
    'MARG-06',
    { side: 'long', quantity: '1', mark: '60000', equity: '3000' },
    { scale },
    '57000',
  ],
  [
    '5',
    'a share of cross equity',
    'MARG-08',
    { equity: '3000', own: '100', maintenance: '300' },
    { scale },
    '1000',
  ],
];

describe('every way of the rule book is reached by data', () => {
  test.each(ways)('section %s: %s, by %s', (_, __, rule, inputs, settings, figure) => {
    const found = answer({ rule, inputs, settings });
    if ('refused' in found) throw new Error(found.refused.sentence);
    if (found.rounded === null) throw new Error(found.why?.sentence);
    expect(Object.values(found.rounded)[0] ?? 'none').toBe(figure);
  });

  test.each([
    ['bitmex', 'step', 'entry', true],
    ['hyperliquid', 'marginal', 'mark', false],
    ['binance-usdm', 'marginal', 'mark', false],
    ['okx', 'step', 'mark', true],
    ['bybit', 'marginal', 'mark', true],
    ['deribit', 'linear', 'mark', false],
  ])(
    'the profile of %s has tiers %s on the %s, closing fee inside: %s',
    (name, mode, basis, fee) => {
      const margin = loadProfiles().get(name)?.contracts[0]?.margin;
      expect(margin?.tierMode ?? 'marginal').toBe(mode);
      expect(margin?.mmBasis ?? 'mark').toBe(basis);
      expect(margin?.mmIncludesCloseFee ?? true).toBe(fee);
    },
  );
});

/** What a calculation says: worked figures, and why others are refused. */
import { describe, expect, test } from 'vitest';
import { answer, answerText, rules } from './answer.ts';
import { helpText } from './help.ts';

const tiers = [
  { floor: '0', maintenance: '0.005', initial: '0.01' },
  { floor: '2000000', maintenance: '0.01', initial: '0.02' },
];
const usdt = { scale: { atom: '0.000001', tick: '0.1', lot: '0.001' }, takerFee: '0.0005' };
const linear = { ...usdt, tiers };
const inverse = {
  scale: { atom: '0.00000001', tick: '0.1', lot: '100' },
  contract: 'inverse',
  takerFee: '0.0005',
  tiers: tiers.slice(0, 1),
};
const tenth = { ...linear, scale: { ...usdt.scale, tick: '0.01' } };

const figures = (
  rule: string,
  inputs: object,
  settings: object,
): { exact: unknown; rounded: unknown } => {
  const found = answer({ rule, inputs, settings });
  if ('refused' in found) throw new Error(JSON.stringify(found.refused));
  return { exact: found.exact, rounded: found.rounded };
};

describe('a calculation says what the rule’s own example says', () => {
  const long = { side: 'long', quantity: '1', entry: '60000' };
  test.each([
    ['VAL-01', { quantity: '0.001', price: '60000' }, usdt, { value: '60' }, { value: '60' }],
    [
      'VAL-02',
      { quantity: '100', price: '60000' },
      { scale: inverse.scale },
      { value: '0.00166666666666666666666666666667' },
      { value: '0.00166667' },
    ],
    [
      'VAL-03',
      { side: 'short', quantity: '1', price: '6' },
      usdt,
      { value: '-6' },
      { value: '-6' },
    ],
    [
      'VAL-04',
      { side: 'short', quantity: '30000', entry: '60000', price: '50000' },
      inverse,
      { unrealised: '0.1' },
      { unrealised: '0.1' },
    ],
    [
      'VAL-07',
      { quantity: '1', value: '56971.512345', round: 'up' },
      usdt,
      { price: '56971.512345' },
      { price: '56971.6' },
    ],
    [
      'VAR-01',
      { quantity: '300', price: '60000' },
      { scale: inverse.scale },
      { value: '0.005' },
      { value: '0.00500001' },
    ],
    [
      'VAR-05',
      {
        fills: [
          { quantity: '1', price: '60000' },
          { quantity: '2', price: '63000' },
        ],
      },
      usdt,
      { entry: '62000', cost: '186000' },
      { entry: '62000', cost: '186000' },
    ],
    [
      'VAR-06',
      { ...long, paid: '60' },
      usdt,
      { price: '60090.0450225112556278139069535' },
      { price: '60090.1' },
    ],
    [
      'VAR-07',
      { value: '60000', equity: '7000' },
      usdt,
      {
        leverage: '8.57142857142857142857142857143',
      },
      { leverage: '8.58' },
    ],
    ['VAR-07', { value: '60000', equity: '-1' }, usdt, { leverage: null }, { leverage: null }],
    [
      'VAR-08',
      { side: 'long', quantity: '20', entry: '1000', mark: '1100', wallet: '10000' },
      usdt,
      { wallet: '12000', entry: '1100' },
      { wallet: '12000', entry: '1100' },
    ],
    [
      'FEE-01',
      { value: '0.100001', rate: '-0.00025' },
      usdt,
      { fee: '-0.00002500025' },
      {
        fee: '-0.000025',
      },
    ],
    [
      'VAR-11',
      { value: '0.100001', rate: '-0.00025' },
      usdt,
      { fee: '-0.00002500025' },
      {
        fee: '-0.000026',
      },
    ],
    ['MARG-01', { value: '3000000' }, linear, { maintenance: '21500' }, { maintenance: '21500' }],
    [
      'VAR-02',
      { value: '3000000' },
      { ...linear, tierMode: 'step' },
      { maintenance: '31500' },
      {
        maintenance: '31500',
      },
    ],
    [
      'VAR-03',
      { value: '60000' },
      { ...linear, mmIncludesCloseFee: false },
      {
        maintenance: '300',
      },
      { maintenance: '300' },
    ],
    [
      'MARG-02',
      { value: '3000000', leverage: '100' },
      linear,
      { initial: '40000' },
      {
        initial: '40000',
      },
    ],
    [
      'MARG-03',
      { side: 'long', value: '60000', initial: '3000' },
      linear,
      { fee: '28.5' },
      {
        fee: '28.5',
      },
    ],
    [
      'MARG-04',
      {
        side: 'long',
        position: '0',
        mark: '60000',
        leverage: '20',
        orders: [{ price: '60300', quantity: '1' }],
      },
      linear,
      { requirement: '3373.7925' },
      { requirement: '3373.7925' },
    ],
    [
      'VAR-04',
      {
        side: 'long',
        position: '0',
        mark: '60000',
        leverage: '20',
        orders: [{ price: '60300', quantity: '1' }],
      },
      { ...linear, orderCost: { gap: true, openFee: false, closeFee: 'none' } },
      { requirement: '3315' },
      { requirement: '3315' },
    ],
    [
      'MARG-05',
      { ...long, collateral: '3028.5' },
      linear,
      { price: '57286.5761689291101055806938160' },
      { price: '57286.5' },
    ],
    ['MARG-05', { ...long, collateral: '60000' }, linear, { price: null }, { price: null }],
    [
      'MARG-05',
      { side: 'long', quantity: '20', entry: '1000', collateral: '10000' },
      {
        ...tenth,
        tiers: tiers.slice(1).map((tier) => ({ ...tier, floor: '0' })),
        tierMode: 'step',
        mmBasis: 'entry',
        mmIncludesCloseFee: false,
      },
      { price: '510' },
      { price: '509.99' },
    ],
    [
      'MARG-06',
      { side: 'long', quantity: '1', mark: '60000', equity: '3028.512345' },
      usdt,
      { price: '56971.487655' },
      { price: '56971.5' },
    ],
    [
      'MARG-07',
      { equity: '2', maintenance: '3' },
      usdt,
      {
        health: '0.666666666666666666666666666667',
      },
      { health: '0.666666' },
    ],
    [
      'MARG-08',
      { equity: '10', own: '1', maintenance: '3' },
      usdt,
      {
        share: '3.33333333333333333333333333333',
      },
      { share: '3.333333' },
    ],
    [
      'VAR-09',
      { maintenance: '0.000101', search: '1.1', initial: '1.2', release: '1.4' },
      usdt,
      { search: '0.0001111', initial: '0.0001212', release: '0.0001414' },
      { search: '0.000112', initial: '0.000122', release: '0.000142' },
    ],
    [
      'VAR-10',
      { initial: '0.1', openInterest: '30000000', lower: '25000000', upper: '50000000' },
      usdt,
      { initial: '0.28' },
      { initial: '0.28' },
    ],
    [
      'FUND-01',
      { index: '60000', impactBid: '60030', impactAsk: '60060' },
      {},
      {
        premium: '0.0005',
      },
      { premium: '0.0005' },
    ],
    [
      'FUND-03',
      { premium: '0.002', interest: '0.0001', damper: '0.0005', cap: '0.00375', hours: '4' },
      {},
      { rate: '0.00075' },
      { rate: '0.00075' },
    ],
    [
      'FUND-06',
      { side: 'short', value: '57300.123456', rate: '0.0001' },
      usdt,
      {
        payment: '-5.7300123456',
      },
      { payment: '-5.730012' },
    ],
    [
      'NUM-03',
      { average: '100', sample: '101', elapsed: '1', tau: '300' },
      {},
      {
        average: '100.003333333333333333333333333',
      },
      { average: '100.00333333' },
    ],
    ['VAL-06', { price: '60000.05' }, usdt, { price: '60000.05' }, { price: '60000.1' }],
    [
      'BAND-01',
      { index: '60000', basis: '30', inner: '0.01', outer: '0.02' },
      usdt,
      { maxBid: '60630', minAsk: '59430' },
      { maxBid: '60630', minAsk: '59430' },
    ],
    [
      'LIQ-07',
      { held: '2.001', depth: '9.999', fraction: '0.5', bookShare: '0.1', full: '1' },
      usdt,
      { quantity: '0.9999' },
      { quantity: '0.999' },
    ],
    [
      'LIQ-07',
      { held: '2.001', depth: '99', fraction: '0.5', bookShare: '0.1', full: '1' },
      usdt,
      { quantity: '1.0005' },
      { quantity: '1.001' },
    ],
    [
      'LIQ-03',
      {
        quantity: '1',
        mark: '57300',
        equity: '360',
        maintenance: '315.15',
        target: '1.25',
        fee: '0.002',
        slip: '0.0005',
        slice: '0.25',
      },
      linear,
      { quantity: '0.135377711293941660433807030666' },
      { quantity: '0.136' },
    ],
    [
      'LIQ-04',
      { equity: '199', maintenance: '300', target: '0.666667' },
      usdt,
      {
        below: '1',
        reached: '0',
      },
      { below: '1', reached: '0' },
    ],
  ] as [string, object, object, object, object][])(
    '%s %o',
    (rule, inputs, settings, exact, rounded) => {
      expect(figures(rule, inputs, settings)).toEqual({ exact, rounded });
    },
  );

  test('a contract may be one of a profile’s', () => {
    // Deribit's own examples: 25 BTC at 100,000 ask 2.125 % and 1.125 %.
    const settings = { profile: 'deribit', symbol: 'BTC_USDC-PERPETUAL' };
    const of = { value: '2500000', quantity: '25' };
    expect(figures('MARG-02', { ...of, leverage: '50' }, settings).exact).toEqual({
      initial: '53125',
    });
    expect(figures('MARG-01', of, settings).rounded).toEqual({ maintenance: '28125' });
  });
});

describe('what has no answer is refused, with a code, a field and a sentence', () => {
  const value = { value: '1' };
  const refused = (line: object | string): unknown => {
    const found = typeof line === 'string' ? answerText(line) : answer(line);
    return 'refused' in found ? [found.refused.code, found.refused.field] : found;
  };

  test.each([
    ['{', ['NOT_JSON', 'line']],
    ['[]', ['NOT_A_RECORD', 'line']],
    ['{}', ['MISSING', 'line.rule']],
    [{ rule: 'MARG-99' }, ['UNKNOWN_RULE', 'rule']],
    [{ rule: 'MARG-01', settings: linear }, ['MISSING', 'inputs.value']],
    [{ rule: 'MARG-01', inputs: value }, ['MISSING', 'settings.tiers']],
    [{ rule: 'MARG-01', inputs: value, setings: {} }, ['UNKNOWN_FIELD', 'line.setings']],
    [
      { rule: 'MARG-01', inputs: { ...value, vlaue: '1' }, settings: linear },
      ['UNKNOWN_FIELD', 'inputs.vlaue'],
    ],
    [
      { rule: 'MARG-01', inputs: value, settings: { ...linear, tier: [] } },
      ['UNKNOWN_FIELD', 'settings.tier'],
    ],
    [
      { rule: 'MARG-01', inputs: { value: 1 }, settings: linear },
      ['NOT_A_DECIMAL', 'inputs.value'],
    ],
    [
      { rule: 'MARG-01', inputs: { value: '1e3' }, settings: linear },
      ['NOT_A_DECIMAL', 'inputs.value'],
    ],
    [
      { rule: 'MARG-01', inputs: { value: '-1' }, settings: linear },
      ['OUT_OF_RANGE', 'inputs.value'],
    ],
    [
      { rule: 'MARG-03', inputs: { side: 'up', value: '1', initial: '1' } },
      ['NOT_A_CHOICE', 'inputs.side'],
    ],
    [
      { rule: 'MARG-01', inputs: value, settings: { profile: 'ftx', symbol: 'X' } },
      ['UNKNOWN_PROFILE', 'settings.profile'],
    ],
    [
      { rule: 'MARG-01', inputs: value, settings: { profile: 'okx', symbol: 'X' } },
      ['UNKNOWN_CONTRACT', 'settings.symbol'],
    ],
    [
      { rule: 'VAL-01', inputs: { quantity: '1', price: '1' }, settings: { scale: { atom: '3' } } },
      ['OUT_OF_RANGE', 'settings.scale.atom'],
    ],
    [
      {
        rule: 'VAR-12',
        inputs: { damping: 'deadZone', premium: '0.001', cap: '0.01', interest: '0.0001' },
      },
      ['UNKNOWN_FIELD', 'inputs.interest'],
    ],
    [{ rule: 'VAR-14', inputs: { amount: '1', weight: '0.9' } }, ['OUT_OF_RANGE', 'inputs.weight']],
    [
      {
        rule: 'VAR-17',
        inputs: { ...value, leverage: '20', tier: '3' },
        settings: { ...linear, tierMode: 'step' },
      },
      ['OUT_OF_RANGE', 'inputs.tier'],
    ],
    [
      { rule: 'VAR-17', inputs: { ...value, leverage: '20', tier: '1' }, settings: linear },
      ['MISFIT', 'settings.tierMode'],
    ],
    [
      { rule: 'VAR-19', inputs: { quantity: '1', share: '1.5', slices: '0' } },
      ['OUT_OF_RANGE', 'inputs.share'],
    ],
    [
      {
        rule: 'VAR-21',
        inputs: {
          longAsked: '330',
          longWorth: '60000',
          shortAsked: '330',
          shortWorth: '60000',
          charge: '0.100001',
        },
      },
      ['OUT_OF_RANGE', 'inputs.charge'],
    ],
    [
      {
        rule: 'INS-10',
        inputs: { held: '1', side: 'long', quantity: '1', entry: '60000', mark: '61000' },
      },
      ['OUT_OF_RANGE', 'inputs.mark'],
    ],
  ] as [object | string, [string, string]][])('%o', (line, expected) => {
    expect(refused(line)).toEqual(expected);
  });

  test.each([
    ['between two ticks', { quantity: '1', price: '60000.05' }, usdt, 'OFF_GRID'],
    ['between two lots', { quantity: '0.0005', price: '60000' }, usdt, 'OFF_GRID'],
    [
      'on a grid that does not divide',
      { quantity: '1', price: '1' },
      { scale: { atom: '0.01', tick: '0.1', lot: '0.01' } },
      'MISFIT',
    ],
    ['beyond what is exact', { quantity: '1000000', price: '100000000' }, usdt, 'TOO_LARGE'],
  ] as const)(
    'an exact figure has no rounded one %s, and says why',
    (_, inputs, settings, code) => {
      const found = answer({ rule: 'VAL-01', inputs, settings });
      expect(found).toMatchObject({ rounded: null, why: { code } });
      expect(found).toHaveProperty('exact.value');
    },
  );
});

test('the help names every rule, with its inputs, outputs and units', () => {
  const help = helpText();
  for (const { code, inputs, outputs } of rules) {
    expect(help).toContain(`  ${code}  `);
    for (const name of [...Object.keys(inputs), ...Object.keys(outputs)])
      expect(help).toContain(name);
  }
});

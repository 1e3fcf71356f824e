import { describe, expect, test } from 'vitest';
import { timeline } from './report.ts';
import { readDrill } from './schema.ts';
import { drillText, HEAD, OPENED, read, run } from './testing/write.ts';
import { valueIn } from './repeating.ts';

/** A head with ten more subaccounts, each with more money than the one before. */
const CROWD = HEAD.replace(
  '  fund:',
  `    crowd-{1..10}:
      { account: meridian, desk: macro, owner: 'c{n}', collateral: { USDT: '{90+10n}' } }
  fund:`,
);

describe('what is written once and stands many times', () => {
  test('numbers are the round’s, in names and in values', () => {
    expect(valueIn({ 'a{n}': ['{2n}', '{100+3n}', '{100-n}', 'x', 5, null] }, 7)).toEqual({
      a7: ['14', '121', '93', 'x', 5, null],
    });
  });

  test('a name with a range is that many subaccounts', () => {
    const drill = readDrill(drillText(OPENED, CROWD));
    if ('sentence' in drill) throw new Error(drill.sentence);
    const names = Object.keys(drill.organisation.subaccounts);
    expect(names).toHaveLength(12);
    expect(drill.organisation.subaccounts['crowd-10']).toMatchObject({
      owner: 'c10',
      collateral: { USDT: '190' },
    });
  });

  const rounds = `${OPENED}
  - repeat:
      from: 1
      to: 10
      steps:
        - note: A first and a second.
          as: ann
          transfer: { from: 'crowd-{n}', to: alpha, asset: USDT, amount: '{10+n}' }
        - expect:
            balance crowd-{n} USDT: { wallet: '{80+9n}' }
`;

  test('steps are done in rounds, each at its line, and told once', () => {
    const result = run(rounds, CROWD);
    expect(result.failure).toBeNull();
    const { steps } = result.drill;
    expect(steps.slice(-2)).toMatchObject([
      { round: 10, rounds: 10, number: steps.length - 1 },
      { round: 10, rounds: 10, number: steps.length },
    ]);
    expect(new Set(steps.slice(-20).map(({ line }) => line)).size).toBe(2);
    const text = timeline('test.yaml', result);
    expect(text.match(/ann: transfer/g)).toHaveLength(1);
    expect(text).toContain('-> OK, and so 10 times');
  });

  test('of many events of one kind the first are told and the rest counted', () => {
    const text = timeline('test.yaml', run(`${OPENED}  - wait: 1s\n`, CROWD));
    expect(text).not.toContain('more');
    const many = `${OPENED}
  - repeat:
      from: 1
      to: 14
      steps:
        - as: ann
          order.place:
            subaccount: alpha
            symbol: BTCUSDT
            side: buy
            type: limit
            price: 59000
            quantity: 0.001
  - as: ann
    order.cancelAll: { subaccount: alpha }
`;
    const told = timeline('test.yaml', run(many, CROWD));
    expect(told.match(/\. order\.cancelled alpha/g)).toHaveLength(12);
    expect(told).toContain('. order.cancelled, and so 2 more');
  });

  test('a round that fails is told with its numbers', () => {
    const wrong = rounds.replace('{80+9n}', '{81+8n}');
    const result = run(wrong, CROWD);
    // The first is as expected, 89; the second has 98 and not 97.
    expect(result.failure?.mismatches).toEqual([
      { what: 'balance crowd-2 USDT, wallet', expected: '97', seen: '98.00' },
    ]);
    expect(timeline('test.yaml', result)).toContain('NOT AS EXPECTED: balance crowd-2 USDT');
  });

  test.each([
    ['  - repeat: { from: 2, to: 1, steps: [{ wait: 1s }] }\n', 'a range goes up: 2 to 1 does not'],
    ['  - repeat: { from: 1, to: 1001, steps: [{ wait: 1s }] }\n', 'and not 1001'],
    ['  - repeat: { from: 1, to: 2, steps: [{ wiat: 1s }] }\n', 'a step is one of'],
    ['  - repeat: { from: 1, steps: [{ wait: 1s }] }\n', 'repeat.to'],
    ['  - repeat: { from: 1, to: 2, steps: [] }\n', 'repeat.steps'],
  ])('%s is a mistake', (steps, sentence) => {
    const fault = read(`${OPENED}${steps}`);
    expect(fault).toMatchObject({ sentence: expect.stringContaining(sentence) });
  });

  test('and so is a name whose range goes down', () => {
    const fault = readDrill(drillText(OPENED, CROWD.replace('{1..10}', '{10..1}')));
    expect(fault).toMatchObject({ sentence: 'a range goes up: 10 to 1 does not' });
  });
});

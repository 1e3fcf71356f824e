import { describe, expect, test } from 'vitest';
import { readDrill } from './schema.ts';
import { drillText, HEAD, read } from './testing/write.ts';

/** The line of a text in the drill that the steps make. */
function lineOf(steps: string, needle: string, head = HEAD): number {
  const lines = drillText(steps, head).split('\n');
  return lines.findIndex((line) => line.includes(needle)) + 1;
}

describe('a drill file', () => {
  test('is read, with numbers as they were written and the line of each step', () => {
    const steps =
      '  - observe: { BTC: 60000.10 }\n  - wait: { for: 1m, stale: [BTC], every: 2s }\n';
    const drill = read(steps);
    expect(drill).toMatchObject({
      name: 'A test',
      startUs: 1_767_603_600_000_000,
      indices: 'replay',
      steps: [
        {
          number: 1,
          line: lineOf(steps, 'observe'),
          action: { is: 'observe', prices: { BTC: '60000.10' } },
        },
        {
          number: 2,
          line: lineOf(steps, 'wait'),
          action: { is: 'wait', durationUs: 60_000_000, everyUs: 2_000_000, stale: ['BTC'] },
        },
      ],
    });
  });

  test('has commands beside who speaks, with OK expected unless it says otherwise', () => {
    const drill = read(`
  - as: ann
    order.cancelAll: { subaccount: alpha }
  - as: clock
    clock.tick:
    outcome: NOT_AUTHORISED
    note: why
`);
    expect(drill).toMatchObject({
      steps: [
        {
          action: {
            is: 'command',
            as: 'ann',
            kind: 'order.cancelAll',
            outcome: 'OK',
            remember: '',
          },
        },
        { note: 'why', action: { kind: 'clock.tick', fields: {}, outcome: 'NOT_AUTHORISED' } },
      ],
    });
  });

  test.each([
    [
      'two actions',
      '  - observe: { BTC: 1 }\n    wait: 1s # here\n',
      'Unrecognized key',
      'observe',
    ],
    ['a misspelt action', '  - expct: { }\n', 'a step is one of', 'expct'],
    [
      'two commands',
      '  - as: ann\n    clock.tick:\n    session.close:\n',
      'a step is one of',
      'as: ann',
    ],
    ['a command of nobody', '  - clock.tick:\n', 'a step is one of', 'clock.tick'],
    ['a command with a text', '  - as: ann\n    clock.tick: now\n', 'must have its fields', 'now'],
    ['a wait of nothing', '  - wait: 0s\n', 'must be a duration', 'wait'],
    ['a wait of words', '  - wait: { for: a while }\n', 'duration', 'wait'],
    ['a level of three', '  - book: { X: { bids: [[1, 2, 3]] } }\n', 'Too big', 'book'],
    [
      'a bad name to remember',
      '  - as: ann\n    clock.tick:\n    remember: $x\n',
      'remember',
      'remember',
    ],
    ['nothing to expect', '  - expect: {}\n', 'must expect something', 'expect'],
    ['no steps', '  []\n', 'steps: Too small', '[]'],
    ['a name twice', '  - observe: { BTC: 1, BTC: 2 }\n', 'unique', 'observe'],
    ['an alias', '  - observe: &x { BTC: 1 }\n  - observe: *x\n', 'aliases', '*x'],
    ['a record for a name', '  - { { a: b }: 1 }\n', 'a name must be a text', '{ a: b }'],
  ])('with %s is refused, with its line', (_, steps, sentence, needle) => {
    const fault = read(steps);
    expect(fault).toMatchObject({ line: lineOf(steps, needle) });
    expect('sentence' in fault ? fault.sentence : '').toContain(sentence);
  });

  test.each([
    ['an unknown field', 'name: A test', 'name: A test\nauthor: me', 'author'],
    ['an unknown role', 'roles: [trader]', 'roles: [king]', 'operators.ann.roles.0'],
    ['no time', '2026-01-05T09:00:00Z', 'noon', 'start'],
    ['no rule code', 'about:', 'rules: [nonsense]\nabout:', 'rules.0'],
    ['an unknown kind of account', 'kind: paper', 'kind: gold', 'accounts.meridian.kind'],
  ])('with %s is refused', (_, from, to, path) => {
    const head = HEAD.replace(from, to);
    expect(head).not.toBe(HEAD);
    const fault = read('  - wait: 1s\n', head);
    expect(fault).toMatchObject({ line: expect.any(Number) as number });
    expect(JSON.stringify(fault)).toContain(path);
  });

  test.each([
    ['no YAML', 'a: [1', /flow|end/i],
    ['nothing', '', /./],
    ['too much of it', `# ${'x'.repeat(300_000)}`, /characters/],
    ['nested too deep', `a: ${'['.repeat(40)}${']'.repeat(40)}`, /too deep/],
    ['nested without end', '['.repeat(200_000), /./],
    ['two documents', 'a: 1\n---\nb: 2\n', /document/],
  ])('that is %s is refused', (_, text, sentence) => {
    const fault = readDrill(text);
    expect('sentence' in fault ? fault.sentence : 'read').toMatch(sentence);
  });
});

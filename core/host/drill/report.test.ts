import { describe, expect, test } from 'vitest';
import { summary, timeline } from './report.ts';
import { OPENED, run } from './testing/write.ts';

const STEPS = `${OPENED}
  - note: Half of it goes.
    as: ann
    order.place: { subaccount: alpha, symbol: BTCUSDT, side: sell, type: market, quantity: 0.5 }
  - wait: { for: 2500ms, stale: [ETH] }
`;

describe('a timeline', () => {
  test('says when, who, what, with what outcome, and what came of it', () => {
    const text = timeline('test.yaml', run(STEPS));
    const lines = text.split('\n');
    expect(lines.slice(0, 3)).toEqual(['A test', 'Of the runner.', '2026-01-05']);
    expect(lines).toContain('09:00:00  the feeds see BTC 60000 ETH 3000');
    expect(lines).toContain(
      '09:00:00  the house quotes BTCUSDT bids [[59999.9,5]] asks [[60000.1,5]]',
    );
    expect(lines).toContain(
      '09:00:01  ann: order.place alpha BTCUSDT buy limit price 60000 quantity 1 -> OK',
    );
    expect(lines).toContain('09:00:01  the tape prints BTCUSDT sell 1 at 60000');
    expect(text).toMatch(/Half of it goes\.\n.*sell market quantity 0\.5 -> OK\n.*execution alpha/);
    expect(lines).toContain('09:00:03.5  2.5 s pass, no feed of ETH');
    expect(lines.at(-3)).toBe('ok');
    // What the house does is the weather, not news.
    expect(text).not.toContain('house-book');
  });

  test('ends with what was expected, what was seen, the line and the sequence number', () => {
    const result = run(`${OPENED}\n  - expect: { fund USDT: 1 }\n`);
    const text = timeline('test.yaml', result);
    const { line = 0, sequence = 0 } = result.failure ?? {};
    expect(text).toContain('NOT AS EXPECTED: fund USDT\n');
    expect(text).toContain(
      `FAILED EXPECTATION in test.yaml:${line}, step 6, at sequence ${sequence}\n` +
        '  fund USDT\n    expected  1\n    seen      1000.00\n',
    );
  });

  test('is one record for a machine', () => {
    const good = summary('test.yaml', run(OPENED));
    expect(good).toMatchObject({
      file: 'test.yaml',
      name: 'A test',
      ok: true,
      steps: 5,
      failure: null,
    });
    expect(good['stateHash']).toMatch(/^[0-9a-f]{64}$/);
    const bad = summary('test.yaml', run(`${OPENED}\n  - expect: { fund USDT: 1 }\n`));
    expect(bad).toMatchObject({ ok: false, failure: { code: 'EXPECTATION', step: 6 } });
  });
});

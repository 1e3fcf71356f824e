import { expect, test } from 'vitest';
import { ProgressBar } from './progress.ts';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { written, stream: { isTTY, write: (text: string) => written.push(text) } };
}

test('a bar appears only on a terminal, only when it runs long, and goes away', () => {
  const { written, stream } = terminal(true);
  let nowMs = 0;
  const bar = new ProgressBar('verify', stream, () => nowMs);
  bar.update(1, 4);
  expect(written).toEqual([]);
  nowMs = 600;
  bar.update(2, 4);
  nowMs = 650;
  bar.update(3, 4);
  nowMs = 700;
  bar.update(5, 4);
  bar.end();
  expect(written).toEqual([
    '\rverify [############............]  50 %',
    '\rverify [########################] 100 %',
    '\r\u001b[K',
  ]);
});

test('nothing is written where nobody looks, or to what was over at once', () => {
  const piped = terminal(false);
  const bar = new ProgressBar('verify', piped.stream, () => Infinity);
  bar.update(1, 2);
  bar.end();
  const short = terminal(true);
  new ProgressBar('verify', short.stream, () => 0).end();
  expect([piped.written, short.written]).toEqual([[], []]);
});

import { expect, test } from 'vitest';
import type { Reply } from '../../../core/desk/messages.ts';
import { overNewest } from './over-newest.ts';

interface Kept {
  readonly text: string;
  readonly version: string;
}

function answer(code: string): Reply {
  const result = code === 'OK' ? 'done' : 'refused';
  return { type: 'reply', id: 1, result, code, sentence: '', reference: 0, body: null };
}

/** A text of which others write before each of the given turns. */
function shared(others: readonly (string | null)[]) {
  const kept = { text: 'a', version: 1, turn: 0 };
  const steps = {
    read: (): Promise<Kept | null> =>
      Promise.resolve({ text: kept.text, version: String(kept.version) }),
    change: ({ text }: Kept): string | null => `${text} mine`,
    write: (text: string, version: string) => {
      const other = others[kept.turn++] ?? null;
      if (other !== null) {
        kept.text += ` ${other}`;
        kept.version += 1;
      }
      if (version !== String(kept.version)) return Promise.resolve(answer('STALE_WRITE'));
      kept.text = text;
      kept.version += 1;
      return Promise.resolve(answer('OK'));
    },
  };
  return { kept, steps };
}

test('a change is written over what was read', async () => {
  const { kept, steps } = shared([]);
  expect(await overNewest(steps)).toMatchObject({ result: 'done' });
  expect(kept.text).toBe('a mine');
});

test('a change that another window was faster than is made again over theirs', async () => {
  const { kept, steps } = shared(['theirs']);
  expect(await overNewest(steps)).toMatchObject({ result: 'done' });
  expect(kept.text).toBe('a theirs mine');
});

test('a change that is overtaken again is given up, and theirs stands', async () => {
  const { kept, steps } = shared(['theirs', 'again']);
  expect(await overNewest(steps)).toMatchObject({ code: 'STALE_WRITE' });
  expect([kept.text, kept.turn]).toEqual(['a theirs again', 2]);
});

test('nothing is written where nothing can be read or changed', async () => {
  const { kept, steps } = shared([]);
  expect(await overNewest({ ...steps, read: () => Promise.resolve(null) })).toBeNull();
  expect(await overNewest({ ...steps, change: () => null })).toBeNull();
  expect(kept.turn).toBe(0);
});

/** What operators' windows keep, by whoever signed in. */
import { describe, expect, test } from 'vitest';
import type { PreferenceStore } from './desk-options.ts';
import { PREFERENCES_CHARACTERS_MAX } from './messages.ts';
import type { Reply } from './messages.ts';
import { versionOf } from './preferences.ts';
import { BASIS_TRADER, openTestDesk, RISK, TRADER } from './testing/test-window.ts';
import type { TestWindow } from './testing/test-window.ts';

const READ = { name: 'preferences', act: 'read' } as const;
const write = (text: string, over = '') => {
  const call = { name: 'preferences', act: 'write', text } as const;
  return over === '' ? call : { ...call, version: versionOf(over) };
};

function memoryStore(): PreferenceStore & { readonly texts: Map<number, string> } {
  const texts = new Map<number, string>();
  return {
    texts,
    read: (operator) => Promise.resolve(texts.get(operator) ?? ''),
    write: (operator, text, isKnown) => {
      const isStill = isKnown(texts.get(operator) ?? '');
      if (isStill) texts.set(operator, text);
      return Promise.resolve(isStill);
    },
  };
}

async function signIn(window: TestWindow, id: number, operator: number): Promise<Reply> {
  const role = operator === RISK ? 'risk' : 'trader';
  return await window.ask(id, { name: 'signIn', operator, role });
}

function textOf({ body }: Reply): string | null {
  return body?.name === 'preferences' ? body.text : null;
}

describe('DESK-23 preferences', () => {
  test('DESK-23 are for who signed in', async () => {
    const store = memoryStore();
    const window = await openTestDesk({ preferences: store }).attached();
    for (const call of [READ, write('a')]) {
      const reply = await window.ask(call.act === 'read' ? 1 : 2, call);
      expect(reply).toMatchObject({ result: 'refused', code: 'NO_SESSION', body: null });
    }
    expect(store.texts.size).toBe(0);
  });

  test('DESK-23 are read as they were written, by each operator its own', async () => {
    const store = memoryStore();
    const desk = openTestDesk({ preferences: store });
    const window = await desk.attached();
    await signIn(window, 1, TRADER);
    expect(textOf(await window.ask(2, READ))).toBe('');
    const { length } = desk.core.applied;
    expect(await window.ask(3, write('{"of":"Okafor"}'))).toMatchObject({ result: 'done' });
    expect(desk.core.applied).toHaveLength(length);
    await signIn(window, 4, BASIS_TRADER);
    expect(textOf(await window.ask(5, READ))).toBe('');
    await window.ask(6, write('{"of":"another"}'));
    const other = await desk.attached({ window: 'w-2' });
    await signIn(other, 1, TRADER);
    expect(textOf(await other.ask(2, READ))).toBe('{"of":"Okafor"}');
    expect([...store.texts.keys()]).toEqual([TRADER, BASIS_TRADER]);
  });

  test('DESK-23 a text that is too long is refused, and nothing of it is written', async () => {
    const store = memoryStore();
    const desk = openTestDesk({ preferences: store });
    const window = await desk.attached();
    await signIn(window, 1, TRADER);
    const most = 'x'.repeat(PREFERENCES_CHARACTERS_MAX);
    expect(await window.ask(2, write(`${most}x`))).toMatchObject({ code: 'TOO_LONG' });
    expect(store.texts.size).toBe(0);
    expect(await window.ask(3, write(most))).toMatchObject({ result: 'done' });
    expect(desk.log.total).toBe(1);
  });

  test('DESK-23 what cannot be read or written is refused with the reason', async () => {
    const fails = () => Promise.reject(new Error('no space is left'));
    const window = await openTestDesk({ preferences: { read: fails, write: fails } }).attached();
    await signIn(window, 1, TRADER);
    for (const [id, call] of [[2, READ] as const, [3, write('a')] as const]) {
      const reply = await window.ask(id, call);
      expect(reply).toMatchObject({ result: 'refused', code: 'NOT_NOW' });
      expect(reply.sentence).toContain('no space is left');
    }
  });

  test('DESK-23 a core that keeps none says so', async () => {
    const window = await openTestDesk().attached();
    await signIn(window, 1, TRADER);
    expect(await window.ask(2, READ)).toMatchObject({ result: 'refused', code: 'NOT_NOW' });
  });

  test('DESK-34 a write over what another window wrote meanwhile is refused', async () => {
    const store = memoryStore();
    const desk = openTestDesk({ preferences: store });
    const [one, two] = [
      await desk.attached({ window: 'w-1' }),
      await desk.attached({ window: 'w-2' }),
    ];
    for (const window of [one, two]) await signIn(window, 1, TRADER);
    const { body } = await one.ask(2, write('of one'));
    expect(body).toEqual({ name: 'preferences', text: 'of one', version: versionOf('of one') });
    expect(await two.ask(2, write('of two'))).toMatchObject({
      result: 'refused',
      code: 'STALE_WRITE',
      body: null,
    });
    expect(textOf(await two.ask(3, READ))).toBe('of one');
    expect(await two.ask(4, write('of both', 'of one'))).toMatchObject({ result: 'done' });
    expect(await one.ask(3, write('of none'))).toMatchObject({ code: 'STALE_WRITE' });
    expect([...store.texts.values()]).toEqual(['of both']);
  });
});

import { expect, test } from 'vitest';
import { isTyping, keyName } from './key-table.ts';

const plain = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };

test('a key is named as the table writes it', () => {
  expect(keyName({ ...plain, key: 'b' })).toBe('B');
  expect(keyName({ ...plain, key: 'B', shiftKey: true })).toBe('Shift B');
  expect(keyName({ ...plain, key: '?', shiftKey: true })).toBe('?');
  expect(keyName({ ...plain, key: '/' })).toBe('/');
  expect(keyName({ ...plain, key: 'Enter', ctrlKey: true })).toBe('Ctrl Enter');
  expect(keyName({ ...plain, key: 'Enter', metaKey: true })).toBe('Ctrl Enter');
  expect(keyName({ ...plain, key: 'ArrowUp', shiftKey: true })).toBe('Shift Up');
  expect(keyName({ ...plain, key: ' ' })).toBe('Space');
  expect(keyName({ ...plain, key: '1', altKey: true })).toBe('Alt 1');
});

test('letters belong to a text field that has the focus, and to no checkbox', () => {
  expect(isTyping({ tagName: 'INPUT', type: 'text' } as unknown as EventTarget)).toBe(true);
  expect(isTyping({ tagName: 'INPUT', type: 'checkbox' } as unknown as EventTarget)).toBe(false);
  expect(isTyping({ tagName: 'DIV' } as unknown as EventTarget)).toBe(false);
  expect(isTyping(null)).toBe(false);
});

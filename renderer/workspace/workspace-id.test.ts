import { expect, test } from 'vitest';
import { freeWorkspace, MAIN_WORKSPACE, workspaceOf } from './workspace-id.ts';

test.each([
  ['', MAIN_WORKSPACE],
  ['?workspace=2', '2'],
  ['?workspace=second-desk', 'second-desk'],
  ['?workspace=', MAIN_WORKSPACE],
  ['?workspace=../main', MAIN_WORKSPACE],
  ['?workspace=A', MAIN_WORKSPACE],
  [`?workspace=${'a'.repeat(33)}`, MAIN_WORKSPACE],
])('the address %s is of workspace %s', (search, workspace) => {
  expect(workspaceOf(search)).toBe(workspace);
});

test('another window takes the first number that is free', () => {
  expect(freeWorkspace([MAIN_WORKSPACE])).toBe('2');
  expect(freeWorkspace([MAIN_WORKSPACE, '2', '4'])).toBe('3');
});

import { expect, test } from 'vitest';
import type { Feed } from '../../feed/feed.ts';
import { addCommands, commandsNow } from './commands.ts';

const feed = {} as Feed;
const run = (): void => undefined;

test('sources are asked whenever it opens, and their commands stand by group', () => {
  let isOpen = true;
  const help = addCommands(() => [{ id: 'keys', group: 'Help', title: 'Keys', run }]);
  const act = addCommands(() =>
    isOpen ? [{ id: 'close', group: 'Act', title: 'Close', run }] : [],
  );
  const ids = (): string[] => commandsNow(feed).map(({ id }) => id);
  expect(ids()).toEqual(['close', 'keys']);
  isOpen = false;
  expect(ids()).toEqual(['keys']);
  help();
  act();
  expect(ids()).toEqual([]);
});

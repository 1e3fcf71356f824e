import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { FromCore, UpgradeRequest } from './core-protocol.ts';
import { HandedOver } from './handed-over.ts';

const REQUEST: UpgradeRequest = { url: '/desk', headers: { upgrade: 'websocket' }, head: '' };

function open() {
  const accepted: [UpgradeRequest, Socket][] = [];
  const told: FromCore[] = [];
  const windows = { accept: (...window: [UpgradeRequest, Socket]) => void accepted.push(window) };
  const handed = new HandedOver(windows, (message) => told.push(message));
  return { accepted, told, handed };
}

test('a window is answered once, when the host has let go of its copy', () => {
  const { accepted, told, handed } = open();
  const socket = new Socket();
  handed.hear({ type: 'window', number: 7, ...REQUEST }, socket);
  expect([told, accepted]).toEqual([[{ type: 'taken', number: 7 }], []]);
  handed.hear({ type: 'yours', number: 8 });
  expect(accepted).toEqual([]);
  handed.hear({ type: 'yours', number: 7 });
  handed.hear({ type: 'yours', number: 7 });
  expect(accepted).toEqual([[REQUEST, socket]]);
});

test('a window whose socket did not come is let go all the same', () => {
  const { accepted, told, handed } = open();
  handed.hear({ type: 'window', number: 1, ...REQUEST });
  handed.hear({ type: 'yours', number: 1 });
  expect([told, accepted]).toEqual([[{ type: 'taken', number: 1 }], []]);
});

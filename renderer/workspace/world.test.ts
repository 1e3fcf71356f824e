import { expect, test } from 'vitest';
import type { Strip } from '../../core/desk/messages.ts';
import { isVirtual, worldBadge } from './world.ts';

const indices = [{ symbol: 'BTC', state: 'GREEN', badges: ['PEG ASSUMED'] }];
const strip = { transport: { speed: '10x', isPaused: false }, indices } as unknown as Strip;

test('a replay says how fast, what shocked it, whose custody; the rest is quiet', () => {
  const badges = [
    'REPLAY',
    'SHOCKED',
    'PAPER',
    'SIMULATED CUSTODY',
    'SINGLE SOURCE',
    'PEG ASSUMED',
  ];
  expect(worldBadge(badges, strip)).toEqual({
    main: 'REPLAY 10x',
    others: ['SHOCKED', 'SIMULATED CUSTODY'],
    quiet: ['PAPER', 'SINGLE SOURCE'],
  });
});

test('a pause is said in the badge', () => {
  const paused = { ...strip, transport: { speed: '10x', isPaused: true } };
  expect(worldBadge(['REPLAY'], paused)?.main).toBe('REPLAY PAUSED');
});

test('simulated custody alone makes no virtual world', () => {
  expect(isVirtual(['SIMULATED CUSTODY', 'PAPER'])).toBe(false);
  expect(isVirtual(['SIMULATED'])).toBe(true);
});

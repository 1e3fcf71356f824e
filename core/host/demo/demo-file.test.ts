import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ROLES } from '../../venue/commands.ts';
import { parseDemoFile, readDemoFile } from './demo-file.ts';
import { traderOf } from './lookups.ts';

const url = new URL('../../../resources/demo.json', import.meta.url);
const fresh = (): Record<string, unknown> =>
  JSON.parse(readFileSync(url, 'utf8')) as Record<string, unknown>;

describe('the demo organisation', () => {
  const demo = readDemoFile();
  const { subaccounts, operators } = demo;

  test('has four desks and sixteen subaccounts, each with a strategy of its own', () => {
    expect(new Set(subaccounts.map(({ desk }) => desk)).size).toBe(4);
    expect(new Set(subaccounts.map(({ label }) => label)).size).toBe(16);
    expect(new Set(subaccounts.map(({ strategy }) => strategy?.label)).size).toBe(16);
    expect(new Set(subaccounts.map(({ strategy }) => strategy?.behaviour.kind)).size).toBe(6);
  });

  test('trades cross and isolated, on three settlement assets, for several owners', () => {
    expect(new Set(subaccounts.map(({ mode }) => mode))).toEqual(new Set(['cross', 'isolated']));
    const assets = subaccounts.flatMap(({ collateral }) => collateral.map(({ asset }) => asset));
    expect(new Set(assets)).toEqual(new Set(['USDT', 'XBT', 'ETH']));
    expect(new Set(subaccounts.map(({ owner }) => owner)).size).toBeGreaterThan(4);
  });

  test('has an operator of every role but the system, and a trader for every desk', () => {
    const roles = new Set(operators.flatMap((operator) => operator.roles));
    expect(roles).toEqual(new Set(ROLES.filter((role) => role !== 'system')));
    for (const { desk } of subaccounts) {
      const trader = operators.find(({ operator }) => operator === traderOf(demo, desk));
      expect(trader?.desks).toContain(desk);
    }
  });
});

describe('a demo file', () => {
  test.each<[string, (file: Record<string, unknown>) => void]>([
    ['subaccounts', (file) => (file['subaccounts'] = [])],
    ['custodian', (file) => delete file['custodian']],
    [
      'operators.0.roles.0',
      (file) => (file['operators'] = [{ operator: 1, name: 'A', roles: ['boss'], desks: [] }]),
    ],
    [
      'insurance.0.amountAtoms',
      (file) => (file['insurance'] = [{ asset: 'USDT', amountAtoms: 1.5 }]),
    ],
  ])('that is wrong at %s is refused there', (place, spoil) => {
    const file = fresh();
    spoil(file);
    expect(() => parseDemoFile(file)).toThrow(`demo.json, ${place}: `);
  });

  test('with a word that nobody knows is refused', () => {
    expect(() => parseDemoFile({ ...fresh(), mascot: 'a ship' })).toThrow('mascot');
  });
});

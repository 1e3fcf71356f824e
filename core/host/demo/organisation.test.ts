import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { stateHashOf } from '../../sequencer/recovery.ts';
import { walletAtoms } from '../../venue/accounts/ledger.ts';
import { at, INSURANCE_SUBACCOUNT } from '../../venue/state.ts';
import { madeMarket } from '../replay/testing/made-market.ts';
import { DirectPort } from '../replay/testing/direct-port.ts';
import { marketCommands } from './demo-core.ts';
import { readDemoFile } from './demo-file.ts';
import { assetId, instrumentId, subaccountId } from './lookups.ts';
import { foundOrganisation } from './organisation.ts';
import { foundPeople, PEOPLE_FILE, readPeople } from './people.ts';

const demo = readDemoFile();
const market = marketCommands(madeMarket([{ bids: [[1, 1]], asks: [[2, 1]] }]));
const TIME_US = 1_723_161_259_000_000;

const found = (port: DirectPort): Promise<void> => foundOrganisation(port, demo, market, TIME_US);

describe('founding', () => {
  test('makes what the file says, and nothing of it is refused', async () => {
    const port = new DirectPort();
    await found(port);
    const { state } = port.venue;
    expect(state.instruments.map(({ spec }) => spec.symbol)).toEqual([
      'BTCUSDT',
      'ETHUSDT',
      'BTCUSD',
      'ETHUSD',
    ]);
    expect(state.indices[0]?.definition.sources).toEqual([
      { name: 'made-spot', weightPpm: 1_000_000 },
    ]);
    expect(state.accounts.map(({ label, kind }) => [label, kind])).toEqual([
      ['system', 'system'],
      ['House', 'house'],
      ['Halyard Capital', 'paper'],
    ]);
    expect(state.strategies).toHaveLength(16);
    expect(state.operators).toHaveLength(demo.operators.length);
    const macro = at(state.subaccounts, subaccountId(state, 'Macro-Long'));
    expect(macro).toMatchObject({ desk: 'Macro', mode: 'isolated', callPercents: [160, 125, 110] });
    const position = at(macro.positions, instrumentId(state, 'BTCUSDT'));
    expect(position).toMatchObject({ mode: 'isolated', leverageX100: 2_200 });
    const xbt = assetId(state, 'XBT');
    const basis = at(state.subaccounts, subaccountId(state, 'Basis-1'));
    expect(walletAtoms(at(basis.balances, xbt))).toBe(250_000_000);
    const fund = at(state.subaccounts, INSURANCE_SUBACCOUNT);
    expect(walletAtoms(at(fund.balances, xbt))).toBe(4_178_400_000);
    expect(port.venue.conservationBreach()).toBeNull();
  });

  test('a second time founds nothing: only the sessions are resumed', async () => {
    const port = new DirectPort();
    await found(port);
    const hash = stateHashOf(port.venue);
    port.applied.length = 0;
    await found(port);
    expect(new Set(port.applied.map(({ command }) => command.kind))).toEqual(
      new Set(['session.open']),
    );
    expect(stateHashOf(port.venue)).toBe(hash);
  });

  test('that was cut off anywhere goes on from there to the same state', async () => {
    const whole = new DirectPort();
    await found(whole);
    const total = whole.applied.length;
    const hash = stateHashOf(whole.venue);
    for (const cut of [1, 5, 20, 40, 60, total - 1]) {
      const port = new DirectPort();
      port.refuseAfter = cut;
      await expect(found(port)).rejects.toMatchObject({ code: 'STOPPED' });
      port.refuseAfter = Infinity;
      await found(port);
      expect(stateHashOf(port.venue), `cut after ${cut} commands`).toBe(hash);
    }
  });

  test('leaves a log alone that is of something else', async () => {
    const port = new DirectPort();
    const core = port.connect({ internal: true });
    const session = { session: 'other', channel: 'internal', workstation: 'other' } as const;
    await core.submit({ kind: 'session.open', system: 'core', role: 'system', ...session });
    await core.submit({ kind: 'operator.register', operator: 99, roles: ['admin'], desks: [] });
    await expect(found(port)).rejects.toMatchObject({ name: 'DemoError', code: 'NOT_A_DEMO' });
  });
});

describe("people's names", () => {
  test('stand in a side file that nobody writes again, and in no command', async () => {
    const directory = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-people-'));
    try {
      await foundPeople(directory, { '1': 'M. Okafor', '2': 'J. Mercer' });
      expect(readPeople(directory)).toEqual({ '1': 'M. Okafor', '2': 'J. Mercer' });
      const erased = path.join(directory, PEOPLE_FILE);
      writeFileSync(erased, '{"2":"J. Mercer"}');
      await foundPeople(directory, { '1': 'M. Okafor', '2': 'J. Mercer' });
      expect(readFileSync(erased, 'utf8')).toBe('{"2":"J. Mercer"}');
      const port = new DirectPort();
      await found(port);
      const log = JSON.stringify(port.applied);
      for (const { name } of demo.operators) expect(log).not.toContain(name);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test('are none where there is no file', () => {
    expect(readPeople(path.join(os.tmpdir(), 'bulkhead-no-such-directory'))).toEqual({});
  });
});

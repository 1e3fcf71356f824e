import { describe, expect, test } from 'vitest';
import type { Command, CommandGroup } from './commands.ts';
import { RECENT, sectionsFor } from './match.ts';

function command(group: CommandGroup, title: string, rest: Partial<Command> = {}): Command {
  return { id: title.toLowerCase(), group, title, run: () => undefined, ...rest };
}

const commands = [
  command('Instrument', 'BTCUSDT', { words: 'perpetual' }),
  command('Instrument', 'ETHUSDT', { words: 'perpetual' }),
  command('Account', 'Vol-Arb', { detail: 'Volatility, 117.5' }),
  command('Account', 'Tri-Arb', { detail: 'Arbitrage, 853.5' }),
  command('Account', 'MM-BTC'),
  command('Act', 'Cancel all orders of Vol-Arb in BTCUSDT'),
  command('Go to', 'Ladder'),
];

function titles(query: string, recent: string[] = []): string[] {
  return sectionsFor(query, commands, recent).flatMap((section) =>
    section.commands.map(({ title }) => title),
  );
}

describe('what a person means by a few letters', () => {
  test('the beginning of a name counts most, then that of a word in it', () => {
    expect(titles('btc')).toEqual(['BTCUSDT', 'MM-BTC', 'Cancel all orders of Vol-Arb in BTCUSDT']);
    expect(titles('arb')).toEqual([
      'Vol-Arb',
      'Tri-Arb',
      'Cancel all orders of Vol-Arb in BTCUSDT',
    ]);
  });

  test('every word must be found, in whatever order', () => {
    expect(titles('orders cancel')).toEqual(['Cancel all orders of Vol-Arb in BTCUSDT']);
    expect(titles('cancel eth')).toEqual([]);
  });

  test('what is said about it counts less than its name, letters in order least', () => {
    expect(titles('perp')).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(titles('volatil')).toEqual(['Vol-Arb']);
    expect(titles('lddr')).toEqual(['Ladder']);
    expect(titles('varb')).toEqual(['Vol-Arb', 'Cancel all orders of Vol-Arb in BTCUSDT']);
    expect(titles('close')).toEqual([]);
    expect(titles('zz')).toEqual([]);
  });

  test('of what fits alike, the one used last comes first', () => {
    expect(titles('usdt', ['ethusdt'])[0]).toBe('ETHUSDT');
  });

  test('before anything is typed the recent ones stand on top, once', () => {
    const [first, ...rest] = sectionsFor('', commands, ['ladder', 'gone', 'mm-btc']);
    expect(first?.heading).toBe(RECENT);
    expect(first?.commands.map(({ title }) => title)).toEqual(['Ladder', 'MM-BTC']);
    const others = rest.flatMap((section) => section.commands.map(({ title }) => title));
    expect(others).not.toContain('Ladder');
    expect(rest.map(({ heading }) => heading)).toEqual(['Instrument', 'Account', 'Act']);
  });
});

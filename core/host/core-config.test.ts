import { describe, expect, test } from 'vitest';
import { openMarket, parseCoreConfig } from './core-config.ts';
import type { CoreConfig, CoreOptions } from './core-config.ts';

function configOf(options: CoreOptions): CoreConfig {
  const parsed = parseCoreConfig(options);
  if (!parsed.ok) throw new Error(parsed.sentence);
  return parsed.config;
}

describe('options', () => {
  test('may all be left out: a simulated market at its own pace, until it is stopped', () => {
    expect(configOf({})).toEqual({
      dataDirectory: null,
      feedDirectory: null,
      seed: 1,
      shocks: [],
      speed: '1x',
      loop: false,
      once: false,
      durationUs: null,
      subaccounts: null,
    });
  });

  test('are read into units', () => {
    const options = {
      data: 'here',
      feed: 'there',
      shock: 'BTC -4% over 60s at 120s',
      speed: 'max',
      loop: true,
      once: true,
      duration: '1.5m',
      organisation: '5000',
    };
    expect(configOf(options)).toEqual({
      dataDirectory: 'here',
      feedDirectory: 'there',
      seed: 1,
      shocks: [{ underlying: 'BTC', changePpm: -40_000, overUs: 60_000_000, atUs: 120_000_000 }],
      speed: 'max',
      loop: true,
      once: true,
      durationUs: 90_000_000,
      subaccounts: 5_000,
    });
    expect(configOf({ seed: '4294967295' }).seed).toBe(4_294_967_295);
  });

  test.each<[CoreOptions, string, string]>([
    [{ speed: '2x' }, 'UNKNOWN_SPEED', '1x, 10x, max'],
    [{ seed: '-1' }, 'SEED_OUT_OF_RANGE', '4294967295'],
    [{ seed: '4294967296' }, 'SEED_OUT_OF_RANGE', '4294967295'],
    [{ seed: '1e3' }, 'SEED_OUT_OF_RANGE', 'whole number'],
    [{ seed: '1', feed: 'there' }, 'SEED_WITHOUT_SIMULATION', 'simulated'],
    [{ duration: '0s' }, 'NOT_A_DURATION', '20s'],
    [{ duration: 'soon' }, 'NOT_A_DURATION', 'soon'],
    [{ shock: 'BTC 4%' }, 'NOT_A_SHOCK', 'BTC -4% over 60s at 120s'],
    [{ organisation: '15' }, 'ORGANISATION_OUT_OF_RANGE', 'from 16 to 10000'],
    [{ organisation: '10001' }, 'ORGANISATION_OUT_OF_RANGE', 'from 16 to 10000'],
    [{ organisation: 'all' }, 'ORGANISATION_OUT_OF_RANGE', 'not "all"'],
    [{ data: '' }, 'EMPTY_PATH', 'name'],
    [{ feed: '' }, 'EMPTY_PATH', 'name'],
  ])('%j are refused: %s', (options, code, hint) => {
    const parsed = parseCoreConfig(options);
    expect(parsed).toMatchObject({ ok: false, code });
    expect(parsed.ok ? '' : parsed.sentence).toContain(hint);
  });
});

describe('the market', () => {
  test('is simulated without a feed, by the seed', () => {
    const first = (seed: string) => {
      const [slot] = openMarket(configOf({ seed })).slots({ loop: false });
      return slot?.books;
    };
    expect(openMarket(configOf({})).badges).toEqual(['SIMULATED']);
    expect(first('7')).toEqual(first('7'));
    expect(first('7')).not.toEqual(first('8'));
  });

  test('says that it was bent', () => {
    const config = configOf({ shock: 'ETH +1% over 1s at 0s' });
    expect(openMarket(config).badges).toEqual(['SIMULATED', 'SHOCKED']);
  });

  test('of a feed that is not there is an error with a sentence', () => {
    expect(() => openMarket(configOf({ feed: 'no-such-directory' }))).toThrow(
      'The feed directory no-such-directory does not exist.',
    );
  });
});

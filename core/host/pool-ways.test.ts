/** An asset or an underlying takes a venue's ways with pooled margin at once, from data. */
import { describe, expect, test } from 'vitest';
import file from '../../resources/pool-ways.json' with { type: 'json' };
import { START_US } from '../venue/testing/test-venue.ts';
import { Venue } from '../venue/venue.ts';
import { foundingCommands, loadResources, ResourceError } from './founding.ts';
import { readPoolWays } from './pool-ways.ts';

const resources = loadResources();
const terms = resources.collateral as {
  readonly collateral: readonly object[];
  readonly portfolio: readonly object[];
};

function founded(profile: string): Venue {
  const given = {
    ...resources,
    collateral: {
      ...terms,
      collateral: terms.collateral.map((one) => ({ ...one, profile })),
      portfolio: terms.portfolio.map((one) => ({ ...one, profile })),
    },
  };
  const venue = Venue.create();
  const open = {
    kind: 'session.open',
    session: 'core',
    system: 'core',
    role: 'system',
    channel: 'internal',
    workstation: 'test',
  } as const;
  [open, ...foundingCommands(given, 'replay')].forEach((command, n) => {
    const stamp = { session: n === 0 ? 0 : 1, request: 0, digest: 0, internal: true };
    const outcome = venue.apply({ sequence: n + 1, timeUs: START_US, ...stamp, command });
    expect([command.kind, outcome.code]).toEqual([command.kind, 'OK']);
  });
  return venue;
}

function faultOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof ResourceError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'none';
}

describe('PROF-08 the ways of a venue with pooled margin', () => {
  test.each(Object.keys(file.ways))('%s is taken whole by a venue that is founded', (name) => {
    const { state } = founded(name);
    const way = readPoolWays(file)[name]!;
    for (const { definition, portfolio } of state.indices) {
      expect(portfolio).toMatchObject(way.portfolio ?? {});
      expect(definition.symbol).not.toBe('');
    }
    for (const { symbol, collateral } of state.assets) {
      const { against: _, ...said } = way.collateral?.[symbol] ?? {};
      expect(collateral).toMatchObject(said);
    }
  });

  test('what they name of assets and underlyings become their numbers', () => {
    const bitmex = founded('bitmex').state.assets.map(({ collateral }) =>
      collateral?.against?.map(({ asset }) => asset),
    );
    expect(bitmex).toEqual([
      [2, 3],
      [1, 3],
      [1, 2],
    ]);
    const span = founded('span').state.indices.map(({ portfolio }) => portfolio?.credit?.index);
    expect(span).toEqual([2, undefined]);
  });

  test('each says when and where it was read, and what it assumes', () => {
    for (const way of Object.values(file.ways)) expect(way.assumed.length).toBeGreaterThan(0);
    const { source: _, ...without } = file.ways.okx;
    expect(faultOf(() => readPoolWays({ version: 1, ways: { okx: without } }))).toMatch(
      /^WRONG_SHAPE: pool-ways\.json ways\.okx\.source/,
    );
    expect(faultOf(() => founded('nobody'))).toMatch(
      /^UNKNOWN_NAME: collateral\[0\]\.profile is nobody; there are: okx, /,
    );
  });
});

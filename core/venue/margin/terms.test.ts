import { beforeEach, describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import { TestVenue } from '../testing/test-venue.ts';

const { collateral: terms, portfolio } = collateral;
const resources = { ...instruments, indices: indices.replay };
const [dollars, bitcoin] = [terms[0]!, terms[1]!];

let venue: TestVenue;
beforeEach(() => {
  venue = TestVenue.found(resources);
});

const count = (asset: number, more: object): string => {
  const { asset: _, index: _1, ...rest } = bitcoin;
  const command = { kind: 'asset.collateral', ...rest, asset, ...more } as Command;
  return venue.code(command, { by: 'core' });
};
const reference = { ...dollars, asset: 1 };

describe('COLL-05 what an asset counts as', () => {
  test('needs a reference first, which is one, and is not cut', () => {
    expect(count(2, { index: 1 })).toBe('INVALID_SPEC');
    expect(count(1, {})).toBe('INVALID_SPEC');
    expect(count(1, reference)).toBe('OK');
    expect(count(2, { tiers: dollars.tiers })).toBe('INVALID_SPEC');
    expect(count(2, { index: 1 })).toBe('OK');
  });

  test('is amended, but for the index that prices it', () => {
    count(1, reference);
    count(2, { index: 1 });
    expect(count(2, { index: 2 })).toBe('INVALID_SPEC');
    expect(count(2, { index: 1, debtAtoms: 7 })).toBe('OK');
    expect(venue.venue.state.assets[1]!.collateral).toMatchObject({ index: 1, debtAtoms: 7 });
    expect(venue.take('asset.collateral').at(-1)).toMatchObject({ asset: 2, index: 1, tiers: 3 });
  });

  test('names what there is, in tiers that rise', () => {
    count(1, reference);
    expect(count(9, { index: 1 })).toBe('UNKNOWN_ASSET');
    expect(count(2, { index: 9 })).toBe('UNKNOWN_INDEX');
    expect(count(2, { index: 1, tiers: [] })).toBe('INVALID_SPEC');
  });

  test('takes two people of risk', () => {
    const command = { kind: 'asset.collateral', ...reference } as Command;
    expect(venue.code(command, { by: 'risk' })).toBe('NEEDS_SECOND_PERSON');
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    expect(venue.venue.state.assets[0]!.collateral).toMatchObject({ tiers: dollars.tiers });
  });
});

describe('PM-10 parameters of an underlying', () => {
  const set = (more: object): string => {
    const command = { kind: 'index.portfolio', ...portfolio[0]!, index: 1, ...more } as Command;
    return venue.code(command, { by: 'core' });
  };

  test('are set and amended', () => {
    expect(set({})).toBe('OK');
    expect(set({ rangePpm: 200_000 })).toBe('OK');
    expect(venue.venue.state.indices[0]!.portfolio).toMatchObject({ rangePpm: 200_000 });
  });

  test('have tiers that begin at zero and rise, of an index that there is', () => {
    const tier = (floorWhole: number, ratePpm: number) => ({ floorWhole, ratePpm });
    expect(set({ depegTiers: [tier(1, 1)] })).toBe('INVALID_SPEC');
    expect(set({ depegTiers: [tier(0, 2), tier(5, 1)] })).toBe('INVALID_SPEC');
    expect(set({ depegTiers: [] })).toBe('OK');
    expect(set({ index: 9 })).toBe('UNKNOWN_INDEX');
  });
});

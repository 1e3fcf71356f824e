/** Ledgers of other venues: how they begin, and that nothing passes between them and ours. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import { at, isMargined } from '../state.ts';
import { listedAt, observe, OKX_BTC, OKX_USDT, openObserved } from '../testing/observing.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

let venue: TestVenue;
let okx: ReturnType<typeof observe>;
let ours: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  ours = venue.open('ours', { funds: { USDT: 10_000 * USDT } });
  okx = observe(venue);
});

const asset = (symbol: string, name: string): Command => ({
  kind: 'asset.list',
  symbol,
  decimals: 6,
  venue: name,
});

describe('EXT-01 a venue’s ledger begins with its first asset', () => {
  test('and with the account that closes its books, which is unmargined and nobody’s', () => {
    const [domain] = venue.venue.state.external.domains;
    expect(domain).toMatchObject({ id: 1, venue: 'okx' });
    const contra = venue.of(domain?.contra ?? 0);
    expect(contra.label).toBe('contra@okx');
    const account = at(venue.venue.state.accounts, contra.account);
    expect(account).toMatchObject({ kind: 'contra', domain: 1 });
    expect(isMargined(venue.venue.state, contra)).toBe(false);
    const opening = { label: 'x', desk: 'desk', owner: 1, mode: 'cross' } as const;
    const opened: Command = { kind: 'subaccount.open', account: account.id, ...opening };
    expect(venue.code(opened, { by: 'admin' })).toBe('WRONG_ACCOUNT_KIND');
    const suspend = { kind: 'account.suspend', account: account.id, suspended: true } as const;
    expect(venue.code(suspend, { by: 'risk' })).toBe('WRONG_ACCOUNT_KIND');
  });

  test('a second asset is of the same ledger, another venue has its own', () => {
    venue.ok(asset('XBT@okx', 'okx'), { by: 'core' });
    venue.ok(asset('USDT@bybit', 'bybit'), { by: 'core' });
    expect(venue.venue.state.external.domains.map(({ venue: name }) => name)).toEqual([
      'okx',
      'bybit',
    ]);
    const domainOf = (symbol: string) => at(venue.venue.state.assets, venue.assetId(symbol)).domain;
    expect(['USDT', OKX_USDT, 'XBT@okx', 'USDT@bybit'].map(domainOf)).toEqual([undefined, 1, 1, 2]);
  });

  test.each([
    ['USDC', 'okx', 'INVALID_SPEC'],
    ['USDC@bybit', 'okx', 'INVALID_SPEC'],
    ['USDC@OKX', 'OKX', 'INVALID_SPEC'],
    [OKX_USDT, 'okx', 'ALREADY_EXISTS'],
  ])('%s of %s: %s', (symbol, name, code) => {
    expect(venue.code(asset(symbol, name), { by: 'core' })).toBe(code);
  });

  test('whose contra account’s name is taken begins none', () => {
    venue.open('contra@bybit');
    expect(venue.code(asset('USDT@bybit', 'bybit'), { by: 'core' })).toBe('ALREADY_EXISTS');
    expect(venue.venue.state.external.domains).toHaveLength(1);
  });

  test('it is saved, loaded and part of the meaning, and unsaid where there is none', () => {
    openObserved(venue, 'seen', okx.profile);
    const loaded = venue.reloaded();
    expect(loaded.meaning()).toBe(venue.meaning());
    expect(loaded.venue.state.external).toEqual(venue.venue.state.external);
    expect(venue.meaning()).toContain('elsewhere {');
    const none = TestVenue.found(resources);
    expect(none.meaning()).not.toContain('elsewhere');
    expect(none.venue.save()).not.toHaveProperty('external');
  });
});

describe('EXT-02 an instrument of a venue is called by it, and has nothing of ours', () => {
  test.each([
    ['another name', { symbol: 'BTCUSDT-2' }, 'INVALID_SPEC'],
    ['deleveraging', { adl: instruments.instruments[0]?.adl }, 'INVALID_SPEC'],
    ['an auction', { auction: instruments.instruments[0]?.auction }, 'INVALID_SPEC'],
    ['a part of the fund', { insurance: { riskGroup: 'coins' } }, 'INVALID_SPEC'],
    ['a base of ours', { contract: 'spot', baseAsset: 2 }, 'OTHER_DOMAIN'],
  ])('%s: %s', (_, change, code) => {
    const { spec } = venue.instrument('BTCUSDT');
    const funding = { ...spec.funding, interestE8: 0, damperE8: 0, capE8: 0 };
    const fees = { makerPpm: 0, takerPpm: 0 };
    const base = { ...listedAt(spec, 'okx', okx.asset), symbol: 'okx:other', funding, fees };
    const listing = { ...base, ...change } as Command;
    expect(venue.code(listing, { by: 'core' })).toBe(code);
  });

  test('a pair of it is none, for what it trades are wallets', () => {
    const base = venue.ok(asset('XBT@okx', 'okx'), { by: 'core' });
    const { spec } = venue.instrument('BTCUSDT');
    const fees = { makerPpm: 0, takerPpm: 0 };
    const pair = { ...listedAt(spec, 'okx', okx.asset), symbol: 'okx:pair', fees };
    const listing = { ...pair, contract: 'spot', baseAsset: base } as Command;
    expect(venue.code(listing, { by: 'core' })).toBe('INVALID_SPEC');
  });

  test('nor does an amendment give it what a listing may not have', () => {
    const { spec } = venue.instrument(OKX_BTC);
    const two = (command: Command): string => {
      const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
      return venue.code({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    };
    const calls = { callS: 2, extensionS: 1, extendPpm: 30_000, postOnlyS: 1, feePpm: 200 };
    const amend = { kind: 'instrument.amend', instrument: okx.instrument, version: 2 } as const;
    expect(two({ ...amend, auction: calls })).toBe('INVALID_SPEC');
    expect(two({ ...amend, fees: { ...spec.fees, takerPpm: 400 } })).toBe('OK');
  });
});

describe('EXT-03 nothing passes between ledgers', () => {
  let seen: number;
  beforeEach(() => {
    seen = openObserved(venue, 'seen', okx.profile);
  });

  test.each([
    ['money of ours to what is observed', 'USDT', 'ours', 'seen', 'OTHER_DOMAIN'],
    ['money of a venue to ours', OKX_USDT, 'ours', 'spare', 'OTHER_DOMAIN'],
    ['money of a venue from there', OKX_USDT, 'seen', 'ours', 'OTHER_DOMAIN'],
    ['money there between accounts that are there', OKX_USDT, 'seen', 'also', 'HELD_ELSEWHERE'],
  ])('%s', (_, symbol, source, target, code) => {
    const { account } = venue.of(ours);
    const known: Record<string, number> = { ours, seen };
    known['spare'] = venue.open('spare', { account });
    known['also'] = venue.open('also', { account: venue.of(seen).account });
    const [from = 0, to = 0] = [known[source], known[target]];
    const move = { asset: venue.assetId(symbol), amountAtoms: 1 };
    expect(venue.code({ kind: 'transfer', from, to, ...move })).toBe(code);
  });

  test('no custodian attests what is there, and ours attests nothing for who is there', () => {
    const there = venue.movement('collateral.mirror', ours, OKX_USDT, 1);
    expect(venue.code(there, { by: 'custodian' })).toBe('OTHER_DOMAIN');
    const here = venue.movement('collateral.mirror', seen, 'USDT', 1);
    expect(venue.code(here, { by: 'custodian' })).toBe('HELD_ELSEWHERE');
  });

  test('the fund of ours has no part there, and no pool counts what is there', () => {
    const pay = { kind: 'insurance.contribute', asset: okx.asset, amountAtoms: 1 } as const;
    expect(venue.code(pay, { by: 'core' })).toBe('OTHER_DOMAIN');
    const tiers = [{ floorAtoms: 0, maintenancePpm: 0, initialPpm: 0 }];
    const terms = { asset: okx.asset, tiers, stalePpm: 0, debtAtoms: 0 };
    expect(venue.code({ kind: 'asset.collateral', ...terms }, { by: 'core' })).toBe('OTHER_DOMAIN');
  });

  test('MARG-12 no order of ours takes a short way into an instrument of theirs', () => {
    const limit = { priceTicks: 600_000, plain: true } as const;
    expect(venue.place(ours, OKX_BTC, 'buy', 1, limit).code).toBe('OTHER_DOMAIN');
    expect(venue.place(ours, 'BTCUSDT', 'buy', 1, limit).code).toBe('OK');
    expect(venue.place(ours, OKX_BTC, 'buy', 1, limit).code).toBe('OTHER_DOMAIN');
    const { holders } = venue.instrument(OKX_BTC);
    expect([holders.hasRoom(ours), holders.hasRoom(seen)]).toEqual([false, false]);
    const loaded = venue.reloaded();
    expect(loaded.place(ours, OKX_BTC, 'buy', 1, limit).code).toBe('OTHER_DOMAIN');
  });

  test('the full sums find who has something of another ledger', () => {
    expect(venue.venue.conservationBreach()).toBeNull();
    const balance = venue.balance(ours, OKX_USDT);
    const other = venue.balance(seen, OKX_USDT);
    balance.unsettledAtoms = 5;
    other.unsettledAtoms = -5;
    expect(venue.venue.conservationBreach()).toBe(
      'ours holds USDT@okx, which is of another ledger',
    );
  });
});

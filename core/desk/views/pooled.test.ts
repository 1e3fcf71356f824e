/** A pool as the desk shows it: one bucket in its reference, whatever is traded. */
import { expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import type { Command } from '../../venue/commands.ts';
import type { HumanCommand, Preview, Watch } from '../messages.ts';
import { Previewer } from '../preview/preview.ts';
import { openScene } from '../testing/scene.ts';
import { AccountTree } from './accounts.ts';
import { figuresOf } from './buckets.ts';
import { marginPanel } from './margin.ts';
import { positionRows } from './positions.ts';
import { Scales } from './scales.ts';

const XBT = 100_000_000;
const OWN = 'COLL-02';
const WATCH: Watch = {
  type: 'watch',
  instrument: 'BTCUSD',
  subaccount: 'pool',
  ladder: { rows: 2, stepTicks: 1, centreTicks: 0 },
  candleSeconds: 1,
};

/** A bitcoin, and a long of 60,000 dollars at 60,000 as the taker: the fee is 0.0005. */
function pooled(more = {}) {
  const stage = openScene();
  const { venue, house } = stage;
  const [dollars, bitcoin] = collateral.collateral;
  const terms = [
    { ...dollars, asset: venue.assetId('USDT') },
    { ...bitcoin, asset: venue.assetId('XBT'), index: venue.indexId('BTC') },
  ];
  for (const term of terms) {
    venue.ok({ kind: 'asset.collateral', ...term } as Command, { by: 'core' });
  }
  const index = venue.indexId('BTC');
  const parameters = { ...collateral.portfolio[0], index } as object;
  venue.ok({ kind: 'index.portfolio', ...parameters } as Command, { by: 'core' });
  const pool = venue.open('pool', { mode: 'portfolio', funds: { XBT, ...more } });
  venue.trade({ buyer: pool, seller: house }, 'BTCUSD', 600, 600_000);
  return { ...stage, pool };
}

test('DESK-12 the margin panel shows the pool, also where another asset is watched', () => {
  const { scene } = pooled();
  // 0.8 x 9,000 and 30 of fees are 7,230, 0.1205 bitcoin, and count whole; 0.879 less 3 %.
  expect(marginPanel(scene(), WATCH)).toMatchObject({
    mode: 'portfolio',
    asset: 'USDT',
    equity: '58,387.80',
    maintenance: '7,230.00',
    initial: '9,030.00',
    markAtLowest: 'none',
  });
});

test('DESK-78 a pool says what each asset counts for, which adds up to its equity', () => {
  const { scene } = pooled({ USDT: 1_000_000_000 });
  const panel = marginPanel(scene(), WATCH);
  // 0.9995 bitcoin; 0.1205 back their own position and the rest is cut by 3 %.
  expect(panel?.collateral).toEqual([
    { asset: 'USDT', held: '1,000.00', haircut: '0 %', counts: '1,000.00', note: '', rule: OWN },
    expect.objectContaining({ asset: 'XBT', held: '0.99950000', counts: '58,387.80', rule: OWN }),
  ]);
  expect(panel?.equity).toBe('59,387.80');
});

test('DESK-78 a pool with states says in which it is, and where they begin', () => {
  const { scene, venue, pool } = pooled();
  expect(marginPanel(scene(), WATCH)?.ratio).toBeNull();
  const states = { reduceOnlyPercent: 120, liquidationPercent: 105, runsOut: false };
  venue.ok({ kind: 'subaccount.ratios', subaccount: pool, ...states }, { by: 'core' });
  expect(marginPanel(scene(), WATCH)?.ratio).toEqual({ state: 'Free', ...states });
  const high = { ...states, reduceOnlyPercent: 1_000 };
  venue.ok({ kind: 'subaccount.ratios', subaccount: pool, ...high }, { by: 'core' });
  expect(marginPanel(scene(), WATCH)?.ratio?.state).toBe('Reduce only');
});

test('DESK-10 a pool is counted once in the accounts tree', () => {
  const { scene, pool, venue } = pooled();
  const { state, clients } = scene();
  const tree = new AccountTree(state);
  const subaccount = clients.find(({ id }) => id === pool);
  const row = tree.add(state, figuresOf(state, subaccount ?? venue.of(pool)));
  expect(row).toMatchObject({ mode: 'P', equity: '58,388' });
});

test('DESK-11 a position of a pool has its part of what is asked, in its own asset', () => {
  const { scene, pool, venue } = pooled();
  const [row] = positionRows(scene(), venue.of(pool), { lightsOf: () => 0, note: () => undefined });
  // 7,230 at 60,000, up to a satoshi.
  expect(row).toMatchObject({ mode: 'P', maintenance: '0.12050001' });
});

test('DESK-18 the ticket says what a pool is asked in what the contract settles in', () => {
  const { venue } = pooled();
  const scales = new Scales(venue.venue.state);
  const options = { state: venue.venue.state, scales, largeAbove: 1e9, killWords: String };
  const order: HumanCommand = {
    kind: 'order.place',
    subaccount: 'pool',
    symbol: 'BTCUSD',
    side: 'buy',
    type: 'limit',
    price: '60000',
    quantity: '60000',
  };
  const preview = new Previewer(options).preview(order, venue.sessionOf('trader')) as Preview;
  // 9,030 and twice of it, at 60,000.
  expect(preview.initialNow).toMatch(/^0\.1505/);
  expect(preview.initialAfter).toMatch(/^0\.3010/);
});

test('DESK-12 a position on its own beside a pool is shown as the bucket that it is', () => {
  const { scene, pool, venue, house } = pooled();
  venue.mirror(pool, 'USDT', 10_000_000_000);
  venue.trade({ buyer: pool, seller: house }, 'BTCUSDT', 1_000, 600_000);
  venue.ok({ kind: 'position.isolate', subaccount: pool, instrument: 1, isolated: true });
  const { allocatedAtoms } = venue.position(pool, 'BTCUSDT');
  // 5 % of 60,000 and the fee of closing at 57,000.
  expect(allocatedAtoms).toBe(3_028_500_000);
  const [own] = positionRows(scene(), venue.of(pool), { lightsOf: () => 0, note: () => undefined });
  expect(own).toMatchObject({ mode: 'I', instrument: 'BTCUSDT', maintenance: '330' });
  venue.prices({ BTC: 59_000 });
  // Of both it is the worse off: 2,028.5 of 324.5.
  const panel = marginPanel(scene(), { ...WATCH, instrument: 'BTCUSDT' });
  expect(panel).toMatchObject({ mode: 'isolated', equity: '2,028.50', maintenance: '324.50' });
  expect(panel?.markAtLowest).not.toBe('none');
});

test('DESK-12 beside a pool, one in another asset is shown where its contract is watched', () => {
  const { scene, pool, venue } = pooled();
  const instrument = venue.instrument('BTCUSD').id;
  venue.ok({ kind: 'position.isolate', subaccount: pool, instrument, isolated: true });
  venue.prices({ BTC: 58_000 });
  const panel = marginPanel(scene(), WATCH);
  expect(panel).toMatchObject({ mode: 'isolated', asset: 'XBT', bucket: 'BTCUSD isolated' });
  expect(panel?.parts[0]).toMatchObject({ name: 'BTCUSD', note: 'long 60,000' });
  // Elsewhere the pool itself, of which nothing is open.
  const other = marginPanel(scene(), { ...WATCH, instrument: 'BTCUSDT' });
  expect(other).toMatchObject({ mode: 'portfolio', asset: 'USDT', maintenance: '0.00' });
});

test('DESK-78 an isolated position is no part of the pool beside it', () => {
  const { scene, pool, venue, house } = pooled();
  venue.ok({ kind: 'subaccount.mode', subaccount: pool, mode: 'multiAsset' });
  venue.mirror(pool, 'USDT', 10_000_000_000);
  venue.trade({ buyer: pool, seller: house }, 'BTCUSDT', 1_000, 600_000);
  const watch = { ...WATCH, instrument: 'BTCUSDT' };
  const names = () => marginPanel(scene(), watch)?.parts.map(({ name }) => name);
  expect(names()).toEqual(expect.arrayContaining(['BTCUSDT', 'BTCUSD']));
  const instrument = venue.instrument('BTCUSD').id;
  venue.ok({ kind: 'position.isolate', subaccount: pool, instrument, isolated: true });
  const panel = marginPanel(scene(), watch);
  expect(panel).toMatchObject({ mode: 'multi-asset', maintenance: '330.00' });
  expect(panel?.parts.map(({ name, maintenance }) => [name, maintenance])).toEqual([
    ['BTCUSDT', '300.00'],
    ['Closing fees', '30.00'],
  ]);
});

/**
 * A venue with everything in it: subaccounts in every mode, one of each profile, a house, linear,
 * inverse, quanto and dated contracts, and a small fund; and the actions of programs over it, in
 * terms that make sense of any market.
 */
import fc from 'fast-check';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { walletAtoms } from '../accounts/ledger.ts';
import type { Command, InstrumentSpec } from '../commands.ts';
import { lotsWorth } from '../instruments/value.ts';
import { positionLiquidationTicks } from '../margin/liquidation-price.ts';
import { MINUTE_US } from '../numbers.ts';
import { at, isPooled } from '../state.ts';
import type { Instrument, SubaccountMode } from '../state.ts';
import { listDated } from './dated.ts';
import { modelled, PROFILES } from './modelled.ts';
import type { otherPools } from './pool-ways.ts';
import { listQuanto } from './quanto.ts';
import { START_US, TestVenue } from './test-venue.ts';
import type { Adjust } from './test-venue.ts';

const { collateral: terms, portfolio } = collateral;
const resources = {
  ...instruments,
  // Open again soon after a gap, so that programs go on.
  indices: indices.replay.map((index) => ({ ...index, resumeGreenS: 1, resumePostOnlyS: 1 })),
  collateral: terms,
  portfolio,
};
const MODES = ['cross', 'cross', 'isolated', 'multiAsset', 'portfolio', 'portfolio'] as const;
const USDT = 1_000_000;
const COIN = 100_000_000;
/** About 5,000 dollars of each. */
const FUNDS = { USDT: 5_000 * USDT, XBT: Math.floor(COIN / 12), ETH: 1.6 * COIN };
const PRICES = { BTC: 60_000, ETH: 3_000 };
type Index = keyof typeof PRICES;

/** Who is in a venue of programs. */
export interface Mixed {
  readonly venue: TestVenue;
  readonly house: number;
  readonly traders: readonly number[];
}

/** What pools are margined by where it is not what comes with the venue. */
export type Pools = Partial<typeof otherPools>;

/** The minute at which the dated contract ends. */
const EXPIRES_US = START_US + 89.5 * MINUTE_US;

/** The pools as they come, or by other terms. */
export function foundMixed(adjust: Adjust, pools: Pools = {}): Mixed {
  const venue = TestVenue.found({ ...resources, ...pools }, adjust);
  listQuanto(venue);
  listDated(venue, EXPIRES_US);
  return peopled(venue, pools);
}

/** Its contracts as they come, all of them. */
export function mixedSpecs(): InstrumentSpec[] {
  return foundMixed((spec) => spec).venue.venue.state.instruments.map(({ spec }) => spec);
}

/** The same people, with contracts that are listed as they are given. */
export function foundWith(specs: readonly InstrumentSpec[], pools: Pools): Mixed {
  const venue = TestVenue.found({ ...resources, ...pools, instruments: [] });
  for (const spec of specs) venue.ok({ kind: 'instrument.list', ...spec }, { by: 'core' });
  return peopled(venue, pools);
}

function peopled(venue: TestVenue, pools: Pools): Mixed {
  venue.prices(PRICES);
  const house = venue.open('house', { kind: 'house', desk: 'house' });
  const first = venue.open(MODES[0], { mode: MODES[0], funds: FUNDS });
  const { account } = venue.of(first);
  const others = MODES.slice(1).map((mode, n) =>
    venue.open(`${mode}-${n}`, { account, mode, funds: FUNDS, owner: 50 + n }),
  );
  const profiled = PROFILES.map((profile) => {
    const contracts = modelled(profile, venue.venue.state);
    const command = { kind: 'profile.define', label: profile.name, contracts } as Command;
    const number = venue.ok(command, { by: 'admin' });
    return venue.open(profile.name, { profile: number, funds: FUNDS });
  });
  for (const subaccount of others) {
    if (pools.ratios === undefined || !isPooled(venue.of(subaccount))) continue;
    venue.ok({ kind: 'subaccount.ratios', subaccount, ...pools.ratios }, { by: 'core' });
  }
  for (const [asset, amount] of Object.entries(FUNDS))
    venue.contribute(asset, Math.floor(amount / 20));
  const mixed = { venue, house, traders: [first, ...others, ...profiled] };
  for (const { id } of venue.venue.state.instruments) {
    for (const given of commandsOf(mixed, { do: 'quote', symbol: id - 1, away: 20 })) {
      venue.ok(given.command, given);
    }
  }
  venue.take();
  return mixed;
}

/** The same after it was saved and loaded. */
export function reloaded({ venue, ...others }: Mixed): Mixed {
  return { ...others, venue: venue.reloaded() };
}

const who = fc.nat(MODES.length + PROFILES.length - 1);
const symbol = fc.nat(5);
const pick = fc.nat(40);
/** Dollars, up to more than the usual leverage gives. */
const dollars = fc.oneof(
  fc.integer({ min: 1_000, max: 40_000 }),
  fc.integer({ min: 40_000, max: 100_000 }),
);
const of = <K extends string>(name: K) => ({ do: fc.constant(name) });
const index = fc.constantFrom<Index>('BTC', 'ETH');
const asset = fc.constantFrom('USDT', 'XBT', 'ETH');
const percent = fc.nat(100);

/** In 1e-4. */
const move = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -60, max: 60 }) },
  { weight: 2, arbitrary: fc.integer({ min: -500, max: 500 }) },
  { weight: 1, arbitrary: fc.integer({ min: -2_200, max: 2_500 }) },
);
/** In 1e-5: mostly to where slices are taken. */
const beyond = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -30, max: 140 }) },
  { weight: 1, arbitrary: fc.integer({ min: -200, max: 800 }) },
);
const mode = fc.constantFrom<SubaccountMode>('cross', 'isolated', 'multiAsset', 'portfolio');
const weighted = [
  { weight: 14, arbitrary: fc.record({ ...of('deal'), who, to: who, symbol, dollars }) },
  {
    weight: 5,
    arbitrary: fc.record({
      ...of('order'),
      who,
      symbol,
      dollars,
      away: fc.integer({ min: -80, max: 80 }),
      isBuy: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ ...of('close'), pick }) },
  { weight: 1, arbitrary: fc.record({ ...of('cancelAll'), who }) },
  {
    weight: 6,
    arbitrary: fc.record({ ...of('quote'), symbol, away: fc.integer({ min: 5, max: 90 }) }),
  },
  { weight: 9, arbitrary: fc.record({ ...of('price'), index, move }) },
  {
    weight: 7,
    arbitrary: fc.record({ ...of('press'), pick, beyond }),
  },
  { weight: 4, arbitrary: fc.record({ ...of('tick'), times: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ ...of('funding') }) },
  { weight: 2, arbitrary: fc.record({ ...of('mode'), who, mode }) },
  { weight: 2, arbitrary: fc.record({ ...of('isolate'), who, symbol, isolated: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ ...of('leverage'), who, symbol, x: fc.integer({ min: 1, max: 100 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ ...of('margin'), pick, share: fc.integer({ min: -100, max: 100 }) }),
  },
  { weight: 1, arbitrary: fc.record({ ...of('transfer'), who, to: who, asset, percent }) },
  { weight: 1, arbitrary: fc.record({ ...of('release'), who, asset, percent }) },
  { weight: 1, arbitrary: fc.record({ ...of('contribute'), asset }) },
  {
    weight: 1,
    arbitrary: fc.record({ ...of('tier'), who, symbol, tier: fc.integer({ min: 1, max: 4 }) }),
  },
] as const;
export const mixedAction = fc.oneof(...weighted);
export type MixedAction = typeof mixedAction extends fc.Arbitrary<infer T> ? T : never;

type By = Parameters<TestVenue['apply']>[1];
export type Given = NonNullable<By> & { readonly command: Command };

function byTrader(command: Command): Given[] {
  return [{ command, by: 'trader', afterUs: 1_000 }];
}

function instrumentAt({ venue }: Mixed, n: number): Instrument {
  const { instruments: all } = venue.venue.state;
  return at(all, (n % all.length) + 1);
}

/** Lots that are worth so many dollars, at least one. */
function lotsFor({ venue }: Mixed, { spec, scales, markTicks }: Instrument, worth: number): number {
  const coin = spec.settleAsset === venue.assetId('USDT') ? null : spec.settleAsset;
  const price = coin === venue.assetId('ETH') ? PRICES.ETH : PRICES.BTC;
  const atoms = coin === null ? worth * USDT : Math.floor((worth / price) * COIN);
  return Math.max(1, Math.min(spec.maxOrderLots, lotsWorth(scales, Math.max(1, markTicks), atoms)));
}

/** A price so many of ten thousand parts away. */
function away(ticks: number, parts: number): number {
  return Math.max(1, ticks + Math.round((ticks * parts) / 10_000));
}

function observed({ venue }: Mixed, symbolOf: Index, priceE8: number, afterUs: number): Given {
  const timeUs = venue.timeUs + afterUs;
  return { command: venue.observation(symbolOf, priceE8, timeUs), by: 'feed', afterUs };
}

function priceE8Of({ venue }: Mixed, symbolOf: Index): number {
  return at(venue.venue.state.indices, venue.indexId(symbolOf)).price.priceE8;
}

/** Both feeds again, at the prices that they have, after a time. */
function passing(mixed: Mixed, afterUs: number): Given[] {
  return (['BTC', 'ETH'] as const).map((one, n) =>
    observed(mixed, one, priceE8Of(mixed, one), n === 0 ? afterUs : 0),
  );
}

function quotes(
  mixed: Mixed,
  { symbol: n, away: parts }: { symbol: number; away: number },
): Given[] {
  const { venue, house } = mixed;
  const instrument = instrumentAt(mixed, n);
  const { id, markTicks, spec } = instrument;
  const all: Command = { kind: 'order.cancelAll', subaccount: house, instrument: id };
  const given: Given[] = [{ command: all, by: 'house', afterUs: 0 }];
  for (const [side, sign] of [['buy', -1] as const, ['sell', 1] as const]) {
    const order = { priceTicks: away(markTicks, sign * parts), postOnly: true };
    const lots = lotsFor(mixed, instrument, 300_000);
    const command = venue.placement(house, spec.symbol, side, lots, order);
    given.push({ command, by: 'house', afterUs: 0 });
  }
  return given;
}

/** Two of them trade with each other at the mark, where the house does not stand. */
function deal(mixed: Mixed, action: Extract<MixedAction, { do: 'deal' }>): Given[] {
  const { venue, traders } = mixed;
  const instrument = instrumentAt(mixed, action.symbol);
  const { symbol: name } = instrument.spec;
  const lots = lotsFor(mixed, instrument, action.dollars);
  const order = { priceTicks: Math.max(1, instrument.markTicks) };
  const [seller, buyer] = [traders[action.who] as number, traders[action.to] as number];
  return [
    ...byTrader(venue.placement(seller, name, 'sell', lots, order)),
    ...byTrader(venue.placement(buyer, name, 'buy', lots, order)),
    ...byTrader({ kind: 'order.cancelAll', subaccount: seller, instrument: instrument.id }),
    ...byTrader({ kind: 'order.cancelAll', subaccount: buyer, instrument: instrument.id }),
  ];
}

function openPositions({ venue, traders }: Mixed) {
  return traders.flatMap((id) => venue.of(id).positions.filter(({ lots }) => lots !== 0));
}

/** The price goes to where a position is liquidated, or so far beyond it. */
function press(mixed: Mixed, action: Extract<MixedAction, { do: 'press' }>): Given[] {
  const { state } = mixed.venue.venue;
  const open = openPositions(mixed);
  const position = open[action.pick % Math.max(1, open.length)];
  if (position === undefined) return passing(mixed, 1_000_000);
  const { spec, markTicks } = at(state.instruments, position.instrument);
  const holder = at(state.subaccounts, position.bucket.subaccount);
  const found = positionLiquidationTicks(state, holder, position);
  // So far away that nothing else would be left to see.
  const isNear = found !== 0 && Math.abs(found - markTicks) < markTicks / 3;
  const ticks = isNear
    ? away(found, (position.lots > 0 ? -action.beyond : action.beyond) / 10)
    : markTicks;
  const one = at(state.indices, spec.index).definition.symbol as Index;
  return [observed(mixed, one, Math.max(2, ticks * spec.tickE8), 1_000_000)];
}

function part(mixed: Mixed, action: { who: number; asset: string; percent: number }): number {
  const balance = mixed.venue.balance(mixed.traders[action.who] as number, action.asset);
  return Math.max(1, Math.floor((Math.max(0, walletAtoms(balance)) * action.percent) / 100));
}

/** The commands that an action becomes now. */
export function commandsOf(mixed: Mixed, action: MixedAction): Given[] {
  const { venue, traders } = mixed;
  const trader = (n: number): number => traders[n] as number;
  switch (action.do) {
    case 'deal':
      return deal(mixed, action);
    case 'quote':
      return quotes(mixed, action);
    case 'press':
      return press(mixed, action);
    case 'price': {
      const priceE8 = Math.max(2, away(priceE8Of(mixed, action.index), action.move));
      return [observed(mixed, action.index, priceE8, 1_000_000)];
    }
    case 'tick':
      return Array.from({ length: action.times }, () => passing(mixed, 4_000_000)).flat();
    case 'funding': {
      const { instruments: all } = venue.venue.state;
      const perpetuals = all.filter(({ spec }) => spec.expiry === undefined);
      const dueUs = Math.max(...perpetuals.map(({ funding }) => funding.nextTimeUs)) - venue.timeUs;
      const later = Array.from({ length: 4 }, () => passing(mixed, 1_000_000)).flat();
      return [...passing(mixed, Math.max(0, dueUs)), ...later];
    }
    case 'order': {
      const instrument = instrumentAt(mixed, action.symbol);
      const lots = lotsFor(mixed, instrument, action.dollars);
      const { symbol: name } = instrument.spec;
      const order = { priceTicks: away(instrument.markTicks, action.away) };
      const side = action.isBuy ? 'buy' : 'sell';
      return byTrader(venue.placement(trader(action.who), name, side, lots, order));
    }
    case 'close':
    case 'margin':
      return ofPosition(mixed, action);
    case 'cancelAll':
      return byTrader({ kind: 'order.cancelAll', subaccount: trader(action.who) });
    case 'mode':
      return byTrader({
        kind: 'subaccount.mode',
        subaccount: trader(action.who),
        mode: action.mode,
      });
    case 'tier':
    case 'isolate':
    case 'leverage':
      return byTrader(setting(mixed, action));
    case 'transfer': {
      const [from, to] = [trader(action.who), trader(action.to)];
      const amountAtoms = part(mixed, action);
      const command = {
        kind: 'transfer',
        from,
        to,
        asset: venue.assetId(action.asset),
        amountAtoms,
      };
      return [{ command: command as Command, by: 'treasurer', afterUs: 1_000 }];
    }
    case 'release': {
      const amount = part(mixed, action);
      const owner = trader(action.who);
      const command = venue.movement('collateral.release', owner, action.asset, amount);
      return [{ command, by: 'custodian', afterUs: 1_000 }];
    }
    case 'contribute': {
      const given = {
        asset: venue.assetId(action.asset),
        amountAtoms: Math.floor(FUNDS[action.asset] / 20),
      };
      return [{ command: { kind: 'insurance.contribute', ...given }, by: 'core', afterUs: 0 }];
    }
  }
}

/** How a position is to be margined from now on. */
function setting(
  mixed: Mixed,
  action: Extract<MixedAction, { do: 'tier' | 'isolate' | 'leverage' }>,
): Command {
  const { id: instrument } = instrumentAt(mixed, action.symbol);
  const names = { subaccount: mixed.traders[action.who] as number, instrument };
  switch (action.do) {
    case 'tier':
      return { kind: 'position.riskLimit', ...names, tier: action.tier };
    case 'leverage':
      return { kind: 'position.leverage', ...names, leverageX100: action.x * 100 };
    case 'isolate':
      return { kind: 'position.isolate', ...names, isolated: action.isolated };
  }
}

function ofPosition(
  mixed: Mixed,
  action: Extract<MixedAction, { do: 'close' | 'margin' }>,
): Given[] {
  const open = openPositions(mixed);
  const position = open[action.pick % Math.max(1, open.length)];
  const subaccount = position?.bucket.subaccount ?? mixed.traders[0] ?? 0;
  const names = { subaccount, instrument: position?.instrument ?? 1 };
  if (action.do === 'close') return byTrader({ kind: 'position.close', ...names });
  const { spec } = at(mixed.venue.venue.state.instruments, names.instrument);
  const balance = at(mixed.venue.of(subaccount).balances, spec.settleAsset);
  const own =
    action.share < 0 ? (position?.allocatedAtoms ?? 0) : Math.max(0, walletAtoms(balance));
  const amount = Math.trunc((own * action.share) / 100);
  const amountAtoms = amount === 0 ? 1 : amount;
  return byTrader({ kind: 'position.transferMargin', ...names, amountAtoms });
}

/**
 * Random programs for a venue: actions say what somebody tries in terms that always make sense, as
 * a share of what is held, and become commands against the venue as it stands.
 */
import type { SelfTradeMode } from '../book/contract.ts';
import type { Command, CommandOf } from '../commands.ts';
import { walletAtoms } from '../accounts/ledger.ts';
import { positionLiquidationTicks } from '../margin/liquidation-price.ts';
import { clamp, mulDivFloor, positiveZero, PPM } from '../numbers.ts';
import { at } from '../state.ts';
import type { Instrument } from '../state.ts';
import { CLIENTS, clientOf, ordersOf, pick, positionsOf, subaccountOf } from './finding.ts';
import { DATED } from './dated.ts';
import { PAIR } from './pairs.ts';
import { QUANTO } from './quanto.ts';
import { pegFields, ticksAway, triggerFields } from './order-fields.ts';
import type { PegWish } from './order-fields.ts';
import { exitsCommand, linkFields } from './linking.ts';
import type { LinkWish } from './linking.ts';
import type { Speaker, TestVenue } from './test-venue.ts';

/** Those that a program's venue does not have are passed over. */
const SYMBOLS: readonly string[] = ['BTCUSDT', 'BTCUSD', QUANTO, PAIR, DATED];
const ASSETS = ['USDT', 'XBT'] as const;
/** What a client begins with: about 12,000 dollars of either asset. */
const FUNDS = { USDT: 12_000_000_000, XBT: 20_000_000 };
const HOUSE_FUNDS = { USDT: 1_000_000_000_000, XBT: 10_000_000_000 };
const PRICE = 60_000;
/** What an observation may carry beside its spread, in 1e-8 of the quote. */
const LEAST_E8 = 2;
const MOST_E8 = 999_999_999_999_999;

type HaltState = CommandOf<'instrument.halt'>['to'];

interface OfPosition {
  readonly who: number;
  readonly symbol: number;
}

export type Action =
  | (OfPosition & {
      readonly kind: 'place';
      readonly side: 'buy' | 'sell';
      /** Distance of the limit from the mark; absent for a market order. */
      readonly awayPpm?: number;
      readonly lots: number;
      readonly timeInForce: 'gtc' | 'ioc' | 'fok';
      readonly postOnly: boolean;
      readonly reduceOnly: boolean;
      readonly selfTrade?: SelfTradeMode;
      readonly reprice?: boolean;
      readonly display?: number;
      readonly trigger?: {
        readonly source: 'last' | 'mark' | 'index';
        readonly awayPpm: number;
        readonly how: 'stop' | 'touched' | 'trailing';
      };
      readonly link?: LinkWish;
      readonly peg?: PegWish;
    })
  | (OfPosition & { readonly kind: 'leverage'; readonly leverageX100: number })
  | (OfPosition & { readonly kind: 'isolate'; readonly isolated: boolean })
  /** The pick-th of the clients' live orders. */
  | { readonly kind: 'amend'; readonly pick: number; awayPpm: number; lots: number }
  | { readonly kind: 'cancel'; readonly pick: number }
  /** The pick-th bracket: where its further exits will be. */
  | { readonly kind: 'exits'; pick: number; profitPpm?: number; lossPpm?: number }
  /** The pick-th of the clients' open positions. */
  | { readonly kind: 'close'; readonly pick: number; readonly awayPpm?: number }
  | { readonly kind: 'margin'; readonly pick: number; readonly sharePpm: number }
  /** The price goes to where that position is liquidated, or somewhat beyond. */
  | { readonly kind: 'press'; readonly pick: number; readonly beyondPpm: number }
  | { readonly kind: 'cancelAll' | 'suspend'; readonly who: number }
  | { readonly kind: 'transfer'; who: number; to: number; asset: number; sharePpm: number }
  | { readonly kind: 'release'; who: number; asset: number; sharePpm: number }
  | { readonly kind: 'mode'; readonly who: number; readonly mode: 'cross' | 'isolated' }
  /** The house quotes three levels on either side of the mark. */
  | { readonly kind: 'quote'; symbol: number; spreadPpm: number; lots: number }
  | { readonly kind: 'price'; readonly movePpm: number }
  | { readonly kind: 'tick' | 'funding' | 'contribute' }
  | { readonly kind: 'settle'; readonly symbol: number }
  /** A price of every minute of half an hour, and then of every second until all trade again. */
  | { readonly kind: 'halfHour'; readonly movePpm: number }
  | { readonly kind: 'halt'; readonly symbol: number; readonly to: HaltState }
  /** One after the other, as the venue stands before the first. */
  | { readonly kind: 'several'; readonly actions: readonly Action[] };

/** A command with who gives it. */
export interface Given {
  readonly command: Command;
  readonly by: Speaker;
  readonly afterUs: number;
}

/** The first three subaccounts belong to one account, the second and third to one owner. */
export function openProgramVenue(venue: TestVenue, profile?: number): void {
  venue.prices({ BTC: PRICE });
  const house = venue.open('house', { kind: 'house', desk: 'house' });
  for (const [asset, amount] of Object.entries(HOUSE_FUNDS)) venue.mirror(house, asset, amount);
  const first = venue.open(CLIENTS[0], { funds: FUNDS, ...(profile !== undefined && { profile }) });
  const { account } = venue.of(first);
  venue.open(CLIENTS[1], { account, owner: 7, funds: FUNDS });
  venue.open(CLIENTS[2], { account, owner: 7, mode: 'isolated', funds: FUNDS });
  venue.open(CLIENTS[3], { mode: 'isolated', funds: FUNDS });
  venue.contribute('USDT', 500_000_000);
  for (const symbol of traded(venue).keys()) {
    const quote = { kind: 'quote', symbol, spreadPpm: 500, lots: 2_000 } as const;
    for (const given of commandsOf(venue, quote)) venue.ok(given.command, given);
  }
}

function traded(venue: TestVenue): Instrument[] {
  const { instruments } = venue.venue.state;
  const ofSymbol = (symbol: string) => instruments.filter(({ spec }) => spec.symbol === symbol);
  return SYMBOLS.flatMap(ofSymbol);
}

function instrumentOf(venue: TestVenue, symbol: number): Instrument {
  const all = traded(venue);
  return at(all, (symbol % all.length) + 1);
}

function share(amount: number, sharePpm: number): number {
  return Math.max(1, mulDivFloor(Math.max(0, amount), sharePpm, PPM));
}

function placement(venue: TestVenue, action: Extract<Action, { kind: 'place' }>): Command {
  const instrument = instrumentOf(venue, action.symbol);
  const { side, awayPpm, lots, timeInForce, postOnly, reduceOnly, trigger, link } = action;
  const { selfTrade, reprice, display, peg } = action;
  const subaccount = clientOf(venue, action.who);
  const aroundTicks = ticksAway(instrument, awayPpm ?? 0);
  const around = { subaccount, side, aroundTicks };
  return {
    kind: 'order.place',
    subaccount,
    instrument: instrument.id,
    side,
    type: awayPpm === undefined ? 'market' : 'limit',
    ...(awayPpm === undefined ? {} : { priceTicks: ticksAway(instrument, awayPpm) }),
    quantityLots: lots,
    timeInForce,
    postOnly,
    reduceOnly,
    ...(selfTrade !== undefined && { selfTrade, reprice: reprice === true }),
    ...(display !== undefined && { displayLots: Math.ceil(lots * display) }),
    ...(trigger === undefined ? {} : triggerFields(instrument, trigger)),
    ...(link === undefined ? {} : linkFields(instrument, around, link)),
    ...(peg === undefined ? {} : pegFields(side, peg)),
  };
}

function quotes(venue: TestVenue, action: Extract<Action, { kind: 'quote' }>): Given[] {
  const instrument = instrumentOf(venue, action.symbol);
  const house = subaccountOf(venue, 'house');
  const all: Command = { kind: 'order.cancelAll', subaccount: house, instrument: instrument.id };
  const given: Given[] = [{ command: all, by: 'house', afterUs: 0 }];
  for (const depth of [1, 2, 3]) {
    for (const side of ['buy', 'sell'] as const) {
      const away = (side === 'buy' ? -1 : 1) * depth * action.spreadPpm;
      const command: Command = {
        kind: 'order.place',
        subaccount: house,
        instrument: instrument.id,
        side,
        type: 'limit',
        priceTicks: ticksAway(instrument, away),
        quantityLots: action.lots * depth,
        timeInForce: 'gtc',
        postOnly: true,
        reduceOnly: false,
      };
      given.push({ command, by: 'house', afterUs: 0 });
    }
  }
  return given;
}

function price(venue: TestVenue, movePpm: number, afterUs = 1_000_000): Given[] {
  const { priceE8 } = at(venue.venue.state.indices, venue.indexId('BTC')).price;
  const moved = clamp(mulDivFloor(priceE8, PPM + movePpm, PPM), LEAST_E8, MOST_E8);
  const command = venue.observation('BTC', moved, venue.timeUs + afterUs);
  return [{ command, by: 'feed', afterUs }];
}

/** Past the next funding time, then observations until the price is open to all again. */
function funding(venue: TestVenue): Given[] {
  const untilUs = instrumentOf(venue, 0).funding.nextTimeUs - venue.timeUs;
  const steps = [0, 1, 2, 3, 4, 5].flatMap((n) => {
    const afterUs = Math.max(0, untilUs) + n * 1_000_000;
    return price(venue, 0, afterUs).map((given) => ({
      ...given,
      afterUs: n === 0 ? afterUs : 1_000_000,
    }));
  });
  return steps;
}

/** One price of a half hour, which goes all of its way to the moved one at its middle. */
function halfHourStep(venue: TestVenue, movePpm: number, n: number, afterUs: number): Given[] {
  return price(venue, n < 15 ? 0 : movePpm, afterUs);
}

/** The commands that an action becomes now. */
export function commandsOf(venue: TestVenue, action: Action): Given[] {
  const byTrader = (command: Command): Given[] => [{ command, by: 'trader', afterUs: 1_000 }];
  switch (action.kind) {
    case 'place':
      return byTrader(placement(venue, action));
    case 'quote':
      return quotes(venue, action);
    case 'price':
      return price(venue, action.movePpm);
    case 'tick':
      return [{ command: { kind: 'clock.tick' }, by: 'clock', afterUs: 1_000_000 }];
    case 'funding':
      return funding(venue);
    case 'contribute': {
      const asset = venue.assetId('XBT');
      const command = { kind: 'insurance.contribute', asset, amountAtoms: 100_000 } as const;
      return [{ command, by: 'core', afterUs: 0 }];
    }
    case 'halt': {
      const { id, state } = instrumentOf(venue, action.symbol);
      const resume = { kind: 'instrument.resume', instrument: id } as const;
      if (state !== 'open') return approved(venue, resume);
      const command = { kind: 'instrument.halt', instrument: id, to: action.to } as const;
      return [{ command, by: 'risk', afterUs: 0 }];
    }
    case 'several':
      return action.actions.flatMap((one) => commandsOf(venue, one));
    case 'settle': {
      const { id: instrument } = instrumentOf(venue, action.symbol);
      return approved(venue, { kind: 'instrument.settle', instrument });
    }
    case 'halfHour':
      return [...Array(31).fill(60_000_000), ...Array(4).fill(1_000_000)].flatMap(
        (afterUs: number, n) => halfHourStep(venue, action.movePpm, n, afterUs),
      );
    case 'close':
    case 'amend':
    case 'cancel':
    case 'margin':
      return byTrader(ofFound(venue, action));
    case 'exits':
      return byTrader(exitsCommand(venue.venue.state, action));
    case 'leverage':
    case 'isolate':
      return byTrader(ofSetting(venue, action));
    case 'press':
      return press(venue, action);
    case 'cancelAll':
    case 'suspend':
    case 'transfer':
    case 'release':
    case 'mode':
      return [ofClient(venue, action)];
  }
}

/** A proposal by one risk manager and its approval by the other, one after the other. */
function approved(venue: TestVenue, command: Command): Given[] {
  const proposal = venue.venue.state.sequence + 1;
  return [
    { command: { kind: 'proposal.open', command }, by: 'risk', afterUs: 0 },
    { command: { kind: 'proposal.approve', proposal }, by: 'secondRisk', afterUs: 0 },
  ];
}

/** The price goes to where a position is liquidated, or beyond that for whoever holds it. */
function press(venue: TestVenue, action: Extract<Action, { kind: 'press' }>): Given[] {
  const { subaccount, instrument } = pick(positionsOf(venue), action.pick, venue);
  const holder = venue.of(subaccount);
  const position = at(holder.positions, instrument);
  const ticks = positionLiquidationTicks(venue.venue.state, holder, position);
  if (ticks === 0) return price(venue, action.beyondPpm);
  const { spec, markTicks } = at(venue.venue.state.instruments, instrument);
  // So far away that nothing else would be left to see.
  if (Math.abs(ticks - markTicks) > markTicks / 2) return price(venue, action.beyondPpm);
  const { tickE8 } = spec;
  const beyond = mulDivFloor(ticks * tickE8, action.beyondPpm, PPM);
  const aimE8 = ticks * tickE8 + (position.lots > 0 ? -beyond : beyond);
  const afterUs = 1_000_000;
  const command = venue.observation('BTC', Math.max(tickE8, aimE8), venue.timeUs + afterUs);
  return [{ command, by: 'feed', afterUs }];
}

type FoundAction = Extract<Action, { kind: 'close' | 'amend' | 'cancel' | 'margin' }>;

function ofFound(venue: TestVenue, action: FoundAction): Command {
  const isOfOrder = action.kind === 'amend' || action.kind === 'cancel';
  const list = isOfOrder ? ordersOf(venue) : positionsOf(venue);
  const { subaccount, instrument, order } = pick(list, action.pick, venue);
  const names = { subaccount, instrument };
  const listed = at(venue.venue.state.instruments, instrument);
  switch (action.kind) {
    case 'close': {
      const { awayPpm } = action;
      const limit = awayPpm === undefined ? {} : { priceTicks: ticksAway(listed, awayPpm) };
      return { kind: 'position.close', ...names, ...limit };
    }
    case 'amend': {
      const priceTicks = ticksAway(listed, action.awayPpm);
      const amend = { kind: 'order.amend', ...names, order, quantityLots: action.lots } as const;
      if (!venue.venue.state.pegs.get(order)) return { ...amend, priceTicks };
      return { ...amend, priceTicks, pegOffsetTicks: positiveZero(action.awayPpm % 100) };
    }
    case 'cancel':
      return { kind: 'order.cancel', ...names, order };
    case 'margin': {
      const { sharePpm } = action;
      const position = at(venue.of(subaccount).positions, instrument);
      const balance = at(venue.of(subaccount).balances, listed.spec.settleAsset);
      const isOut = sharePpm < 0;
      const amount = isOut
        ? -share(position.allocatedAtoms, -sharePpm)
        : share(walletAtoms(balance), sharePpm);
      return { kind: 'position.transferMargin', ...names, amountAtoms: amount };
    }
  }
}

type SettingAction = Extract<Action, { kind: 'leverage' | 'isolate' }>;

function ofSetting(venue: TestVenue, action: SettingAction): Command {
  const subaccount = clientOf(venue, action.who);
  const names = { subaccount, instrument: instrumentOf(venue, action.symbol).id };
  return action.kind === 'leverage'
    ? { kind: 'position.leverage', ...names, leverageX100: action.leverageX100 }
    : { kind: 'position.isolate', ...names, isolated: action.isolated };
}

type ClientAction = Extract<
  Action,
  { kind: 'cancelAll' | 'suspend' | 'transfer' | 'release' | 'mode' }
>;

function ofClient(venue: TestVenue, action: ClientAction): Given {
  const subaccount = clientOf(venue, action.who);
  const afterUs = 1_000;
  switch (action.kind) {
    case 'cancelAll':
      return { command: { kind: 'order.cancelAll', subaccount }, by: 'trader', afterUs };
    case 'suspend': {
      const account = at(venue.venue.state.accounts, venue.of(subaccount).account);
      const suspended = !account.suspended;
      return {
        command: { kind: 'account.suspend', account: account.id, suspended },
        by: 'compliance',
        afterUs,
      };
    }
    case 'transfer': {
      const asset = venue.assetId(ASSETS[action.asset] ?? '');
      const amountAtoms = share(
        walletAtoms(at(venue.of(subaccount).balances, asset)),
        action.sharePpm,
      );
      const to = clientOf(venue, action.to);
      return {
        command: { kind: 'transfer', from: subaccount, to, asset, amountAtoms },
        by: 'treasurer',
        afterUs,
      };
    }
    case 'release': {
      const asset = ASSETS[action.asset] ?? '';
      const { mirroredAtoms } = venue.balance(subaccount, asset);
      const amount = share(mirroredAtoms, action.sharePpm);
      const command = venue.movement('collateral.release', subaccount, asset, amount);
      return { command, by: 'custodian', afterUs };
    }
    case 'mode':
      return {
        command: { kind: 'subaccount.mode', subaccount, mode: action.mode },
        by: 'trader',
        afterUs,
      };
  }
}

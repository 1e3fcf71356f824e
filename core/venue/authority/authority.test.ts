/** Who may give which command: every command by every speaker, against the table written out. */
import { beforeEach, describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { COMMAND_KINDS } from '../commands.ts';
import type { Command, CommandKind, Role } from '../commands.ts';
import { SPEAKERS, TestVenue } from '../testing/test-venue.ts';
import type { Speaker } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

/** By whom each command is taken; all others are refused. Two-person commands stand below. */
const may: Readonly<Record<CommandKind, string>> = {
  'session.open': 'anybody',
  'session.close':
    'core clock feed custodian house observer trader risk treasurer compliance auditor admin',
  'operator.register': '',
  'strategy.register': 'core trader admin',
  'proposal.open': 'trader risk treasurer compliance admin',
  'proposal.approve': 'risk treasurer compliance admin',
  'proposal.reject': 'risk treasurer compliance admin',
  'clock.tick': 'core clock',
  'asset.list': 'core admin',
  'index.define': 'core admin',
  'profile.define': 'core admin',
  'instrument.list': 'core admin',
  'instrument.halt': 'core risk admin',
  'instrument.resume': '',
  'price.observe': 'core feed',
  'price.status': '',
  'call.acknowledge': 'trader risk',
  'call.snooze': 'trader risk',
  'account.open': 'core admin',
  'account.suspend': 'risk compliance admin',
  'subaccount.open': 'core admin',
  'subaccount.mode': 'core trader risk',
  'subaccount.spotOffset': 'core trader risk',
  'subaccount.ratios': 'core',
  'subaccount.limits': 'core risk',
  'collateral.mirror': 'core custodian',
  'collateral.release': 'custodian',
  transfer: 'trader treasurer',
  'order.place': 'trader',
  'order.amend': 'trader',
  'order.cancel': 'trader risk',
  'order.cancelAll': 'trader risk',
  'position.close': 'trader risk',
  'position.leverage': 'trader',
  'position.riskLimit': 'trader',
  'position.isolate': 'trader',
  'position.transferMargin': 'trader',
  'insurance.contribute': 'core treasurer',
  'subaccount.orderLimits': 'core risk',
  'subaccount.orderRates': 'core risk',
  'throttle.release': '',
  'waiver.grant': '',
  'order.cancelAllAfter': 'trader risk',
  'session.disconnect':
    'core clock feed custodian house observer trader risk treasurer compliance auditor admin',
  'kill.engage': 'trader risk admin',
  'kill.release': 'trader risk admin',
  'instrument.settle': '',
  'external.open': 'core admin',
  'external.snapshot': 'core observer risk',
  'external.fill': 'core observer risk',
  'external.transfer': 'core observer risk',
  'external.venueFigure': 'core observer risk',
  'instrument.amend': '',
  'asset.collateral': 'core',
  'index.portfolio': 'core',
};

let venue: TestVenue;
let house: number;
let trader: number;
let basis: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house', desk: 'house' });
  trader = venue.open('trader', { funds: { USDT: 10_000 * USDT } });
  basis = venue.open('basis', { desk: 'basis', funds: { USDT: 10_000 * USDT } });
});

/** A command of a kind; whether it would then succeed does not matter, only who may say it. */
function sample(kind: CommandKind, subaccount: number, by: Speaker = 'trader'): Command {
  const suspend = { kind: 'account.suspend', account: 2, suspended: true };
  const close = { kind: 'position.close', subaccount, instrument: 1 };
  const move = { kind: 'transfer', from: subaccount, to: subaccount, asset: 1, amountAtoms: 1 };
  const proposed: Partial<Record<Speaker, object>> = {
    trader: close,
    risk: close,
    treasurer: move,
  };
  const market = { subaccount, instrument: 1 };
  const order = venue.placement(subaccount, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 });
  const report = { subaccount, source: 'a', sourceSequence: 1 };
  const traded = { instrument: 1, side: 'buy', priceTicks: 1, quantityLots: 1, feeAtoms: 0 };
  const others: Partial<Record<CommandKind, object>> = {
    'operator.register': { operator: 99, roles: ['trader'], desks: [] },
    'strategy.register': { label: 'strategy', decisionMaker: 6, executor: 6 },
    'proposal.open': { command: proposed[by] ?? suspend },
    'proposal.approve': { proposal: 1 },
    'proposal.reject': { proposal: 1 },
    'asset.list': { symbol: 'USDC', decimals: 6 },
    'index.define': { ...indices.replay[0], symbol: 'XRP' },
    'instrument.list': { ...instruments.instruments[0], index: 1, settleAsset: 1 },
    'profile.define': { label: 'profile', contracts: [] },
    'instrument.halt': { instrument: 1, to: 'halt' },
    'instrument.resume': { instrument: 1 },
    'price.status': { index: 1, to: 'HOLD' },
    'call.acknowledge': { call: 1 },
    'call.snooze': { call: 1, untilUs: venue.timeUs + 1 },
    'account.open': { label: 'account', accountKind: 'paper' },
    'account.suspend': { account: 2, suspended: true },
    'subaccount.open': { account: 2, label: 'new', desk: 'desk', owner: 1, mode: 'cross' },
    'subaccount.mode': { subaccount, mode: 'isolated' },
    'subaccount.spotOffset': { subaccount, asset: 1, amountAtoms: 1 },
    'subaccount.ratios': {
      subaccount,
      reduceOnlyPercent: 120,
      liquidationPercent: 105,
      runsOut: false,
    },
    'subaccount.limits': { subaccount, callPercents: [160, 130, 115] },
    transfer: { from: subaccount, to: subaccount, asset: 1, amountAtoms: 1 },
    'order.amend': { ...market, order: 1, quantityLots: 1 },
    'order.cancel': { ...market, order: 1 },
    'order.cancelAll': { subaccount },
    'position.close': market,
    'position.leverage': { ...market, leverageX100: 1_000 },
    'position.riskLimit': { ...market, tier: 2 },
    'position.isolate': { ...market, isolated: true },
    'position.transferMargin': { ...market, amountAtoms: 1 },
    'insurance.contribute': { asset: 1, amountAtoms: 1 },
    'subaccount.orderLimits': { ...market, maxQuantityLots: 1 },
    'subaccount.orderRates': { subaccount, ordersPerSecond: 1 },
    'throttle.release': { subaccount },
    'waiver.grant': {
      ...market,
      side: 'buy',
      quantityLots: 1,
      limits: ['quantity'],
      expiresUs: venue.timeUs + 1,
    },
    'order.cancelAllAfter': { subaccount, afterMs: 1_000 },
    'kill.engage': by === 'admin' ? { scope: 'venue' } : { scope: 'subaccount', subaccount },
    'kill.release': { kill: 1 },
    'instrument.settle': { instrument: 1 },
    'instrument.amend': { instrument: 1, version: 2 },
    'asset.collateral': { ...collateral.collateral[0], asset: 1 },
    'index.portfolio': { ...collateral.portfolio[0], index: 1 },
    'external.open': { subaccount, source: 'a', knownBy: 'key', reference: 'k' },
    'external.snapshot': { ...report, wallets: [], positions: [] },
    'external.fill': { ...report, ...traded },
    'external.transfer': { ...report, asset: 1, reason: 'deposit', amountAtoms: 1 },
    'external.venueFigure': { ...report, wallet: { asset: 1, equityAtoms: 1 } },
  };
  if (kind === 'order.place') return order;
  if (kind === 'price.observe') return venue.observation('BTC', 6_000_000_000_000);
  if (kind === 'collateral.mirror' || kind === 'collateral.release') {
    return venue.movement(kind, subaccount, 'USDT', 1);
  }
  return { kind, ...others[kind] } as Command;
}

const kinds = COMMAND_KINDS.filter((kind) => kind !== 'session.open');
const people: readonly Speaker[] = [
  'trader',
  'risk',
  'treasurer',
  'compliance',
  'auditor',
  'admin',
];
const systems: readonly Speaker[] = ['core', 'clock', 'feed', 'custodian', 'house', 'observer'];

describe('AUTH-01 a role gives the commands of its line in the table, and no other', () => {
  test.each(kinds)('%s', (kind) => {
    const taken = people.filter((by) => !isRefused(venue.code(sample(kind, trader, by), { by })));
    expect(taken.join(' ')).toBe(
      may[kind]
        .split(' ')
        .filter((name) => people.some((one) => one === name))
        .join(' '),
    );
  });

  test('a role that was taken away no longer counts in the sessions that have it', () => {
    const taken = {
      kind: 'operator.register',
      operator: 6,
      roles: ['auditor'],
      desks: [],
    } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command: taken }, { by: 'admin' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondAdmin' });
    expect(venue.code({ kind: 'order.cancelAll', subaccount: trader })).toBe('NOT_AUTHORISED');
  });
});

describe('AUTH-03 an operator who is registered anew is asked anew', () => {
  const anew = (roles: readonly Role[], desks: readonly string[]): void => {
    const command: Command = { kind: 'operator.register', operator: 6, roles, desks };
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'admin' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondAdmin' });
  };
  const orders = (): string[] =>
    (['order.place', 'order.cancel'] as const).map((kind) => venue.code(sample(kind, trader)));

  test.each([
    ['role', ['auditor'], []],
    ['desk', ['trader'], ['basis']],
  ] as const)('one who placed orders places and cancels none without the %s', (_, roles, desks) => {
    expect(orders()).toEqual(['OK', 'UNKNOWN_ORDER']);
    anew(roles, desks);
    expect(orders()).toEqual(['NOT_AUTHORISED', 'NOT_AUTHORISED']);
    anew(['trader'], []);
    expect(orders()).toEqual(['OK', 'UNKNOWN_ORDER']);
  });

  test('who may cancel the orders of a subaccount may not therefore place any', () => {
    expect(venue.code(sample('order.cancel', trader), { by: 'risk' })).toBe('UNKNOWN_ORDER');
    expect(venue.code(sample('order.place', trader), { by: 'risk' })).toBe('NOT_AUTHORISED');
  });

  test('sessions take turns at a subaccount', () => {
    for (const by of ['trader', 'basisTrader', 'trader', 'basisTrader'] as const) {
      const other = by === 'trader' ? 'OK' : 'NOT_AUTHORISED';
      expect(venue.code(sample('order.place', trader), { by })).toBe(other);
      expect(venue.code(sample('order.place', basis), { by })).toBe('OK');
    }
  });
});

describe('AUTH-02 a system gives the commands that belong to it', () => {
  test.each(kinds)('%s', (kind) => {
    const taken = systems.filter((by) => !isRefused(venue.code(sample(kind, trader), { by })));
    expect(taken.join(' ')).toBe(
      may[kind]
        .split(' ')
        .filter((name) => systems.some((one) => one === name))
        .join(' '),
    );
  });

  test.each(['order.place', 'order.amend', 'order.cancel', 'order.cancelAll'] as const)(
    'the house gives %s for its own subaccounts and for no other',
    (kind) => {
      expect(venue.code(sample(kind, trader), { by: 'house' })).toBe('WRONG_ACCOUNT_KIND');
      expect(['OK', 'UNKNOWN_ORDER']).toContain(venue.code(sample(kind, house), { by: 'house' }));
    },
  );
});

function isRefused(code: string): boolean {
  return ['NOT_AUTHORISED', 'NEEDS_SECOND_PERSON', 'WRONG_ACCOUNT_KIND'].includes(code);
}

describe('AUTH-03 a trader acts for the subaccounts of the desks that the operator has', () => {
  const owned = kinds.filter((kind) => may[kind].split(' ').includes('trader'));
  const ofSubaccount = owned.filter((kind) => /^(order|position|transfer|subaccount)/.test(kind));

  test.each(ofSubaccount)('%s', (kind) => {
    expect(venue.code(sample(kind, trader), { by: 'basisTrader' })).toBe('NOT_AUTHORISED');
    expect(venue.code(sample(kind, basis), { by: 'basisTrader' })).not.toBe('NOT_AUTHORISED');
  });

  test('a margin call belongs to the desk of its subaccount', () => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 3_000, 600_000);
    // Equity 10,000 - 90 - 8,700 = 1,210 of a maintenance of 942.15.
    venue.prices({ BTC: 57_100 });
    const { call } = venue.balance(trader, 'USDT').bucket;
    const command = { kind: 'call.acknowledge', call: call?.id ?? 0 } as const;
    expect(venue.code(command, { by: 'basisTrader' })).toBe('NOT_AUTHORISED');
    expect(venue.code(command)).toBe('OK');
  });

  test('a transfer to another desk’s subaccount is not its either', () => {
    const command = {
      kind: 'transfer',
      from: basis,
      to: trader,
      asset: 1,
      amountAtoms: 1,
    } as const;
    expect(venue.code(command, { by: 'basisTrader' })).toBe('NOT_AUTHORISED');
  });
});

describe('AUTH-04 nobody acts by hand for the house or the venue’s own subaccounts', () => {
  const byHand = kinds.filter((kind) => /^(order|position|transfer)/.test(kind));

  test.each(byHand)('%s', (kind) => {
    const by = 'trader';
    expect(venue.code(sample(kind, house), { by })).toBe('WRONG_ACCOUNT_KIND');
    expect(venue.code(sample(kind, 3), { by })).toBe('WRONG_ACCOUNT_KIND');
  });
});

describe('AUTH-05 an operator is registered with roles and desks, again with others', () => {
  const command = { kind: 'operator.register', operator: 60, roles: ['risk'], desks: [] } as const;

  test('by the core only until there are two admins', () => {
    expect(venue.code(command, { by: 'core' })).toBe('NEEDS_SECOND_PERSON');
    expect(venue.code(command, { by: 'admin' })).toBe('NEEDS_SECOND_PERSON');
  });

  test('never as the system', () => {
    const asSystem = { ...command, roles: ['system'] } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command: asSystem }, { by: 'admin' });
    const approval = { kind: 'proposal.approve', proposal } as const;
    expect(venue.code(approval, { by: 'secondAdmin' })).toBe('NOT_AUTHORISED');
  });

  test('by two admins', () => {
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'admin' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondAdmin' });
    expect(venue.venue.state.operators).toContainEqual({ id: 60, roles: ['risk'], desks: [] });
  });
});

describe('AUTH-09 a strategy says who decides and who executes, and both are registered', () => {
  const command = {
    kind: 'strategy.register',
    label: 'basis',
    decisionMaker: 6,
    executor: 7,
  } as const;

  test('it gets a number that orders carry', () => {
    const strategy = venue.ok(command, { by: 'admin' });
    venue.take();
    venue.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000, strategy });
    expect(venue.take('order.accepted')).toMatchObject([{ strategy }]);
    expect(venue.code(command, { by: 'admin' })).toBe('ALREADY_EXISTS');
  });

  test('what is not registered is refused', () => {
    expect(venue.code({ ...command, executor: 99 }, { by: 'admin' })).toBe('UNKNOWN_OPERATOR');
    const order = { priceTicks: 599_000, strategy: 5 };
    expect(venue.place(trader, 'BTCUSDT', 'buy', 1, order).code).toBe('UNKNOWN_STRATEGY');
  });
});

test('the speakers of the tests are those of the table', () => {
  expect([...systems, ...people].every((speaker) => speaker in SPEAKERS)).toBe(true);
});

/** A venue that observes another one, and short words for what a source reports of it. */
import type { Command, CommandOf, InstrumentSpec } from '../commands.ts';
import type { Outcome } from '../outcomes.ts';
import { plainPrices } from './test-venue.ts';
import type { TestVenue } from './test-venue.ts';

export const SOURCE = 'okx:key';
export const OKX_USDT = 'USDT@okx';
export const OKX_BTC = 'okx:BTCUSDT';

type Report = CommandOf<
  'external.snapshot' | 'external.fill' | 'external.transfer' | 'external.venueFigure'
>;
type Unsaid = 'subaccount' | 'source' | 'sourceSequence';
/** What a report says, but for who says it. */
export type Said = { [K in Report['kind']]: Omit<CommandOf<K>, Unsaid> }[Report['kind']];

/** Two per cent of everything is asked as maintenance there, and four as initial margin. */
export const OKX_MARGIN: CommandOf<'profile.define'>['contracts'][number]['margin'] = {
  tiers: [{ floorAtoms: 0, maintenancePpm: 20_000, initialPpm: 40_000 }],
  mmIncludesCloseFee: false,
};

/** A listing of ours as one of a venue's: without what only our own book and fund could give. */
export function listedAt(
  spec: InstrumentSpec,
  venue: string,
  settleAsset: number,
): CommandOf<'instrument.list'> {
  const {
    auction: _,
    monitoring: _1,
    insurance: _2,
    adl: _3,
    startsIn: _4,
    concentration: _5,
    ...kept
  } = plainPrices(spec);
  return { kind: 'instrument.list', ...kept, symbol: `${venue}:${spec.symbol}`, settleAsset };
}

/** Lists a venue's tether with our bitcoin contract settled in it; the profile asked with there. */
export function observe(test: TestVenue, venue = 'okx', change: Partial<InstrumentSpec> = {}) {
  const { spec } = test.instrument('BTCUSDT');
  const symbol = `USDT@${venue}`;
  const asset = test.ok({ kind: 'asset.list', symbol, decimals: 6, venue }, { by: 'core' });
  const listing = { ...listedAt(spec, venue, asset), ...change };
  const instrument = test.ok(listing, { by: 'core' });
  const contracts = [{ instrument, margin: OKX_MARGIN }];
  const define = { kind: 'profile.define', label: venue, contracts } as const;
  const profile = test.ok(define, { by: 'core' });
  return { asset, instrument, profile };
}

/** Opens an observed subaccount that a source reports from now on. */
export function openObserved(test: TestVenue, label: string, profile: number, venue = 'okx') {
  const subaccount = test.open(label, { kind: 'observed', venue, profile });
  const opened = { source: SOURCE, knownBy: 'key', reference: 'desk 7, read only' } as const;
  test.ok({ kind: 'external.open', subaccount, ...opened }, { by: 'admin' });
  return subaccount;
}

/** Gives a report with the next number of its source, or with another. */
export function report(
  test: TestVenue,
  subaccount: number,
  said: Said,
  sourceSequence = (test.venue.state.sources[SOURCE] ?? 0) + 1,
): Outcome {
  const command = { ...said, subaccount, source: SOURCE, sourceSequence } as Command;
  return test.apply(command, { by: 'observer' });
}

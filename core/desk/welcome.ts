/** What a window is told first: who this core is, and what there is to trade and to be. */
import manifest from '../../package.json' with { type: 'json' };
import { formatSteps } from '../sequencer/admission/decimal.ts';
import { priceScale, quantityScale } from '../sequencer/admission/scales.ts';
import { formatTimeUs } from '../sequencer/admission/time.ts';
import { isCapped } from '../venue/margin/capped.ts';
import { at } from '../venue/state.ts';
import type { Instrument, VenueState } from '../venue/state.ts';
import type { Desk } from './desk.ts';
import { leverageText } from './format.ts';
import { PROTOCOL_VERSION } from './messages.ts';
import type { InstrumentEntry, Welcome } from './messages.ts';
import { sizeUnit } from './views/scales.ts';

/** The highest leverage that the first tier's initial margin allows, in hundredths. */
function maxLeverageX100({ spec }: Instrument): number {
  const initialPpm = spec.margin.tiers[0]?.initialPpm ?? 0;
  return initialPpm === 0 ? 0 : Math.floor(100_000_000 / initialPpm);
}

function auctionOf({ spec }: Instrument): InstrumentEntry['auction'] {
  if (spec.auction === undefined) return null;
  const { callS, extensionS, postOnlyS } = spec.auction;
  return { callS, extensionS, postOnlyS };
}

function instrumentEntry(desk: Desk, state: VenueState, instrument: Instrument): InstrumentEntry {
  const { spec } = instrument;
  const index = at(state.indices, spec.index).definition.symbol;
  return {
    symbol: spec.symbol,
    contract: spec.contract,
    expires: spec.expiry === undefined ? '' : formatTimeUs(spec.expiry.expiresUs),
    index,
    settleAsset: at(state.assets, spec.settleAsset).symbol,
    priceDecimals: desk.scales.priceDecimals(instrument),
    tick: formatSteps(1, priceScale(spec).step),
    lot: formatSteps(1, quantityScale(spec).step),
    sizeUnit: sizeUnit(instrument, index),
    maxLeverage: isCapped(spec) ? '' : leverageText(maxLeverageX100(instrument)),
    offersProtection: spec.triggerProtects === 'asked',
    auction: auctionOf(instrument),
  };
}

export function welcomeOf(desk: Desk): Welcome {
  const { port, people, badges } = desk.options;
  const { state } = port.venue;
  return {
    type: 'welcome',
    protocol: PROTOCOL_VERSION,
    epoch: desk.epoch,
    program: `Bulkhead ${manifest.version}`,
    badges,
    operators: state.operators.map(({ id, roles, desks }) => ({
      operator: id,
      name: people(id),
      roles,
      desks,
    })),
    instruments: state.instruments.map((instrument) => instrumentEntry(desk, state, instrument)),
    assets: state.assets.map(({ symbol, decimals }) => ({ symbol, decimals })),
    signedIn: null,
  };
}

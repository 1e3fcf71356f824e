/** What a client traded, by an order or by force, as a line of the blotter. */
import type { VenueEvent } from '../../venue/events.ts';
import { at, isMargined } from '../../venue/state.ts';
import type { VenueState } from '../../venue/state.ts';
import type { Execution } from '../messages.ts';
import { kindText, sideText, strategyText } from './scene.ts';
import type { Scales } from './scales.ts';

/** Null for executions that no window sees: the house's and the venue's own. */
export function executionOf(
  state: VenueState,
  scales: Scales,
  event: VenueEvent,
): Execution | null {
  const subaccount = at(state.subaccounts, Number(event['subaccount']));
  if (!isMargined(state, subaccount)) return null;
  const instrument = at(state.instruments, Number(event['instrument']));
  const asset = instrument.spec.settleAsset;
  const priceTicks = Number(event['priceTicks']);
  return {
    kind: 'execution',
    timeUs: event.timeUs,
    sequence: event.sequence,
    subaccount: subaccount.label,
    accountKind: kindText(state, subaccount),
    instrument: instrument.spec.symbol,
    side: sideText(event['side'] === 1 ? 1 : -1),
    size: scales.size(instrument, Number(event['quantityLots'])),
    price: scales.price(instrument, priceTicks),
    priceTicks,
    liquidity: event['liquidity'] as Execution['liquidity'],
    fee: scales.money(asset, Number(event['feeAtoms'])),
    realised: scales.signedMoney(asset, Number(event['realisedAtoms'])),
    order: Number(event['order']),
    tradeKind: String(event['tradeKind']),
    strategy: strategyText(state, Number(event['strategy'])),
  };
}

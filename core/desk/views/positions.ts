/** The positions blotter. */
import { enteredAtoms } from '../../venue/accounts/realised.ts';
import { isFunded, payableRateE8, fundingPaymentAtoms } from '../../venue/funding/funding.ts';
import { fundedAtoms } from '../../venue/funding/paying.ts';
import { fundingOf } from '../../venue/funding/ways.ts';
import { notionalAtoms, risesWithPrice, unrealisedAtoms } from '../../venue/instruments/value.ts';
import { maintenancePartAtoms } from '../../venue/margin/buckets.ts';
import { positionLiquidationTicks } from '../../venue/margin/liquidation-price.ts';
import { mulDivRound, PPM } from '../../venue/numbers.ts';
import { MAX_INT32 } from '../../venue/schema.ts';
import { at, isPooled } from '../../venue/state.ts';
import type { Instrument, Position, Subaccount } from '../../venue/state.ts';
import {
  leverageText,
  NONE,
  NOT_APPLICABLE,
  percentText,
  signedPercentText,
  signOf,
} from '../format.ts';
import type { PositionRow } from '../messages.ts';
import { MODE_LETTERS } from './accounts.ts';
import { instrumentOf, positionInitialAtoms } from './buckets.ts';
import type { Threatened } from './liquidations.ts';
import { sizeUnit } from './scales.ts';
import { kindText } from './scene.ts';
import type { Scene } from './scene.ts';

/**
 * The average entry in ticks, rounded to the nearest: a figure for people, never for margin. 0
 * where the cost is too small to say one.
 */
export function entryTicks(
  { spec, scales }: Instrument,
  { lots, costAtoms }: Pick<Position, 'lots' | 'costAtoms'>,
): number {
  const size = Math.abs(lots);
  const cost = Math.abs(costAtoms);
  if (size === 0 || cost === 0) return 0;
  if (risesWithPrice(spec)) return mulDivRound(cost, 1, size * scales.lotTickAtoms);
  const isBeyond = (size / cost) * scales.contractAtomTicks > MAX_INT32;
  return isBeyond ? 0 : mulDivRound(size, scales.contractAtomTicks, cost);
}

/** `part` of `whole` in 1e-6; null where the whole is nothing or the ratio says nothing. */
export function ratioPpm(part: number, whole: number): number | null {
  if (whole === 0 || Math.abs(part / whole) > PPM) return null;
  return mulDivRound(part, PPM, Math.abs(whole));
}

function fundingText(scene: Scene, instrument: Instrument, position: Position): string {
  const { state, scales } = scene;
  const { spec, funding } = instrument;
  if (!isFunded(spec)) return NOT_APPLICABLE;
  const rateE8 = payableRateE8(fundingOf(spec), funding, state.timeUs);
  const pays = fundingPaymentAtoms(fundedAtoms(state, instrument, position.lots), rateE8);
  return scales.signedMoney(spec.settleAsset, -pays);
}

/** What else there is to say of positions, and who is told of each. */
export interface Around {
  /** How near a position is to being deleveraged. */
  lightsOf(instrument: number, subaccount: number): number;
  /** At which price it is liquidated. */
  note(threatened: Threatened): void;
}

function rowOf(
  scene: Scene,
  subaccount: Subaccount,
  position: Position,
  around: Around,
): PositionRow {
  const { state, scales } = scene;
  const instrument = instrumentOf(state, position);
  const { spec, markTicks } = instrument;
  const asset = spec.settleAsset;
  const lots = Math.abs(position.lots);
  const costAtoms = enteredAtoms(instrument, position);
  const entry = entryTicks(instrument, { lots: position.lots, costAtoms });
  const liquidation = positionLiquidationTicks(state, subaccount, position);
  around.note({
    subaccount,
    instrument,
    position,
    lots: position.lots,
    liquidationTicks: liquidation,
  });
  const distance =
    liquidation === 0 ? null : ratioPpm(Math.abs(markTicks - liquidation), markTicks);
  const unrealised = unrealisedAtoms(instrument.scales, position, markTicks);
  const pnl = ratioPpm(unrealised, position.costAtoms);
  const isIsolated = position.mode === 'isolated';
  const initial = isIsolated ? position.allocatedAtoms : positionInitialAtoms(instrument, position);
  return {
    key: `${subaccount.id}/${instrument.id}`,
    subaccount: subaccount.label,
    accountKind: kindText(state, subaccount),
    mode: isIsolated ? 'I' : isPooled(subaccount) ? MODE_LETTERS[subaccount.mode] : 'C',
    instrument: spec.symbol,
    side: position.lots > 0 ? 'LONG' : 'SHORT',
    size: scales.size(instrument, lots),
    value: scales.wholeMoney(asset, notionalAtoms(instrument.scales, lots, markTicks)),
    valueUnit: scales.symbol(asset),
    sizeUnit: sizeUnit(instrument, at(state.indices, spec.index).definition.symbol),
    entry: scales.priceOr(instrument, entry, NOT_APPLICABLE),
    entryTicks: entry,
    mark: scales.price(instrument, markTicks),
    liquidation: scales.priceOr(instrument, liquidation, NONE),
    liquidationTicks: liquidation,
    distancePercent: distance === null ? NOT_APPLICABLE : percentText(distance),
    unrealised: scales.signedMoney(asset, unrealised),
    unrealisedSign: signOf(unrealised),
    pnlPercent: pnl === null ? NOT_APPLICABLE : signedPercentText(pnl),
    realised: scales.signedMoney(asset, position.realisedAtoms),
    realisedSign: signOf(position.realisedAtoms),
    initial: scales.wholeMoney(asset, initial),
    maintenance: scales.wholeMoney(asset, maintenancePartAtoms(state, subaccount, position)),
    nextFunding: fundingText(scene, instrument, position),
    leverage: leverageText(position.leverageX100),
    lights: around.lightsOf(instrument.id, subaccount.id),
  };
}

/** The open positions of a subaccount. */
export function positionRows(scene: Scene, subaccount: Subaccount, around: Around): PositionRow[] {
  return subaccount.positions.flatMap((position) =>
    position.lots === 0 ? [] : [rowOf(scene, subaccount, position, around)],
  );
}

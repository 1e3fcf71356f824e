/** The exits that an order's fills would bring, filled on a copy after it. Rule DESK-54. */
import { lotsWorth, notionalAtoms } from '../../venue/instruments/value.ts';
import { reducibleLots } from '../../venue/orders/checks.ts';
import { chargedAtoms } from '../../venue/orders/fees.ts';
import { signOf } from '../format.ts';
import type { ExitPreview } from '../messages.ts';
import { MOST_VALUE_ATOMS, NO_VALUE } from '../views/exit-value.ts';
import type { Scales } from '../views/scales.ts';
import type { Hypothesis } from './hypothesis.ts';
import type { Considered, PlaceCommand } from './refusal.ts';

interface Exit {
  readonly role: ExitPreview['role'];
  readonly ticks: number;
  /** A take-profit rests, a stop takes once it is released. */
  readonly feeKind: ExitPreview['feeKind'];
}

function exitsOf(command: PlaceCommand): Exit[] {
  const { takeProfitTicks, stopLossTicks, stopLossLimitTicks = stopLossTicks } = command;
  return [
    ...(takeProfitTicks === undefined
      ? []
      : [{ role: 'takeProfit', ticks: takeProfitTicks, feeKind: 'maker' } as const]),
    ...(stopLossLimitTicks === undefined
      ? []
      : [{ role: 'stop', ticks: stopLossLimitTicks, feeKind: 'taker' } as const]),
  ];
}

/**
 * What each exit would realise. `fill` makes the copy anew and fills the order on it, for of both
 * exits only one is done.
 */
export function exitPreviews(
  scales: Scales,
  { placed, subaccount, instrument, side }: Considered,
  filledLots: number,
  fill: () => Hypothesis,
): ExitPreview[] {
  const { settleAsset, fees } = instrument.spec;
  return exitsOf(placed).map(({ role, ticks, feeKind }) => {
    const hypothesis = fill();
    const exiting = side === 1 ? (-1 as const) : (1 as const);
    const copy = hypothesis.instrument(instrument.id);
    const wish = { subaccount, instrument: copy, side: exiting, lots: filledLots };
    const closing = reducibleLots(wish);
    const isExact = closing !== 0 && lotsWorth(copy.scales, ticks, MOST_VALUE_ATOMS) >= closing;
    const where = { role, feeKind, price: scales.price(instrument, ticks) };
    const size = scales.size(instrument, closing);
    if (!isExact) return { ...where, size, ...NO_VALUE };
    const notional = notionalAtoms(copy.scales, closing, ticks);
    const isTaker = feeKind !== 'maker';
    const ratePpm = isTaker ? fees.takerPpm : fees.makerPpm;
    const fee = chargedAtoms(fees, notional, ratePpm, isTaker);
    const trade = { side: exiting, lots: closing, ticks, notionalAtoms: notional, feeAtoms: fee };
    const { realisedAtoms } = hypothesis.fill(instrument.id, trade, subaccount.id);
    return {
      ...where,
      size,
      pnl: scales.signedMoney(settleAsset, realisedAtoms),
      pnlSign: signOf(realisedAtoms),
      fee: scales.money(settleAsset, fee),
    };
  });
}

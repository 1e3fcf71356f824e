/** Figures that a venue shows itself are kept beside ours, with what lies between. */
import type { CommandOf } from '../commands.ts';
import { bucketFigures, positionLiquidationTicks } from '../margin/buckets.ts';
import { refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { MOST_OBSERVED_ATOMS } from './arithmetic.ts';
import { VENUE_FIGURES } from './commands.ts';
import { domainOfSubaccount } from './domains.ts';
import { expect, ofPosition, withdraw } from './expecting.ts';
import { accept, reported } from './reports.ts';
import type { VenueFigure } from './state.ts';

type Command = CommandOf<'external.venueFigure'>;

/** A position with as many lights at its venue is the next to be deleveraged there. */
const ALL_LIGHTS = 5;

/** The figure in its one unit; null where it is told in another, or of something else. */
function valueOf(command: Command): number | null {
  const { figure, asset, instrument, amountAtoms, priceTicks, lights } = command;
  const units = [amountAtoms, priceTicks, lights].filter((given) => given !== undefined);
  if (units.length !== 1) return null;
  if (figure === 'equity' || figure === 'maintenance') {
    const isOfOne = (asset === undefined) !== (instrument === undefined);
    return isOfOne ? (amountAtoms ?? null) : null;
  }
  if (instrument === undefined || asset !== undefined) return null;
  return (figure === 'liquidationPrice' ? priceTicks : lights) ?? null;
}

/** What we say in place of the venue; of its lights nothing, for its queue is not ours to see. */
function oursOf(
  state: VenueState,
  subaccount: Subaccount,
  { figure, asset, instrument }: VenueFigure,
): number {
  if (figure === 'liquidationPrice') {
    return positionLiquidationTicks(state, subaccount, at(subaccount.positions, instrument));
  }
  if (figure === 'adlLights') return 0;
  const isCross = instrument === 0;
  const { bucket } = isCross
    ? at(subaccount.balances, asset)
    : at(subaccount.positions, instrument);
  const { equityAtoms, maintenanceAtoms } = bucketFigures(state, bucket);
  return figure === 'equity' ? equityAtoms : maintenanceAtoms;
}

/** Keeps a figure of the venue, tells the difference, and what follows from it. Rule EXT-12. */
export function reportFigure(step: Step, command: Command): Outcome {
  const { state } = step;
  const named = state.assets[(command.asset ?? 1) - 1];
  if (named === undefined) return refused('UNKNOWN_ASSET');
  const observed = reported(state, command);
  if ('code' in observed) return observed;
  const value = valueOf(command);
  if (value === null) return refused('CONTRADICTION');
  if (Math.abs(value) > MOST_OBSERVED_ATOMS) return refused('AMOUNT_TOO_LARGE');
  const subaccount = at(state.subaccounts, command.subaccount);
  const instrument = state.instruments[(command.instrument ?? 0) - 1];
  const kept: VenueFigure = {
    figure: command.figure,
    asset: instrument?.spec.settleAsset ?? named.id,
    instrument: instrument?.id ?? 0,
    value,
    timeUs: step.timeUs,
  };
  const { figures } = observed;
  const place = figures.findIndex(
    ({ figure, asset, instrument: of }) =>
      figure === kept.figure && asset === kept.asset && of === kept.instrument,
  );
  figures.splice(place === -1 ? figures.length : place, 1, kept);
  emitFigure(step, subaccount, kept);
  if (instrument !== undefined && kept.figure === 'adlLights') {
    expectDeleveraging(step, subaccount, instrument, value);
  }
  return accept(step, observed, command);
}

function emitFigure(step: Step, subaccount: Subaccount, kept: VenueFigure): void {
  const { figure, asset, instrument, value } = kept;
  const ours = oursOf(step.state, subaccount, kept);
  const isPrice = figure === 'liquidationPrice';
  const isMoney = figure === 'equity' || figure === 'maintenance';
  const [theirAtoms, ourAtoms] = isMoney ? [value, ours] : [0, 0];
  const [theirTicks, ourTicks] = isPrice ? [value, ours] : [0, 0];
  step.events.emit(
    'external.figure',
    subaccount.id,
    domainOfSubaccount(step.state, subaccount),
    VENUE_FIGURES.indexOf(figure),
    asset,
    instrument,
    theirAtoms,
    ourAtoms,
    theirAtoms - ourAtoms,
    theirTicks,
    ourTicks,
    theirTicks - ourTicks,
    figure === 'adlLights' ? value : 0,
  );
}

/** Only the venue knows its queue: its own lights say when a position is next. Rule EXT-11. */
function expectDeleveraging(
  step: Step,
  subaccount: Subaccount,
  instrument: Instrument,
  lights: number,
): void {
  const subject = ofPosition('deleveraging', subaccount.id, instrument);
  const { lots } = at(instrument.positions, subaccount.id);
  if (lights < ALL_LIGHTS || lots === 0) return withdraw(step, subject);
  expect(step, subject, { quantityLots: lots, markTicks: instrument.markTicks });
}

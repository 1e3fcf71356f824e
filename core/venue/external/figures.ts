/** Figures that a venue shows itself are kept beside ours, with what lies between. */
import type { CommandOf } from '../commands.ts';
import { bucketFigures } from '../margin/buckets.ts';
import { positionLiquidationTicks } from '../margin/liquidation-price.ts';
import { refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { MOST_OBSERVED_ATOMS } from './arithmetic.ts';
import { VENUE_FIGURES } from './commands.ts';
import { domainOfAsset, domainOfInstrument, domainOfSubaccount } from './domains.ts';
import { expect, ofPosition, withdraw } from './expecting.ts';
import { accept, reported } from './reports.ts';
import type { Observed, VenueFigure } from './state.ts';

type Command = CommandOf<'external.venueFigure'>;

/** A position with as many lights at its venue is the next to be deleveraged there. */
const ALL_LIGHTS = 5;

/** A figure of a wallet or a position, before anything is known of it. */
type Told = Pick<VenueFigure, 'figure' | 'asset' | 'instrument' | 'value'>;

/** All that a report tells, in the order of its fields. */
function figuresOf(state: VenueState, { wallet, position }: Command): Told[] {
  const told: Told[] = [];
  const add = (of: Pick<Told, 'asset' | 'instrument'>, figure: Told['figure'], value?: number) => {
    if (value !== undefined) told.push({ figure, ...of, value });
  };
  if (wallet !== undefined) {
    const of = { asset: wallet.asset, instrument: 0 };
    add(of, 'equity', wallet.equityAtoms);
    add(of, 'maintenance', wallet.maintenanceAtoms);
  }
  if (position !== undefined) {
    const { id, spec } = at(state.instruments, position.instrument);
    const of = { asset: spec.settleAsset, instrument: id };
    add(of, 'equity', position.equityAtoms);
    add(of, 'maintenance', position.maintenanceAtoms);
    add(of, 'liquidationPrice', position.liquidationPriceTicks);
    add(of, 'adlLights', position.adlLights);
  }
  return told;
}

/** What is wrong with what a report names; null where its figures can be compared. */
function namedRefusal(
  state: VenueState,
  subaccount: Subaccount,
  { wallet, position }: Command,
): Outcome | null {
  const domain = domainOfSubaccount(state, subaccount);
  if (wallet !== undefined) {
    if (state.assets[wallet.asset - 1] === undefined) return refused('UNKNOWN_ASSET');
    if (domainOfAsset(state, wallet.asset) !== domain) return refused('OTHER_DOMAIN');
  }
  if (position === undefined) return null;
  const instrument = state.instruments[position.instrument - 1];
  if (instrument === undefined) return refused('UNKNOWN_INSTRUMENT');
  if (domainOfInstrument(state, instrument) !== domain) return refused('OTHER_DOMAIN');
  const { equityAtoms, maintenanceAtoms } = position;
  const hasMoney = equityAtoms !== undefined || maintenanceAtoms !== undefined;
  const { mode } = at(instrument.positions, subaccount.id);
  return hasMoney && mode === 'cross' ? refused('CONTRADICTION') : null;
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

/** Keeps figures of the venue, tells the difference, and what follows from it. Rule EXT-12. */
export function reportFigure(step: Step, command: Command): Outcome {
  const { state } = step;
  const observed = reported(state, command);
  if ('code' in observed) return observed;
  const subaccount = at(state.subaccounts, command.subaccount);
  const against = namedRefusal(state, subaccount, command);
  if (against !== null) return against;
  const told = figuresOf(state, command);
  if (told.length === 0) return refused('CONTRADICTION');
  if (told.some(({ value }) => Math.abs(value) > MOST_OBSERVED_ATOMS)) {
    return refused('AMOUNT_TOO_LARGE');
  }
  for (const one of told) {
    const kept = { ...one, timeUs: step.timeUs };
    keep(observed, kept);
    emitFigure(step, subaccount, kept);
    if (kept.figure !== 'adlLights') continue;
    expectDeleveraging(step, subaccount, at(state.instruments, kept.instrument), kept.value);
  }
  return accept(step, observed, command);
}

/** The newest of each figure is kept. */
function keep({ figures }: Observed, kept: VenueFigure): void {
  const place = figures.findIndex(
    ({ figure, asset, instrument }) =>
      figure === kept.figure && asset === kept.asset && instrument === kept.instrument,
  );
  figures.splice(place === -1 ? figures.length : place, 1, kept);
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

/** How founding tells what it has done before: it never does it again. */
import type { Command, CommandKind, CommandOf } from '../../venue/commands.ts';
import { at, INSURANCE_SUBACCOUNT } from '../../venue/state.ts';
import type { VenueState } from '../../venue/state.ts';

type Standing = {
  readonly [K in CommandKind]?: (state: VenueState, command: CommandOf<K>) => boolean;
};

/** Whether what a founding command would make is there. */
const standing: Standing = {
  'asset.list': ({ assets }, { symbol }) => assets.some((asset) => asset.symbol === symbol),
  'index.define': ({ indices }, { symbol }) =>
    indices.some(({ definition }) => definition.symbol === symbol),
  'instrument.list': ({ instruments }, { symbol }) =>
    instruments.some(({ spec }) => spec.symbol === symbol),
  // What was amended since stands.
  'asset.collateral': ({ assets }, { asset }) => assets[asset - 1]?.collateral !== undefined,
  'index.portfolio': ({ indices }, { index }) => indices[index - 1]?.portfolio !== undefined,
  'account.open': ({ accounts }, { label }) => accounts.some((account) => account.label === label),
  'subaccount.open': ({ subaccounts }, { label }) =>
    subaccounts.some((subaccount) => subaccount.label === label),
  'operator.register': ({ operators }, { operator }) => operators.some(({ id }) => id === operator),
  'strategy.register': ({ strategies }, { label }) =>
    strategies.some((strategy) => strategy.label === label),
  'collateral.mirror': ({ sources }, { source, sourceSequence }) =>
    (sources[source] ?? 0) >= sourceSequence,
  // What is mirrored there was contributed: results of the fund are unsettled.
  'insurance.contribute': ({ subaccounts }, { asset }) =>
    at(at(subaccounts, INSURANCE_SUBACCOUNT).balances, asset).mirroredAtoms > 0,
  'subaccount.limits': ({ subaccounts }, { subaccount, callPercents }) =>
    at(subaccounts, subaccount).callPercents.every((percent, n) => percent === callPercents[n]),
  'position.leverage': ({ subaccounts }, { subaccount, instrument, leverageX100 }) =>
    at(at(subaccounts, subaccount).positions, instrument).leverageX100 === leverageX100,
};

/** True when a founding command has nothing left to do; false of any other command. */
export function stands(state: VenueState, command: Command): boolean {
  const judge = standing[command.kind] as
    | ((state: VenueState, command: Command) => boolean)
    | undefined;
  return judge?.(state, command) ?? false;
}

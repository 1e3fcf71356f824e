/** All that a subaccount has at its venue, as the venue says it: what differs is put right. */
import { walletAtoms } from '../accounts/ledger.ts';
import type { CommandOf } from '../commands.ts';
import type { Atoms } from '../numbers.ts';
import { refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { isCostOf, MOST_OBSERVED_ATOMS } from './arithmetic.ts';
import type { Change } from './arithmetic.ts';
import { domainOfAsset, domainOfInstrument, domainOfSubaccount } from './domains.ts';
import { ofPosition, withdraw } from './expecting.ts';
import { positionFits, postPosition, postWallet, walletFits } from './posting.ts';
import { accept, allocate, reported } from './reports.ts';

type Snapshot = CommandOf<'external.snapshot'>;
type Said = Snapshot['positions'][number];

/** What of the domain differs from a snapshot: of each wallet and each position in it. */
interface Difference {
  readonly wallets: readonly { readonly asset: number; readonly deltaAtoms: Atoms }[];
  readonly positions: readonly {
    readonly instrument: Instrument;
    readonly said: Said | undefined;
    readonly change: Pick<Change, 'lots' | 'costAtoms'>;
  }[];
}

/** What is wrong with what a snapshot names; null where it may be compared. */
function snapshotRefusal(
  state: VenueState,
  { wallets, positions }: Snapshot,
  domain: number,
): Outcome | null {
  for (const [n, { asset }] of wallets.entries()) {
    if (state.assets[asset - 1] === undefined) return refused('UNKNOWN_ASSET');
    if (domainOfAsset(state, asset) !== domain) return refused('OTHER_DOMAIN');
    const first = wallets.findIndex((wallet) => wallet.asset === asset);
    if (first !== n) return refused('CONTRADICTION');
  }
  for (const [n, said] of positions.entries()) {
    const instrument = state.instruments[said.instrument - 1];
    if (instrument === undefined) return refused('UNKNOWN_INSTRUMENT');
    if (domainOfInstrument(state, instrument) !== domain) return refused('OTHER_DOMAIN');
    const first = positions.findIndex((other) => other.instrument === said.instrument);
    const { quantityLots: lots, costAtoms, allocatedAtoms = 0 } = said;
    const isPossible =
      isCostOf(instrument, lots, costAtoms) && (lots !== 0 || allocatedAtoms === 0);
    if (first !== n || !isPossible) return refused('CONTRADICTION');
    if (allocatedAtoms > MOST_OBSERVED_ATOMS) return refused('AMOUNT_TOO_LARGE');
  }
  return null;
}

function difference(state: VenueState, subaccount: Subaccount, snapshot: Snapshot): Difference {
  const domain = domainOfSubaccount(state, subaccount);
  const assets = state.assets.filter((asset) => (asset.domain ?? 0) === domain);
  const instruments = state.instruments.filter(
    (instrument) => domainOfInstrument(state, instrument) === domain,
  );
  return {
    wallets: assets.map(({ id }) => {
      const said = snapshot.wallets.find(({ asset }) => asset === id)?.walletAtoms ?? 0;
      return { asset: id, deltaAtoms: said - walletAtoms(at(subaccount.balances, id)) };
    }),
    positions: instruments.map((instrument) => {
      const said = snapshot.positions.find((one) => one.instrument === instrument.id);
      const { lots, costAtoms } = at(instrument.positions, subaccount.id);
      const change = {
        lots: (said?.quantityLots ?? 0) - lots,
        costAtoms: (said?.costAtoms ?? 0) - costAtoms,
      };
      return { instrument, said, change };
    }),
  };
}

/** Compares all that is there, and posts what differs against the contra account. Rule EXT-07. */
export function reportSnapshot(step: Step, command: Snapshot): Outcome {
  const { state } = step;
  const observed = reported(state, command);
  if ('code' in observed) return observed;
  const subaccount = at(state.subaccounts, command.subaccount);
  const domain = domainOfSubaccount(state, subaccount);
  const against = snapshotRefusal(state, command, domain);
  if (against !== null) return against;
  const differs = difference(state, subaccount, command);
  const fits =
    differs.wallets.every(({ asset, deltaAtoms }) =>
      walletFits(state, subaccount, asset, deltaAtoms),
    ) &&
    differs.positions.every(({ instrument, change }) =>
      positionFits(state, subaccount, instrument, change),
    );
  if (!fits) return refused('AMOUNT_TOO_LARGE');
  const wallets = differs.wallets.filter(({ deltaAtoms }) => deltaAtoms !== 0);
  const moved = differs.positions.filter(
    ({ change }) => change.lots !== 0 || change.costAtoms !== 0,
  );
  step.events.emit(
    'external.compared',
    subaccount.id,
    domain,
    command.wallets.length,
    command.positions.length,
    wallets.length + moved.length,
  );
  for (const { asset, deltaAtoms } of wallets) {
    postWallet(step, subaccount, asset, deltaAtoms);
    step.events.emit('external.corrected', subaccount.id, domain, asset, 0, deltaAtoms, 0, 0);
  }
  for (const { instrument, change } of moved) {
    const { id, spec } = instrument;
    const { lots, costAtoms } = change;
    postPosition(step, subaccount, instrument, change);
    const what = [spec.settleAsset, id, 0, lots, costAtoms] as const;
    step.events.emit('external.corrected', subaccount.id, domain, ...what);
  }
  for (const { instrument, said } of differs.positions) settle(step, subaccount, instrument, said);
  observed.comparedUs = step.timeUs;
  return accept(step, observed, command);
}

/** Settings of a position as the venue has them; what was paid for it is in the wallet by now. */
function settle(
  step: Step,
  subaccount: Subaccount,
  instrument: Instrument,
  said: Said | undefined,
): void {
  const position = at(instrument.positions, subaccount.id);
  const { leverageX100 = position.leverageX100 } = said ?? {};
  if (leverageX100 !== position.leverageX100) {
    position.leverageX100 = leverageX100;
    step.events.emit('position.leverage', subaccount.id, instrument.id, leverageX100);
  }
  const flat = position.mode === 'isolated' ? 0 : undefined;
  allocate(step, subaccount, position, position.lots === 0 ? flat : said?.allocatedAtoms);
  withdraw(step, ofPosition('funding', subaccount.id, instrument));
}

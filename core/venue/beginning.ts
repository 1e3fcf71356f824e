/** The venue at its beginning, and who and what comes to it later. */
import {
  IS_ELSEWHERE,
  IS_LIMITED,
  IS_OWN_WAY,
  IS_PAIR,
  IS_POOLED,
  IS_PROFILED,
  IS_UNMARGINED,
} from './accounts/holders.ts';
import { HeldBalance, HeldPosition } from './accounts/holding.ts';
import { RequestMemories } from './authority/request-memory.ts';
import { hasOwnWay } from './instruments/own-ways.ts';
import { createSources } from './custody/sources.ts';
import { createExternal } from './external/state.ts';
import { OrderLinks } from './orders/links.ts';
import { OrderNotes } from './orders/notes.ts';
import { OrderPegs } from './orders/pegs.ts';
import type { InstrumentSpec } from './commands.ts';
import { profiledTerms } from './margin/account-terms.ts';
import { isCapped } from './margin/capped.ts';
import { accountOf, at, isMargined, isPooled, positionMode } from './state.ts';
import type { Bucket, Instrument, MarginMode, Position, Subaccount, VenueState } from './state.ts';

export function createState(): VenueState {
  const state: VenueState = {
    timeUs: 0,
    sequence: 0,
    assets: [],
    indices: [],
    instruments: [],
    profiles: [],
    accounts: [],
    subaccounts: [],
    operators: [],
    sessions: [],
    requests: new RequestMemories(),
    strategies: [],
    proposals: [],
    waivers: [],
    externalAtoms: [],
    balanceRows: [],
    sources: createSources(),
    triggered: [],
    notes: new OrderNotes(),
    links: new OrderLinks(),
    pegs: new OrderPegs(),
    switches: [],
    kills: [],
    pools: [],
    deleveraging: [],
    external: createExternal(),
    callsRaised: 0,
    liquidationsStarted: 0,
    nextTimerUs: 0,
    waiting: { count: 0 },
  };
  state.accounts.push({ id: 1, label: 'system', kind: 'system', suspended: false });
  for (const label of ['fee', 'insurance', 'liquidation']) {
    addSubaccount(state, { account: 1, label, desk: 'system', owner: 0, mode: 'cross' });
  }
  return state;
}

/** Default margin call levels in per cent of maintenance: L1, L2, L3. */
export const DEFAULT_CALL_PERCENTS = [150, 125, 110];
/** Closed orders of a subaccount whose client ids may not come again, unless it says otherwise. */
export const DEFAULT_CLIENT_ID_MEMORY = 4_096;

export function addSubaccount(
  state: VenueState,
  opened: Pick<Subaccount, 'account' | 'label' | 'desk' | 'owner' | 'mode'> &
    Partial<Pick<Subaccount, 'clientIdMemory'>>,
): Subaccount {
  const subaccount: Subaccount = {
    id: state.subaccounts.length + 1,
    ...opened,
    callPercents: [...DEFAULT_CALL_PERCENTS],
    clientIdMemory: opened.clientIdMemory ?? DEFAULT_CLIENT_ID_MEMORY,
    limits: null,
    balances: [],
    positions: [],
  };
  state.subaccounts.push(subaccount);
  for (const asset of state.assets) addBalance(state, subaccount, asset.id);
  for (const instrument of state.instruments) addPosition(state, subaccount, instrument);
  return subaccount;
}

function newBucket(subaccount: number, asset: number, instrument: number): Bucket {
  return { subaccount, asset, instrument, call: null, liquidation: null, belowSinceUs: 0 };
}

/** A subaccount's balance in an asset, with nothing in it. */
export function addBalance(state: VenueState, subaccount: Subaccount, asset: number): void {
  const bucket = newBucket(subaccount.id, asset, 0);
  const rows = at(state.balanceRows, asset);
  const empty = { asset, mirroredAtoms: 0, unsettledAtoms: 0, bucket };
  subaccount.balances.push(new HeldBalance(rows, subaccount.id, empty));
}

/** A pair has no margin that a position could have of its own, and what is capped no other. */
function modeIn(state: VenueState, subaccount: Subaccount, spec: InstrumentSpec): MarginMode {
  if (isCapped(spec)) return isMargined(state, subaccount) ? 'isolated' : 'cross';
  return spec.contract === 'spot' ? 'cross' : positionMode(subaccount.mode);
}

/** A subaccount's position in an instrument, which is flat. */
export function addPosition(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
): void {
  const { id, spec, positionRows, holders } = instrument;
  const flat: Position = {
    instrument: id,
    lots: 0,
    costAtoms: 0,
    mode: modeIn(state, subaccount, spec),
    leverageX100: spec.margin.defaultLeverageX100,
    allocatedAtoms: 0,
    bucket: newBucket(subaccount.id, spec.settleAsset, id),
    realisedAtoms: 0,
    feesAtoms: 0,
    fundingAtoms: 0,
  };
  subaccount.positions.push(new HeldPosition(positionRows, holders, subaccount.id, flat));
  enterHolder(instrument, subaccount);
  describeHolder(state, subaccount, instrument);
}

/** Has an instrument find a subaccount's position and balance by its id. */
export function enterHolder(
  { id, spec, positions, balances }: Instrument,
  subaccount: Subaccount,
): void {
  positions[subaccount.id - 1] = at(subaccount.positions, id);
  balances[subaccount.id - 1] = at(subaccount.balances, spec.settleAsset);
}

/** Says beside the position of a subaccount what every order of it asks. */
export function describeHolder(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
): void {
  const { holders, profiled, spec } = instrument;
  const { id, owner, limits } = subaccount;
  const terms = profiledTerms(state, subaccount, instrument);
  if (terms !== undefined) profiled.set(id, terms);
  holders.mark(id, IS_PROFILED, terms !== undefined);
  holders.setOwner(id, owner);
  holders.mark(id, IS_UNMARGINED, !isMargined(state, subaccount));
  holders.mark(id, IS_LIMITED, limits !== null);
  holders.mark(id, IS_PAIR, spec.contract === 'spot');
  holders.mark(id, IS_OWN_WAY, hasOwnWay(spec));
  holders.mark(id, IS_POOLED, isPooled(subaccount));
  const { domain: venue = 0 } = at(state.assets, spec.settleAsset);
  holders.mark(id, IS_ELSEWHERE, venue !== 0 || (accountOf(state, subaccount).domain ?? 0) !== 0);
}

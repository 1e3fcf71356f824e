/**
 * Ledger domains: each venue that is observed has assets and instruments of its own, which nobody
 * has but its observed accounts and the contra account that closes its books. DESIGN section 5.
 */
import { walletAtoms } from '../accounts/ledger.ts';
import { addSubaccount } from '../beginning.ts';
import type { InstrumentSpec } from '../commands.ts';
import { refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { accountOf, at } from '../state.ts';
import type { Account, Asset, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import type { Domain } from './state.ts';

const MOST_DOMAINS = 100;
const MOST_ACCOUNTS = 65_535;
/** A venue's name stands in symbols between signs that it must not have itself. */
const VENUE_NAME = /^[a-z0-9-]+$/;

/** Whose ledger an asset or an account is of; 0 is our own. */
export function domainOf({ domain = 0 }: Pick<Account | Asset, 'domain'>): number {
  return domain;
}

export function domainOfAsset(state: VenueState, asset: number): number {
  return domainOf(at(state.assets, asset));
}

export function domainOfSubaccount(state: VenueState, subaccount: Subaccount): number {
  return domainOf(accountOf(state, subaccount));
}

/** An instrument is of the domain that it settles in. */
export function domainOfInstrument(
  state: VenueState,
  { spec }: { readonly spec: InstrumentSpec },
): number {
  return domainOfAsset(state, spec.settleAsset);
}

export function domainNamed({ external }: VenueState, venue: string): Domain | undefined {
  return external.domains.find((domain) => domain.venue === venue);
}

/** Why no asset of a symbol can be listed in a venue's domain; null where it can. Rule EXT-01. */
export function assetRefusal(state: VenueState, symbol: string, venue: string): Outcome | null {
  const { accounts, subaccounts, external } = state;
  if (!VENUE_NAME.test(venue) || !symbol.endsWith(`@${venue}`)) return refused('INVALID_SPEC');
  if (domainNamed(state, venue) !== undefined) return null;
  const label = contraLabel(venue);
  const isTaken = [...accounts, ...subaccounts].some((entry) => entry.label === label);
  if (isTaken) return refused('ALREADY_EXISTS');
  const isFull =
    external.domains.length === MOST_DOMAINS ||
    accounts.length >= MOST_ACCOUNTS ||
    subaccounts.length >= MOST_ACCOUNTS;
  return isFull ? refused('TOO_MANY') : null;
}

function contraLabel(venue: string): string {
  return `contra@${venue}`;
}

/** The domain of a venue, which there is from now on with its contra account. Rule EXT-01. */
export function enterDomain(step: Step, venue: string): number {
  const { state } = step;
  const known = domainNamed(state, venue);
  if (known !== undefined) return known.id;
  const domain = state.external.domains.length + 1;
  const account = state.accounts.length + 1;
  const label = contraLabel(venue);
  state.accounts.push({ id: account, label, kind: 'contra', suspended: false, domain });
  const opened = { account, label, desk: 'system', owner: 0, mode: 'cross' } as const;
  const contra = addSubaccount(state, opened).id;
  state.external.domains.push({ id: domain, venue, contra });
  step.events.emit('domain.opened', domain, account, contra);
  return domain;
}

/**
 * Why an instrument cannot be listed, or amended to this: one of a domain is called by its venue,
 * is a contract, and has nothing that only a book or a fund of ours could give. Rule EXT-02.
 */
export function instrumentRefusal(state: VenueState, spec: InstrumentSpec): Outcome | null {
  const domain = domainOfInstrument(state, { spec });
  const base = spec.baseAsset === undefined ? domain : domainOfAsset(state, spec.baseAsset);
  if (base !== domain) return refused('OTHER_DOMAIN');
  if (domain === 0) return null;
  const { auction, monitoring, insurance, adl, startsIn } = spec;
  const { realisation, capTicks, concentration } = spec;
  const own = [auction, monitoring, insurance, adl, startsIn, realisation, capTicks, concentration];
  const ours = own.some((part) => part !== undefined);
  const { venue } = at(state.external.domains, domain);
  const isNamed = spec.symbol.startsWith(`${venue}:`);
  return ours || !isNamed || spec.contract === 'spot' ? refused('INVALID_SPEC') : null;
}

/** The first who has something of another domain than the own, as a sentence. Rule EXT-03. */
export function domainBreach(state: VenueState): string | null {
  if (state.external.domains.length === 0) return null;
  for (const subaccount of state.subaccounts) {
    const own = domainOfSubaccount(state, subaccount);
    for (const balance of subaccount.balances) {
      const asset = at(state.assets, balance.asset);
      const isEmpty = balance.mirroredAtoms === 0 && walletAtoms(balance) === 0;
      if (!isEmpty && domainOf(asset) !== own) return mixed(subaccount, asset.symbol);
    }
    for (const { lots, costAtoms, instrument } of subaccount.positions) {
      const listed = at(state.instruments, instrument);
      const isFlat = lots === 0 && costAtoms === 0;
      if (!isFlat && domainOfInstrument(state, listed) !== own) {
        return mixed(subaccount, listed.spec.symbol);
      }
    }
  }
  return null;
}

function mixed({ label }: Subaccount, symbol: string): string {
  return `${label} holds ${symbol}, which is of another ledger`;
}

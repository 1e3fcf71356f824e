/** What is told of positions at other venues; `events.ts` has the whole vocabulary. */
export const externalEvents = {
  /** A ledger domain, with the account and the subaccount that hold its other side. */
  'domain.opened': ['domain', 'account', 'subaccount'],
  /** Behind the opening of an account: at which venue it is observed. */
  'account.observed': ['account', 'domain'],
  'external.opened': ['subaccount', 'domain', 'knownBy'],
  /** How many wallets and positions a snapshot named, and how many it put right. */
  'external.compared': ['subaccount', 'domain', 'wallets', 'positions', 'corrections'],
  /** A difference that was posted: of a wallet, or of a position, its lots and cost. */
  'external.corrected': [
    'subaccount',
    'domain',
    'asset',
    'instrument',
    'walletAtoms',
    'quantityLots',
    'costAtoms',
  ],
  'external.filled': [
    'subaccount',
    'domain',
    'instrument',
    'side',
    'priceTicks',
    'quantityLots',
    'feeAtoms',
    'realisedAtoms',
    'positionLots',
  ],
  'external.transferred': [
    'subaccount',
    'domain',
    'asset',
    'instrument',
    'reason',
    'amountAtoms',
    'walletAtoms',
  ],
  /** A figure of the venue beside ours at that moment, in the unit that it has. */
  'external.figure': [
    'subaccount',
    'domain',
    'figure',
    'asset',
    'instrument',
    'venueAmountAtoms',
    'ownAmountAtoms',
    'amountDifferenceAtoms',
    'venuePriceTicks',
    'ownPriceTicks',
    'priceDifferenceTicks',
    'lights',
  ],
  /**
   * What the venue is expected to do by its own rules, as far as we know them: with what is there,
   * what is asked, and what is due or missing. Nothing is done here; who can act, acts there.
   */
  'external.expected': [
    'expectation',
    'subaccount',
    'domain',
    'what',
    'asset',
    'instrument',
    'equityAtoms',
    'maintenanceAtoms',
    'amountAtoms',
    'quantityLots',
    'markTicks',
  ],
  /** It has happened, or there is no reason any more. */
  'external.withdrawn': ['expectation', 'subaccount', 'domain', 'what', 'asset', 'instrument'],
} as const;

/**
 * What is said of positions at other venues, by whoever watches them: a session of the system
 * `observer`, or a person who reads a file. `commands.ts` has the whole vocabulary.
 */
import {
  asciiText,
  choice,
  id,
  integer,
  list,
  MAX_INT32,
  MAX_INTEGER,
  optional,
  record,
  text,
} from '../schema.ts';

/** How what is held at a venue is known. */
export const KNOWN_BY = ['address', 'key', 'file'] as const;
/** Why money moved there; the first two are between the venue and the world outside. */
export const TRANSFER_REASONS = ['deposit', 'withdrawal', 'funding', 'fee', 'other'] as const;
/** Figures of the venue itself that are kept beside ours. */
export const VENUE_FIGURES = ['equity', 'maintenance', 'liquidationPrice', 'adlLights'] as const;
export type VenueFigureName = (typeof VENUE_FIGURES)[number];

const signed = integer(-MAX_INTEGER, MAX_INTEGER);
/** What an isolated position has of its own; absent of one in cross. */
const allocatedAtoms = optional(integer(0, MAX_INTEGER));

/** Each report is of a subaccount, from the source that it was opened with, and taken once. */
const report = {
  subaccount: id,
  source: text(32),
  sourceSequence: integer(1, MAX_INTEGER),
} as const;

export const externalCommands = {
  /** From now on this source tells what the subaccount has at its venue. */
  'external.open': {
    code: 48,
    fields: {
      subaccount: id,
      source: text(32),
      knownBy: choice(...KNOWN_BY),
      /** The address, or a name of the key or the file; never a secret. */
      reference: asciiText(64),
    },
  },
  /** All that the subaccount has there: what is not named is nothing. */
  'external.snapshot': {
    code: 49,
    fields: {
      ...report,
      wallets: list(record({ asset: id, walletAtoms: signed }), 64),
      positions: list(
        record({
          instrument: id,
          quantityLots: integer(-MAX_INT32, MAX_INT32),
          /** Signed, as a fill would have made it: what a linear long has paid is positive. */
          costAtoms: signed,
          leverageX100: optional(integer(100, 25_000)),
          allocatedAtoms,
        }),
        256,
      ),
    },
  },
  'external.fill': {
    code: 50,
    fields: {
      ...report,
      instrument: id,
      side: choice('buy', 'sell'),
      priceTicks: integer(1, MAX_INT32),
      quantityLots: integer(1, MAX_INT32),
      /** Negative is a rebate. */
      feeAtoms: signed,
      /** What the position has of its own after the fill. */
      allocatedAtoms,
    },
  },
  'external.transfer': {
    code: 51,
    fields: {
      ...report,
      asset: id,
      /** Of funding or a fee: the position that it is of. */
      instrument: optional(id),
      reason: choice(...TRANSFER_REASONS),
      /** What the wallet gains, or loses where it is negative. */
      amountAtoms: signed,
    },
  },
  /** Figures that the venue shows itself, of a wallet's cross positions or of one position. */
  'external.venueFigure': {
    code: 52,
    fields: {
      ...report,
      wallet: optional(
        record({ asset: id, equityAtoms: optional(signed), maintenanceAtoms: optional(signed) }),
      ),
      position: optional(
        record({
          instrument: id,
          /** Of an isolated position alone, as its maintenance. */
          equityAtoms: optional(signed),
          maintenanceAtoms: optional(signed),
          /** 0 is none. */
          liquidationPriceTicks: optional(integer(0, MAX_INT32)),
          adlLights: optional(integer(0, 5)),
        }),
      ),
    },
  },
} as const;

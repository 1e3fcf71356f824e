/** Rules of the venue that there is nothing to calculate of, and why. */

interface Uncalculated {
  readonly why: string;
  /** By what stands before the number. */
  readonly codes: Readonly<Record<string, readonly number[]>>;
}

/** Every rule of the venue is calculated or stands here. */
const UNCALCULATED: readonly Uncalculated[] = [
  {
    why: 'it says who may do what, and with whom',
    codes: {
      ACC: [1, 2],
      AUTH: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      CUST: [1, 2],
      EXT: [3, 4],
      GATE: [1, 2],
      ISO: [3],
      LIM: [6, 7],
      MODE: [1],
      PROF: [5],
      SESS: [1, 2, 3, 4, 5],
    },
  },
  {
    why: 'it says what a definition, a listing or a setting must be like',
    codes: {
      CALL: [6],
      COLL: [5],
      EXT: [1, 2],
      LIST: [2, 3, 4, 5, 6],
      ORA: [15],
      PM: [10],
      PROF: [1, 6, 7, 8],
      SPOT: [5],
    },
  },
  {
    why: 'it says what comes before what, and what stands, waits, is told or ends',
    codes: {
      ADL: [5, 7, 10],
      AUC: [2, 3, 6],
      CALL: [3, 4, 5],
      COLL: [8],
      DEAD: [1, 2, 3],
      EXP: [1, 3],
      EXT: [8, 11],
      FUND: [2, 7],
      INS: [1, 3],
      KILL: [1, 2, 3, 4, 5],
      LIFE: [1, 2, 3, 4, 5, 6],
      LIM: [4, 5, 8, 9, 10],
      LIQ: [1, 2],
      NAME: [1, 2, 3, 4],
      NUM: [5],
      ORA: [8, 10, 11, 12, 14],
      POS: [3, 5],
      SPOT: [6],
      VAR: [18],
    },
  },
  {
    why: 'it matches, orders, or adds and compares whole ticks and lots: nothing is rounded',
    codes: {
      AMND: [1],
      BOOK: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18],
      ICE: [1, 2, 3],
      LIM: [1],
      LINK: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      MASS: [1],
      ORD: [1, 2, 3, 4, 5, 6, 8, 9],
      PEG: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      POST: [1, 2, 3],
      STOP: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
      STP: [1, 2, 3, 4],
      TIF: [1, 2, 3],
      VAR: [66],
    },
  },
  {
    why: 'its figures are those of other rules: FEE-01, FUND-06, BAND-01, MARG-04, EQ-02',
    codes: { ADL: [8], AUC: [5], BAND: [3], CUST: [4, 5], MARG: [11, 12] },
  },
  {
    why: 'its amount is that of FUND-06, of the value at another price or paid at another time',
    codes: { VAR: [32, 74] },
  },
  {
    why: 'its figures are those of INS-06, COLL-06 and LIQ-06: what there is, and what is owed',
    codes: { COLL: [7], INS: [4, 5] },
  },
  {
    why: 'it posts or compares figures as they were reported: nothing is rounded',
    codes: { EXT: [5, 7, 12] },
  },
  {
    why: 'its price is that of LIQ-06, and its check that of an order, MARG-09',
    codes: { VAR: [20, 27] },
  },
  {
    why: 'its figures are those of other rules: LIQ-03, LIQ-08, LIQ-07, ADL-04, AUC-06',
    codes: { VAR: [24, 28, 29] },
  },
  {
    why: 'its figures are those of EQ-03 and COLL-04, of so much less that is owned',
    codes: { VAR: [43] },
  },
  {
    why: 'its price is that of another index, ORA-05 or VAR-54, or it is missing',
    codes: { VAR: [51] },
  },
  {
    why: 'it searches for where the check of COLL-03 and PM-06 fails, and has no formula',
    codes: { PM: [9, 11] },
  },
  {
    why: 'it searches for the least that LIQ-03 ends at by what VAR-21 asks, and has no formula',
    codes: { VAR: [22] },
  },
  {
    why: 'it says who comes before whom, by the worths that PM-02 offsets',
    codes: { ADL: [9] },
  },
  { why: 'its loss is one of those that PM-01 and VAR-56 give', codes: { VAR: [75] } },
  { why: 'whether a trigger waits is what VAR-69 says', codes: { VAR: [73] } },
  {
    why: 'its figures are those of INS-06, INS-02 and ADL-04: what pays, and at which price',
    codes: { VAR: [36, 39] },
  },
  {
    why: 'its figure is that of LIQ-05, and it says when that is whose',
    codes: { VAR: [70] },
  },
];

const REASONS: ReadonlyMap<string, string> = new Map(
  UNCALCULATED.flatMap(({ why, codes }) =>
    Object.entries(codes).flatMap(([group, numbers]) =>
      numbers.map((n): [string, string] => [`${group}-${String(n).padStart(2, '0')}`, why]),
    ),
  ),
);

/** Why a rule of the venue is not calculated; null of all others. */
export function whyNot(code: string): string | null {
  return REASONS.get(code) ?? null;
}

/** The rules of the venue that are not calculated. */
export const uncalculated: readonly string[] = [...REASONS.keys()];

/** Why a line of a calculation has no answer. */
export type RefusalCode =
  | 'NOT_JSON'
  | 'NOT_A_RECORD'
  | 'UNKNOWN_FIELD'
  | 'UNKNOWN_RULE'
  | 'UNKNOWN_PROFILE'
  | 'UNKNOWN_CONTRACT'
  | 'MISSING'
  | 'NOT_A_DECIMAL'
  | 'NOT_A_CHOICE'
  | 'OUT_OF_RANGE'
  | 'OFF_GRID'
  | 'MISFIT'
  | 'TOO_LARGE';

/** A calculation that is refused: an enumerated code, the field it is about, and a sentence. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly field: string;

  constructor(code: RefusalCode, field: string, sentence: string) {
    super(sentence);
    this.code = code;
    this.field = field;
  }
}

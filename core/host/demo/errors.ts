/** Why the demo organisation cannot be put on a venue. */
export type DemoFault =
  /** resources/demo.json is not of its shape, or names what is not there. */
  | 'DEMO_FILE'
  /** The venue refuses what founding needs: its log is of something else. */
  | 'NOT_A_DEMO';

export class DemoError extends Error {
  override readonly name = 'DemoError';
  readonly code: DemoFault;

  constructor(code: DemoFault, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

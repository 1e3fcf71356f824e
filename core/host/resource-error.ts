export type ResourceFault = 'NOT_JSON' | 'WRONG_SHAPE' | 'UNKNOWN_NAME' | 'MISFIT';

/** The data that came with the program are not what it needs; the sentence says what and where. */
export class ResourceError extends Error {
  override readonly name = 'ResourceError';
  readonly code: ResourceFault;

  constructor(code: ResourceFault, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

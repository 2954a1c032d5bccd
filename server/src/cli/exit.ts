/** What the process ends with. */
export const exitCodes = { clean: 0, findings: 1, failure: 2 } as const;

/** The command was used wrongly: the message is all there is to say. */
export class UsageError extends Error {
  /** The class is in more than one bundle, so that `instanceof` would not know it. */
  override readonly name = 'UsageError';
}

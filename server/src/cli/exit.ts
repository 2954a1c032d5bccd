/** What the process ends with. */
export const exitCodes = { clean: 0, findings: 1, failure: 2 } as const;

/** The command was used wrongly: the message is all there is to say. */
export class UsageError extends Error {}

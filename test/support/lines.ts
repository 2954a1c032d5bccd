/** Text of these lines, each ended. */
export const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;

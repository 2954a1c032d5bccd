// What is told while the bench runs: on standard error, so that standard output has the results alone.

/** @type {string[]} */
const troubles = [];

/** @param {string} message */
export const progress = (message) => console.error(message);

/** What went wrong without ending the scenario; it is told now, and again with the results. @param {string} what @param {unknown} error */
export function trouble(what, error) {
  const [reason = ''] = (error instanceof Error ? error.message : String(error)).trim().split('\n');
  troubles.push(`${what}: ${reason}.`);
  progress(`${what}: ${reason}`);
}

/** All that went wrong so far, each once. @returns {readonly string[]} */
export const troublesSoFar = () => [...new Set(troubles)];

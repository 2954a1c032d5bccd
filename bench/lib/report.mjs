// How results are written down: tables of Markdown, and one table of all targets.

/** @typedef {{ what: string, limit: string, measured: string, isMet: boolean }} Target */
/** @typedef {{ title: string, notes: readonly string[], header: readonly string[], rows: readonly (readonly string[])[], targets: readonly Target[] }} Section */

/** Three digits are what a measurement is good for. @param {number} value */
export function number(value) {
  if (!Number.isFinite(value)) return '–';
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** @param {number} value a ratio, as `× 0.02` or `1/50` */
export const ratio = (value) => (value > 0 && value < 0.2 ? `1/${number(1 / value)}` : `${number(value)}×`);

/**
 * @param {string} what
 * @param {number} measured
 * @param {number} limit at most this
 * @param {(value: number) => string} show
 * @returns {readonly Target[]} none when it could not be measured
 */
export function atMost(what, measured, limit, show = ratio) {
  if (!Number.isFinite(measured)) return [];
  return [{ what, limit: `≤ ${show(limit)}`, measured: show(measured), isMet: measured <= limit }];
}

/** @param {string} what @param {number} measured @param {number} limit @param {(value: number) => string} show @returns {readonly Target[]} */
export function atLeast(what, measured, limit, show = ratio) {
  if (!Number.isFinite(measured)) return [];
  return [{ what, limit: `≥ ${show(limit)}`, measured: show(measured), isMet: measured >= limit }];
}

/** @param {readonly string[]} header @param {readonly (readonly string[])[]} rows */
function table(header, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** @param {Section} section */
export function sectionText({ title, notes, header, rows }) {
  return [`## ${title}`, ...(notes.length > 0 ? [notes.join(' ')] : []), table(header, rows)].join('\n\n');
}

/** @param {readonly Section[]} sections */
export function targetsText(sections) {
  const targets = sections.flatMap((section) => section.targets);
  const missed = targets.filter(({ isMet }) => !isMet).length;
  const rows = targets.map(({ what, limit, measured, isMet }) => [
    what,
    limit,
    measured,
    isMet ? 'met' : '**not met**',
  ]);
  return [
    '## Targets',
    `${targets.length - missed} of ${targets.length} met.`,
    table(['what', 'target', 'measured', ''], rows),
  ].join('\n\n');
}

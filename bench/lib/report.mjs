// How results are written down: tables of Markdown, and one table of all targets.

/** @typedef {{ what: string, limit: string, floor: string, floorMeets: boolean, measured: string, isMet: boolean | undefined }} Target `floor`: what the least that can be done comes to, in the same run; `isMet` is undefined when it could not be measured */
/** @typedef {{ title: string, notes: readonly string[], header: readonly string[], rows: readonly (readonly string[])[], targets: readonly Target[], isFailure?: boolean }} Section */

const none = '–';

/** Two digits are what a measurement is good for, or all before the point. @param {number} value */
export function number(value) {
  if (!Number.isFinite(value)) return none;
  return value >= 10 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value >= 1 ? 1 : 2);
}

/** A ratio, as `1.85×`, `0.68×` or `1/50`: three digits, since it is compared with a limit. @param {number} value */
export function ratio(value) {
  if (!Number.isFinite(value)) return none;
  if (value > 0 && value < 0.2) return `1/${digits(1 / value)}`;
  return `${digits(value)}×`;
}

/** Three digits, two places at most, and no zeros at the end. @param {number} value */
const digits = (value) =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : String(+value.toFixed(value < 10 ? 2 : 1));

/**
 * @param {string} what
 * @param {number} measured
 * @param {number} limit at most this
 * @param {(value: number) => string} show
 * @param {number} floor what the least that can be done comes to; NaN where nothing tells
 * @returns {readonly Target[]} one
 */
export function atMost(what, measured, limit, show = ratio, floor = NaN) {
  const isMet = Number.isFinite(measured) ? measured <= limit : undefined;
  return [{ what, limit: `≤ ${show(limit)}`, ...floorOf(floor, floor > limit, show), measured: show(measured), isMet }];
}

/** The other way round. @type {typeof atMost} */
export function atLeast(what, measured, limit, show = ratio, floor = NaN) {
  const isMet = Number.isFinite(measured) ? measured >= limit : undefined;
  return [{ what, limit: `≥ ${show(limit)}`, ...floorOf(floor, floor < limit, show), measured: show(measured), isMet }];
}

/** @param {number} floor @param {boolean} misses @param {(value: number) => string} show */
function floorOf(floor, misses, show) {
  return { floor: Number.isFinite(floor) ? show(floor) : '', floorMeets: !misses };
}

/** What stands in the place of a scenario that broke. @param {string} name @param {string} reason @returns {Section} */
export function failed(name, reason) {
  const target = {
    what: `scenario ${name}`,
    limit: 'is measured',
    floor: '',
    floorMeets: true,
    measured: 'failed',
    isMet: false,
  };
  const text = `**It failed:** ${reason.trim().replaceAll(/\s+/g, ' ')}`;
  return { title: `Scenario ${name}`, notes: [text], header: [], rows: [], targets: [target], isFailure: true };
}

/** Columns of numbers are aligned to the right. @param {readonly string[]} header @param {readonly (readonly string[])[]} rows */
export function table(header, rows) {
  const columns = header.map((title, column) => {
    const cells = rows.map((row) => row[column] ?? '');
    return {
      width: Math.max(3, title.length, ...cells.map((cell) => cell.length)),
      isNumeric: cells.every((cell) => /^([≤≥]? ?[\d/][\d.,/]*( ?(×|%|s|KB|MB|ms|ms per s))?|–|)$/.test(cell)),
    };
  });
  const line = (/** @type {readonly string[]} */ cells) => {
    const padded = columns.map(({ width, isNumeric }, column) => {
      const cell = cells[column] ?? '';
      return isNumeric ? cell.padStart(width) : cell.padEnd(width);
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = columns.map(({ width, isNumeric }) => (isNumeric ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(header), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** @param {Section} section */
export function sectionText({ title, notes, header, rows }) {
  return [
    `## ${title}`,
    ...(notes.length > 0 ? [notes.join(' ')] : []),
    ...(rows.length > 0 ? [table(header, rows)] : []),
  ].join('\n\n');
}

/** @param {readonly Target[]} targets */
export function targetsText(targets) {
  const met = targets.filter(({ isMet }) => isMet).length;
  const outOfReach = targets.filter(({ isMet, floorMeets }) => isMet === false && !floorMeets).length;
  const rows = targets.map(({ what, limit, floor, floorMeets, measured, isMet }) => [
    what,
    limit,
    floor,
    measured,
    isMet === undefined ? 'not measured' : isMet ? 'met' : floorMeets ? '**not met**' : 'not met, nor by the floor',
  ]);
  return [
    '## Targets',
    `${met} of ${targets.length} met; ${outOfReach} that the floor does not meet either, in the same run.`,
    table(['what', 'target', 'floor', 'measured', ''], rows),
  ].join('\n\n');
}

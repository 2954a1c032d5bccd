// What a process and its children use, from Linux's /proc; elsewhere everything is NaN and the report says so.
import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';

/** @param {number} root @returns {readonly number[]} the process and all below it */
function family(root) {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statusField(Number(name), 'PPid'));
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [];
  const waiting = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    found.push(next);
    waiting.push(...(children.get(next) ?? []));
  }
  return found;
}

/** @param {number} process @param {string} field @returns {string | undefined} */
function statusField(process, field) {
  const status = readOrEmpty(`/proc/${process}/status`);
  return new RegExp(`^${field}:\\s*(\\d+)`, 'm').exec(status)?.[1];
}

/** @param {string} file */
function readOrEmpty(file) {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // It ended meanwhile.
    return '';
  }
}

/**
 * CPU time of a process and its children so far, all their threads, in ms. The scheduler counts it in nanoseconds
 * (`schedstat`, the first number); the ticks of `stat` are 10 ms.
 *
 * @param {number} root
 */
export function cpuMs(root) {
  if (process.platform !== 'linux') return NaN;
  let total = 0;
  for (const member of family(root)) {
    const tasks = `/proc/${member}/task`;
    try {
      for (const task of readdirSync(tasks)) total += Number(readOrEmpty(`${tasks}/${task}/schedstat`).split(' ')[0]);
    } catch {
      // It ended meanwhile.
    }
  }
  return total / 1e6;
}

/** Resident memory of a process and its children, in MB. @param {number} root */
export function residentMb(root) {
  if (process.platform !== 'linux') return NaN;
  const kilobytes = family(root).map((member) => Number(statusField(member, 'VmRSS') ?? 0));
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}

/** The machine and how busy it is. */
export function machine() {
  const [cpu] = os.cpus();
  const cores = os.availableParallelism();
  const [load = 0] = os.loadavg();
  return {
    name: `${cores} cores (${cpu?.model.trim() ?? 'unknown'}), ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()} ${os.release()}`,
    cores,
    load,
    isNoisy: load > 0.5 * cores,
  };
}

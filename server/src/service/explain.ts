import type { Rule, Severity } from '../rules/rule';

/** A line of a log, and the rules about what can be behind it. */
export interface Explanation {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** The most serious first. */
  readonly rules: readonly Rule[];
}

/** What rules explain in a text from a Space's logs, in its order; what is said again and again counts once. */
export function explain(rules: readonly Rule[], log: string): readonly Explanation[] {
  const known = new Map<string, Rule[]>();
  for (const rule of rules) {
    for (const text of rule.explains) known.set(text, [...(known.get(text) ?? []), rule]);
  }
  const texts = [...known.keys()].map((text) => ({ text, occursIn: occurrence(text) }));
  const told = new Set<string>();
  return withoutColors(log)
    .split(/\r\n|\r|\n/)
    .flatMap((line, index): readonly Explanation[] => {
      const lower = line.toLowerCase();
      const matched = texts.filter(({ occursIn }) => occursIn(lower)).map(({ text }) => text);
      // `No module named 'torch'` says more than `No module named`.
      const specific = matched.filter((text) => !matched.some((other) => other !== text && other.includes(text)));
      const key = specific.join('\n');
      if (specific.length === 0 || told.has(key)) return [];
      told.add(key);
      const found = new Set(specific.flatMap((text) => known.get(text) ?? []));
      return [{ line: index + 1, text: line.trim(), rules: [...found].sort(bySeverity) }];
    });
}

/** Whether a text that a rule explains occurs in a line, written small: people type off what a toast says. */
function occurrence(text: string): (line: string) => boolean {
  const lower = text.toLowerCase();
  // With a message behind it, it is the message that counts.
  const alone = /^\w+$/.test(text) ? new RegExp(`\\b${lower}\\b(?!\\s*:)`) : undefined;
  return (line) => line.includes(lower) && (alone === undefined || alone.test(line));
}

const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

function bySeverity(a: Rule, b: Rule): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity) || (a.name < b.name ? -1 : 1);
}

function withoutColors(text: string): string {
  return text.replace(/\u001B\[[\d;]*m/g, '');
}

import { existsSync } from 'node:fs';
import { rules } from '../rules';
import { pageUrl } from '../rules/links';
import { explain } from '../service/explain';
import { exitCodes, UsageError } from './exit';
import { printable } from './formats/terminal';
import { readInput } from './input';
import { pageOf } from './pages';
import { checkedRuleName } from './ruleNames';

/** The `rule` command: the page of a rule, or without a name what each rule finds. Returns the exit code. */
export function showRule(name: string | undefined): number {
  if (name === undefined) {
    const width = Math.max(...rules.map((rule) => rule.name.length));
    process.stdout.write(rules.map((rule) => `${rule.name.padEnd(width)}  ${rule.summary}\n`).join(''));
  } else {
    const known = checkedRuleName(name);
    process.stdout.write(pageOf(known) ?? `${known}: see ${pageUrl(known)}\n`);
  }
  return exitCodes.clean;
}

/** The `explain` command: which rules tell what can be behind a text from a Space's logs. Returns the exit code. */
export async function explainText(words: readonly string[]): Promise<number> {
  if (words.length === 0 && process.stdin.isTTY) {
    throw new UsageError('name the text of an error, or pipe a log into this command');
  }
  const log = words.length > 0 ? words.join(' ') : await readInput();
  const explanations = explain(rules, log);
  if (explanations.length === 0) {
    const [file, ...others] = words;
    if (file !== undefined && others.length === 0 && existsSync(file)) {
      throw new UsageError(`${file} is a file, and a log is read from standard input: zerogpu-lint explain < ${file}`);
    }
    process.stdout.write('No rule explains this. `zerogpu-lint check` looks at the Space itself.\n');
    return exitCodes.findings;
  }
  const isLog = log.trim().includes('\n');
  const width = Math.max(...explanations.flatMap((each) => each.rules.map(({ name }) => name.length)));
  const parts = explanations.map(({ line, text, rules: found }) =>
    [
      `${isLog ? `line ${line}: ` : ''}${shortened(printable(text))}`,
      ...found.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
      '',
    ].join('\n'),
  );
  const more =
    '`zerogpu-lint check` tells which of these your Space has, and where; `zerogpu-lint rule NAME` what to do about it.';
  process.stdout.write(`${[...parts, more].join('\n')}\n`);
  return exitCodes.clean;
}

const longest = 160;

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

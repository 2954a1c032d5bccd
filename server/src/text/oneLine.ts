const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Text for one line of a menu or a list: of code in backquotes that spans lines only the first one is quoted. */
export function inOneLine(text: string): string {
  if (!text.includes('\n')) return text;
  return text.replace(/`([^`\n]*)\n[^`]*`/g, (_, first: string) => `\`${cut(first)}\``);
}

/** `@spaces.GPU(…)` for a call whose arguments stand on lines of their own. */
function cut(first: string): string {
  const [, opened, bracket = ''] = /^(.*([([{]))\s*(?:#.*)?\s*$/.exec(first) ?? [];
  return opened === undefined ? `${first.trimEnd()} …` : `${opened}…${CLOSING[bracket] ?? ''}`;
}

/** The address of a rule's page, for `codeDescription`, SARIF and everyone who wants to read more. */
export function pageUrl(ruleName: string): string {
  return `https://github.com/zerogpu-lint/zerogpu-lint/blob/main/docs/rules/${ruleName}.md`;
}

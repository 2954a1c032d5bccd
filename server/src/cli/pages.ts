import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pageUrl } from '../rules/links';

/** The page of a rule in Markdown, with links that lead somewhere from anywhere; undefined where the pages were not installed along. */
export function pageOf(rule: string): string | undefined {
  try {
    const page = readFileSync(path.join(__dirname, '..', 'docs', 'rules', `${rule}.md`), 'utf8');
    return page.replace(/\]\(([a-z0-9-]+)\.md(?=[)#])/g, (_, name: string) => `](${pageUrl(name)}`);
  } catch {
    return undefined;
  }
}

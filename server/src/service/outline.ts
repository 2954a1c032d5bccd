/** Symbols and folding for the files that no other language server knows: front matter and requirements. */
import type { Workspace } from '../engine/workspace';
import type { FrontMatterNode } from '../model';
import type { Span } from '../text/span';
import { cardAt } from './card';
import { requirementsAt } from './requirements';

/** A front matter key, or a requirement. */
export interface OutlineItem {
  readonly name: string;
  /** The value or the versions, as written. */
  readonly detail: string;
  readonly kind: 'key' | 'package';
  readonly span: Span;
  readonly nameSpan: Span;
}

/** The front matter's keys, or the packages that a requirements file names; nothing for other files. */
export function outline(workspace: Workspace, path: string): readonly OutlineItem[] {
  const space = workspace.spaceOf(path);
  if (!space?.model.view.isZeroGpu) return [];
  const card = cardAt(space, path);
  if (card) {
    return card.parsed.entries.map(({ key, keySpan, value }) => ({
      name: key,
      detail: scalarText(value),
      kind: 'key',
      span: { start: keySpan.start, end: Math.max(keySpan.end, value.span.end) },
      nameSpan: keySpan,
    }));
  }
  return (requirementsAt(space, path)?.parsed.entries ?? []).flatMap((entry): readonly OutlineItem[] =>
    entry.kind === 'requirement' && entry.name
      ? [
          {
            name: entry.name.text,
            detail: entry.specifierText,
            kind: 'package',
            span: entry.span,
            nameSpan: entry.name.span,
          },
        ]
      : [],
  );
}

function scalarText({ raw, items, entries }: FrontMatterNode): string {
  return items.length > 0 || entries.length > 0 || raw.includes('\n') ? '' : raw;
}

/** The front matter as one block, without its closing line; nothing for other files. */
export function folds(workspace: Workspace, path: string): readonly Span[] {
  const space = workspace.spaceOf(path);
  const card = space?.model.view.isZeroGpu ? cardAt(space, path) : undefined;
  const block = card?.parsed.span;
  return block ? [block] : [];
}

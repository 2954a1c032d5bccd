import type { Workspace } from '../engine/workspace';
import { cardEntry, type FrontMatterNode } from '../model';
import { withoutDot } from '../text/paths';
import type { Span } from '../text/span';
import { cardAt } from './card';

/** A stretch of text that leads somewhere. */
export interface Link {
  readonly span: Span;
  readonly target: { readonly kind: 'file'; readonly path: string } | { readonly kind: 'web'; readonly url: string };
  readonly tooltip: string;
}

const HUB = 'https://huggingface.co/';
const REPOSITORY = /^[\w.-]+(?:\/[\w.-]+)?$/;

/** Where the names in the front matter lead: the app file, thumbnail, models, datasets and preloaded repositories. */
export function links(workspace: Workspace, path: string): readonly Link[] {
  const space = workspace.spaceOf(path);
  const file = space?.model.view.isZeroGpu ? cardAt(space, path) : undefined;
  if (!space || !file) return [];
  const found: Link[] = [];
  const app = cardEntry(file, 'app_file')?.value;
  if (app && typeof app.value === 'string') {
    const name = withoutDot(app.value);
    if (space.model.view.pythonFiles.includes(name)) {
      found.push({ span: app.span, target: { kind: 'file', path: `${space.root}/${name}` }, tooltip: `Open ${name}` });
    }
  }
  const thumbnail = cardEntry(file, 'thumbnail')?.value;
  if (thumbnail && typeof thumbnail.value === 'string' && /^https?:\/\//.test(thumbnail.value)) {
    found.push({ span: thumbnail.span, target: { kind: 'web', url: thumbnail.value }, tooltip: 'Open the thumbnail' });
  }
  for (const [key, folder] of [
    ['models', ''],
    ['datasets', 'datasets/'],
    ['preload_from_hub', ''],
  ] as const) {
    for (const item of cardEntry(file, key)?.value.items ?? []) found.push(...repositoryLink(item, folder));
  }
  return found;
}

function repositoryLink(item: FrontMatterNode, folder: string): readonly Link[] {
  const name = typeof item.value === 'string' ? (item.value.split(' ')[0] ?? '') : '';
  const at = item.raw.indexOf(name);
  if (!REPOSITORY.test(name) || at < 0) return [];
  const start = item.span.start + at;
  return [
    {
      span: { start, end: start + name.length },
      target: { kind: 'web', url: `${HUB}${folder}${name}` },
      tooltip: `Open ${name} on the Hub`,
    },
  ];
}

import { entryOf } from '../syntax/frontmatter';
import { isVersion } from '../platform';
import type { SpaceView } from './views';

/** The Gradio version that the platform installs: `sdk_version` as written. Undefined when it is the newest, or not known. */
export function gradioVersion(space: SpaceView): string | undefined {
  const value = space.frontMatter && entryOf(space.frontMatter.parsed, 'sdk_version')?.value;
  if (value?.kind !== 'string' && value?.kind !== 'number') return undefined;
  const version = typeof value.value === 'string' ? value.value : value.raw;
  return isVersion(version) ? version : undefined;
}

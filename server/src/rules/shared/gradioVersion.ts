import {
  appendLine,
  cardEntry,
  dependency,
  fittingGradio,
  limitsFor,
  linesToLimit,
  mainRequirements,
  requirementText,
  requoted,
  respecify,
  type FrontMatterNode,
  type FrontMatterView,
  type SpaceView,
} from '../../model';
import { admits, compareVersions, majorOf, newestRelease } from '../../platform';
import type { Edit } from '../../text/place';
import { reviewFix, type Fix } from '../rule';

/**
 * Writes a Gradio that is not older than `least` into the front matter, and frees the requirements of what excludes it: one
 * of the same major version where that can be, which changes least, else the newest that goes with the requirements.
 */
export function raiseGradio(space: SpaceView, least: string): readonly Fix[] {
  const { frontMatter, gradioVersion = '' } = space;
  const value = frontMatter && cardEntry(frontMatter, 'sdk_version')?.value;
  const isEnough = (version: string): boolean => (compareVersions(version, least) ?? -1) >= 0;
  const version =
    fittingGradio(space, (each) => isEnough(each) && majorOf(each) === majorOf(gradioVersion)) ??
    fittingGradio(space, isEnough) ??
    newestRelease(space.tables, 'gradio');
  if (!value || version === undefined) return [];
  const asked = dependency(space, 'gradio');
  const isExcluded = asked && admits(asked.specifiers, version) === false;
  if (isExcluded && asked.line.form !== 'name') return [];
  const { edits, added } = askForGradio(space, frontMatter, value, version);
  const title = `Raise \`sdk_version\` to ${version}`;
  if (!isExcluded) return [reviewFix(`${title}${added}`, ...edits)];
  return [
    reviewFix(
      `${title}, and require \`gradio\` instead of \`${requirementText(asked)}\`${added}`,
      ...edits,
      respecify(space, asked, ''),
    ),
  ];
}

/**
 * The edits that make the card ask for this Gradio, and the requirements for what it fails without and does not tell pip
 * of; with that, as the end of a title.
 */
export function askForGradio(
  space: SpaceView,
  card: FrontMatterView,
  value: FrontMatterNode,
  version: string,
): { readonly edits: readonly Edit[]; readonly added: string } {
  const file = mainRequirements(space);
  const limits = file ? limitsFor(space, version) : [];
  const open = file ? linesToLimit(space, version) : [];
  const listed = (verb: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : `, and ${verb} ${lines.map((line) => `\`${line}\``).join(' and ')}`;
  const narrowed = open.map(({ dependency: { name = '' }, specifiers }) => `${name}${specifiers}`);
  return {
    edits: [
      space.edits.replace(card.place(value.span), requoted(value, version)),
      ...open.map(({ dependency, specifiers }) => respecify(space, dependency, specifiers)),
      ...(file && limits.length > 0 ? [appendLine(space, file, limits.join(file.parsed.lineEnding))] : []),
    ],
    added: listed('add', limits) + listed('ask for', narrowed),
  };
}

import type { FrontMatterNode, FrontMatterView, MisspeltKey, SpaceView } from '../../model';
import { cardProblems } from '../../platform';
import { reviewFix, type Fix } from '../rule';

/** Writes the key that was meant; nothing where its value would be wrong for that. */
export function renameKey({ entry, meant }: MisspeltKey, file: FrontMatterView, space: SpaceView): readonly Fix[] {
  const { keySpan, value } = entry;
  const better = valueFor(meant, value, space);
  if (better === undefined) return [];
  const edits = [space.edits.replace(file.place(keySpan), meant)];
  if (better !== value.raw) edits.push(space.edits.replace(file.place(value.span), better));
  return [reviewFix(`Rename \`${entry.key}\` to \`${meant}\``, ...edits)];
}

/** The value as the key takes it: one text is the only item of a list. Undefined when it would be wrong for the key. */
function valueFor(
  key: string,
  { kind, style, raw, value }: FrontMatterNode,
  { tables }: SpaceView,
): string | undefined {
  const [problem] = cardProblems(tables, key, value);
  if (problem === undefined) return raw;
  // A version without quotes is another one to YAML.
  if (kind === 'number' && style === 'plain')
    return cardProblems(tables, key, raw).length === 0 ? `"${raw}"` : undefined;
  const isItem = problem.kind === 'type' && problem.expected === 'list' && kind === 'string' && style !== 'block';
  // In brackets these mean something else.
  if (!isItem || (style === 'plain' && /[[\]{},#]/.test(raw))) return undefined;
  return cardProblems(tables, key, [value]).length === 0 ? `[${raw}]` : undefined;
}

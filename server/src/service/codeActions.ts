import type { Finding, ResolvedFix } from '../engine/finding';
import { type Edits, fixToFixpoint, oneRound, safeFix } from '../engine/fixes';
import type { Workspace } from '../engine/workspace';
import { pageUrl } from '../rules/links';
import type { SpanEdit } from '../text/edits';
import { overlaps, type Span } from '../text/span';
import { suppression } from './suppress';

/** The kind of the action that makes every safe fix of a file at once. */
export const fixAllKind = 'source.fixAll.zerogpu';

/** One entry of the menu. */
export interface Action {
  readonly title: string;
  readonly kind: 'quickfix' | typeof fixAllKind;
  readonly isPreferred: boolean;
  /** The finding that it is about. */
  readonly finding: Finding | undefined;
  readonly edits: Edits;
  /** A page to open instead of edits to make. */
  readonly page?: string;
}

/** Which findings are meant: those an editor named, or those at a place. */
export type Asked =
  | { readonly kind: 'findings'; readonly isAsked: (finding: Finding) => boolean }
  | { readonly kind: 'span'; readonly span: Span };

/** What can be done about findings, the best of each first. */
export function quickFixes(workspace: Workspace, path: string, asked: Asked): readonly Action[] {
  const findings = workspace.findings(path);
  const chosen = findings.filter((finding) =>
    asked.kind === 'span' ? overlaps(finding.span, asked.span) : asked.isAsked(finding),
  );
  const repairs = chosen.flatMap((finding) => repairsOf(finding));
  const rules = [...new Set(chosen.map(({ rule }) => rule))];
  return [
    ...repairs,
    ...rules.flatMap((rule) => fixAllOfRule(findings, rule)),
    ...chosen.flatMap((finding) => suppressionOf(workspace, finding)),
    ...rules.map((rule) => pageOf(rule, chosen)),
  ];
}

/** Makes all safe fixes of a file, those included that only the others make possible. */
export function fixAll(workspace: Workspace, path: string): Action | undefined {
  if (!workspace.findings(path).some((finding) => safeFix(finding) !== undefined)) return undefined;
  const copy = workspace.copyOfSpace(path);
  if (!copy) return undefined;
  try {
    const { edits } = fixToFixpoint(copy, [path]);
    return { title: 'Fix all ZeroGPU problems', kind: fixAllKind, isPreferred: false, finding: undefined, edits };
  } finally {
    copy.dispose();
  }
}

function repairsOf(finding: Finding): readonly Action[] {
  return finding
    .fixes()
    .filter((fix) => fix.safety !== 'display' && fix.edits.length > 0)
    .map((fix, index) => ({
      title: fix.title,
      kind: 'quickfix',
      isPreferred: index === 0,
      finding,
      edits: editsOf(fix),
    }));
}

function fixAllOfRule(findings: readonly Finding[], rule: string): readonly Action[] {
  const sameRule = findings.filter((finding) => finding.rule === rule);
  if (sameRule.length < 2) return [];
  const { edits, fixes } = oneRound(sameRule, (finding) => {
    const fix = finding.fixes()[0];
    return fix?.safety === 'display' ? undefined : fix;
  });
  if (fixes.length < 2) return [];
  return [
    {
      title: `Fix all ${fixes.length} \`${rule}\` in this file`,
      kind: 'quickfix',
      isPreferred: false,
      finding: undefined,
      edits,
    },
  ];
}

function suppressionOf(workspace: Workspace, finding: Finding): readonly Action[] {
  const edit = suppression(workspace, finding);
  if (!edit) return [];
  const title = `Ignore \`${finding.rule}\` here`;
  return [{ title, kind: 'quickfix', isPreferred: false, finding, edits: new Map([[edit.path, [edit]]]) }];
}

function pageOf(rule: string, chosen: readonly Finding[]): Action {
  return {
    title: `About \`${rule}\``,
    kind: 'quickfix',
    isPreferred: false,
    finding: chosen.find((finding) => finding.rule === rule),
    edits: new Map(),
    page: pageUrl(rule),
  };
}

function editsOf(fix: ResolvedFix): Edits {
  const edits = new Map<string, SpanEdit[]>();
  for (const { path, span, newText } of fix.edits) {
    const list = edits.get(path);
    if (list) list.push({ span, newText });
    else edits.set(path, [{ span, newText }]);
  }
  return edits;
}

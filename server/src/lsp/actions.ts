import {
  type CodeAction,
  type CodeActionParams,
  type Command,
  type Diagnostic,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import type { Finding } from '../engine/finding';
import type { Workspace } from '../engine/workspace';
import { type Action, type Asked, fixAll, carryOut, fixAllKind, quickFixes } from '../service/codeActions';
import type { LineIndex, Range } from '../text/lineIndex';
import { overlaps, type Span } from '../text/span';
import { nameOf } from '../text/paths';
import type { ActionData, ClientFeatures, Converter } from './convert';
import { refactoringActions } from './refactorings';

/** The menu for a place, or for the findings that the client names. */
export function codeActions(
  workspace: Workspace,
  converter: Converter,
  features: ClientFeatures,
  path: string,
  params: CodeActionParams,
): (CodeAction | Command)[] | null {
  const lines = workspace.lines(path);
  if (!lines || !features.actionLiterals) return null;
  const { only } = params.context;
  const actions: Action[] = [];
  if (wants(only, 'quickfix')) {
    const asked = askedBy(params, lines);
    const all = asked ? quickFixes(workspace, path, asked) : [];
    const usable = all.filter(({ does }) => does.kind !== 'page' || features.showDocument);
    actions.push(...(appliesEverything(params, lines) ? usable.slice(0, 1) : usable));
  }
  // Fixing all is never part of the menu of a single finding.
  if (only !== undefined && wants(only, fixAllKind)) {
    const action = fixAll(workspace, path);
    if (action) actions.push(action);
  }
  const isRefactoring =
    only?.some((kind) => kind === '' || kind.startsWith('refactor')) ?? !appliesEverything(params, lines);
  const span = lines.spanOf(params.range);
  const offered = actions.flatMap(({ does }) => (does.kind === 'changes' ? does.changes : []));
  const refactorings = isRefactoring ? refactoringActions(workspace, converter, features, path, span, offered) : [];
  return [
    ...actions.map((action) => converter.action(action)),
    ...refactorings.filter(({ kind }) => wants(only, kind)),
  ];
}

/**
 * The action with its edit, for clients that ask for it only when it is chosen. Throws a `ResponseError` when the document
 * is no longer the one that the action was offered for.
 */
export function resolveCodeAction(workspace: Workspace, converter: Converter, action: CodeAction): CodeAction {
  const data = action.data as ActionData | undefined;
  if (action.edit || !data) return action;
  if (converter.versionOf(data.fixAll.path) !== data.version) {
    const why = `${nameOf(data.fixAll.path)} has changed since this was offered: open the menu again`;
    throw new ResponseError(LSPErrorCodes.ContentModified, why);
  }
  return { ...action, edit: converter.workspaceEdit(carryOut(workspace, data.fixAll).changes) };
}

/** True when the client asked for this kind, or for one that includes it. */
function wants(only: readonly string[] | undefined, kind: string): boolean {
  return only === undefined || only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
}

/** Diagnostics that the client names come before its range; other people's diagnostics are no reason to answer. */
function askedBy({ context, range }: CodeActionParams, lines: LineIndex): Asked | undefined {
  if (context.diagnostics.length === 0) return { kind: 'span', span: lines.spanOf(range) };
  const ours = new Map<string, Span[]>();
  for (const diagnostic of context.diagnostics.filter(isOurs)) {
    const span = lines.spanOf(diagnostic.range);
    const spans = ours.get(String(diagnostic.code));
    if (spans) spans.push(span);
    else ours.set(String(diagnostic.code), [span]);
  }
  if (ours.size === 0) return undefined;
  // Vim's ALE and others keep diagnostics while the text moves, so the place need not be exact.
  const isAsked = ({ rule, span }: Finding): boolean => ours.get(rule)?.some((asked) => overlaps(asked, span)) ?? false;
  return { kind: 'findings', isAsked };
}

function isOurs({ source, code }: Diagnostic): boolean {
  return (source === undefined || source === 'zerogpu') && typeof code === 'string';
}

/**
 * Kate names one diagnostic, gives the whole document as the range, and applies every action it gets: it must get one.
 */
function appliesEverything({ context, range }: CodeActionParams, lines: LineIndex): boolean {
  const [diagnostic, ...others] = context.diagnostics;
  return (
    diagnostic !== undefined &&
    others.length === 0 &&
    context.only === undefined &&
    isWhole(range, lines) &&
    !isWhole(diagnostic.range, lines)
  );
}

function isWhole({ start, end }: Range, lines: LineIndex): boolean {
  return start.line === 0 && start.character === 0 && end.line >= lines.lineCount - 1 && lines.lineCount > 1;
}

import {
  allStatementsOf,
  type CallFact,
  type Code,
  lies,
  mayBeExternal,
  only,
  pathConstant,
  type SpaceView,
  type Statement,
  type Value,
  writtenPath,
} from '../model';
import { sameData } from '../text/equality';
import type { Edit, Place } from '../text/place';
import type { Proposal, Refactoring } from './refactoring';

/** *Use a unique output path*, where the caret is on a statement that writes a file whose name is always the same. */
export const uniqueOutputPathRefactoring: Refactoring = ({ code, touches }, space) => {
  const { contexts } = code;
  if (!code.fn || contexts.includes('import') || !(contexts.includes('request') || contexts.includes('gpu'))) return [];
  for (const call of code.calls) {
    const argument = writtenPath(call);
    const path = argument && pathConstant(argument.value);
    if (path === undefined || path.startsWith('/dev/') || isKept(code, path)) continue;
    const assignment = argument?.name === undefined ? undefined : assignmentOf(argument.name, code);
    if (!touches(call.statement) && !(assignment && touches(assignment.place))) continue;
    const proposal = uniqueOutputPath(call, code, space);
    if (proposal) return [proposal];
  }
  return [];
};

/**
 * Gives every call a file of its own to write, in the folder for temporary files. Undefined where the name is needed
 * elsewhere.
 */
export function uniqueOutputPath(call: CallFact, code: Code, space: SpaceView): Proposal | undefined {
  const argument = writtenPath(call);
  const path = argument && pathConstant(argument.value);
  const suffix = path === undefined ? undefined : /\.\w+$/.exec(path)?.[0];
  if (!argument || path === undefined || suffix === undefined || code.node?.kind !== 'FunctionDef') return undefined;
  // `NamedTemporaryFile` gives a text, which has no `write_text`.
  if (argument.place === call.receiverPlace) return undefined;
  const file = `tempfile.NamedTemporaryFile(suffix=${space.edits.string(argument.place, suffix)}, delete=False).name`;
  const edits =
    argument.name === undefined
      ? throughVariable(file, call, argument.place, path, code, space)
      : throughAssignment(file, argument.name, path, code, space);
  if (!edits) return undefined;
  const isImported = mayBeExternal(space.global(code.module, 'tempfile'), 'tempfile');
  const added = isImported ? undefined : space.edits.addImport(code.module, 'import tempfile');
  return {
    title: `Write a temporary file instead of \`${path}\``,
    kind: 'refactor.rewrite',
    edits: [...(added ? [added] : []), ...edits],
  };
}

/** The name is given its value once, so that is where the path changes. */
function throughAssignment(
  file: string,
  name: string,
  path: string,
  code: Code,
  space: SpaceView,
): readonly Edit[] | undefined {
  const assignment = assignmentOf(name, code);
  if (!assignment?.value || code.timesBound(name) !== 1) return undefined;
  // The name may hold more than the path by the time it is used, and others may write the path out.
  const places = [...usesOf(code, path, undefined), ...mentionsOf(code, path)];
  const isOnlyName = places.every((place) => space.text(place) === name || lies(place, assignment.place));
  return isOnlyName ? [space.edits.replace(assignment.value, file)] : undefined;
}

function assignmentOf(name: string, code: Code): Statement | undefined {
  if (!code.owns(name)) return undefined;
  return allStatementsOf(code).find(({ kind, binds }) => kind === 'Assign' && binds.has(name) && binds.size === 1);
}

/** The path is written out, perhaps several times: a new variable holds it. */
function throughVariable(
  file: string,
  call: CallFact,
  written: Place,
  path: string,
  code: Code,
  space: SpaceView,
): readonly Edit[] | undefined {
  const name = 'output_path';
  const isLiteral = (place: Place): boolean => /^(["'])[^"'\\]*\1$/.test(space.text(place));
  if (code.facts.names.has(name) || call.conditional || call.insideTry || call.loops.length > 0) return undefined;
  // A folder that was made for it, or a use above, belongs to the old name.
  const mentions = mentionsOf(code, path);
  if (mentions.some((place) => place.start < call.statement.start)) return undefined;
  const places = [written, ...usesOf(code, path, call), ...mentions].filter(
    (place, i, all) => all.findIndex(({ start }) => start === place.start) === i,
  );
  if (!places.every(isLiteral)) return undefined;
  return [
    space.edits.insertLineAbove(call.statement, `${name} = ${file}`),
    ...places.map((place) => space.edits.replace(place, name)),
  ];
}

function mentionsOf(code: Code, path: string): readonly Place[] {
  return code.calls.flatMap(({ args }) =>
    args.filter(({ value }) => pathConstant(value) === path).map(({ place }) => place),
  );
}

/** The file is written once and then kept: its presence is asked for, and not only to clear it away. */
export function isKept(code: Code, path: string, given?: Value): boolean {
  const about = (name: RegExp): number =>
    code.calls.filter(
      ({ callee, args }) =>
        mayBeExternal(callee, name) &&
        args.some(({ value }) => value.alts.some((item) => isAt({ alts: [item], open: false }, path, given))),
    ).length;
  const asked = about(/^os\.path\.(?:exists|isfile|getsize|getmtime)$/);
  const removed = about(/^os\.(?:remove|unlink)$/);
  if (asked > 0 || removed > 0) return asked > removed;
  return code.calls.some(
    ({ callee, method }) => !mayBeExternal(callee, /^os\.path\./) && (method === 'exists' || method === 'is_file'),
  );
}

/** The file is read before it is written: it is a store that the calls share, such as a table of votes. */
export function isReadFirst(code: Code, path: string, writer: CallFact, given?: Value): boolean {
  return code.calls.some(
    (call) =>
      call.place.anchor === writer.place.anchor &&
      // In what is written, too.
      call.place.start < writer.place.end &&
      call !== writer &&
      writtenPath(call) === undefined &&
      (mayBeExternal(call.callee, /(?:^|\.)(?:open|read_\w+|load\w*)$/)
        ? call.args.some(({ value }) => isAt(value, path, given))
        : /^(?:open|read_\w+)$/.test(call.method ?? '') &&
          call.receiver !== undefined &&
          isAt(call.receiver, path, given)),
  );
}

/** It is the path, or the parameter that all who call the function give it for. */
function isAt(value: Value, path: string, given: Value | undefined): boolean {
  const param = only(value);
  return pathConstant(value) === path || (param?.kind === 'param' && given !== undefined && sameData(value, given));
}

/** Calls that say a path in another way, or make room for the file. */
const NO_USE = /^(?:os\.(?:makedirs|mkdir|remove|unlink|path\..*)|pathlib\.\w*Path|print)$/;

/** Where else the code names the file. */
export function usesOf(code: Code, path: string, writer: CallFact | undefined): readonly Place[] {
  const isPath = (value: Parameters<typeof pathConstant>[0]): boolean => pathConstant(value) === path;
  return [
    ...code.calls
      .filter((call) => call !== writer && !mayBeExternal(call.callee, NO_USE))
      .flatMap(({ args }) => args.filter(({ value }) => isPath(value)).map(({ place }) => place)),
    ...code.exits.flatMap((exit) =>
      [exit, ...exit.parts].filter(({ value }) => isPath(value)).map(({ place }) => place),
    ),
  ];
}

import { cudaArgumentOf, effectOfCall } from '../platform/effects';
import { callRow } from '../platform/libraries';
import { CHANGING, NOT_GROWING } from './flow/containerMethods';
import { isGpuPath } from './callables';
import { movesUnclear } from './questions/heldModels';
import { calledPath, leavesProgram, loadsByNode, mayRunModel } from './questions/libraryCalls';
import type { CallFact, CodeFacts, WriteFact } from './facts';
import { writtenPath } from './questions/paths';
import { truthOf, type Value } from './value';

/**
 * What code names and does, in words by which a rule can say that it concerns it:
 *
 * - `torch.load`, a library function that is called; `spaces.GPU` under any of its names
 * - `downloads`, what calling it does besides; `loadsModel`; `mayRunModel`; `writesFile`; `leavesProgram` for a command that may go on;
 *   `movesUnclear`
 * - `model`, `executor`: the kind of an object that is called, or whose method is; `gpuFunction`, and `function` of the Space
 * - `.launch`, a method; `share=`, a keyword
 * - `@staticmethod`, a decorator, by what it is and as written; `@class` over a class
 * - `.name=`, an attribute that is given something, or into which something is put, of whatever object; `.name=None`, one
 *   of another object than `self` that is emptied or deleted
 * - `[NAME]=`, an item whose key is a name in capitals, as those of the environment are
 * - `loop` around a call, `write` to something that is not local, `item` when it is one of a container, `raise`
 */
export function wordsOf(facts: CodeFacts): ReadonlySet<string> {
  const words = new Set<string>();
  for (const call of facts.calls) {
    addCall(call, words);
    if (movesUnclear(call, facts.calls)) words.add('movesUnclear');
  }
  for (const { decorators } of facts.definitions) {
    for (const { value, text } of decorators) {
      for (const path of libraryPaths(value)) words.add(`@${path}`);
      if (text !== undefined) words.add(`@${text}`);
    }
  }
  if (facts.decoratedClasses.length > 0) words.add('@class');
  if (facts.raises.length > 0) words.add('raise');
  for (const write of facts.writes) {
    words.add('write').add(write.kind);
    if (write.kind === 'item' && isEnvironmentName(write.member)) words.add(`[${write.member}]=`);
    if (write.root.owner !== 'self' && emptiesAttribute(write))
      words.add(`.${write.member ?? write.attribute ?? ''}=None`);
    if (!fillsAttribute(write)) continue;
    if (write.attribute !== undefined) words.add(`.${write.attribute}=`);
    if (write.kind === 'attribute' && write.member !== undefined) words.add(`.${write.member}=`);
  }
  return words;
}

function isEnvironmentName(member: string | undefined): member is string {
  return member !== undefined && /^[A-Z][A-Z0-9_]+$/.test(member);
}

function fillsAttribute({ kind, member = '', value }: WriteFact): boolean {
  if (kind === 'method') return CHANGING.has(member) && !NOT_GROWING.has(member);
  return kind !== 'delete' && truthOf(value) !== false;
}

/** It deletes an attribute or gives it nothing; in place of `__dict__` something else leaves none that was there. */
export function emptiesAttribute({ kind, attribute, member, value }: WriteFact): boolean {
  if (kind === 'delete') return attribute !== undefined || member !== undefined;
  return kind === 'attribute' && (member === '__dict__' || truthOf(value) === false);
}

function addCall(call: CallFact, words: Set<string>): void {
  const { callee, receiver, method, args, loops } = call;
  if (loadsByNode(call)) words.add('loadsModel');
  if (leavesProgram(call)) words.add('leavesProgram');
  if (mayRunModel(call)) words.add('mayRunModel');
  if (writtenPath(call)) words.add('writesFile');
  for (const path of libraryPaths(callee)) words.add(path);
  addKinds(callee, words);
  if (receiver) addKinds(receiver, words);
  const path = calledPath(call);
  if (path !== undefined) {
    const effect = effectOfCall(path);
    if (effect !== undefined) words.add(effect);
    if (callRow(path)?.loadsModel === true) words.add('loadsModel');
    if (cudaArgumentOf(path)) words.add('usesCudaOutsideTorch');
  }
  if (method !== undefined) words.add(`.${method}`);
  for (const { keyword } of args) if (keyword !== undefined) words.add(`${keyword}=`);
  if (loops.length > 0) words.add('loop');
}

function addKinds({ alts }: Value, words: Set<string>): void {
  for (const item of alts) {
    if (item.kind === 'object') words.add(item.object);
    else if (item.kind === 'gpuFunction' || item.kind === 'function') words.add(item.kind);
    else if (item.kind === 'partial') addKinds(item.callee, words);
  }
}

function libraryPaths({ alts }: Value): readonly string[] {
  return alts.flatMap((item) => {
    if (item.kind === 'gpuDecorator') return ['spaces.GPU'];
    return item.kind === 'external' ? [isGpuPath(item.path) ? 'spaces.GPU' : item.path] : [];
  });
}

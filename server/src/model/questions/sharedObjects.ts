/** Objects that all visitors share, and who reads what a handler leaves in them. */
import { functionsOf } from '../callables';
import type { ClassEntity } from '../entities';
import type { Owner, WriteFact } from '../facts';
import type { Code } from '../program';
import { only, UNKNOWN } from '../value';
import type { SpaceView } from '../views';
import { usesItems } from './lists';
import { addsOthersItems, isContainer } from './sharedLists';
import { addsToList, firstValue, readerOfName, runsForVisitors } from './sharedState';
import { isComputedOfPassed, isMadeOfPassed, keepsPassed } from './visitorData';

/** Another handler that reads the attribute of an object of the module, or of the one whose methods both are. */
export function readerOfAttribute(write: WriteFact, code: Code, space: SpaceView): Code | undefined {
  const { root, member } = write;
  if (member === undefined || write.attribute === undefined) return undefined;
  // Under a condition it may be a cache of something for everyone.
  const isResult = !write.conditional && isComputedOfPassed(write, code, space);
  if (!isResult && !keepsPassed(write, code, space)) return undefined;
  const reads = (other: Code, object: string): boolean =>
    other.fn !== code.fn && other.attributesRead.has(`${object}.${member}`) && !other.words.has(`.${member}=`);
  if (root.owner === 'self') {
    if (!code.cls || !isOfSharedObject(code, space)) return undefined;
    return space.ownMethodsOf(code.cls).find((other) => reads(other, root.name) && isOfSharedObject(other, space));
  }
  const shared = root.owner === 'global' ? only(space.global(code.module, root.name)) : undefined;
  if (shared?.kind !== 'instance' && !isNamespace(root.name, root.owner, code, space)) return undefined;
  const handler = readerOfName(
    code.module,
    root.name,
    space,
    (other) => other.fn !== undefined && reads(other, root.name) && space.handlersOf(other.fn).length > 0,
  );
  if (shared?.kind !== 'instance') return handler;
  const runsMethod = ({ attributesRead }: Code): boolean =>
    [...attributesRead].some((path) => {
      const [object, name = ''] = path.split('.');
      return object === root.name && space.methodsOf(shared.cls, name).length > 0;
    });
  // What it leaves there may be for what it does with the object itself, or has done.
  if (handler || usesObject(code, root.name) || runsMethod(code)) return handler;
  const isOfOthers = space
    .codesUsing(root.name)
    .some((other) => other.module === code.module && runsForVisitors(other) && runsMethod(other));
  if (!isOfOthers) return undefined;
  return space
    .ownMethodsOf(shared.cls)
    .find((method) => reads(method, method.params[0]?.name ?? '') && runsForVisitors(method));
}

/** A `SimpleNamespace` that the module makes. */
function isNamespace(name: string, owner: Owner, { module }: Code, space: SpaceView): boolean {
  const made = owner === 'global' ? only(firstValue(module, name, space)) : undefined;
  return made?.kind === 'dict' && made.isNamespace === true;
}

/** It does something with the object itself, or calls what may. */
function usesObject({ calls }: Code, name: string): boolean {
  return calls.some(({ callee, receiverRoot }) => receiverRoot?.name === name || functionsOf(callee).length > 0);
}

/** Handed to Gradio as the method of an object made at start: `Session.load` gets each visitor's own from a `gr.State`. */
function isOfSharedObject({ fn }: Code, space: SpaceView): boolean {
  if (!fn) return false;
  return space
    .handlersOf(fn)
    .some(
      (handler) =>
        !handler.code.contexts.includes('request') &&
        (handler.argument('fn')?.value.alts ?? []).some((item) => item.kind === 'function' && item.self !== undefined),
    );
}

/** Who uses what is put into a list that an object of the module has, or the one whose methods are handlers. */
export function readerOfHeldList(write: WriteFact, name: string, code: Code, space: SpaceView): Code | undefined {
  const { root, attribute = '' } = write;
  const cls = root.owner === 'self' ? code.cls : instanceIn(root.name, root.owner, code, space);
  if (!cls || write.isKeyed || !addsToList(write) || addsOthersItems(write, name, code)) return undefined;
  if (root.owner === 'self' && !isOfSharedObject(code, space)) return undefined;
  // How long something took is no visitor's.
  if (!isMadeOfPassed(write, code)) return undefined;
  // What is made anew first is filled again, and what is taken out again is nobody's.
  const undoes = ({ kind, member: method = '' }: WriteFact): boolean =>
    kind === 'attribute' || (kind === 'method' && ['clear', 'remove', 'discard'].includes(method));
  if (code.writes.some((each) => each.root.name === root.name && each.attribute === attribute && undoes(each)))
    return undefined;
  const lineage = space.lineageOf(cls);
  const methods = lineage.flatMap((each) => space.ownMethodsOf(each));
  const resets = ({ fn, writes }: Code): boolean =>
    writes.some((each) => each.root.owner === 'self' && each.attribute === attribute && undoes(each)) &&
    code.calls.some(({ callee }) => functionsOf(callee).some((called) => called === fn));
  if (methods.some(resets)) return undefined;
  const holder = lineage.find((each) => space.attributesOf(each).has(attribute));
  if (!holder || !isContainer(space.attributesOf(holder).get(attribute) ?? UNKNOWN)) return undefined;
  // Others take from a queue what is put into it.
  const takes = ({ writes, fn }: Code): boolean =>
    fn !== code.fn && writes.some((each) => each.attribute === attribute && /^pop(?:left)?$/.test(each.member ?? ''));
  if (methods.some(takes)) return undefined;
  return (
    methods.find((method) => {
      const [self] = method.params;
      return runsForVisitors(method) && self !== undefined && usesItems(method, `${self.name}.${attribute}`);
    }) ??
    (root.owner === 'global'
      ? readerOfName(code.module, root.name, space, (other) => usesItems(other, name))
      : undefined)
  );
}

/** The class of an object that the module makes. */
function instanceIn(name: string, owner: Owner, code: Code, space: SpaceView): ClassEntity | undefined {
  const held = owner === 'global' ? only(space.global(code.module, name)) : undefined;
  return held?.kind === 'instance' ? held.cls : undefined;
}

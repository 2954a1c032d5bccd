import { positional, unpacks, type CallArguments, type CallEffect } from '../arguments';
import { isAwaitedOnThread } from '../callables';
import type { ClassEntity } from '../entities';
import type { EvaluatedArgument } from './evaluate';
import { callExternal, callGpu } from './externalCalls';
import type { Knowledge } from '../knowledge';
import { isModuleClass, memberOf } from './members';
import { callMethod, callObject } from './methodCalls';
import { eachModel } from './moves';
import { movedBy } from './tableResults';
import { placed, substitute, withCaptured } from '../substitution';
import { appliedGpu } from '../gpuValues';
import {
  join,
  joinAll,
  NEVER,
  onDevice,
  one,
  only,
  sequence,
  UNKNOWN,
  type Alternative,
  type Device,
  type Instance,
  type Value,
} from '../value';

/** What a call gives back, and what it does to the object it is called on. */
export function callValue(callee: Value, call: CallArguments, knowledge: Knowledge, depth = 0): CallEffect {
  if (depth > 6) return { result: UNKNOWN };
  if (call.method !== undefined && call.receiver && depth === 0) {
    const method = callMethod(call.receiver, call.method, call);
    if (method) return method;
    const self = moduleItself(callee, call);
    if (self) return { result: self, receiverAfter: self };
  }
  let result: Value = callee.open ? UNKNOWN : NEVER;
  for (const alternative of callee.alts) result = join(result, callOne(alternative, call, knowledge, depth));
  if (result.alts.length === 0 && !result.open) return { result: UNKNOWN };
  return depth === 0 ? movedByOwn(result, call) : { result };
}

/** An object of the Space whose class has methods of its own to move it, as pipelines that are brought along do. */
function movedByOwn(result: Value, call: CallArguments): CallEffect {
  const { receiver, method = '' } = call;
  const object = receiver && only(receiver);
  if (object?.kind !== 'instance' || !/^(?:to|cuda|cpu)$/.test(method)) return { result };
  const after = one(onDevice(object, movedBy(call, object.device)));
  const given = only(result);
  const isItself = given?.kind === 'instance' && given.cls === object.cls;
  return { result: isItself ? after : result, receiverAfter: after };
}

/** A torch module of the Space after one of the methods by which it gives itself. */
function moduleItself({ alts, open }: Value, call: CallArguments): Value | undefined {
  if (open || alts.length === 0) return undefined;
  let after = NEVER;
  for (const method of alts) {
    if (method.kind !== 'method' || method.receiver.open) return undefined;
    for (const item of method.receiver.alts) {
      if (item.kind !== 'instance') return undefined;
      after = join(after, one(onDevice(item, movedBy(call, item.device))));
    }
  }
  return after;
}

function instanceMadeWith({ args }: CallArguments, cls: ClassEntity, knowledge: Knowledge): Instance {
  const base = knowledge.libraryBase(cls);
  // Classes and decorators of other libraries may fill their fields from elsewhere: from the environment, from a file.
  const isRecord =
    base === undefined
      ? cls.header.decorators.some((name) => MAKES_RECORD.test(name)) && !isSetUpAfter(cls, knowledge)
      : base === 'typing.NamedTuple';
  const given = args.map(({ keyword }) => keyword ?? '*');
  return { kind: 'instance', cls, ...(isRecord && !given.some((name) => name.startsWith('*')) ? { given } : {}) };
}

/** `dataclasses.dataclass`, and what attrs has. */
const MAKES_RECORD = /^(?:\w+\.)*(?:dataclass|define|frozen|mutable|attrs|attributes)$|^attr\.s$/;

/** What runs after the fields were filled may change them, a frozen object's by `object.__setattr__`. */
function isSetUpAfter(cls: ClassEntity, knowledge: Knowledge): boolean {
  const names = ['__post_init__', '__attrs_post_init__'];
  return names.some((name) => knowledge.classMember(cls, name).alts.length > 0);
}

function callOne(alternative: Alternative, call: CallArguments, knowledge: Knowledge, depth: number): Value {
  switch (alternative.kind) {
    case 'external': {
      const cls = call.receiver && only(call.receiver);
      // By `PyTorchModelHubMixin`; where a library's own base class does it, more is known of what that gives.
      if (cls?.kind === 'class' && alternative.path === 'torch.nn.Module.from_pretrained') {
        return one({ kind: 'instance', cls: cls.cls });
      }
      const [started, ...rest] = call.args;
      if (started && isAwaitedOnThread(alternative.path)) {
        const ran = { ...call, args: rest, receiver: undefined, method: undefined };
        return callValue(started.value, ran, knowledge, depth + 1).result;
      }
      return callExternal(alternative.path, call, knowledge);
    }
    case 'gpuDecorator': {
      const target = positional(call, 0);
      if (!target) return callGpu(call, alternative.args);
      return appliedGpu(target, alternative.args, alternative.place);
    }
    case 'gpuFunction':
      return callValue(alternative.target, { ...call, receiver: undefined, method: undefined }, knowledge, depth + 1)
        .result;
    case 'function':
      return callFunction(alternative, call, knowledge);
    case 'class':
      return one(instanceMadeWith(call, alternative.cls, knowledge));
    case 'instance': {
      const member = calledMember(alternative, knowledge);
      return member.open && member.alts.length === 0
        ? UNKNOWN
        : callValue(member, { ...call, receiver: undefined, method: undefined }, knowledge, depth + 1).result;
    }
    case 'object':
      return callObject(alternative, call);
    case 'partial':
      return callValue(
        alternative.callee,
        { ...call, args: withPartial(alternative, call), receiver: undefined, method: undefined },
        knowledge,
        depth + 1,
      ).result;
    case 'method':
      return (
        moduleItself(one(alternative), { ...call, method: alternative.name }) ??
        callMethod(alternative.receiver, alternative.name, call)?.result ??
        UNKNOWN
      );
    default:
      return UNKNOWN;
  }
}

/** What runs when an instance is called. */
export function calledMember(instance: Instance, knowledge: Knowledge): Value {
  const own = memberOf(instance, '__call__', knowledge);
  return own.alts.length === 0 && isModuleClass(instance.cls, knowledge)
    ? memberOf(instance, 'forward', knowledge)
    : own;
}

/** The call's own arguments stand behind the partial's, and replace those of the same name. */
function withPartial(
  { positional, keywords }: Extract<Alternative, { kind: 'partial' }>,
  { args, expr }: CallArguments,
): readonly EvaluatedArgument[] {
  const kept = keywords.filter(([name]) => !args.some((arg) => arg.keyword === name));
  return [
    ...positional.map((value) => ({ keyword: undefined, value, expr, span: expr })),
    ...args,
    ...kept.map(([name, value]) => ({ keyword: name, value, expr, span: expr })),
  ];
}

function callFunction(
  alternative: Extract<Alternative, { kind: 'function' }>,
  call: CallArguments,
  knowledge: Knowledge,
): Value {
  const { fn, self, captured } = alternative;
  const summary = knowledge.summary(fn);
  const { params } = summary;
  const offset = self ? 1 : 0;
  const isSpread = unpacks(call);
  const argument = (index: number): Value => {
    if (self && index === 0) return self;
    const param = params[index];
    if (param === undefined) return UNKNOWN;
    if (param.star === '') {
      const given = positional(call, index - offset, param.name) ?? (isSpread ? UNKNOWN : param.defaultValue);
      const move = summary.moves.find(([moved]) => moved === index);
      return move ? eachModel(given, () => move[1]) : given;
    }
    if (isSpread) return UNKNOWN;
    if (param.star === '*') {
      const rest = call.args.filter((arg) => arg.keyword === undefined).slice(index - offset);
      return sequence(
        'tuple',
        rest.map((arg) => arg.value),
        joinAll(rest.map((arg) => arg.value)),
      );
    }
    if (param.star !== '**') return UNKNOWN;
    const taken = new Set(params.map(({ name }) => name));
    const entries = call.args.flatMap((arg) =>
      arg.keyword === undefined || taken.has(arg.keyword) ? [] : [[arg.keyword, arg.value] as const],
    );
    return one({ kind: 'dict', entries, rest: NEVER });
  };
  const inTerms = summary.isGenerator ? summary.yields : summary.returns;
  const result = withCaptured(substitute(placed(inTerms, deviceOfSelf(self)), fn, argument), captured);
  return summary.isGenerator
    ? one({
        kind: 'object',
        object: summary.isAsync ? 'asyncIterator' : 'generator',
        type: 'generator',
        element: result,
      })
    : result;
}

/** Where the torch module is whose method is called. */
function deviceOfSelf(self: Value | undefined): Device {
  const alternative = self && only(self);
  if (alternative?.kind !== 'instance') return undefined;
  return alternative.isSelf ? 'module' : alternative.device;
}

/** The arguments whose list or dictionary the function that is called changes. */
export function changedBy(
  callee: Value,
  args: readonly EvaluatedArgument[],
  knowledge: Knowledge,
): readonly EvaluatedArgument[] {
  return callee.alts.flatMap((alternative) => {
    if (alternative.kind !== 'function') return [];
    const { params, changes } = knowledge.summary(alternative.fn);
    const offset = alternative.self ? 1 : 0;
    return args.filter(({ keyword: name, value }, i) => {
      const kind = only(value)?.kind;
      if (kind !== 'sequence' && kind !== 'dict') return false;
      return name === undefined ? changes.includes(i + offset) : changes.some((index) => params[index]?.name === name);
    });
  });
}

import type { ClassEntity, FunctionEntity, ModuleEntity } from './entities';
import type { Unit } from '../syntax/python/units';
import type { Device, Value } from './value';

export interface ParamSummary {
  readonly name: string;
  readonly star: '' | '*' | '**' | '/';
  /** Unknown when there is no default. */
  readonly defaultValue: Value;
}

/** What callers need to know of a function. It holds no positions, so that it stays equal while the body is edited. */
export interface Summary {
  readonly params: readonly ParamSummary[];
  /** In terms of `param`s of the function. */
  readonly returns: Value;
  /** What a generator yields, in the same terms. */
  readonly yields: Value;
  readonly isGenerator: boolean;
  readonly isAsync: boolean;
  /** Indices of parameters whose list or dictionary it changes. */
  readonly changes: readonly number[];
  /** Parameters whose model it moves, by their indices, with the device that this ends on. */
  readonly moves: readonly (readonly [index: number, device: Device])[];
}

/** What evaluating an expression may ask about the rest of the Space. */
export interface Knowledge {
  /** Something of a library, by full dotted name. */
  externalMember(path: string): Value;
  /** `import name`, absolute. */
  importName(dotted: string): Value;
  importFrom(module: ModuleEntity, level: number, path: string, member: string | undefined): Value;
  moduleMember(module: ModuleEntity, name: string): Value;
  classMember(cls: ClassEntity, name: string): Value;
  instanceMember(cls: ClassEntity, name: string): Value;
  /** What the class says of the member is a default, in place of which an instance may be given something else. */
  isField(cls: ClassEntity, name: string): boolean;
  /** What subclasses in the Space make of the member; nothing when none has it. */
  overriding(cls: ClassEntity, name: string): Value;
  /** The function behind a property. */
  propertyOf(cls: ClassEntity, name: string): FunctionEntity | undefined;
  /** The library class that the class comes from, by its full dotted name. */
  libraryBase(cls: ClassEntity): string | undefined;
  /** `super()` in a method. */
  superOf(fn: FunctionEntity): Value;
  summary(fn: FunctionEntity): Summary;
  /** The name as code outside functions sees it in `unit`; undefined when nothing above binds it. */
  nameAt(unit: Unit, name: string): Value | undefined;
  /** The name as functions see it once the module has run; undefined when nothing binds it. */
  global(module: ModuleEntity, name: string): Value | undefined;
  /** The name in the functions around `fn`; undefined when none of them owns it. */
  enclosing(fn: FunctionEntity, name: string): Value | undefined;
}

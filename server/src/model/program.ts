import type { FunctionDef, Lambda } from '../syntax/python/ast';
import type { Unit } from '../syntax/python/units';
import { sameData } from '../text/equality';
import { placeOf, type Place } from '../text/place';
import { EVENT_NAMES } from '../platform/gradioEvents';
import { argumentOf, unpacks } from './arguments';
import { calledMember } from './calls';
import { isGpuPath } from './callables';
import type { Database } from './database';
import { FunctionEntity, ModuleCode, type ClassEntity, type CodeEntity, type ModuleEntity } from './entities';
import type { CallArgument, CallFact, CodeFacts, DefinitionFact, ExitFact, RaiseFact, WriteFact } from './facts';
import type { FunctionHeader, Queries, Reach } from './queries';
import { sameNames, timesBound } from './scope';
import {
  constantOf,
  externalPath,
  only,
  UNKNOWN,
  withCaptured,
  type Alternative,
  type SettingArgument,
  type Value,
} from './value';
import { wordsOf } from './words';

/** How code comes to run. `gpu`: in a GPU worker; `request`: in the main process for a visitor; `import`: while the app starts. */
export type Context = 'gpu' | 'request' | 'import';

/** The number of seconds requested, or why it is not known. */
export type Duration =
  | { readonly kind: 'default' }
  | { readonly kind: 'constant'; readonly seconds: number; readonly argument: SettingArgument }
  | {
      readonly kind: 'callable';
      readonly functions: readonly FunctionEntity[];
      /** A `functools.partial` or a bound object stands before them, which changes what they are called with. */
      readonly isAdapted: boolean;
      readonly argument: SettingArgument;
    }
  | { readonly kind: 'unknown'; readonly argument: SettingArgument };

interface GpuMade {
  readonly settings: readonly SettingArgument[];
  readonly targets: readonly FunctionEntity[];
  readonly given: Value;
  /** The name that the function has where it is given to `spaces.GPU`, when it has one. */
  readonly alias: string | undefined;
  /** Where `spaces.GPU` was applied. */
  readonly applied: Place;
  /** The decorator expression, or the call that gave the GPU function. */
  readonly place: Place;
  readonly made: 'decorator' | 'call' | 'indirect';
  readonly certain: boolean;
}

interface HandlerFact {
  readonly event: string;
  readonly callIndex: number;
  readonly functions: readonly FunctionEntity[];
  readonly fnPlace: Place;
  /** The function is handed over as a decorator's target. */
  readonly isDecorator: boolean;
}

/** A parameter of a function of the Space. */
export interface Parameter {
  readonly name: string;
  readonly place: Place;
  readonly star: '' | '*' | '**' | '/';
  /** What the annotation names, when it is a library class: `gradio.Request`. */
  readonly annotation: string | undefined;
  readonly defaultValue: Value | undefined;
  readonly defaultPlace: Place | undefined;
}

/** Code that runs as one piece: a function body, or a statement outside functions. */
export class Code {
  constructor(
    readonly entity: CodeEntity,
    private readonly program: Program,
  ) {}

  get fn(): FunctionEntity | undefined {
    return this.entity instanceof FunctionEntity ? this.entity : undefined;
  }

  get module(): ModuleEntity {
    return this.entity.module;
  }

  get unit(): Unit {
    return this.entity.unit;
  }

  get facts(): CodeFacts {
    return this.program.queries.facts(this.entity);
  }

  get calls(): readonly CallFact[] {
    return this.facts.calls;
  }

  get exits(): readonly ExitFact[] {
    return this.facts.exits;
  }

  get raises(): readonly RaiseFact[] {
    return this.facts.raises;
  }

  get writes(): readonly WriteFact[] {
    return this.facts.writes;
  }

  get tests(): readonly Place[] {
    return this.facts.tests;
  }

  get decoratedClasses(): CodeFacts['decoratedClasses'] {
    return this.facts.decoratedClasses;
  }

  get definitions(): readonly DefinitionFact[] {
    return this.facts.definitions;
  }

  /** What it names and does: see `wordsOf`. */
  get words(): ReadonlySet<string> {
    return this.program.words(this.entity);
  }

  /** For a statement outside functions: whether it runs, under which headers. */
  get reach(): Reach {
    return this.program.queries.reach(this.entity.unit);
  }

  /** How this code comes to run; empty when nothing that is known runs it. */
  get contexts(): readonly Context[] {
    return this.program.contexts(this.entity);
  }

  /** It runs in a GPU worker, and nowhere else. */
  get isGpuOnly(): boolean {
    const { contexts } = this;
    return contexts.length === 1 && contexts[0] === 'gpu';
  }

  /** It runs while the app starts, and never again. */
  get isStartupOnly(): boolean {
    const { contexts } = this;
    return contexts.length === 1 && contexts[0] === 'import';
  }

  /** It runs in a GPU worker at least sometimes. */
  get runsOnGpu(): boolean {
    return this.contexts.includes('gpu');
  }

  /** The function itself is a GPU function. */
  get gpu(): GpuFunction | undefined {
    return this.fn && this.program.gpuOf(this.fn);
  }

  // The function's definition. All of it is undefined, empty or false outside functions.

  get node(): FunctionDef | Lambda | undefined {
    return this.fn?.node;
  }

  /** The definition without its body: a key typed in the body leaves it as it is. */
  get header(): FunctionHeader | undefined {
    return this.fn && this.program.queries.header(this.fn);
  }

  /** The function's name; `lambda`, or the module's name outside functions. */
  get name(): string {
    const { header } = this;
    if (!header) return this.module.name;
    return header.kind === 'FunctionDef' ? header.name : 'lambda';
  }

  get namePlace(): Place {
    const { header } = this;
    if (!header) return placeOf(this.unit, { start: 0, end: 0 });
    return placeOf(this.unit, header.kind === 'FunctionDef' ? header.nameSpan : header);
  }

  /** From `def` (or `async`) on, without the decorators. */
  get definitionPlace(): Place {
    const { node } = this;
    return node?.kind === 'FunctionDef' ? placeOf(this.unit, node.defSpan) : this.place;
  }

  /** Name, parameters and the annotation of what it returns. */
  get signaturePlace(): Place {
    const { header } = this;
    if (header?.kind !== 'FunctionDef') return this.namePlace;
    return placeOf(this.unit, { start: header.nameSpan.start, end: (header.returns ?? header.paramsSpan).end });
  }

  /** The word `async` with the blanks behind it. */
  get asyncPlace(): Place | undefined {
    const { header } = this;
    if (header?.kind !== 'FunctionDef' || !header.asyncSpan) return undefined;
    return placeOf(this.unit, header.asyncSpan);
  }

  /** Decorators, header and body. */
  get place(): Place {
    return placeOf(this.unit, this.node ?? this.program.queries.spanOf(this.unit));
  }

  get isAsync(): boolean {
    return this.header?.kind === 'FunctionDef' && this.header.isAsync;
  }

  /** An `async def` whose body uses `await` or its kin. */
  get awaits(): boolean {
    return this.header?.kind === 'FunctionDef' && this.header.awaits;
  }

  get isGenerator(): boolean {
    return this.header?.kind === 'FunctionDef' && this.header.isGenerator;
  }

  get params(): readonly Parameter[] {
    const { fn, header } = this;
    if (!fn || !header) return [];
    const { params } = this.program.queries.summary(fn);
    return header.params.map((param, i) => ({
      name: param.name,
      place: placeOf(this.unit, param),
      star: param.star,
      annotation: param.annotation && this.program.queries.annotation(fn, param.annotation),
      defaultValue: param.defaultValue && params[i]?.defaultValue,
      defaultPlace: param.defaultValue && placeOf(this.unit, param.defaultValue),
    }));
  }

  /** The name belongs to the function itself: a parameter, or bound in its body. */
  owns(name: string): boolean {
    const { fn } = this;
    if (!fn) return false;
    const scope = this.program.queries.scope(fn);
    return scope.params.includes(name) || scope.locals.has(name);
  }

  /** How often the function's body binds or deletes the name. */
  timesBound(name: string): number {
    const { node } = this;
    return node?.kind === 'FunctionDef' ? timesBound(node.body, name) : 0;
  }

  /** The class whose method this is. */
  get cls(): ClassEntity | undefined {
    return this.fn && this.program.queries.classOf(this.fn);
  }

  /** The code around the function's definition. */
  get outer(): Code {
    const parent = this.fn && this.program.queries.parentOf(this.fn);
    return this.program.code(parent ?? this.module.code(this.unit));
  }

  /** Decorators as written, the outermost first. */
  get decorators(): DefinitionFact['decorators'] {
    const { fn } = this;
    return (fn && this.outer.definitions.find((definition) => definition.fn === fn)?.decorators) ?? [];
  }
}

/** A function that runs in a GPU worker when it is called, however it was made one. */
export class GpuFunction {
  constructor(
    private readonly program: Program,
    /** Where it is made. */
    readonly maker: CodeEntity,
    readonly index: number,
  ) {}

  get #made(): GpuMade | undefined {
    return this.program.gpuMade(this.maker)[this.index];
  }

  /** The arguments given to `spaces.GPU`. */
  get settings(): readonly SettingArgument[] {
    return this.#made?.settings ?? [];
  }

  /** The code in which it is made. */
  get code(): Code {
    return this.program.code(this.maker);
  }

  /** The call in which the settings are written; undefined for a bare `@spaces.GPU`, and where something stands between. */
  get call(): CallFact | undefined {
    if (this.made === 'indirect') return undefined;
    const call = this.code.calls.find((item) => sameData(item.place, this.place));
    const maker = call && only(call.callee);
    if (!call || maker?.kind === 'external') return call;
    return maker?.kind === 'gpuDecorator'
      ? this.code.calls.find((item) => sameData(item.place, maker.place))
      : undefined;
  }

  /** The functions of the Space that run, in the worker. Empty when that is not known. */
  get targets(): readonly Code[] {
    return (this.#made?.targets ?? []).map((fn) => this.program.code(fn));
  }

  /** What `spaces.GPU` was given: the function, or what another decorator made of it. */
  get given(): Value {
    return this.#made?.given ?? UNKNOWN;
  }

  /** The name of the function, as written where it is defined; of one that is not known, what it is called here. */
  get name(): string {
    return this.targets[0]?.name ?? this.#made?.alias ?? 'spaces.GPU(…)';
  }

  /** The decorator without `@`, or the call. */
  get place(): Place {
    return this.#made?.place ?? placeOf(this.maker.unit, { start: 0, end: 0 });
  }

  /** Where `spaces.GPU` itself is applied: differs from `place` when a factory or a variable stands between. */
  get applied(): Place {
    return this.#made?.applied ?? this.place;
  }

  /** From parenthesis to parenthesis, where `spaces.GPU` is called with settings for this function alone. */
  get argsPlace(): Place | undefined {
    return this.program.queries.facts(this.maker).calls.find((call) => sameData(call.place, this.applied))?.argsPlace;
  }

  /** `indirect`: a factory, a variable or a helper stands between `spaces.GPU` and the function. */
  get made(): 'decorator' | 'call' | 'indirect' {
    return this.#made?.made ?? 'indirect';
  }

  /** False when another reading of the code leaves it undecorated, as with a conditional decorator. */
  get certain(): boolean {
    return this.#made?.certain ?? false;
  }

  get duration(): Duration {
    return durationOf(this.settings);
  }

  /** `large` when none is given, undefined when not known. */
  get size(): string | undefined {
    const argument = sizeArgument(this.settings);
    if (!argument) return unpacks({ args: this.settings }) ? undefined : 'large';
    const value = constantOf(argument.value);
    if (value === null) return 'large';
    return typeof value === 'string' ? value : undefined;
  }

  get sizeArgument(): SettingArgument | undefined {
    return sizeArgument(this.settings);
  }

  /** It is only called while the app starts, as functions are that compile a model ahead of time: no visitor pays for it. */
  get runsAtStartup(): boolean {
    const targets = this.#made?.targets ?? [];
    return targets.length > 0 && targets.every((fn) => this.program.runsAtStartup(fn));
  }
}

function sizeArgument(settings: readonly SettingArgument[]): SettingArgument | undefined {
  return (
    settings.find((argument) => argument.keyword === 'size') ??
    settings.find((argument) => argument.keyword === undefined && typeof constantOf(argument.value) === 'string')
  );
}

function durationOf(settings: readonly SettingArgument[]): Duration {
  const argument =
    settings.find((item) => item.keyword === 'duration') ??
    settings.find((item) => item.keyword === undefined && typeof constantOf(item.value) === 'number');
  // `**settings` may hold anything.
  const unpacked = settings.find((item) => item.keyword === '**' || item.keyword === '*');
  if (!argument) return unpacked ? { kind: 'unknown', argument: unpacked } : { kind: 'default' };
  const constant = constantOf(argument.value);
  if (constant === null) return { kind: 'default' };
  if (typeof constant === 'number') return { kind: 'constant', seconds: constant, argument };
  const functions = functionsOf(argument.value);
  if (functions.length === 0 || argument.value.open) return { kind: 'unknown', argument };
  const isAdapted = argument.value.alts.some((item) => item.kind !== 'function' || item.self !== undefined);
  return { kind: 'callable', functions, isAdapted, argument };
}

/** The functions of the Space that a value may be, looked at through `spaces.GPU` and `functools.partial`. */
export function functionsOf(value: Value): readonly FunctionEntity[] {
  return value.alts.flatMap((alternative: Alternative): readonly FunctionEntity[] => {
    switch (alternative.kind) {
      case 'function':
        return [alternative.fn];
      case 'gpuFunction':
        return functionsOf(alternative.target);
      case 'partial':
        return functionsOf(alternative.callee);
      default:
        return [];
    }
  });
}

/** The calls in which code calls a function of the Space. */
export function callsOf(
  fn: FunctionEntity | undefined,
  { calls }: { readonly calls: readonly CallFact[] },
): readonly CallFact[] {
  return calls.filter((call) => !call.isDecorator && functionsOf(call.callee).some((each) => each === fn));
}

/** The value makes a function a GPU function: `spaces.GPU` itself, or what it gives when it is called with settings. */
export function isGpuDecorator(value: Value): boolean {
  return value.alts.some(
    (alternative) =>
      alternative.kind === 'gpuDecorator' || (alternative.kind === 'external' && isGpuPath(alternative.path)),
  );
}

/** The GPU functions that a value may be. */
export function isGpuValue(value: Value): boolean {
  return value.alts.some(
    (alternative) =>
      alternative.kind === 'gpuFunction' || (alternative.kind === 'partial' && isGpuValue(alternative.callee)),
  );
}

/** A binding of a function to something that makes Gradio call it. */
export class Handler {
  constructor(
    private readonly program: Program,
    readonly maker: CodeEntity,
    readonly index: number,
  ) {}

  get #fact(): HandlerFact | undefined {
    return this.program.handlersMade(this.maker)[this.index];
  }

  /** `click`, `then`, `Interface`, … */
  get event(): string {
    return this.#fact?.event ?? '';
  }

  /** The functions of the Space that it may run. */
  get functions(): readonly Code[] {
    return (this.#fact?.functions ?? []).map((fn) => this.program.code(fn));
  }

  /** The code in which the binding is made. */
  get code(): Code {
    return this.program.code(this.maker);
  }

  get call(): CallFact | undefined {
    const fact = this.#fact;
    return fact && this.program.queries.facts(this.maker).calls[fact.callIndex];
  }

  /** Where the function is handed over. */
  get place(): Place {
    return this.#fact?.fnPlace ?? placeOf(this.maker.unit, { start: 0, end: 0 });
  }

  /** An argument of the binding by name, or by its position in Gradio's signature. */
  argument(name: string): CallArgument | undefined {
    const fact = this.#fact;
    const { call } = this;
    if (!fact || !call) return undefined;
    return bindingArgument(call, fact.event, name, fact.isDecorator ? 1 : 0);
  }

  /** The input components: what each is, in order; undefined when that is not known. */
  get inputs(): readonly Value[] | undefined {
    return componentsOf(this.argument('inputs')?.value);
  }

  get outputs(): readonly Value[] | undefined {
    return componentsOf(this.argument('outputs')?.value);
  }
}

function componentsOf(value: Value | undefined): readonly Value[] | undefined {
  if (!value) return [];
  const alternative = only(value);
  if (alternative?.kind === 'none') return [];
  // What a set of components holds is handed over as one dictionary.
  if (alternative?.kind === 'sequence') return alternative.form === 'set' ? undefined : alternative.items;
  return alternative ? [value] : undefined;
}

const EVENT_SIGNATURE = ['fn', 'inputs', 'outputs'];
/** Positions of what rules ask for (Gradio 6.25 source, 2026-08-22). */
const SIGNATURES: Readonly<Record<string, readonly string[]>> = {
  on: ['triggers', 'fn', 'inputs', 'outputs'],
  Interface: ['fn', 'inputs', 'outputs', 'examples', 'cache_examples', 'cache_mode'],
  ChatInterface: ['fn'],
  Examples: ['examples', 'inputs', 'outputs', 'fn', 'cache_examples', 'cache_mode'],
  api: ['fn'],
  render: ['inputs'],
};

/** An argument of a call that binds a function, by its name or its position in Gradio's signature; `event` as in `Handler`. */
export function bindingArgument(call: CallFact, event: string, name: string, skipped = 0): CallArgument | undefined {
  const position = (SIGNATURES[event] ?? EVENT_SIGNATURE).indexOf(name) - skipped;
  return argumentOf(call, name, position < 0 ? undefined : position);
}

/** What code does with functions of the Space, without positions. */
interface Edges {
  readonly mentioned: readonly FunctionEntity[];
  /** Of classes that it makes instances of, or hands on to who may. */
  readonly constructors: readonly FunctionEntity[];
  readonly handlers: readonly FunctionEntity[];
  readonly gpuTargets: readonly FunctionEntity[];
}

interface Graph {
  readonly contexts: ReadonlyMap<CodeEntity, readonly Context[]>;
  /** Functions that Gradio calls. */
  readonly handled: ReadonlySet<FunctionEntity>;
  readonly callers: ReadonlyMap<FunctionEntity, readonly CodeEntity[]>;
}

/** The Python of one Space as a program: its functions, which of them run on the GPU, who calls whom. */
export class Program {
  readonly #codes = new WeakMap<CodeEntity, Code>();
  readonly #gpus = new WeakMap<CodeEntity, GpuFunction[]>();
  readonly #handlers = new WeakMap<CodeEntity, Handler[]>();
  readonly codesOf: (module: ModuleEntity) => readonly CodeEntity[];
  readonly gpuMade: (code: CodeEntity) => readonly GpuMade[];
  readonly handlersMade: (code: CodeEntity) => readonly HandlerFact[];
  readonly #gpuCount: (code: CodeEntity) => number;
  readonly #handlerCount: (code: CodeEntity) => number;
  readonly gpuFunctionsOf: (module: ModuleEntity) => readonly GpuFunction[];
  readonly handlersOf: (module: ModuleEntity) => readonly Handler[];
  readonly #edges: (code: CodeEntity) => Edges;
  readonly #graph: (program: Program) => Graph;
  readonly #gpuByFunction: (program: Program) => ReadonlyMap<FunctionEntity, GpuFunction>;
  readonly contexts: (code: CodeEntity) => readonly Context[];
  readonly gpuOf: (fn: FunctionEntity) => GpuFunction | undefined;
  readonly callersOf: (fn: FunctionEntity) => readonly CodeEntity[];
  readonly runsAtStartup: (fn: FunctionEntity) => boolean;
  readonly #unitCodes: (unit: Unit) => number;
  readonly words: (code: CodeEntity) => ReadonlySet<string>;

  constructor(
    db: Database,
    readonly queries: Queries,
    readonly modules: () => readonly ModuleEntity[],
  ) {
    const same = { equals: sameData };
    const firm = { equals: sameData, barrier: true };
    this.#unitCodes = db.query('unitCodes', (unit) => queries.outline(unit).functions, firm);
    this.codesOf = db.query(
      'codesOf',
      (module) => module.order.get().flatMap((unit) => this.codesIn(module, unit)),
      same,
    );
    this.gpuMade = db.query('gpuMade', (code) => gpuMadeIn(queries.facts(code)), firm);
    this.handlersMade = db.query('handlersMade', (code) => handlersMadeIn(queries.facts(code), queries), firm);
    this.#gpuCount = db.query('gpuCount', (code) => this.gpuMade(code).length);
    this.#handlerCount = db.query('handlerCount', (code) => this.handlersMade(code).length);
    this.gpuFunctionsOf = db.query(
      'gpuFunctionsOf',
      (module) =>
        this.codesOf(module).flatMap((code) =>
          Array.from({ length: this.#gpuCount(code) }, (_, index) => this.#gpu(code, index)),
        ),
      same,
    );
    this.handlersOf = db.query(
      'handlersOf',
      (module) =>
        this.codesOf(module).flatMap((code) =>
          Array.from({ length: this.#handlerCount(code) }, (_, index) => this.#handler(code, index)),
        ),
      same,
    );
    this.words = db.query('words', (code) => wordsOf(queries.facts(code)), { equals: sameNames, barrier: true });
    this.#edges = db.query('edges', (code) => this.#edgesOf(code), firm);
    this.#graph = db.query('graph', () => this.#computeGraph());
    this.#gpuByFunction = db.query(
      'gpuByFunction',
      () => {
        const byFunction = new Map<FunctionEntity, GpuFunction>();
        for (const gpu of this.gpuFunctions)
          for (const { fn } of gpu.targets) if (fn && !byFunction.has(fn)) byFunction.set(fn, gpu);
        return byFunction;
      },
      same,
    );
    this.contexts = db.query('contexts', (code) => this.#graph(this).contexts.get(code) ?? [], firm);
    this.gpuOf = db.query('gpuOf', (fn) => this.#gpuByFunction(this).get(fn));
    this.callersOf = db.query('callersOf', (fn) => this.#graph(this).callers.get(fn) ?? [], firm);
    this.runsAtStartup = db.query('runsAtStartup', (fn) => this.#computeRunsAtStartup(fn));
  }

  /** What runs as one piece each in a unit: the statement, and the functions in it. */
  codesIn(module: ModuleEntity, unit: Unit): readonly CodeEntity[] {
    return [module.code(unit), ...Array.from({ length: this.#unitCodes(unit) }, (_, index) => module.fn(unit, index))];
  }

  code(entity: CodeEntity): Code {
    let code = this.#codes.get(entity);
    if (!code) this.#codes.set(entity, (code = new Code(entity, this)));
    return code;
  }

  #gpu(maker: CodeEntity, index: number): GpuFunction {
    let list = this.#gpus.get(maker);
    if (!list) this.#gpus.set(maker, (list = []));
    return (list[index] ??= new GpuFunction(this, maker, index));
  }

  #handler(maker: CodeEntity, index: number): Handler {
    let list = this.#handlers.get(maker);
    if (!list) this.#handlers.set(maker, (list = []));
    return (list[index] ??= new Handler(this, maker, index));
  }

  get gpuFunctions(): readonly GpuFunction[] {
    return this.modules().flatMap((module) => this.gpuFunctionsOf(module));
  }

  get handlers(): readonly Handler[] {
    return this.modules().flatMap((module) => this.handlersOf(module));
  }

  #computeRunsAtStartup(fn: FunctionEntity): boolean {
    if (compilesAheadOfTime(this.queries.facts(fn))) return true;
    if (this.#graph(this).handled.has(fn)) return false;
    const callers = this.callersOf(fn).filter(
      (code) => !this.gpuMade(code).some(({ targets }) => targets.includes(fn)),
    );
    return (
      callers.length > 0 &&
      callers.every(
        (code) => callsOf(fn, this.queries.facts(code)).length > 0 && sameData(this.contexts(code), ['import']),
      )
    );
  }

  #edgesOf(code: CodeEntity): Edges {
    const facts = this.queries.facts(code);
    const classes = new Set<ClassEntity>();
    const handlers = new Set<FunctionEntity>();
    const mentioned = new Set<FunctionEntity>(facts.mentioned);
    for (const call of facts.calls) {
      for (const fn of functionsOf(call.callee)) if (!call.isDecorator) mentioned.add(fn);
      for (const alternative of call.callee.alts) {
        if (alternative.kind === 'class') classes.add(alternative.cls);
        if (alternative.kind === 'instance') {
          for (const fn of functionsOf(calledMember(alternative, this.queries))) mentioned.add(fn);
        }
      }
      for (const { value } of call.args) {
        for (const fn of functionsOf(value)) mentioned.add(fn);
        for (const alternative of value.alts) if (alternative.kind === 'class') classes.add(alternative.cls);
      }
    }
    for (const handler of this.handlersMade(code)) for (const fn of handler.functions) handlers.add(fn);
    const gpuTargets = this.gpuMade(code).flatMap((made) => made.targets);
    return {
      mentioned: [...mentioned].filter((fn) => !handlers.has(fn) || callsOf(fn, facts).length > 0),
      constructors: [...classes].flatMap((cls) => functionsOf(this.queries.classMember(cls, '__init__'))),
      handlers: [...handlers],
      gpuTargets,
    };
  }

  #computeGraph(): Graph {
    const contexts = new Map<CodeEntity, Set<Context>>();
    const callers = new Map<FunctionEntity, CodeEntity[]>();
    const gpuTargets = new Set<FunctionEntity>();
    const handled = new Set<FunctionEntity>();
    const queue: { code: CodeEntity; context: Context }[] = [];
    const enter = (code: CodeEntity, context: Context): void => {
      // Calling a GPU function enters a worker; in a worker everything runs inline.
      const effective = code instanceof FunctionEntity && gpuTargets.has(code) ? 'gpu' : context;
      let set = contexts.get(code);
      if (!set) contexts.set(code, (set = new Set()));
      if (set.has(effective)) return;
      set.add(effective);
      queue.push({ code, context: effective });
    };
    const all = this.modules().flatMap((module) => this.codesOf(module));
    for (const code of all) for (const fn of this.#edges(code).gpuTargets) gpuTargets.add(fn);
    for (const code of all) {
      const { mentioned, constructors } = this.#edges(code);
      for (const fn of new Set([...mentioned, ...constructors])) {
        const list = callers.get(fn);
        if (list) list.push(code);
        else callers.set(fn, [code]);
      }
      if (code instanceof ModuleCode) enter(code, 'import');
      for (const fn of this.#edges(code).handlers) {
        handled.add(fn);
        enter(fn, 'request');
      }
    }
    for (const fn of gpuTargets) enter(fn, 'gpu');
    for (let next = queue.pop(); next; next = queue.pop()) {
      const { mentioned, constructors } = this.#edges(next.code);
      for (const fn of [...mentioned, ...constructors]) enter(fn, next.context);
    }
    return {
      contexts: new Map([...contexts].map(([code, set]) => [code, [...set].sort()])),
      handled,
      callers,
    };
  }
}

/** `spaces.aoti_capture`, `spaces.aoti_compile` and `torch.export.export`: the recipe for a compiled model. */
function compilesAheadOfTime(facts: CodeFacts): boolean {
  return facts.calls.some((call) =>
    call.callee.alts.some(
      (item) =>
        item.kind === 'external' &&
        /^(?:spaces\.(?:.*\.)?aoti_(?:capture|compile|compile_and_save)|torch\.export\.export)$/.test(item.path),
    ),
  );
}

function gpuMadeIn(facts: CodeFacts): GpuMade[] {
  const made: GpuMade[] = [];
  for (const definition of facts.definitions) {
    const { onGpu } = definition;
    for (const alternative of onGpu?.alts ?? []) {
      if (alternative.kind !== 'gpuFunction') continue;
      // Of several, the innermost counts.
      const decorator = definition.decorators.findLast(({ value }) => isGpuDecorator(value));
      const helper = definition.decorators.find(({ value }) => value.alts.some((item) => item.kind === 'function'));
      const place = (decorator ?? helper)?.place ?? alternative.place;
      const direct = decorator !== undefined && sameData(decorator.place, alternative.place);
      made.push({
        settings: alternative.args,
        // A wrapper that the decorator put around the function calls it in the worker.
        targets: [...new Set([definition.fn, ...functionsOf(alternative.target)])],
        given: alternative.target,
        alias: undefined,
        applied: alternative.place,
        place,
        made: direct || isAppliedHere(decorator, alternative) ? 'decorator' : 'indirect',
        certain: onGpu?.open === false && onGpu.alts.length === 1,
      });
      break;
    }
  }
  for (const call of facts.calls) {
    if (call.isDecorator || !isGpuDecorator(call.callee)) continue;
    if (call.args.some(({ value }) => only(value)?.kind === 'gpuFunction')) continue;
    for (const alternative of call.result.alts) {
      if (alternative.kind !== 'gpuFunction') continue;
      const targets = functionsOf(alternative.target);
      if (alternative.target.alts.every((item) => item.kind === 'param')) continue;
      made.push({
        settings: alternative.args,
        targets,
        given: alternative.target,
        alias: call.args[0]?.name,
        applied: alternative.place,
        place: call.place,
        made: 'call',
        certain: !call.conditional && !call.result.open && call.result.alts.length === 1,
      });
    }
  }
  return made;
}

/** `@spaces.GPU(duration=…)`: the decorator's own arguments are the settings. */
function isAppliedHere(
  decorator: DefinitionFact['decorators'][number] | undefined,
  made: Extract<Alternative, { kind: 'gpuFunction' }>,
): boolean {
  const value = decorator && only(decorator.value);
  if (!decorator || !value) return false;
  if (value.kind === 'external') return true;
  return value.kind === 'gpuDecorator' && sameData(value.place, decorator.place) && sameData(value.args, made.args);
}

const HANDLER_CONSTRUCTORS: Readonly<Record<string, string>> = {
  'gradio.Interface': 'Interface',
  'gradio.ChatInterface': 'ChatInterface',
  'gradio.on': 'on',
  'gradio.api': 'api',
  'gradio.Examples': 'Examples',
  'gradio.render': 'render',
};

/** What a decorator's wrapper calls whenever it runs, with all that it is given itself: it was made around these functions. */
function wrappedIn(value: Value, queries: Queries, depth = 0): readonly FunctionEntity[] {
  if (depth > 3) return [];
  return value.alts.flatMap((alternative) => {
    if (alternative.kind === 'gpuFunction') return wrappedIn(alternative.target, queries, depth + 1);
    if (alternative.kind !== 'function' || !alternative.captured) return [];
    const { captured, fn: wrapper } = alternative;
    const params = wrapper.node?.params ?? [];
    // `*args` of `def wrapper(*args, **kwargs)`, and not `*args[1:]`.
    const isGiven = ({ keyword, value: handed }: CallArgument): boolean => {
      const item = only(handed);
      if (item?.kind !== 'param' || item.fn !== wrapper) return false;
      return keyword !== undefined && params[item.index]?.star === keyword;
    };
    if (!params.every(({ star }) => star === '*' || star === '**')) return [];
    return queries.facts(wrapper).calls.flatMap(({ callee, args, conditional, isDecorator }) => {
      if (only(callee)?.kind !== 'param' || conditional || isDecorator || args.length === 0 || !args.every(isGiven))
        return [];
      const wrapped = withCaptured(callee, captured);
      return [...functionsOf(wrapped), ...wrappedIn(wrapped, queries, depth + 1)];
    });
  });
}

function handlersMadeIn(facts: CodeFacts, queries: Queries): HandlerFact[] {
  const made: HandlerFact[] = [];
  facts.calls.forEach((call, callIndex) => {
    const event = eventOf(call);
    if (event === undefined || call.isDecorator) return;
    const argument = bindingArgument(call, event, 'fn');
    if (!argument) return;
    made.push({
      event,
      callIndex,
      functions: [...new Set([...functionsOf(argument.value), ...wrappedIn(argument.value, queries)])],
      fnPlace: argument.place,
      isDecorator: false,
    });
  });
  for (const definition of facts.definitions) {
    for (const decorator of definition.decorators) {
      const callIndex = facts.calls.findIndex((call) => call.isDecorator && sameData(call.place, decorator.place));
      const call = facts.calls[callIndex];
      const event = call && (eventOf(call) ?? serverEvent(call));
      if (!call || event === undefined) continue;
      made.push({ event, callIndex, functions: [definition.fn], fnPlace: decorator.place, isDecorator: true });
    }
  }
  return made;
}

function eventOf(call: CallFact): string | undefined {
  const constructor = HANDLER_CONSTRUCTORS[externalPath(call.callee) ?? ''];
  if (constructor !== undefined) return constructor;
  if (call.method === undefined || !EVENT_NAMES.has(call.method) || !call.receiver) return undefined;
  const kinds = call.receiver.alts.map((item) => (item.kind === 'object' ? item.object : item.kind));
  if (kinds.some((kind) => ['component', 'event', 'blocks', 'state'].includes(kind))) return call.method;
  // The method of a class of the Space is its own; one that the class does not define may be inherited from Gradio.
  const isUnclear = kinds.some((kind) => kind === 'param' || (kind === 'instance' && call.callee.alts.length === 0));
  if (kinds.length > 0 && !call.receiver.open && !isUnclear) return undefined;
  // A receiver that is not known: only a call that can hardly be anything else.
  const shaped = call.args.some((argument) => argument.keyword === 'inputs' || argument.keyword === 'outputs');
  const positional = call.args.filter((argument) => argument.keyword === undefined);
  const lists = positional.slice(1).filter((argument) => only(argument.value)?.kind === 'sequence');
  if (shaped || (positional.length >= 3 && lists.length > 0)) return call.method;
  const bound = argumentOf(call, 'fn') ?? positional[0];
  return bound && EVENTS_ALONE.has(call.method) && functionsOf(bound.value).length > 0 ? call.method : undefined;
}

/** Events whose names no other library gives to a method that takes a function. */
const EVENTS_ALONE: ReadonlySet<string> = new Set(
  'click double_click change upload release key_up like then success failure example_select option_select'.split(' '),
);

/** `@app.api`, `@app.mcp.tool` of a `gr.Server`. */
function serverEvent(call: CallFact): string | undefined {
  return call.calleeText !== undefined && /\.(?:api|mcp\.tool)$/.test(call.calleeText) ? 'api' : undefined;
}

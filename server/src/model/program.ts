import type { FunctionDef, Lambda } from '../syntax/python/ast';
import type { Unit } from '../syntax/python/units';
import { sameData } from '../text/equality';
import { placeOf, type Place } from '../text/place';
import type { Span } from '../text/span';
import { functionsBehind, functionsOf } from './callables';
import { calledMember } from './flow/calls';
import type { Database } from './database';
import { FunctionEntity, ModuleCode, type ClassEntity, type CodeEntity, type ModuleEntity } from './entities';
import type { CallFact, CatchFact, CodeFacts, DefinitionFact, ExitFact, RaiseFact, WriteFact } from './facts';
import { GpuFunction, gpuMadeIn, type GpuMade } from './gpuFunctions';
import { Handler, handlersMadeIn, type HandlerFact } from './handlers';
import type { Reach } from './names/blockQueries';
import type { Queries } from './names/queries';
import type { FunctionHeader } from './names/outline';
import { sameNames, timesBound } from './names/scope';
import type { Value } from './value';
import { attributesRead } from './questions/variables';
import { wordsOf } from './words';

/** How code comes to run. `gpu`: in a GPU worker; `request`: in the main process for a visitor; `import`: while the app starts. */
export type Context = 'gpu' | 'request' | 'import';

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

  /** What a function does when it is called with these values for the parameters of these names. */
  factsWith(given: ReadonlyMap<string, Value>): CodeFacts {
    return this.fn ? this.program.queries.factsWith(this.fn, given) : this.facts;
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

  get catches(): readonly CatchFact[] {
    return this.facts.catches;
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

  /** The names of the module, or of a function around it, that it uses. */
  get outside(): ReadonlySet<string> {
    return this.program.outside(this.entity);
  }

  /** What it reads of the objects that names stand for: see `attributesRead`. */
  get attributesRead(): ReadonlySet<string> {
    return this.program.attributesRead(this.entity);
  }

  /** For a statement outside functions: whether it runs, under which headers. */
  get reach(): Reach {
    return this.program.queries.blocks.reach(this.entity.unit);
  }

  /** For a statement outside functions: the headers of the blocks around it. */
  get headers(): readonly Code[] {
    return this.reach.headers.map((unit) => this.program.code(this.module.code(unit)));
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
    if (!header) return this.placeOf({ start: 0, end: 0 });
    return this.placeOf(header.kind === 'FunctionDef' ? header.nameSpan : header);
  }

  /** From `def` (or `async`) on, without the decorators. */
  get definitionPlace(): Place {
    const { node } = this;
    return node?.kind === 'FunctionDef' ? this.placeOf(node.defSpan) : this.place;
  }

  /** Name, parameters and the annotation of what it returns. */
  get signaturePlace(): Place {
    const { header } = this;
    if (header?.kind !== 'FunctionDef') return this.namePlace;
    return this.placeOf({ start: header.nameSpan.start, end: (header.returns ?? header.paramsSpan).end });
  }

  /** The arrow and the annotation of what it returns, from the parameters on. */
  get returnsPlace(): Place | undefined {
    const { header } = this;
    if (header?.kind !== 'FunctionDef' || !header.returns) return undefined;
    return this.placeOf({ start: header.paramsSpan.end, end: header.returns.end });
  }

  /** The word `async` with the blanks behind it. */
  get asyncPlace(): Place | undefined {
    const { header } = this;
    if (header?.kind !== 'FunctionDef' || !header.asyncSpan) return undefined;
    return this.placeOf(header.asyncSpan);
  }

  /** Decorators, header and body. */
  get place(): Place {
    return this.placeOf(this.node ?? this.program.queries.spanOf(this.unit));
  }

  /** The place of a part of the code. */
  placeOf(span: Span): Place {
    return this.fn?.place(span) ?? placeOf(this.unit, span);
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
      place: this.placeOf(param),
      star: param.star,
      annotation: param.annotation && this.program.queries.annotation(fn, param.annotation),
      defaultValue: param.defaultValue && params[i]?.defaultValue,
      defaultPlace: param.defaultValue && this.placeOf(param.defaultValue),
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

/** What code does with functions of the Space, without positions. */
interface Edges {
  readonly mentioned: readonly FunctionEntity[];
  /** Of classes that it makes instances of, or hands on to who may. */
  readonly constructors: readonly FunctionEntity[];
  readonly handlers: readonly FunctionEntity[];
  readonly gpuTargets: readonly FunctionEntity[];
  /** What decorators put around functions that are no GPU functions. */
  readonly wrappers: readonly FunctionEntity[];
}

interface Graph {
  readonly contexts: ReadonlyMap<CodeEntity, readonly Context[]>;
  /** Functions that run in a GPU worker whoever calls them. */
  readonly gpuTargets: ReadonlySet<FunctionEntity>;
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
  readonly outside: (code: CodeEntity) => ReadonlySet<string>;
  readonly attributesRead: (code: CodeEntity) => ReadonlySet<string>;

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
    this.gpuMade = db.query('gpuMade', (code) => gpuMadeIn(queries.facts(code), queries), firm);
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
    const names = { equals: sameNames, barrier: true };
    this.words = db.query('words', (code) => wordsOf(queries.facts(code)), names);
    this.outside = db.query('outside', (code) => new Set(queries.facts(code).outside), names);
    this.attributesRead = db.query('attributesRead', (code) => attributesRead(this.code(code)), names);
    this.#edges = db.query('edges', (code) => this.#edgesOf(code), firm);
    this.#graph = db.query('graph', () => this.#computeGraph());
    this.#gpuByFunction = db.query(
      'gpuByFunction',
      () => {
        const byFunction = new Map<FunctionEntity, GpuFunction>();
        const { gpuTargets } = this.#graph(this);
        for (const gpu of this.gpuFunctions) {
          for (const { fn } of gpu.targets) {
            if (fn && gpuTargets.has(fn) && !byFunction.has(fn)) byFunction.set(fn, gpu);
          }
        }
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

  /** The functions that code calls, or names to hand them on. */
  calleesOf(code: CodeEntity): readonly FunctionEntity[] {
    return this.#edges(code).mentioned;
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
        (code) =>
          this.queries.facts(code).calls.some((call) => functionsBehind(call.callee).includes(fn)) &&
          sameData(this.contexts(code), ['import']),
      )
    );
  }

  #edgesOf(code: CodeEntity): Edges {
    const facts = this.queries.facts(code);
    const classes = new Set<ClassEntity>();
    const handlers = new Set<FunctionEntity>();
    const mentioned = new Set<FunctionEntity>(facts.mentioned);
    for (const call of facts.calls) {
      for (const fn of functionsBehind(call.callee)) if (!call.isDecorator) mentioned.add(fn);
      for (const alternative of call.callee.alts) {
        if (alternative.kind === 'class') classes.add(alternative.cls);
        if (alternative.kind === 'instance') {
          for (const fn of functionsBehind(calledMember(alternative, this.queries))) mentioned.add(fn);
        }
      }
      for (const { value } of call.args) {
        for (const fn of functionsBehind(value)) mentioned.add(fn);
        for (const alternative of value.alts) if (alternative.kind === 'class') classes.add(alternative.cls);
      }
    }
    for (const handler of this.handlersMade(code)) for (const fn of handler.functions) handlers.add(fn);
    const gpuTargets = this.gpuMade(code).flatMap((made) => made.targets);
    const called = new Set(facts.calls.flatMap((call) => (call.isDecorator ? [] : functionsOf(call.callee))));
    // To bind a function, or to make it a GPU function, is not to run it.
    const isOnlyHandedOver = (fn: FunctionEntity): boolean =>
      (handlers.has(fn) || gpuTargets.includes(fn)) && !called.has(fn);
    return {
      mentioned: [...mentioned].filter((fn) => !isOnlyHandedOver(fn)),
      constructors: [...classes].flatMap((cls) => functionsOf(this.queries.classMember(cls, '__init__'))),
      handlers: [...handlers],
      gpuTargets,
      wrappers: facts.definitions.flatMap(({ fn, value, onGpu }) =>
        onGpu ? [] : functionsOf(value).filter((each) => each !== fn),
      ),
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
    // One around this and that runs where it is called.
    const wrappers = new Set(all.flatMap((code) => this.#edges(code).wrappers).filter((fn) => gpuTargets.delete(fn)));
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
    for (const fn of [...gpuTargets, ...wrappers]) enter(fn, 'gpu');
    for (let next = queue.pop(); next; next = queue.pop()) {
      const { mentioned, constructors } = this.#edges(next.code);
      for (const fn of [...mentioned, ...constructors]) enter(fn, next.context);
    }
    return {
      contexts: new Map([...contexts].map(([code, set]) => [code, [...set].sort()])),
      gpuTargets,
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

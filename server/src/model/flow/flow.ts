import type {
  Attribute,
  Comprehension,
  Decorator,
  Expr,
  FunctionDef,
  Lambda,
  Stmt,
  Subscript,
} from '../../syntax/python/ast';
import type { Unit } from '../../syntax/python/units';
import type { UnitStatement } from '../../syntax/python/lower';
import type { Span } from '../../text/span';
import { placeOf, type Place } from '../../text/place';
import { sameData } from '../../text/equality';
import { callValue } from './calls';
import { loosened } from '../names/changes';
import { emptied, withItem, withoutItem } from './containerMethods';
import { temporaryDirectory } from '../pathValues';
import { isDevice } from '../devices';
import { functionsBehind, isGpuPath } from '../callables';
import type { ClassEntity, FunctionEntity, ModuleEntity } from '../entities';
import { bind, binary, evaluate, type EvaluatedCall, type Scope, type Tested } from './evaluate';
import type {
  CallFact,
  CatchFact,
  CodeFacts,
  DecoratedClassFact,
  DecoratorFact,
  DefinitionFact,
  ExitFact,
  ExitPart,
  Loop,
  Owner,
  RaiseFact,
  Root,
  WriteFact,
} from '../facts';
import { canNotFail } from '../names/imports';
import type { Knowledge } from '../knowledge';
import { attributeOf, elementOf, itemOf, spread, without } from './members';
import { dotted, namesIn, scopeOf, type FunctionScope } from '../names/scope';
import {
  alternatives,
  constantOf,
  externalPath,
  join,
  NEVER,
  NONE,
  number,
  onDevice,
  one,
  only,
  opened,
  sequence,
  truthOf,
  UNKNOWN,
  type Shape,
  type Value,
} from '../value';
import { endsAfterFirstPass, isTriedAgain, leavingOf, raisesAgain, type Leaving } from './leaving';
import { isPartOfPipeline } from './moves';
import { narrow, narrowedBy, SHAPES, type Narrowing } from './narrowing';
import { mostElements } from './turns';

type Names = Map<string, Value>;

/** Nobody returns displays that are nested deeper, and each level of a conditional expression is evaluated again. */
const MAX_EXIT_DEPTH = 4;

interface Recorded {
  calls: CallFact[];
  exits: ExitFact[];
  raises: RaiseFact[];
  catches: CatchFact[];
  writes: WriteFact[];
  definitions: DefinitionFact[];
  decoratedClasses: DecoratedClassFact[];
  tests: Place[];
  bareReturns: Place[];
}

/** What a local is another name for. */
interface Alias {
  readonly root: Root;
  readonly isKeyed: boolean;
}

interface Mark {
  readonly lengths: readonly number[];
  readonly outside: readonly string[];
  readonly mentioned: readonly FunctionEntity[];
}

/** Forward interpretation of one function body, or of one statement outside functions. */
export class Flow implements Scope {
  readonly module: ModuleEntity;
  readonly unit: Unit;
  readonly fn: FunctionEntity | undefined;
  readonly #knowledge: Knowledge;
  readonly #scope: FunctionScope | undefined;
  readonly #self: string | undefined;
  /** The names of the function's parameters, in order. */
  readonly #params: readonly string[] = [];
  /** Null where control can't reach. */
  #names: Names | null;
  #recording = true;
  #loops: Loop[] = [];
  #entered: readonly Place[] = [];
  #tries = 0;
  #locks = 0;
  /** How many blocks under `with torch.device(…)` are around. */
  #devices = 0;
  #conditions = 0;
  #statement: Span = { start: 0, end: 0 };
  #statementCall: Expr | undefined;
  #assignment: { readonly value: Expr; readonly target: Expr } | undefined;
  #decoratorCall: Expr | undefined;
  /** What control leaves once it gets to the end of the block it is in. */
  #leaving: Leaving | undefined;
  /** The innermost loop around. */
  #loopAround: Extract<Stmt, { kind: 'For' | 'While' }> | undefined;
  #inClass = false;
  #isRenaming = false;
  /** Names at each `break` of the loops around, the innermost last. */
  #breaks: Names[][] = [];
  #returns: Value = NEVER;
  readonly #outside = new Set<string>();
  /** Variables of the comprehensions around. */
  #own: readonly string[] = [];
  /** Locals that are another name for something that is none. */
  readonly #aliases = new Map<string, Alias>();
  /** Functions of the Space that the code names, to call them or to hand them on. */
  readonly #mentioned = new Set<FunctionEntity>();
  readonly #facts: Recorded = {
    calls: [],
    exits: [],
    raises: [],
    catches: [],
    writes: [],
    definitions: [],
    decoratedClasses: [],
    tests: [],
    bareReturns: [],
  };

  private constructor(
    module: ModuleEntity,
    unit: Unit,
    fn: FunctionEntity | undefined,
    node: FunctionDef | Lambda | undefined,
    knowledge: Knowledge,
  ) {
    this.module = module;
    this.unit = unit;
    this.fn = fn;
    this.#knowledge = knowledge;
    this.#names = new Map();
    if (fn && node) {
      this.#scope = scopeOf(node);
      this.#params = node.params.map(({ name }) => name);
      node.params.forEach((param, index) => {
        if (param.name === '') return;
        this.#names?.set(param.name, one({ kind: 'param', fn, index } as const));
      });
      const [first] = node.params;
      this.#self = first?.name === 'self' || first?.name === 'cls' ? first.name : undefined;
    }
  }

  /** What a function does when it runs, with `given` for the parameters of these names. */
  static function(
    fn: FunctionEntity,
    node: FunctionDef | Lambda,
    self: Value | undefined,
    knowledge: Knowledge,
    given: ReadonlyMap<string, Value> = new Map(),
  ): CodeFacts {
    const flow = new Flow(fn.module, fn.unit, fn, node, knowledge);
    const [first] = node.params;
    if (self && first) flow.#names?.set(first.name, self);
    for (const { name } of node.params) {
      const value = given.get(name);
      if (value) flow.#names?.set(name, value);
    }
    if (node.kind === 'Lambda') {
      flow.#statement = node;
      const value = evaluate(node.body, flow, knowledge);
      flow.#exit('return', node.body, value);
      flow.#returns = value;
    } else {
      flow.#block(node.body);
      if (flow.#names) flow.#returns = join(flow.#returns, NONE);
    }
    return flow.#finish();
  }

  /** What a statement outside functions does. */
  static statement(
    module: ModuleEntity,
    unit: Unit,
    statement: UnitStatement | undefined,
    loops: readonly Loop[],
    conditional: boolean,
    insideTry: boolean,
    isOnDevice: boolean,
    knowledge: Knowledge,
  ): CodeFacts {
    const flow = new Flow(module, unit, undefined, undefined, knowledge);
    flow.#devices = isOnDevice ? 1 : 0;
    flow.#loops = [...loops];
    flow.#conditions = conditional ? 1 : 0;
    flow.#tries = insideTry ? 1 : 0;
    if (statement && statement.kind !== 'Except') flow.#run(statement);
    else if (statement?.name !== undefined) flow.assign(statement.name, UNKNOWN);
    return flow.#finish();
  }

  #finish(): CodeFacts {
    return {
      mentioned: [...this.#mentioned],
      outside: [...this.#outside],
      names: this.#names ?? new Map<string, Value>(),
      returns: this.#returns,
      ...this.#facts,
    };
  }

  // Scope

  get isOnDevice(): boolean {
    return this.#devices > 0;
  }

  lookup(name: string): Value | undefined {
    const value = this.#find(name);
    if (this.#recording && value && !this.#isRenaming) this.#mention(value);
    if (this.#recording && this.fn && !this.#names?.has(name)) this.#outside.add(name);
    return value;
  }

  #mention(value: Value): void {
    for (const fn of functionsBehind(value)) this.#mentioned.add(fn);
  }

  #find(name: string): Value | undefined {
    const own = this.#names?.get(name);
    if (own) return own;
    if (this.#scope && (this.#scope.locals.has(name) || this.#scope.params.includes(name))) return UNKNOWN;
    return this.fn
      ? (this.#knowledge.enclosing(this.fn, name) ?? this.#knowledge.global(this.module, name))
      : this.#knowledge.nameAt(this.unit, name);
  }

  assign(name: string, value: Value, at?: Span): void {
    if (at && this.fn) {
      const owner = this.#ownerOf(name);
      if (owner === 'global' || owner === 'enclosing') this.#write('assign', { name, owner }, undefined, at, value);
    }
    this.#aliases.delete(name);
    this.#names?.set(name, value);
  }

  refine(name: string, value: Value): void {
    this.#names?.set(name, value);
  }

  accessed(owner: Value, name: string): void {
    if (!this.#recording) return;
    for (const alternative of owner.alts) {
      const property = alternative.kind === 'instance' && this.#knowledge.propertyOf(alternative.cls, name);
      if (property) this.#mentioned.add(property);
    }
  }

  isStatement(call: Expr): boolean {
    return call === this.#statementCall;
  }

  called(call: EvaluatedCall): void {
    if (!this.#recording || !this.#names) return;
    const { expr } = call;
    const receiver = expr.callee.kind === 'Attribute' ? expr.callee.object : undefined;
    const root = receiver && this.#rootOf(receiver);
    const fact: CallFact = {
      place: this.place(expr),
      calleePlace: this.place(expr.callee),
      argsPlace: this.place(expr.argsSpan),
      callee: whereItWorks(call.callee),
      calleeText: dotted(expr.callee),
      method: call.method,
      receiver: call.receiver && whereItWorks(call.receiver),
      receiverPlace: receiver && this.place(receiver.parens ?? receiver),
      receiverRoot: receiver && (this.#variableOfModule(receiver) ?? root),
      args: call.args.map((arg) => ({
        keyword: arg.keyword,
        value: arg.value,
        place: this.place(arg.expr.parens ?? arg.expr),
        whole: this.place(arg.span),
        name: arg.expr.kind === 'Name' ? arg.expr.id : undefined,
      })),
      result: call.result,
      loops: [...this.#mapping(call), ...this.#loopsAround()],
      entered: this.#entered,
      statement: this.place(this.#statement),
      isStatement: this.#statementCall === expr,
      assigned: this.#assignment?.value === expr ? this.place(this.#assignment.target) : undefined,
      isDecorator: this.#decoratorCall === expr,
      insideTry: this.#tries > 0,
      conditional: this.#conditions > 0,
    };
    this.#facts.calls.push(fact);
    this.#setsByName(call);
    if (root && call.method !== undefined && root.owner !== 'local') {
      this.#write('method', root, call.method, expr, call.args[0]?.value ?? UNKNOWN);
    }
  }

  changed(argument: Expr): void {
    // What stands under a key may be the visitor's own.
    if (argument.kind !== 'Name' && argument.kind !== 'Attribute') return;
    const root = this.#rootOf(argument);
    if (root?.owner === 'global') this.#write('argument', root, undefined, argument, UNKNOWN);
  }

  /** `setattr(x, "name", value)` and `delattr(x, "name")`, and what does the same to `x.__dict__`. */
  #setsByName({ callee, method, args, expr }: EvaluatedCall): void {
    const path = externalPath(callee);
    const [first, second, third] = args;
    if (path === 'setattr' || path === 'delattr' || path === 'object.__setattr__') {
      const name = second && constantOf(second.value);
      if (!first || typeof name !== 'string') return;
      const kind = path === 'delattr' ? 'delete' : 'attribute';
      this.#writeAttribute(kind, attribute(first.expr, name, expr), third?.value ?? UNKNOWN);
      return;
    }
    const holder = expr.callee.kind === 'Attribute' ? holderOf(expr.callee.object) : undefined;
    if (!holder) return;
    const popped = method === 'pop' && first ? constantOf(first.value) : undefined;
    if (typeof popped === 'string') this.#writeAttribute('delete', attribute(holder, popped, expr), UNKNOWN);
    for (const { keyword, value } of method === 'update' ? args : []) {
      for (const [name, each] of given(keyword, value)) {
        this.#writeAttribute('attribute', attribute(holder, name, expr), each);
      }
    }
  }

  #writeAttribute(kind: 'attribute' | 'delete', target: Attribute, value: Value): void {
    const root = this.#rootOf(target);
    if (root) this.#write(kind, root, kind === 'delete' ? undefined : target.attr, target, value);
  }

  yielded(expr: Expr, value: Value): void {
    if (expr.kind === 'Yield') this.#exit('yield', expr.value ?? expr, value, expr.from);
  }

  comprehension(expr: Comprehension, iterable: Expr): void {
    const place = this.place(expr);
    this.#loops.unshift({ kind: 'comprehension', place, times: this.#turnsOver(iterable), leftAfterFirstPass: false });
  }

  /** `map(function, items)` is a loop of its own. */
  #mapping({ callee, args, expr }: EvaluatedCall): readonly Loop[] {
    if (!['map', 'itertools.starmap'].includes(externalPath(callee) ?? '')) return [];
    const over = args[1]?.expr;
    const times = over && this.#turnsOver(over);
    return [{ kind: 'map', place: this.place(expr.callee), times, leftAfterFirstPass: false }];
  }

  #turnsOver(iterable: Expr): number | undefined {
    return this.#recording ? mostElements(iterable, (expr) => this.#again(expr)) : undefined;
  }

  /** The loops around, the innermost first; left by what follows in the block, when it always leaves. */
  #loopsAround(): readonly Loop[] {
    const leaving = this.#leaving;
    if (leaving === undefined) return [...this.#loops];
    let passed = false;
    return this.#loops.map((loop) => {
      if (loop.kind === 'comprehension' || passed) return loop;
      passed = leaving === 'loop';
      return { ...loop, leftAfterFirstPass: true };
    });
  }

  comprehensionTakesOne(loops: number): void {
    this.#loops = this.#loops.map((loop, i) => (i < loops ? { ...loop, leftAfterFirstPass: true } : loop));
  }

  comprehensionEnd(): void {
    this.#loops.shift();
  }

  ownNames(names: readonly string[]): () => void {
    const hidden = names.map((name) => ({ name, value: this.#names?.get(name), alias: this.#aliases.get(name) }));
    const around = this.#own;
    this.#own = [...around, ...names];
    return () => {
      this.#own = around;
      for (const { name, value, alias } of hidden) {
        if (value) this.#names?.set(name, value);
        else this.#names?.delete(name);
        if (alias) this.#aliases.set(name, alias);
      }
    };
  }

  conditionally<T>(run: () => T, tested?: Tested): T {
    const widen = tested && this.#narrowTo(tested);
    this.#conditions++;
    try {
      return run();
    } finally {
      this.#conditions--;
      widen?.();
    }
  }

  /** The name that is tested is what the test says, until what is given back is called. */
  #narrowTo({ test, isTrue }: Tested): (() => void) | undefined {
    const { whenTrue, whenFalse } = narrow(test, (expr) => this.#shapesNamed(expr));
    const narrowing = isTrue ? whenTrue : whenFalse;
    const before = narrowing && this.#names?.get(narrowing.name);
    if (!before) return undefined;
    const { name } = narrowing;
    const kept = narrowedBy(before, narrowing);
    if (kept.alts.length === 0) return undefined;
    this.#names?.set(name, kept);
    const rest = before.alts.filter((item) => item.kind !== 'param' && !kept.alts.includes(item));
    return () => {
      const after = this.#names?.get(name);
      // What the branch did with it, it did not do with what was left out.
      if (after) this.#names?.set(name, after === kept ? before : join(after, { alts: rest, open: false }));
    };
  }

  // Recording

  place(span: Span): Place {
    return this.fn?.place(span) ?? placeOf(this.unit, span);
  }

  /** How much is recorded. */
  #mark(): Mark {
    return {
      lengths: Object.values(this.#facts).map((list: readonly unknown[]) => list.length),
      outside: [...this.#outside],
      mentioned: [...this.#mentioned],
    };
  }

  /** Nothing has been recorded since. */
  #forget({ lengths, outside, mentioned }: Mark): void {
    Object.values(this.#facts).forEach((list: unknown[], i) => (list.length = lengths[i] ?? 0));
    this.#outside.clear();
    for (const name of outside) this.#outside.add(name);
    this.#mentioned.clear();
    for (const fn of mentioned) this.#mentioned.add(fn);
  }

  #exit(kind: 'return' | 'yield', expr: Expr, value: Value, from = false): void {
    if (!this.#recording || !this.#names) return;
    const inner = from ? [] : this.#innerOf(expr, value);
    this.#facts.exits.push({
      kind,
      value,
      place: this.place(expr.parens ?? expr),
      statement: this.place(this.#statement),
      parts: expr.kind === 'Conditional' || expr.kind === 'Call' ? [] : inner,
      inner,
      needsParens: needsParens(expr),
      name: expr.kind === 'Name' ? expr.id : undefined,
      from,
      inLoop: this.#loops.length > 0,
    });
  }

  #innerOf(expr: Expr, value: Value, depth = 0): readonly ExitPart[] {
    if (depth >= MAX_EXIT_DEPTH) return [];
    const alternative = only(value);
    const part = (element: Expr, own: Value): ExitPart => ({
      value: own,
      place: this.place(element.parens ?? element),
      inner: this.#innerOf(element, own, depth + 1),
      needsParens: needsParens(element),
      name: element.kind === 'Name' ? element.id : undefined,
    });
    if (expr.kind === 'Conditional') {
      const truth = truthOf(this.#again(expr.test));
      const sides = [...(truth === false ? [] : [expr.then]), ...(truth === true ? [] : [expr.otherwise])];
      return sides.map((side) => part(side, this.#again(side)));
    }
    if ((expr.kind === 'Tuple' || expr.kind === 'List') && alternative?.kind === 'sequence') {
      const { items } = alternative;
      const isSpread = expr.elements.some(({ kind }) => kind === 'Starred');
      if (isSpread) return expr.elements.map((element) => part(element, this.#elementAgain(element)));
      return items ? expr.elements.map((element, i) => part(element, items[i] ?? UNKNOWN)) : [];
    }
    if (expr.kind === 'Call' && alternative?.kind === 'instance' && this.#makesRecord(expr.callee, alternative.cls)) {
      const isSpread = expr.args.some(({ keyword, value }) => keyword?.startsWith('*') || value.kind === 'Starred');
      return isSpread ? [] : expr.args.map(({ value }) => part(value, this.#again(value)));
    }
    if (expr.kind === 'Dict' && alternative?.kind === 'dict' && expr.entries.every(({ key }) => key)) {
      const isWhole = expr.entries.length === alternative.entries.length;
      return isWhole ? expr.entries.map((entry, i) => part(entry.value, alternative.entries[i]?.[1] ?? UNKNOWN)) : [];
    }
    return [];
  }

  /** The class is called, not what gives an instance of it, and it is one that holds what it is made with as it is. */
  #makesRecord(callee: Expr, cls: ClassEntity): boolean {
    const called = only(this.#again(callee));
    return called?.kind === 'class' && called.cls === cls && this.#isRecord(cls);
  }

  /** A dataclass or a `NamedTuple`. */
  #isRecord(cls: ClassEntity): boolean {
    const { decorators } = cls.header;
    const isDataclass = decorators.length === 1 && /^(?:dataclasses\.)?dataclass$/.test(decorators[0] ?? '');
    if (!isDataclass && this.#knowledge.libraryBase(cls) !== 'typing.NamedTuple') return false;
    return ['__init__', '__new__', '__post_init__', '__getstate__', '__reduce__'].every(
      (name) => functionsIn(this.#knowledge.classMember(cls, name)) === 0,
    );
  }

  #elementAgain(element: Expr): Value {
    return element.kind === 'Starred' ? spread(this.#again(element.operand)) : this.#again(element);
  }

  /** The value of an expression that has been evaluated before, in a larger one. */
  #again(expr: Expr): Value {
    const recorded = this.#recording;
    this.#recording = false;
    try {
      return evaluate(expr, this, this.#knowledge);
    } finally {
      this.#recording = recorded;
    }
  }

  #write(kind: WriteFact['kind'], root: Root, member: string | undefined, at: Span | Expr, value: Value): void {
    if (!this.#recording || !this.#names) return;
    const written = this.#assignment && this.#assignment.target === at ? this.#assignment.value : undefined;
    this.#facts.writes.push({
      kind,
      root,
      member,
      attribute: 'kind' in at ? this.#ownAttribute(at) : undefined,
      byAlias: 'kind' in at && this.#isByAlias(at),
      isKeyed: 'kind' in at && this.#isKeyed(holderIn(at)),
      place: this.place(at),
      statement: this.place(this.#statement),
      value,
      valuePlace: written && this.place(written),
      whole: written && this.#wholeOf(written),
      conditional: this.#conditions > 0,
      guarded: this.#locks > 0,
    });
  }

  #wholeOf(expr: Expr): Value | undefined {
    let part = expr;
    while (part.kind === 'Attribute' || part.kind === 'Subscript') part = part.object;
    return part !== expr && part.kind === 'Name' ? this.#again(part) : undefined;
  }

  /** The attribute in `name.attr`, `name.attr[…]` and `name.attr.method(…)`, where the name is no alias of another part. */
  #ownAttribute(expr: Expr): string | undefined {
    let part = expr.kind === 'Call' && expr.callee.kind === 'Attribute' ? expr.callee.object : expr;
    while (part.kind === 'Subscript') part = part.object;
    if (part.kind !== 'Attribute' || part.object.kind !== 'Name' || this.#aliases.has(part.object.id)) return undefined;
    return part.attr;
  }

  #isByAlias(expr: Expr): boolean {
    let part = expr.kind === 'Call' && expr.callee.kind === 'Attribute' ? expr.callee.object : expr;
    while (part.kind === 'Attribute' || part.kind === 'Subscript') part = part.object;
    return part.kind === 'Name' && this.#aliases.has(part.id);
  }

  #isKeyed(expr: Expr): boolean {
    let part = expr;
    for (; part.kind === 'Attribute' || part.kind === 'Subscript'; part = part.object) {
      if (part.kind === 'Subscript' && part.indices.some((key) => constantOf(this.#again(key)) === undefined))
        return true;
    }
    return part.kind === 'Name' && this.#aliases.get(part.id)?.isKeyed === true;
  }

  #rootOf(expr: Expr): Root | undefined {
    let current = expr;
    for (;;) {
      switch (current.kind) {
        case 'Attribute':
        case 'Subscript':
          current = current.object;
          break;
        case 'Name':
          return this.#aliases.get(current.id)?.root ?? this.#ownRootOf(current.id);
        default:
          return undefined;
      }
    }
  }

  /** The variable in `models.pipe.vae`, where `models` is another module of the Space. */
  #variableOfModule(expr: Expr): Root | undefined {
    let part = expr;
    while (part.kind === 'Subscript' || (part.kind === 'Attribute' && part.object.kind !== 'Name')) part = part.object;
    if (part.kind !== 'Attribute' || part.object.kind !== 'Name') return undefined;
    const isModule = only(this.#find(part.object.id) ?? UNKNOWN)?.kind === 'module';
    return isModule ? { name: part.attr, owner: 'global' } : undefined;
  }

  /** A parameter's name may stand for another one by now, or for what this code has made itself. */
  #ownRootOf(name: string): Root {
    const owner = this.#ownerOf(name);
    const value = this.#names?.get(name);
    if (owner !== 'param' || !value) return { name, owner };
    const params = alternatives(value, 'param').filter(({ fn, isCopy }) => fn === this.fn && !isCopy);
    const [index] = params.map((item) => item.index).sort((a, b) => a - b);
    const given = index === undefined ? undefined : this.#params[index];
    return given === undefined ? { name, owner: 'local' } : { name: given, owner };
  }

  #ownerOf(name: string): Owner {
    const scope = this.#scope;
    if (this.#own.includes(name)) return 'local';
    if (!scope) return 'global';
    if (name === this.#self) return 'self';
    if (scope.globals.has(name)) return 'global';
    if (scope.nonlocals.has(name)) return 'enclosing';
    if (scope.params.includes(name)) return 'param';
    if (scope.locals.has(name)) return 'local';
    return this.fn && this.#knowledge.enclosing(this.fn, name) ? 'enclosing' : 'global';
  }

  // Statements

  #block(statements: readonly Stmt[]): void {
    const outer = this.#leaving;
    for (const [i, statement] of statements.entries()) {
      if (!this.#names) break;
      // Only loops ask what is left.
      if (this.#loops.length > 0) {
        const left = statements.slice(i);
        const isRetry = this.#loopAround && isTriedAgain(left, this.#loopAround);
        this.#leaving = leavingOf(left) ?? outer ?? (isRetry ? 'loop' : undefined);
      }
      this.#run(statement);
    }
    this.#leaving = outer;
  }

  #run(statement: Stmt): void {
    this.#statement = 'header' in statement ? statement.header : statement;
    this.#statementCall = undefined;
    this.#assignment = undefined;
    const knowledge = this.#knowledge;
    switch (statement.kind) {
      case 'Expr': {
        this.#statementCall = statement.value.kind === 'Await' ? statement.value.operand : statement.value;
        const emptied = emptiedName(statement.value);
        const wasRead = emptied !== undefined && this.#outside.has(emptied);
        evaluate(statement.value, this, knowledge);
        // What is in a container makes no difference to who empties it.
        if (emptied !== undefined && !wasRead) this.#outside.delete(emptied);
        break;
      }
      case 'Assign': {
        if (!statement.value) break;
        const [target] = statement.targets;
        if (target && statement.targets.length === 1) this.#assignment = { value: statement.value, target };
        this.#isRenaming = this.#givesNewName(statement);
        const value = evaluate(statement.value, this, knowledge);
        this.#isRenaming = false;
        for (const target of statement.targets) {
          this.#assignTarget(target, value);
          this.#alias(target, statement.value);
        }
        break;
      }
      case 'AugAssign': {
        const value = evaluate(statement.value, this, knowledge);
        const before = evaluate(statement.target, this, knowledge);
        const root = this.#rootOf(statement.target);
        if (root && root.owner !== 'local' && this.#augments(statement.target, root, before, value)) {
          const member = statement.target.kind === 'Attribute' ? statement.target.attr : undefined;
          this.#write('augment', root, member, statement.target, value);
        }
        if (statement.target.kind === 'Name')
          this.refine(statement.target.id, binary(statement.operator, before, value));
        break;
      }
      case 'Return': {
        const value = statement.value ? evaluate(statement.value, this, knowledge) : NONE;
        if (statement.value) this.#exit('return', statement.value, value);
        else if (this.#recording && this.#names) this.#facts.bareReturns.push(this.place(statement));
        this.#returns = join(this.#returns, value);
        this.#names = null;
        break;
      }
      case 'Raise':
        if (statement.value) {
          const value = evaluate(statement.value, this, knowledge);
          if (this.#recording) {
            this.#facts.raises.push({
              place: this.place(statement.value),
              value,
              insideTry: this.#tries > 0,
            });
          }
        }
        this.#names = null;
        break;
      case 'Delete':
        for (const target of statement.targets) {
          const root = this.#rootOf(target);
          const owner = target.kind === 'Name' ? this.#ownerOf(target.id) : root?.owner;
          const held = target.kind === 'Attribute' ? target : this.#attributeByName(target);
          if (held) this.#writeAttribute('delete', held, UNKNOWN);
          else if (root && (owner === 'global' || (target.kind !== 'Name' && owner !== 'local')))
            this.#write('delete', root, undefined, target, UNKNOWN);
          if (target.kind === 'Name') this.#names?.delete(target.id);
          else if (target.kind === 'Subscript') this.#deleteItem(target);
        }
        break;
      case 'Import':
        for (const item of statement.names) {
          const [first = ''] = item.name.split('.');
          this.assign(
            item.alias ?? first,
            knowledge.importFrom(this.module, 0, item.alias === undefined ? first : item.name, undefined),
            item,
          );
        }
        break;
      case 'ImportFrom':
        for (const item of statement.names) {
          if (item.name === '*') continue;
          this.assign(
            item.alias ?? item.name,
            knowledge.importFrom(this.module, statement.level, statement.module, item.name),
            item,
          );
        }
        break;
      case 'FunctionDef':
        this.assign(statement.name, this.#define(statement), statement.nameSpan);
        break;
      case 'ClassDef':
        this.#class(statement);
        break;
      case 'If':
        this.#if(statement);
        break;
      case 'For':
      case 'While':
        this.#loop(statement);
        break;
      case 'With':
        this.#with(statement);
        break;
      case 'Try':
        this.#try(statement);
        break;
      case 'Match':
        this.#match(statement);
        break;
      case 'Assert':
        evaluate(statement.test, this, knowledge);
        break;
      case 'Break':
        if (this.#names) this.#breaks.at(-1)?.push(this.#names);
        this.#names = null;
        break;
      case 'Continue':
        this.#names = null;
        break;
      case 'Pass':
      case 'Global':
      case 'Nonlocal':
      case 'Broken':
        break;
    }
  }

  /** `run = generate`: whoever uses the new name is seen to use the function. */
  #givesNewName({ targets, value }: Extract<Stmt, { kind: 'Assign' }>): boolean {
    return !this.#inClass && value?.kind === 'Name' && targets.every(({ kind }) => kind === 'Name');
  }

  #assignTarget(target: Expr, value: Value): void {
    switch (target.kind) {
      case 'Name':
        this.assign(target.id, value, target);
        break;
      case 'Tuple':
      case 'List': {
        const starred = target.elements.findIndex((element) => element.kind === 'Starred');
        target.elements.forEach((element, i) => {
          if (element.kind === 'Starred')
            this.#assignTarget(element.operand, sequence('list', undefined, elementOf(value)));
          else this.#assignTarget(element, starred >= 0 && i > starred ? elementOf(value) : itemOf(value, number(i)));
        });
        break;
      }
      case 'Attribute':
      case 'Subscript': {
        const container = evaluate(target.object, this, this.#knowledge);
        const root = this.#rootOf(target);
        let member: string | undefined;
        if (target.kind === 'Attribute') member = target.attr;
        else {
          const [index] = target.indices;
          const key = index && constantOf(evaluate(index, this, this.#knowledge));
          member = key === undefined || key === null ? undefined : String(key);
        }
        const byName = this.#attributeByName(target);
        if (byName) this.#writeAttribute('attribute', byName, value);
        else if (root && (root.owner !== 'local' || target.kind === 'Attribute')) {
          this.#write(target.kind === 'Attribute' ? 'attribute' : 'item', root, member, target, value);
        }
        if (target.kind === 'Subscript') this.#setItem(target.object, container, member, value);
        else this.#setAttribute(target.object, container, target.attr, value);
        break;
      }
      default:
        break;
    }
  }

  /** `x.name` for `x.__dict__["name"]`. */
  #attributeByName(target: Expr): Attribute | undefined {
    const [index] = target.kind === 'Subscript' ? target.indices : [];
    const holder = target.kind === 'Subscript' && holderOf(target.object);
    if (!holder || !index) return undefined;
    const name = constantOf(this.#again(index));
    return typeof name === 'string' ? attribute(holder, name, target) : undefined;
  }

  #setItem(owner: Expr, container: Value, key: string | undefined, value: Value): void {
    const alternative = only(container);
    const isContainer = alternative?.kind === 'dict' || alternative?.kind === 'sequence';
    if (owner.kind === 'Subscript') {
      // `rows["a"]["b"] = value`: there is another dictionary under `"a"` then.
      const holder = isContainer && this.#again(owner.object);
      if (holder) this.#setItem(owner.object, holder, this.#keyOf(owner), withItem(alternative, key, value));
      else this.#changePart(owner);
    }
    if (owner.kind !== 'Name' || (this.fn && !this.#names?.has(owner.id))) return;
    if (isContainer) this.refine(owner.id, withItem(alternative, key, value));
    else if (alternative?.kind === 'param') this.refine(owner.id, opened(container));
    // The name stands for what it stood for: `environ` is the environment still.
    else if (alternative) this.refine(owner.id, container);
  }

  /** The key between the brackets, where it is a constant. */
  #keyOf({ indices: [index] }: Subscript): string | undefined {
    const key = index && constantOf(this.#again(index));
    return key === undefined || key === null ? undefined : String(key);
  }

  /** Something is changed in a part of what the name holds: which plain data is in it nobody knows any more. */
  #changePart(part: Expr): void {
    let whole = part;
    while (whole.kind === 'Subscript') whole = whole.object;
    if (whole.kind !== 'Name' || (this.fn && !this.#names?.has(whole.id))) return;
    this.refine(whole.id, loosened(this.#again(whole)));
  }

  #deleteItem(target: Extract<Expr, { kind: 'Subscript' }>): void {
    const [index] = target.indices;
    const container = evaluate(target.object, this, this.#knowledge);
    const alternative = only(container);
    if (target.object.kind === 'Subscript') this.#changePart(target.object);
    if (target.object.kind !== 'Name' || (this.fn && !this.#names?.has(target.object.id))) return;
    if (alternative?.kind === 'dict' && index) {
      this.refine(target.object.id, withoutItem(alternative, evaluate(index, this, this.#knowledge)));
    } else if (alternative?.kind === 'param' || alternative?.kind === 'sequence') {
      this.refine(target.object.id, emptied(container));
    } else if (alternative && !this.fn) this.refine(target.object.id, container);
  }

  /**
   * What a model gave no longer lies where the model does when somebody has put something else into it, and the model itself
   * not when one of its parts was replaced by one that lies elsewhere.
   */
  #setAttribute(owner: Expr, container: Value, name: string, value: Value): void {
    if (owner.kind !== 'Name') return;
    const isPart = isPartOfPipeline(name);
    const alternative = only(container);
    if (alternative?.kind === 'dict') return this.#setItem(owner, container, name, value);
    // Outside functions such a statement gives the name its value.
    if (!this.fn) this.refine(owner.id, container);
    if (alternative?.kind !== 'object' || alternative.device === undefined) return;
    // `tensor.data = tensor.data.cpu()`
    if (alternative.object === 'tensor' && name === 'data') return this.refine(owner.id, value);
    const put = isPart && alternative.object === 'pipeline' ? only(value) : undefined;
    const isElsewhere = put?.kind === 'object' && put.device !== alternative.device;
    if (isElsewhere || alternative.object === 'modelOutput' || alternative.object === 'pipelineOutput') {
      this.refine(owner.id, one(onDevice(alternative, undefined)));
    }
  }

  /** `y = ITEMS` and `y = x["a"]` make `y` another name for what somebody else owns. */
  #alias(target: Expr, value: Expr): void {
    if (!this.fn || target.kind !== 'Name' || this.#ownerOf(target.id) !== 'local') return;
    if (value.kind !== 'Name' && value.kind !== 'Attribute' && value.kind !== 'Subscript') return;
    // A slice of a list is a list of its own.
    if (value.kind === 'Subscript' && value.indices.some(({ kind }) => kind === 'Slice')) return;
    const root = this.#rootOf(value);
    if (root && root.owner !== 'local') this.#aliases.set(target.id, { root, isKeyed: this.#isKeyed(value) });
  }

  /** Whether `target += value` changes an object that others hold: a rebound number or text is nobody else's business. */
  #augments(target: Expr, root: Root, before: Value, value: Value): boolean {
    if (target.kind !== 'Name') return true;
    const isContainer = [before, value].some((item) => {
      const alternative = only(item);
      return alternative?.kind === 'dict' || (alternative?.kind === 'sequence' && alternative.form !== 'tuple');
    });
    return isContainer || (root.owner !== 'param' && !this.#aliases.has(target.id));
  }

  /** A function definition: its decorators, applied from the innermost to the outermost. */
  #define(node: FunctionDef): Value {
    const fn = this.module.fn(this.unit, node.index);
    const knowledge = this.#knowledge;
    for (const param of node.params) if (param.defaultValue) evaluate(param.defaultValue, this, knowledge);
    let value: Value = one({ kind: 'function', fn });
    const decorators: DecoratorFact[] = [];
    let onGpu: Value | undefined;
    for (const decorator of [...node.decorators].reverse()) {
      const fact = this.#decorator(decorator);
      decorators.push(fact);
      value = this.#decorate(fact.value, value, decorator.expr);
      if (value.alts.some(({ kind }) => kind === 'gpuFunction')) onGpu = value;
    }
    if (this.#recording && this.#names) {
      this.#facts.definitions.push({ fn, value, onGpu, inClass: this.#inClass, decorators: decorators.reverse() });
    }
    return value;
  }

  #decorator(decorator: Decorator): DecoratorFact {
    this.#decoratorCall = decorator.expr;
    this.#statement = decorator;
    const value = evaluate(decorator.expr, this, this.#knowledge);
    this.#decoratorCall = undefined;
    return {
      place: this.place(decorator.expr),
      whole: this.place(decorator),
      value,
      names: [...new Set(namesIn(decorator.expr))],
      text: dotted(decorator.expr.kind === 'Call' ? decorator.expr.callee : decorator.expr),
    };
  }

  #decorate(decorator: Value, target: Value, expr: Expr): Value {
    const call = {
      kind: 'Call' as const,
      start: expr.start,
      end: expr.end,
      callee: expr,
      args: [],
      argsSpan: { start: expr.end, end: expr.end },
    };
    const args = [{ keyword: undefined, value: target, expr, span: expr }];
    let result: Value = NEVER;
    for (const alternative of decorator.alts) {
      const made =
        alternative.kind === 'external' && !isGpuPath(alternative.path)
          ? target
          : callValue(
              { alts: [alternative], open: false },
              { args, expr: call, scope: this, receiver: undefined, method: undefined },
              this.#knowledge,
            ).result;
      // A decorator that is not understood is taken to leave the function what it is.
      result = join(result, made.open && made.alts.length === 0 ? target : made);
    }
    if (decorator.open || result.alts.length === 0) result = join(result, target);
    return without(result, (item) => item.kind === 'none');
  }

  #class(node: Extract<Stmt, { kind: 'ClassDef' }>): void {
    const outer = this.#names;
    const wasInClass = this.#inClass;
    this.#names = new Map(outer ?? []);
    this.#inClass = true;
    for (const base of node.bases) evaluate(base.value, this, this.#knowledge);
    const decorators = node.decorators.map((decorator) => this.#decorator(decorator));
    const cls = this.module.cls(this.unit, node.index);
    if (this.#recording && decorators.length > 0) {
      this.#facts.decoratedClasses.push({ cls, namePlace: this.place(node.nameSpan), decorators });
    }
    this.#block(node.body);
    this.#names = outer;
    this.#inClass = wasInClass;
    this.assign(node.name, one({ kind: 'class', cls }), node.nameSpan);
  }

  #if(statement: Extract<Stmt, { kind: 'If' }>): void {
    const test = evaluate(statement.test, this, this.#knowledge);
    if (this.#recording && this.#names) this.#facts.tests.push(this.place(statement.test));
    const truth = truthOf(test);
    if (truth === true) {
      this.#block(statement.body);
      return;
    }
    if (truth === false) {
      this.#block(statement.orelse);
      return;
    }
    const before = this.#names;
    const { whenTrue, whenFalse } = narrow(statement.test, (expr) => this.#shapesNamed(expr));
    this.#branch(before, whenTrue, () => this.#block(statement.body));
    const afterBody = this.#names;
    this.#branch(before, whenFalse, () => this.#block(statement.orelse));
    this.#names = joinNames(afterBody, this.#names);
  }

  /** The shapes that the second argument of `isinstance` names; undefined when it names others too. */
  #shapesNamed(expr: Expr): readonly Shape[] | undefined {
    const shapes = (expr.kind === 'Tuple' ? expr.elements : [expr]).map((element) => {
      return SHAPES[externalPath(evaluate(element, this, this.#knowledge)) ?? ''];
    });
    return shapes.every((shape) => shape !== undefined) ? shapes : undefined;
  }

  #branch(before: Names | null, narrowing: Narrowing | undefined, run: () => void): void {
    this.#names = before && new Map(before);
    if (narrowing && this.#names) {
      const value = this.lookup(narrowing.name);
      const kept = value && narrowedBy(value, narrowing);
      if (kept && kept.alts.length > 0) this.#names.set(narrowing.name, kept);
    }
    this.#conditions++;
    run();
    this.#conditions--;
  }

  #loop(statement: Extract<Stmt, { kind: 'For' | 'While' }>): void {
    const knowledge = this.#knowledge;
    const over = statement.kind === 'For' ? evaluate(statement.iterable, this, knowledge) : UNKNOWN;
    const loop: Loop = {
      kind: statement.kind === 'For' ? 'for' : 'while',
      place: this.place(statement.header),
      times: statement.kind === 'For' ? this.#turnsOver(statement.iterable) : undefined,
      leftAfterFirstPass: endsAfterFirstPass(statement),
    };
    const wasRecording = this.#recording;
    this.#recording = false;
    if (statement.kind === 'While' && truthOf(evaluate(statement.test, this, knowledge)) === false) {
      this.#recording = wasRecording;
      evaluate(statement.test, this, knowledge);
      this.#block(statement.orelse);
      return;
    }
    const before = this.#names;
    let entry = before;
    // Names settle in the first pass in practice, so that the second is recorded; when it shows more, a third is, as it is.
    // Loops in loops multiply the passes: deep ones get fewer.
    if (wasRecording || this.#loops.length < 4) entry = joinNames(entry, this.#pass(statement, loop, over, entry, []));
    this.#recording = wasRecording;
    let broken: Names[] = [];
    const recorded = wasRecording ? this.#mark() : undefined;
    let after = this.#pass(statement, loop, over, entry, broken);
    const settled = joinNames(entry, after);
    if (recorded && !sameNames(settled, entry)) {
      this.#forget(recorded);
      broken = [];
      after = this.#pass(statement, loop, over, settled, broken);
    }
    const forever = statement.kind === 'While' && statement.test.kind === 'Constant' && statement.test.value === true;
    this.#names = forever ? null : joinNames(before, after);
    if (statement.orelse.length > 0) this.#block(statement.orelse);
    for (const names of broken) this.#names = joinNames(this.#names, names);
  }

  #pass(
    statement: Extract<Stmt, { kind: 'For' | 'While' }>,
    loop: Loop,
    over: Value,
    entry: Names | null,
    broken: Names[],
  ): Names | null {
    this.#names = entry && new Map(entry);
    this.#breaks.push(broken);
    this.#loops.unshift(loop);
    const leaving = this.#leaving;
    const loopAround = this.#loopAround;
    this.#leaving = undefined;
    this.#loopAround = statement;
    if (statement.kind === 'For') bind(statement.target, elementOf(over), this);
    else evaluate(statement.test, this, this.#knowledge);
    this.#block(statement.body);
    this.#loops.shift();
    this.#leaving = leaving;
    this.#loopAround = loopAround;
    this.#breaks.pop();
    return this.#names;
  }

  #with(statement: Extract<Stmt, { kind: 'With' }>): void {
    let locks = 0;
    let devices = 0;
    let suppressed = 0;
    const entered = this.#entered;
    const before = this.#names && new Map(this.#names);
    for (const { context, target } of statement.items) {
      const value = evaluate(context, this, this.#knowledge);
      if (value.alts.some((item) => item.kind === 'object' && item.object === 'lock')) locks++;
      if (isDevice(value)) devices++;
      if (context.kind === 'Call' && this.#suppresses(context.callee)) suppressed++;
      for (const item of value.alts) {
        if (item.kind !== 'instance') continue;
        for (const name of ['__enter__', '__exit__', '__aenter__', '__aexit__']) {
          this.#mention(this.#knowledge.instanceMember(item.cls, name));
        }
      }
      if (target) this.#assignTarget(target, bound(value, this.#knowledge));
      this.#entered = [this.place(context), ...this.#entered];
    }
    this.#locks += locks;
    this.#devices += devices;
    this.#tries += suppressed;
    this.#block(statement.body);
    this.#tries -= suppressed;
    this.#devices -= devices;
    this.#locks -= locks;
    this.#entered = entered;
    // What is behind it runs too when something in it fails.
    if (suppressed > 0) this.#names = joinNames(before, this.#names);
  }

  #suppresses(callee: Expr): boolean {
    return externalPath(this.#again(callee)) === 'contextlib.suppress';
  }

  #try(statement: Extract<Stmt, { kind: 'Try' }>): void {
    const before = this.#names && new Map(this.#names);
    const catches = statement.handlers.some(({ name, body }) => !raisesAgain(body, name));
    if (catches) this.#tries++;
    this.#block(statement.body);
    if (catches) this.#tries--;
    const afterBody = this.#names;
    // An error may come before or after any of the body's assignments.
    const atError = joinNames(before, afterBody);
    this.#block(statement.orelse);
    let result = this.#names;
    const isSafe = canNotFail(statement.body);
    const [first] = statement.body;
    const last = statement.body.at(-1);
    const body = first && last && this.place({ start: first.start, end: last.end });
    for (const handler of isSafe ? [] : statement.handlers) {
      this.#names = atError && new Map(atError);
      this.#conditions++;
      if (handler.type) {
        const place = this.place(handler.type);
        const value = evaluate(handler.type, this, this.#knowledge);
        if (this.#recording && body) this.#facts.catches.push({ place, value, body });
      }
      if (handler.name !== undefined)
        this.assign(handler.name, one({ kind: 'object', object: 'exception', type: 'Exception' }));
      this.#block(handler.body);
      this.#conditions--;
      result = joinNames(result, this.#names);
    }
    const finishes = result !== null;
    this.#names = result ?? (before && new Map(before));
    this.#block(statement.finalbody);
    if (!finishes) this.#names = null;
  }

  #match(statement: Extract<Stmt, { kind: 'Match' }>): void {
    evaluate(statement.subject, this, this.#knowledge);
    const before = this.#names;
    let result = statement.cases.at(-1)?.takesAll === true ? null : before;
    for (const item of statement.cases) {
      this.#names = before && new Map(before);
      for (const name of item.binds) this.assign(name.id, UNKNOWN);
      this.#conditions++;
      if (item.guard) evaluate(item.guard, this, this.#knowledge);
      this.#block(item.body);
      this.#conditions--;
      result = joinNames(result, this.#names);
    }
    this.#names = result;
  }
}

/** What `with value as name` binds. */
function bound(value: Value, knowledge: Knowledge): Value {
  const alternative = only(value);
  if (alternative?.kind !== 'object')
    return alternative?.kind === 'instance'
      ? attributeOf(value, '__enter__', knowledge).open
        ? UNKNOWN
        : value
      : UNKNOWN;
  return alternative.object === 'tempdir' ? temporaryDirectory() : value;
}

function functionsIn(value: Value): number {
  return alternatives(value, 'function').length;
}

function joinNames(a: Names | null, b: Names | null): Names | null {
  if (!a) return b;
  if (!b || a === b) return a;
  const joined: Names = new Map(a);
  for (const [name, value] of b) {
    const other = a.get(name);
    // Assigned on one side only: on the other it is whatever it was outside, or unbound.
    joined.set(name, other ? join(other, value) : value);
  }
  return joined;
}

function sameNames(a: Names | null, b: Names | null): boolean {
  if (a === b) return true;
  if (!a || !b || a.size !== b.size) return false;
  for (const [name, value] of a) {
    const other = b.get(name);
    if (!other || !sameData(value, other)) return false;
  }
  return true;
}

/** `x` of `x.__dict__` and `vars(x)`. */
function holderOf(expr: Expr): Expr | undefined {
  if (expr.kind === 'Attribute') return expr.attr === '__dict__' ? expr.object : undefined;
  return expr.kind === 'Call' && dotted(expr.callee) === 'vars' ? expr.args[0]?.value : undefined;
}

/** What an argument adds to a dictionary: by its keyword, or what is in the dictionary that it is. */
function given(keyword: string | undefined, value: Value): readonly (readonly [name: string, value: Value])[] {
  if (keyword !== undefined && !keyword.startsWith('*')) return [[keyword, value]];
  const alternative = only(value);
  return alternative?.kind === 'dict' ? alternative.entries : [];
}

/** The object that a call changes, or whose item or attribute is given a value. */
function holderIn(expr: Expr): Expr {
  if (expr.kind === 'Call' && expr.callee.kind === 'Attribute') return expr.callee.object;
  return expr.kind === 'Attribute' || expr.kind === 'Subscript' ? expr.object : expr;
}

/** `object.name`, as if it stood at `place`. */
function attribute(object: Expr, attr: string, { start, end }: Span): Attribute {
  return { kind: 'Attribute', start, end, object, attr };
}

/** The name in `name.clear()`. */
function emptiedName(expr: Expr): string | undefined {
  if (expr.kind !== 'Call' || expr.callee.kind !== 'Attribute' || expr.callee.attr !== 'clear') return undefined;
  return expr.callee.object.kind === 'Name' ? expr.callee.object.id : undefined;
}

/** A method can't be appended to the expression as it is written. */
function needsParens(expr: Expr): boolean {
  if (expr.parens) return false;
  return ![
    'Name',
    'Attribute',
    'Call',
    'Subscript',
    'Tuple',
    'List',
    'Dict',
    'Set',
    'String',
    'Comprehension',
  ].includes(expr.kind);
}

/** A call of None fails, and so does one of its methods. */
function whereItWorks(value: Value): Value {
  const some = without(value, ({ kind }) => kind === 'none');
  return some.open || some.alts.length > 0 ? some : value;
}

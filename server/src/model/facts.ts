import type { Place } from '../text/place';
import type { ClassEntity, FunctionEntity } from './entities';
import type { Value } from './value';

/** A loop around some code. */
export interface Loop {
  readonly kind: 'for' | 'while' | 'comprehension' | 'map';
  /** The header of the statement, or the comprehension. */
  readonly place: Place;
  /** How often the body runs at most, where that is known. */
  readonly times: number | undefined;
  /** Every path through the body, or behind the call in question, leaves the loop in the first pass. */
  readonly leftAfterFirstPass: boolean;
}

/** An argument of a call, as written and with its value. */
export interface CallArgument {
  /** `name`, `*`, `**`, or undefined when positional. */
  readonly keyword: string | undefined;
  readonly value: Value;
  /** The value without its keyword. */
  readonly place: Place;
  /** Keyword and value. */
  readonly whole: Place;
  /** The name, when the argument is just a name. */
  readonly name: string | undefined;
}

/** Who owns the object that a write or a method call changes. */
export type Owner = 'local' | 'param' | 'global' | 'enclosing' | 'self';

/** The variable at the left end of `a.b[c].d`. */
export interface Root {
  readonly name: string;
  readonly owner: Owner;
}

/** One call, with what is known where it stands. */
export interface CallFact {
  /** The whole call. */
  readonly place: Place;
  /** What is called, as written. */
  readonly calleePlace: Place;
  readonly argsPlace: Place;
  readonly callee: Value;
  /** Dotted name as written, when it is one: `pipe.to`. */
  readonly calleeText: string | undefined;
  readonly method: string | undefined;
  readonly receiver: Value | undefined;
  readonly receiverPlace: Place | undefined;
  /** Of `models.pipe.to`, where `models` is another module of the Space, the variable `pipe` of that module. */
  readonly receiverRoot: Root | undefined;
  readonly args: readonly CallArgument[];
  readonly result: Value;
  /** The innermost first. */
  readonly loops: readonly Loop[];
  /** What the `with`s around it in the same code enter, as written, the innermost first. */
  readonly entered: readonly Place[];
  /** The statement that holds it, up to its own header for compound ones. */
  readonly statement: Place;
  readonly isStatement: boolean;
  /** What an assignment gives the result to, as written, when it does nothing else. */
  readonly assigned: Place | undefined;
  readonly isDecorator: boolean;
  /** In the body of a `try` whose handlers do more than to raise the error again. */
  readonly insideTry: boolean;
  /** It runs only under a condition whose outcome is not known. */
  readonly conditional: boolean;
}

/** An expression whose value leaves the code. */
export interface ExitPart {
  readonly value: Value;
  readonly place: Place;
  /**
   * The elements of a display, at any depth, what a dataclass is made with, or the sides of a conditional expression that
   * can be taken.
   */
  readonly inner: readonly ExitPart[];
  /** `.cpu()` can't be appended without parentheses. */
  readonly needsParens: boolean;
  /** The name, when the expression is just a name. */
  readonly name: string | undefined;
}

/** A value that leaves the code: returned or yielded. */
export interface ExitFact extends ExitPart {
  readonly kind: 'return' | 'yield';
  readonly statement: Place;
  /** The elements of a tuple or list display, or the values of a dict display, with their places. */
  readonly parts: readonly ExitPart[];
  /** `yield from`: the expression gives such values one after the other. */
  readonly from: boolean;
  readonly inLoop: boolean;
}

/** An exception that is raised. */
export interface RaiseFact {
  readonly place: Place;
  readonly value: Value;
  readonly insideTry: boolean;
}

/** An `except` that names what it catches. */
export interface CatchFact {
  /** What is named. */
  readonly place: Place;
  readonly value: Value;
  /** The statements whose exceptions it catches. */
  readonly body: Place;
}

/** Something other than a local variable is changed. */
export interface WriteFact {
  /** `argument`: a function of the Space is given the list or dictionary, and changes it. */
  readonly kind: 'assign' | 'augment' | 'attribute' | 'item' | 'delete' | 'method' | 'argument';
  readonly root: Root;
  /** The attribute, method or constant key, when there is one. */
  readonly member: string | undefined;
  /** The attribute of the root itself that is given a value, or whose own value is changed. */
  readonly attribute: string | undefined;
  /** The code names it by another local: `config` in `config["steps"] = 4` after `config = state["config"]`. */
  readonly byAlias: boolean;
  /** What is changed stands under a key that is no constant, such as the session's: `turns[request.session_hash].append(…)`. */
  readonly isKeyed: boolean;
  readonly place: Place;
  readonly statement: Place;
  readonly value: Value;
  /** What is written down as the new value, when it is. */
  readonly valuePlace: Place | undefined;
  /** What the new value is an item or an attribute of: `image` in `picture = image["background"]`. */
  readonly whole: Value | undefined;
  readonly conditional: boolean;
  /** Under `with` a lock. */
  readonly guarded: boolean;
}

/** A function that was defined, with what its decorators made of it. */
export interface DefinitionFact {
  readonly fn: FunctionEntity;
  readonly value: Value;
  /** The same below what stands above `spaces.GPU` and puts a function of its own around the GPU function. */
  readonly onGpu: Value | undefined;
  readonly inClass: boolean;
  readonly decorators: readonly DecoratorFact[];
}

/** One decorator as written. */
export interface DecoratorFact {
  /** Without `@`. */
  readonly place: Place;
  readonly whole: Place;
  readonly value: Value;
  /** The names it is written with. */
  readonly names: readonly string[];
  /** Dotted name as written, without the arguments: `spaces.GPU`. */
  readonly text: string | undefined;
}

/** A class that was defined under decorators. */
export interface DecoratedClassFact {
  readonly cls: ClassEntity;
  readonly namePlace: Place;
  readonly decorators: readonly DecoratorFact[];
}

/** Everything that one piece of code does, in evaluation order. Code that can't run on ZeroGPU is left out. */
export interface CodeFacts {
  readonly calls: readonly CallFact[];
  readonly exits: readonly ExitFact[];
  readonly raises: readonly RaiseFact[];
  readonly catches: readonly CatchFact[];
  readonly writes: readonly WriteFact[];
  readonly definitions: readonly DefinitionFact[];
  readonly decoratedClasses: readonly DecoratedClassFact[];
  /** What `if` statements test. */
  readonly tests: readonly Place[];
  /** Statements that are just `return`. */
  readonly bareReturns: readonly Place[];
  /** Functions of the Space that the code names, to call them or to hand them on. */
  readonly mentioned: readonly FunctionEntity[];
  /** Names that a function reads, rather than empties, and that nothing in it has bound before: its module's, mostly. */
  readonly outside: readonly string[];
  /** Names after the code ran. */
  readonly names: ReadonlyMap<string, Value>;
  /** What a caller gets: all returned values, and None where the end can be reached. */
  readonly returns: Value;
}

/** The facts of code that does not run, or is gone. */
export const NO_FACTS: CodeFacts = {
  calls: [],
  exits: [],
  raises: [],
  catches: [],
  writes: [],
  definitions: [],
  decoratedClasses: [],
  tests: [],
  bareReturns: [],
  mentioned: [],
  outside: [],
  names: new Map(),
  returns: { alts: [], open: true },
};

/** Functions that Gradio calls: by which event, and with which arguments of the call that binds them. */
import { EVENT_NAMES } from '../platform/gradioEvents';
import { sameData } from '../text/equality';
import { placeOf, type Place } from '../text/place';
import { argumentOf } from './arguments';
import { functionsOf } from './callables';
import type { CodeEntity, FunctionEntity } from './entities';
import type { CallArgument, CallFact, CodeFacts } from './facts';
import type { Code, Program } from './program';
import type { Queries } from './names/queries';
import { withCaptured } from './substitution';
import { externalPath, only, type Value } from './value';

/** A function where code binds it to something that makes Gradio call it. */
export interface HandlerFact {
  readonly event: string;
  readonly callIndex: number;
  readonly functions: readonly FunctionEntity[];
  readonly fnPlace: Place;
  /** The function is handed over as a decorator's target. */
  readonly isDecorator: boolean;
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

const HANDLER_CONSTRUCTORS: Readonly<Record<string, string>> = {
  'gradio.Interface': 'Interface',
  'gradio.ChatInterface': 'ChatInterface',
  'gradio.on': 'on',
  'gradio.api': 'api',
  'gradio.Examples': 'Examples',
  'gradio.render': 'render',
};

/** What Gradio runs when it calls what it was given: a function, or the `__call__` of an object. */
function runWith(value: Value, queries: Queries): readonly FunctionEntity[] {
  const called = value.alts.flatMap((item) =>
    item.kind === 'instance' ? functionsOf(queries.classMember(item.cls, '__call__')) : [],
  );
  return [...functionsOf(value), ...called];
}

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

/** The bindings that code makes, by calls first. */
export function handlersMadeIn(facts: CodeFacts, queries: Queries): HandlerFact[] {
  const made: HandlerFact[] = [];
  facts.calls.forEach((call, callIndex) => {
    const event = eventOf(call);
    if (event === undefined || call.isDecorator) return;
    const argument = bindingArgument(call, event, 'fn');
    if (!argument) return;
    made.push({
      event,
      callIndex,
      functions: [...new Set([...runWith(argument.value, queries), ...wrappedIn(argument.value, queries)])],
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

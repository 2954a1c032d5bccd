/** What the command line gives an app that is started without arguments, as Spaces start it. */
import { argumentOf } from '../arguments';
import type { CallArgument, CallFact } from '../facts';
import type { Code } from '../program';
import { constantOf, externalPath, number } from '../value';
import type { SpaceView } from '../views';

/** The default of what `args.port` reads, where `args` is what a parser of argparse made of the command line. */
export function commandLineDefault(written: CallArgument, code: Code, space: SpaceView): CallArgument | undefined {
  const [, name = '', attribute] = /^(\w+)\.(\w+)$/.exec(space.text(written.place)) ?? [];
  if (attribute === undefined) return undefined;
  const inModule = (variable: string): readonly CallFact[] =>
    space
      .codesUsing(variable)
      // What other functions call so is their own.
      .filter((each) => each.module === code.module && (each === code || !each.owns(variable)))
      .flatMap(({ calls }) => calls);
  const [parsed, ...makers] = inModule(name).filter(({ assigned }) => assigned && space.text(assigned) === name);
  if (parsed?.method !== 'parse_args' || parsed.args.length > 0 || makers.length > 0) return undefined;
  const parser = parsed.receiverRoot?.name;
  // As in `args.port = 7860`, `args = Namespace(port=7860)` and `sys.argv += ["--port", "7860"]` where the Space runs.
  const changes = [`.${attribute}=`, '.argv=', ...['append', 'extend', 'insert'].map((each) => `sys.argv.${each}`)];
  if (parser === undefined || changes.some((word) => space.codesNaming(word).length > 0)) return undefined;
  const callsOn = (variable: string): readonly CallFact[] =>
    inModule(variable).filter(({ receiverRoot }) => receiverRoot?.name === variable);
  // A set that grows is walked to its end: groups have groups of their own.
  const holders = new Set([parser]);
  const calls: CallFact[] = [];
  for (const holder of holders) {
    for (const call of callsOn(holder)) {
      calls.push(call);
      if (call.method && GROUPS.test(call.method) && call.assigned) holders.add(space.text(call.assigned));
    }
  }
  const options = calls.filter(({ method, args }) => method === 'add_argument' && destinationOf(args) === attribute);
  const [option, ...others] = options;
  const isClear = option && others.length === 0 && calls.every(({ method }) => method !== 'set_defaults');
  const value = isClear ? argumentOf(option, 'default') : undefined;
  const text = value && constantOf(value.value);
  const type = option && argumentOf(option, 'type');
  // What is text it reads as it reads the command line.
  const isRead = typeof text === 'string' && /^\d+$/.test(text) && type && externalPath(type.value) === 'int';
  return value && isRead ? { ...value, value: number(Number(text)) } : value;
}

const GROUPS = /^add_(?:argument|mutually_exclusive)_group$/;

/** The attribute that gets the option's value: what `dest` says, or the first long flag. */
function destinationOf(args: readonly CallArgument[]): string | undefined {
  const given = args.find(({ keyword }) => keyword === 'dest');
  if (given) {
    const dest = constantOf(given.value);
    return typeof dest === 'string' ? dest : undefined;
  }
  const flags = args.flatMap(({ keyword, value }) => {
    const flag = keyword === undefined ? constantOf(value) : undefined;
    return typeof flag === 'string' ? [flag] : [];
  });
  const flag = flags.find((each) => each.startsWith('--')) ?? flags[0];
  return flag?.replace(/^-+/, '').replaceAll('-', '_');
}

import {
  argumentOf,
  calledPath,
  constantOf,
  externalPath,
  type CallArgument,
  type Code,
  type SpaceView,
} from '../model';
import { absolute } from '../text/place';
import { rule, type Fix } from './rule';

export default rule({
  name: 'hardcoded-cuda-device',
  summary: 'A literal `"cuda"` in an app that otherwise asks for the device',
  group: 'cuda',
  severity: 'hint',
  confidence: 'medium',
  audience: 'pedantic',
  messages: {
    literal: 'Elsewhere this app checks for CUDA; this `"cuda"` fails on a machine without it',
  },
  explains: [],
  concerns: ['.to', 'device='],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0 || isGuarded(code, space)) return;
      for (const call of code.calls) {
        const argument = call.method === 'to' ? argumentOf(call, 'device', 0) : argumentOf(call, 'device');
        if (!argument || argument.name !== undefined || constantOf(argument.value) !== 'cuda') continue;
        if (!/^["']cuda["']$/.test(space.text(argument.place)) || !asks(space)) continue;
        report(argument.place, 'literal', {}, { fixes: () => asked(argument, code, space) });
      }
    },
  },
});

const ASKS = 'torch.cuda.is_available';

function asks(space: SpaceView): boolean {
  return space.codesNaming(ASKS).some(asksItself);
}

function asksItself({ calls }: Code): boolean {
  return calls.some((call) => calledPath(call) === ASKS);
}

/** Runs only where the block around it found CUDA, as far as is known. */
function isGuarded({ reach }: Code, space: SpaceView): boolean {
  return reach.headers.some((header) =>
    space.codesNaming(ASKS).some((other) => other.unit === header && asksItself(other)),
  );
}

/** The name that holds the answer, where the module has one above; else the question itself. */
function asked({ place }: CallArgument, code: Code, space: SpaceView): readonly Fix[] {
  const name = deviceName(code, space);
  if (name !== undefined) {
    return [{ title: `Use \`${name}\``, safety: 'review', edits: [space.edits.replace(place, name)] }];
  }
  const torch = space.globalIn(code, 'torch');
  if (!torch || externalPath(torch) !== 'torch' || code.owns('torch')) return [];
  const literal = space.text(place);
  const [quote = ''] = literal;
  const question = `${literal} if torch.cuda.is_available() else ${quote}cpu${quote}`;
  return [{ title: 'Ask whether there is CUDA', safety: 'review', edits: [space.edits.replace(place, question)] }];
}

/** The only name of the module that is given `"cuda"` in a statement that asks, once, above the code. */
function deviceName(code: Code, space: SpaceView): string | undefined {
  const names = space.codesNaming(ASKS).flatMap((other) => {
    if (other.fn || other.module !== code.module || other.reach.runs !== 'always') return [];
    const call = other.calls.find((each) => calledPath(each) === ASKS);
    if (!call || absolute(call.place).start > absolute(code.place).start) return [];
    return [...other.facts.names].flatMap(([name, value]) =>
      constantOf(value) === 'cuda' && space.bindingPlace(code.module, name)?.anchor === call.place.anchor ? [name] : [],
    );
  });
  const [name, ...others] = names;
  return name === undefined || others.length > 0 || code.owns(name) ? undefined : name;
}

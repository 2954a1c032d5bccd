import { attributesRead, isSetInMainProcess, runsInlineOnly, type Code, type ExitFact, type SpaceView } from '../model';
import { rule } from './rule';

export default rule({
  name: 'self-write-in-gpu',
  summary: 'A GPU method sets an attribute of `self` that other methods read',
  group: 'process',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    lost: '`self` is a copy here, pickled into the GPU worker: what `{name}` puts into {attributes} is gone when it returns, and `{reader}` never sees it',
  },
  explains: [],
  sources: [
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-22' },
    { url: 'https://docs.python.org/3/library/pickle.html', read: '2026-11-22' },
  ],
  check: {
    gpuFunction({ targets, place }, report, space) {
      const [method] = targets;
      const { cls } = method ?? {};
      if (!method || !cls || method.params[0]?.name !== 'self' || runsInlineOnly(method, space)) return;
      if (method.exits.some(givesSelf)) return;
      const others = space.ownMethodsOf(cls).filter((other) => other !== method && other.name !== '__init__');
      const lost = method.writes.flatMap(({ kind, root, member, place: written }) => {
        if (kind !== 'attribute' || root.owner !== 'self' || member === undefined) return [];
        const reader = others.find(
          (other) =>
            attributesRead(other, 'self').has(member) && !other.words.has(`.${member}=`) && runsByItself(other, space),
        );
        return reader && !isSetInMainProcess(member, space) ? [{ member, written, reader }] : [];
      });
      const [first] = lost;
      if (!first) return;
      const { member, written, reader } = first;
      report(
        written,
        'lost',
        { name: method.name, attributes: listed(lost.map((each) => each.member)), reader: reader.name },
        {
          related: [
            { place: reader.namePlace, message: `\`${reader.name}\` reads \`self.${member}\`` },
            { place, message: `\`${method.name}\` runs in a worker because of this` },
          ],
        },
      );
    },
  },
});

/** The caller gets the copy, with all that was set. */
function givesSelf({ name, inner }: ExitFact): boolean {
  return name === 'self' || inner.some((part) => part.name === 'self');
}

function listed(attributes: readonly string[]): string {
  const names = [...new Set(attributes)].map((each) => `\`self.${each}\``);
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} others` : names.join(', ');
}

/** In the main process, or in a worker that it got a copy of `self` for. */
function runsByItself(code: Code, space: SpaceView): boolean {
  return code.gpu ? !runsInlineOnly(code, space) : code.contexts.includes('request');
}

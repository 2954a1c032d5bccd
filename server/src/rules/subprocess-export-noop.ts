import { commandOf, externalPath, UNKNOWN, type CallFact } from '../model';
import { reviewFix, rule } from './rule';

export default rule({
  name: 'subprocess-export-noop',
  summary: '`export` in a subprocess sets nothing in this process',
  group: 'process',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    export:
      '`export` sets {variables} in a shell that ends with the call: this process and its GPU workers never see it',
  },
  explains: [],
  concerns: ['runsCommand'],
  sources: [
    { url: 'https://docs.python.org/3/library/subprocess.html#subprocess.Popen', read: '2026-11-21' },
    { url: 'https://docs.python.org/3/library/os.html#os.environ', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0) return;
      const string = (call: CallFact, text: string): string => space.edits.string(call.place, text);
      for (const call of code.calls) {
        const exported = exportsOf(commandOf(call) ?? '');
        if (exported.length === 0) continue;
        const names = exported.map(({ name }) => name);
        report(
          call.place,
          'export',
          { variables: names.map((name) => `\`${name}\``).join(' and ') },
          {
            fixes: () => {
              const os = externalPath(space.globalIn(code, 'os') ?? UNKNOWN);
              if (!call.isStatement || os !== 'os') return [];
              const texts = exported.flatMap(({ value }) => (value === undefined ? [] : [string(call, value)]));
              if (texts.length < exported.length) return [];
              const [name = ''] = names;
              const set =
                names.length === 1
                  ? `os.environ[${string(call, name)}] = ${texts.join('')}`
                  : `os.environ.update(${names.map((each, index) => `${each}=${texts[index] ?? ''}`).join(', ')})`;
              const title = names.length === 1 ? `\`${name}\`` : 'them';
              return [reviewFix(`Set ${title} in \`os.environ\``, space.edits.replace(call.place, set))];
            },
          },
        );
      }
    },
  },
});

interface Exported {
  readonly name: string;
  /** Undefined where the shell makes something else of it. */
  readonly value: string | undefined;
}

const ASSIGNED = /\s+([A-Za-z_]\w*)=((?:"[^"]*"|'[^']*'|\$\([^()]*\)|[^\s;&|"'()])*)/;
const EXPORT = new RegExp(`\\s*export(?:${ASSIGNED.source})+\\s*`);
const ONLY_EXPORTS = new RegExp(`^${EXPORT.source}(?:(?:;|&&)${EXPORT.source})*;?\\s*$`);

/** What a command sets that does nothing else. */
function exportsOf(command: string): readonly Exported[] {
  if (!ONLY_EXPORTS.test(command)) return [];
  return [...command.matchAll(new RegExp(ASSIGNED, 'g'))].map(([, name = '', written = '']) => {
    const text = /^(["'])(.*)\1$/.exec(written)?.[2] ?? written;
    return { name, value: /["'$`\\~*?]/.test(text) ? undefined : text };
  });
}

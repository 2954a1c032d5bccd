import { commandOf, externalPath, UNKNOWN } from '../model';
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
      '`export` sets `{variable}` in a shell that ends with the call: this process and its GPU workers never see it',
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
      for (const call of code.calls) {
        const [, variable, written] = /^\s*export\s+(\w+)=([^;&|]*)$/.exec(commandOf(call) ?? '') ?? [];
        if (variable === undefined || written === undefined) continue;
        report(
          call.place,
          'export',
          { variable },
          {
            fixes: () => {
              const value = /^(["']?)([^"'$`\\]*)\1\s*$/.exec(written)?.[2];
              const os = externalPath(space.globalIn(code, 'os') ?? UNKNOWN);
              if (value === undefined || !call.isStatement || os !== 'os') return [];
              const [name, text] = [variable, value].map((each) => space.edits.string(call.place, each));
              const edit = space.edits.replace(call.place, `os.environ[${name}] = ${text}`);
              return [reviewFix(`Set \`${variable}\` in \`os.environ\``, edit)];
            },
          },
        );
      }
    },
  },
});

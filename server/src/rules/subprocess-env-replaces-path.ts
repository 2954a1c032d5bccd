import { argumentOf, commandOf, externalPath, only } from '../model';
import { reviewFix, rule } from './rule';

/** Programs that look for others, for packages, caches or tokens. */
const NEEDS = /^\s*(?:pip3?|python3?|uv|conda|git|hf|huggingface-cli|make|cmake|ninja|npm|node|bash|sh)\b/;

export default rule({
  name: 'subprocess-env-replaces-path',
  summary: '`env=` replaces the whole environment of the command',
  group: 'process',
  severity: 'information',
  confidence: 'high',
  audience: 'default',
  messages: {
    replaced: '`env` replaces the whole environment: `{command}` runs without `PATH`, `HOME` and the `HF_…` variables',
  },
  explains: [],
  concerns: ['runsCommand'],
  sources: [{ url: 'https://docs.python.org/3/library/subprocess.html#subprocess.Popen', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0) return;
      for (const call of code.calls) {
        const environment = argumentOf(call, 'env');
        const value = environment && only(environment.value);
        const command = commandOf(call);
        if (!environment || value?.kind !== 'dict' || command === undefined) continue;
        const isWhole = value.rest.alts.length === 0 && !value.rest.open;
        if (!isWhole || !NEEDS.test(command) || value.entries.some(([name]) => name === 'PATH')) continue;
        report(
          environment.whole,
          'replaced',
          { command: command.trim().split(/\s+/)[0] ?? command },
          {
            fixes: () => {
              const { place } = environment;
              const os = space.globalIn(code, 'os');
              // An import further down is for its author to move.
              const isMissing = os === undefined && space.bindingPlace(code.module, 'os') === undefined;
              if (!space.text(place).startsWith('{') || !(isMissing || (os && externalPath(os) === 'os'))) return [];
              const separator = value.entries.length > 0 ? ', ' : '';
              const inside = { ...place, start: place.start + 1, end: place.start + 1 };
              const added = isMissing ? space.edits.addImport(code.module, 'import os') : undefined;
              return [
                reviewFix(
                  'Keep the environment of the app',
                  space.edits.replace(inside, `**os.environ${separator}`),
                  ...(added ? [added] : []),
                ),
              ];
            },
          },
        );
      }
    },
  },
});

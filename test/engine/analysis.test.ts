import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules';
import { rule, type Rule, type RuleDeclaration } from '../../server/src/rules/rule';
import { allFindings, type Files, ordinaryFiles, root, spaceOf, summaries } from '../support/space';

type Parts = Pick<RuleDeclaration<{ readonly found: 'found {name}' }>, 'check'> & { readonly name: string };

function probe({ name, check }: Parts): Rule {
  return rule({
    name,
    summary: 'A probe',
    group: 'registration',
    severity: 'warning',
    confidence: 'high',
    audience: 'default',
    messages: { found: 'found {name}' },
    explains: [],
    sources: [],
    check,
  });
}

const requirementProbe = probe({
  name: 'probe-b',
  check: {
    requirements(file, report) {
      for (const entry of file.parsed.entries)
        report(file.place(entry.span), 'found', { name: file.text.slice(entry.span.start, entry.span.end) });
    },
  },
});

describe('an analysis', () => {
  it('shows what a GPU function is told of where it is written, in whatever file', async () => {
    const onTarget = probe({
      name: 'probe-gpu',
      check: {
        gpuFunction({ targets }, report) {
          for (const { namePlace, name } of targets) report(namePlace, 'found', { name });
        },
      },
    });
    const app = 'import spaces\nimport helper\nrun = spaces.GPU(helper.work)\n';
    const helper = 'def other(x):\n    return x\n\ndef work(x):\n    return x\n';
    const space = await spaceOf({ ...ordinaryFiles, 'app.py': app, 'helper.py': helper }, { rules: [onTarget] });
    expect(summaries(space)).toEqual(['helper.py:4 probe-gpu']);
    const at = app.indexOf('helper.work') + 'helper.'.length;
    space.model.editFile(`${root}/app.py`, [{ span: { start: at, end: at + 4 }, text: 'other' }]);
    expect(summaries(space)).toEqual(['helper.py:1 probe-gpu']);
    space.dispose();
  });

  it('orders findings by position and rule, and drops duplicates', async () => {
    const twice = probe({
      name: 'probe-a',
      check: {
        requirements(file, report) {
          for (const entry of [...file.parsed.entries, ...file.parsed.entries].reverse())
            report(file.place(entry.span), 'found', { name: 1 });
        },
      },
    });
    const space = await spaceOf(
      { ...ordinaryFiles, 'requirements.txt': 'torch\nnumpy\n' },
      { rules: [requirementProbe, twice] },
    );
    expect(summaries(space)).toEqual([
      'requirements.txt:1 probe-a',
      'requirements.txt:1 probe-b',
      'requirements.txt:2 probe-a',
      'requirements.txt:2 probe-b',
    ]);
    expect(allFindings(space).map(({ message }) => message)).toEqual([
      'found 1',
      'found torch',
      'found 1',
      'found numpy',
    ]);
    space.dispose();
  });

  it('tells once what stands once, though several functions have it from there', async () => {
    const onDuration = probe({
      name: 'probe-gpu',
      check: {
        gpuFunction({ name, duration }, report) {
          if (duration.kind === 'constant') report(duration.argument.place, 'found', { name });
        },
      },
    });
    const app = [
      'import spaces',
      'gpu = spaces.GPU(duration=300)',
      '@gpu',
      'def second(x):',
      '    return x',
      '@gpu',
      'def first(x):',
      '    return x',
      '@spaces.GPU(duration=300)',
      'def third(x):',
      '    return x',
      '',
    ].join('\n');
    const space = await spaceOf({ ...ordinaryFiles, 'app.py': app }, { rules: [onDuration] });
    expect(allFindings(space).map(({ message }) => message)).toEqual(['found second', 'found third']);
    space.dispose();
  });

  it('goes on without a rule that fails, and says so once', async () => {
    const logged: string[] = [];
    let fails = true;
    const broken = probe({
      name: 'probe-broken',
      check: {
        requirements(file, report) {
          report(file.place({ start: 0, end: 1 }), 'found', { name: 'half' });
          if (fails) throw new Error('boom');
        },
      },
    });
    const files = { ...ordinaryFiles, 'requirements.txt': 'torch\n' };
    const space = await spaceOf(files, { rules: [broken, requirementProbe], log: (message) => logged.push(message) });
    expect(summaries(space)).toEqual(['requirements.txt:1 probe-b']);
    summaries(space);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('probe-broken');
    expect(logged[0]).toContain(`${root}/requirements.txt`);
    expect(logged[0]).toContain('boom');
    fails = false;
    space.model.editFile(`${root}/requirements.txt`, [{ span: { start: 0, end: 0 }, text: 'a' }]);
    expect(summaries(space)).toEqual(['requirements.txt:1 probe-broken', 'requirements.txt:1 probe-b']);
    space.dispose();
  });

  it('follows calls deeper than the stack is', async () => {
    const works = Array.from({ length: 300 }, (_, i) => `def work${i}(x):\n    return work${i + 1}(x)\n`);
    const last = `def work300(x):\n    return DiffusionPipeline.from_pretrained("acme/model")(x)\n`;
    const app = [
      'import spaces\nfrom diffusers import DiffusionPipeline\n',
      '@spaces.GPU(duration=20)\ndef generate(x):\n    return work0(x)\n',
      ...works,
      last,
    ].join('\n');
    const logged: string[] = [];
    const files = { ...ordinaryFiles, 'app.py': app };
    const space = await spaceOf(files, { rules, log: (message) => logged.push(message) });
    expect(summaries(space)).toContain(`app.py:${app.split('\n').length - 1} model-load-in-gpu`);
    expect(logged).toEqual([]);
    space.dispose();
  });

  it('survives a fix that fails', async () => {
    const logged: string[] = [];
    const broken = probe({
      name: 'probe-fix',
      check: {
        requirements(file, report) {
          const fixes = (): never => {
            throw new Error('no such luck');
          };
          report(file.place({ start: 0, end: 1 }), 'found', { name: 'it' }, { fixes });
        },
      },
    });
    const space = await spaceOf(
      { ...ordinaryFiles, 'requirements.txt': 'torch\n' },
      { rules: [broken], log: (message) => logged.push(message) },
    );
    expect(allFindings(space)[0]?.fixes()).toEqual([]);
    expect(logged[0]).toContain('probe-fix');
    space.dispose();
  });

  it('runs a rule again only for what changed, and gives the same array when nothing did', async () => {
    const seen: string[] = [];
    const counter = probe({
      name: 'probe-count',
      check: {
        requirements: (file) => void seen.push(file.path),
        code: (code) => code.calls.length > 0 && seen.push(code.name),
      },
    });
    const files: Files = { ...ordinaryFiles, 'requirements.txt': 'torch\n', 'other.py': 'def other(): pass\n' };
    const space = await spaceOf({ ...files, 'app.py': `import other\n${files['app.py'] ?? ''}` }, { rules: [counter] });
    const before = space.findings(`${root}/requirements.txt`);
    summaries(space);
    seen.length = 0;
    const app = `${root}/app.py`;
    const at = (space.model.text(app) ?? '').indexOf('.upper');
    space.model.editFile(app, [{ span: { start: at, end: at }, text: '.strip()' }]);
    summaries(space);
    expect(seen).toEqual(['generate']);
    expect(space.findings(`${root}/requirements.txt`)).toBe(before);
    space.dispose();
  });

  it('says nothing outside ZeroGPU, where a rule is off, and in excluded files', async () => {
    const requirements = { 'requirements.txt': 'torch\n' };
    const gym = { ...requirements, 'app.py': 'from gymnasium import spaces\n', 'README.md': '# Gym\n' };
    for (const [files, configuration] of [
      [gym, {}],
      [{ ...ordinaryFiles, ...requirements }, { rules: { 'probe-b': 'off' } }],
      [{ ...ordinaryFiles, ...requirements }, { exclude: ['requirements.txt'] }],
      [{ ...ordinaryFiles, ...requirements }, { treatAsSpace: 'never' }],
    ] as const) {
      const space = await spaceOf(files, { rules: [requirementProbe], configuration });
      expect(summaries(space)).toEqual([]);
      space.dispose();
    }
  });

  it('shows findings as grave as the configuration says', async () => {
    const files = { ...ordinaryFiles, 'requirements.txt': 'torch\n' };
    const space = await spaceOf(files, { rules: [requirementProbe], configuration: { rules: { 'probe-b': 'error' } } });
    expect(allFindings(space).map(({ severity }) => severity)).toEqual(['error']);
    space.dispose();
  });

  it('in a Space of another SDK looks at the front matter only', async () => {
    const files = { ...ordinaryFiles, 'README.md': '---\nsdk: docker\n---\n', 'requirements.txt': 'spaces==0.30\n' };
    const space = await spaceOf(files);
    expect(summaries(space)).toEqual(['README.md:2 sdk-not-gradio']);
    space.dispose();
  });
});

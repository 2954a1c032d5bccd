import { describe, expect, it } from 'vitest';
import { combine, readEditor, readProject, renderEffective } from '../../server/src/engine/configuration';

const names = new Set(['duration-missing', 'torch-compile']);
const project = (body: string) => readProject('/s/pyproject.toml', `[tool.zerogpu-lint]\n${body}`, names);

describe('a project file', () => {
  it('sets what it names', () => {
    const read = project(
      'pedantic = true\nvisitor-tier = "pro"\nmax-duration = 90\nexclude = ["old"]\nrules = { torch-compile = "off" }',
    );
    expect(read?.problems).toEqual([]);
    expect(read?.layer).toEqual({
      pedantic: true,
      visitorTier: 'pro',
      maxDuration: 90,
      exclude: ['old'],
      rules: { 'torch-compile': 'off' },
    });
  });

  it('without the table is no configuration', () => {
    expect(readProject('/s/pyproject.toml', '[project]\nname = "x"\n', names)).toBeUndefined();
    expect(readProject('/s/pyproject.toml', '[project]\nname = "zerogpu-lint"\n', names)).toBeUndefined();
    expect(readProject('/s/pyproject.toml', 'not toml at all', names)).toBeUndefined();
  });

  it.each([
    ['pedantic = "yes"', '`pedantic` must be true or false, not "yes"'],
    ['pedentic = true', 'there is no setting `pedentic`; did you mean `pedantic`?'],
    ['enable = false', 'there is no setting `enable`'],
    ['max-duration = -1', '`max-duration` must be a number of seconds above zero, not -1'],
    ['max-duration = nan', '`max-duration` must be a number of seconds above zero'],
    ['visitor-tier = "anyone"', '`visitor-tier` must be "unauthenticated", "free" or "pro", not "anyone"'],
    ['rules = ["torch-compile"]', '`rules` must be a table of rule names'],
    ['rules = { torch-compile = "loud" }', '`torch-compile` must be "off", "error"'],
    ['rules = { torch-compil = "off" }', '`torch-compil` is not the name of a rule; did you mean `torch-compile`?'],
    ['exclude = [1]', '`exclude` must be a list of globs'],
    ['max-duration = 2026-11-21', '`max-duration` must be a number of seconds above zero, not a date'],
  ])('says what is wrong with %s', (body, message) => {
    const read = project(body);
    expect(read?.problems).toHaveLength(1);
    expect(read?.problems[0]).toContain('/s/pyproject.toml');
    expect(read?.problems[0]).toContain(message);
  });

  it('says where it is not TOML, and that its settings are not used', () => {
    const read = project('pedantic = = true');
    expect(read?.layer).toEqual({});
    expect(read?.problems[0]).toMatch(/^\/s\/pyproject\.toml:2:\d+ is not valid TOML/);
  });

  it('with another kind of table is one problem', () => {
    expect(readProject('/p', 'tool.zerogpu-lint = 3', names)?.problems).toEqual([
      '/p: `tool.zerogpu-lint` must be a table',
    ]);
  });
});

describe('editor settings', () => {
  it('count as they are sent, defaults included; null is not set', () => {
    const read = readEditor(
      { pedantic: false, visitorTier: 'pro', trace: { server: 'off' }, maxDuration: null, platformTables: undefined },
      names,
    );
    expect(read.layer).toEqual({ pedantic: false, visitorTier: 'pro' });
    expect(read.problems).toEqual([]);
  });

  it('that are no settings are none', () => {
    for (const odd of [null, undefined, 7, 'x', []]) expect(readEditor(odd, names).layer).toEqual({});
  });

  it('come after the project file, rule by rule', () => {
    const layers = [
      project('rules = { torch-compile = "off", duration-missing = "error" }\npedantic = true\nvisitor-tier = "pro"'),
      readEditor({ rules: { 'torch-compile': 'hint' }, visitorTier: 'free' }, names),
    ].flatMap((layer) => (layer ? [layer] : []));
    const { configuration, origins } = combine(layers);
    expect(configuration.rules).toEqual({ 'torch-compile': 'hint', 'duration-missing': 'error' });
    expect(configuration.pedantic).toBe(true);
    expect(configuration.visitorTier).toBe('free');
    expect(origins.get('rules.torch-compile')).toBe('editor settings');
    expect(origins.get('pedantic')).toBe('/s/pyproject.toml');
  });
});

describe('the effective configuration', () => {
  it('is shown with the origin of every part', () => {
    const read = project('max-duration = 90\nrules = { torch-compile = "off" }');
    const shown = renderEffective(combine(read ? [read] : []));
    expect(shown).toMatch(/^max-duration = 90 +# \/s\/pyproject\.toml$/m);
    expect(shown).toMatch(/^pedantic = false +# default$/m);
    expect(shown).toMatch(/^torch-compile = "off" +# \/s\/pyproject\.toml$/m);
  });
});

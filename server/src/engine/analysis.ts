import { isPutOff, type Code, type SpaceModel, type SpaceView, type Subject } from '../model';
import type { Details, Fix, Report, Rule } from '../rules/rule';
import { unusedSuppressionRule } from '../rules';
import type { LineIndex } from '../text/lineIndex';
import { inOneLine } from '../text/oneLine';
import { absolute, type Place } from '../text/place';
import { relativeTo } from '../text/paths';
import { type Configuration, isExcluded } from './configuration';
import { compareFindings, type Finding, type ResolvedFix } from './finding';
import { Suppressor } from './suppressions';
import { unusedSuppressions } from './unusedSuppressions';

/** A rule's report as it was made: places still move with their units. */
interface RawFinding {
  readonly rule: Rule;
  readonly place: Place;
  /** The name of the message among the rule's, and the message itself. */
  readonly kind: string;
  readonly message: string;
  readonly details: Details;
}

/** What all rules had to say about one subject. */
interface SubjectResult {
  readonly findings: readonly RawFinding[];
  /** Rules that broke; nothing of theirs is shown for the file this subject is in. */
  readonly failures: readonly { readonly rule: string; readonly error: unknown }[];
}

const nothing: SubjectResult = { findings: [], failures: [] };

interface FileCache {
  /** Of the model, when this was last seen to be up to date. */
  version: number;
  readonly text: string;
  readonly results: readonly SubjectResult[];
  readonly findings: readonly Finding[];
  /** The texts of other files that findings point into. */
  readonly others: ReadonlyMap<string, string | undefined>;
}

export interface AnalysisOptions {
  readonly model: SpaceModel;
  readonly rules: readonly Rule[];
  readonly configuration: Configuration;
  readonly log: (message: string) => void;
}

/**
 * The findings of one Space under one configuration. Rules run on a subject again only when what they read about it
 * changed; the same array comes back for a file whose findings are as they were.
 */
export class Analysis {
  readonly #model: SpaceModel;
  readonly #configuration: Configuration;
  readonly #log: (message: string) => void;
  readonly #running: ReadonlySet<string>;
  readonly #resultOf: (subject: Subject) => SubjectResult;
  /** By the index of lines that the model has for a file, so that they go away with it. */
  readonly #files = new WeakMap<LineIndex, FileCache>();
  readonly #logged = new Set<string>();
  /** The fixes that were built since the model last changed, and its version then. */
  #built = new WeakMap<Details, readonly ResolvedFix[]>();
  #builtAt = 0;

  constructor({ model, rules, configuration, log }: AnalysisOptions) {
    this.#model = model;
    this.#configuration = configuration;
    this.#log = log;
    const enabled = rules.filter((rule) => isEnabled(rule, configuration));
    this.#running = new Set(enabled.map(({ name }) => name));
    const onlyCard = enabled.filter(({ group }) => group === 'front-matter' || group === 'suppression');
    const isForeign = model.remember('other sdk', () => isOtherSdk(model.view), { barrier: true });
    const ofCode = new CodeRules(enabled);
    // A fix that is built later must come from the latest run.
    const never = { equals: () => false };
    // A piece of code is what most edits change, for most of the rules. Of anything else an edit concerns few rules.
    const resultOf = new Map(
      enabled.map((rule) => [rule, model.remember(rule.name, (subject) => runRules([rule], subject, model), never)]),
    );
    this.#resultOf = model.remember(
      'findings',
      (subject) => {
        if (subject.kind === 'code') {
          return isForeign(model.spaceSubject) ? nothing : runRules(ofCode.concerning(subject.code), subject, model);
        }
        const rules = (isForeign(model.spaceSubject) ? onlyCard : enabled).filter(
          (rule) => rule.check[subject.kind] !== undefined,
        );
        return joined(rules.map((rule) => resultOf.get(rule)?.(subject) ?? nothing));
      },
      never,
    );
  }

  /** The findings in a file, suppressed ones left out, in order of position. */
  findings(path: string): readonly Finding[] {
    const text = this.#model.text(path);
    const lines = this.#model.lines(path);
    const cached = lines && this.#files.get(lines);
    const { version } = this.#model;
    if (cached?.version === version) return cached.findings;
    const silent =
      text === undefined ||
      lines === undefined ||
      !this.#model.view.isZeroGpu ||
      isExcluded(this.#configuration, relativeTo(this.#model.root, path));
    if (silent) return none;
    const results = [...this.#model.subjects(path), this.#model.spaceSubject].map((subject) => this.#resultOf(subject));
    if (cached?.text === text && sameElements(cached.results, results) && this.#areUnchanged(cached.others)) {
      cached.version = version;
      return cached.findings;
    }
    const findings = this.#resolve(path, text, lines, results);
    const pointedAt = findings.flatMap(({ related }) => related.map((other) => other.path));
    const others = new Map(
      pointedAt.filter((other) => other !== path).map((other) => [other, this.#model.text(other)]),
    );
    this.#files.set(lines, { version, text, results, findings, others });
    return findings;
  }

  #areUnchanged(texts: FileCache['others']): boolean {
    for (const [path, text] of texts) if (this.#model.text(path) !== text) return false;
    return true;
  }

  #resolve(path: string, text: string, lines: LineIndex, results: readonly SubjectResult[]): readonly Finding[] {
    const failed = this.#logFailures(path, results);
    const suppressor = new Suppressor(this.#model, path, text, lines);
    const found: Finding[] = [];
    for (const raw of toldOnce(results)) {
      if (raw.place.anchor.path !== path || failed.has(raw.rule.name)) continue;
      const finding = this.#finding(raw, path, text.length);
      if (!suppressor.covers(finding.rule, finding.span.start)) found.push(finding);
    }
    if (this.#running.has(unusedSuppressionRule.name)) {
      for (const finding of unusedSuppressions(suppressor, this.#running, path, text, lines)) {
        if (!suppressor.covers(finding.rule, finding.span.start)) found.push(this.#configured(finding));
      }
    }
    return withoutDuplicates(found.sort(compareFindings));
  }

  #finding(raw: RawFinding, path: string, length: number): Finding {
    const { rule, details } = raw;
    return this.#configured({
      path,
      rule: rule.name,
      severity: details.severity ?? rule.severity,
      confidence: details.confidence ?? rule.confidence,
      message: raw.message,
      span: within(absolute(raw.place), length),
      related: (details.related ?? []).map(({ place, message }) => ({
        path: place.anchor.path,
        span: absolute(place),
        message: inOneLine(message),
      })),
      unnecessary: details.unnecessary ?? false,
      fixes: () => this.#fixes(rule.name, path, details),
    });
  }

  #configured(finding: Finding): Finding {
    const setting = this.#configuration.rules[finding.rule];
    return setting === undefined || setting === 'off' ? finding : { ...finding, severity: setting };
  }

  #fixes(rule: string, path: string, details: Details): readonly ResolvedFix[] {
    const { version } = this.#model;
    if (version !== this.#builtAt) this.#built = new WeakMap();
    this.#builtAt = version;
    const known = this.#built.get(details);
    if (known) return known;
    const fixes = this.#build(rule, path, details);
    this.#built.set(details, fixes);
    return fixes;
  }

  #build(rule: string, path: string, details: Details): readonly ResolvedFix[] {
    try {
      return (details.fixes?.() ?? []).filter(({ edits }) => edits.length > 0).map(resolveFix);
    } catch (error) {
      this.#logOnce(`the fix of rule ${rule} failed in ${path}: ${describe(error)}`);
      return [];
    }
  }

  #logFailures(path: string, results: readonly SubjectResult[]): ReadonlySet<string> {
    const failed = new Set<string>();
    for (const { failures } of results) {
      for (const { rule, error } of failures) {
        failed.add(rule);
        this.#logOnce(`rule ${rule} failed in ${path} and is not used there: ${describe(error)}`);
      }
    }
    return failed;
  }

  #logOnce(message: string): void {
    const key = message.split('\n', 1)[0] ?? message;
    if (this.#logged.has(key)) return;
    this.#logged.add(key);
    this.#log(message);
  }
}

/** The rules that look at code, by what it names: most are about something that few functions do. */
class CodeRules {
  readonly #always: readonly Rule[];
  readonly #byWord = new Map<string, Rule[]>();

  constructor(rules: readonly Rule[]) {
    const asked = rules.filter(({ check }) => check.code !== undefined);
    this.#always = asked.filter(({ concerns }) => concerns === undefined);
    for (const rule of asked) {
      for (const word of rule.concerns ?? []) this.#byWord.set(word, [...(this.#byWord.get(word) ?? []), rule]);
    }
  }

  concerning({ words }: Code): ReadonlySet<Rule> {
    const rules = new Set(this.#always);
    for (const word of words) for (const rule of this.#byWord.get(word) ?? []) rules.add(rule);
    return rules;
  }
}

const none: readonly Finding[] = [];

function isEnabled(rule: Rule, configuration: Configuration): boolean {
  const setting = configuration.rules[rule.name];
  if (setting !== undefined) return setting !== 'off';
  return rule.audience === 'default' || configuration.pedantic;
}

/** In a Docker or static Space nothing that is true of ZeroGPU applies, except that it is no Gradio Space. */
function isOtherSdk({ frontMatter }: SpaceView): boolean {
  const sdk = frontMatter?.parsed.entries.find(({ key, duplicate }) => key === 'sdk' && !duplicate)?.value;
  return sdk?.kind === 'string' && sdk.value !== 'gradio' && sdk.value !== '';
}

function joined(results: readonly SubjectResult[]): SubjectResult {
  const some = results.filter((result) => result !== nothing);
  if (some.length === 0) return nothing;
  return { findings: some.flatMap(({ findings }) => findings), failures: some.flatMap(({ failures }) => failures) };
}

function runRules(rules: Iterable<Rule>, subject: Subject, model: SpaceModel): SubjectResult {
  const view = model.view;
  if (!view.isZeroGpu) return nothing;
  const findings: RawFinding[] = [];
  const failures: SubjectResult['failures'][number][] = [];
  for (const rule of rules) {
    const before = findings.length;
    const report: Report<Rule['messages']> = (place, message, args, details = {}) => {
      if (view.isAppForOther && !place.anchor.path.endsWith('.py')) return;
      const text = inOneLine(fill(rule.messages[message] ?? message, args));
      findings.push({ rule, place, kind: message, message: text, details });
    };
    try {
      ask(rule, subject, report, view);
      if (subject.kind === 'code') expectIn(subject.code.unit.path, findings.slice(before));
    } catch (error) {
      if (isPutOff(error)) throw error;
      findings.length = before;
      failures.push({ rule: rule.name, error });
    }
  }
  return findings.length === 0 && failures.length === 0 ? nothing : { findings, failures };
}

/** Code is looked at for the sake of its own file: what lies in another would be told when that one happens to be asked for. */
function expectIn(path: string, findings: readonly RawFinding[]): void {
  const astray = findings.find(({ place }) => place.anchor.path !== path);
  if (astray) throw new Error(`a finding about code in ${path} lies in ${astray.place.anchor.path}`);
}

function ask({ check }: Rule, subject: Subject, report: Report<Rule['messages']>, view: SpaceModel['view']): void {
  switch (subject.kind) {
    case 'code':
      return check.code?.(subject.code, report, view);
    case 'gpuFunction':
      return check.gpuFunction?.(subject.gpu, report, view);
    case 'handler':
      return check.handler?.(subject.handler, report, view);
    case 'requirements':
      return check.requirements?.(subject.file, report, view);
    case 'frontMatter':
      return check.frontMatter?.(subject.file, report, view);
    case 'packages':
      return check.packages?.(subject.file, report, view);
    case 'space':
      return check.space?.(view, report);
  }
}

/** Fills the `{name}`s of a message template. */
function fill(template: string, args: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(args[name] ?? whole));
}

function resolveFix(fix: Fix): ResolvedFix {
  return {
    title: inOneLine(fix.title),
    safety: fix.safety,
    edits: fix.edits.map(({ place, newText, isShared }) => ({
      path: place.anchor.path,
      span: absolute(place),
      newText,
      ...(isShared ? { isShared } : {}),
    })),
  };
}

function within(span: { readonly start: number; readonly end: number }, length: number) {
  const start = Math.max(0, Math.min(span.start, length));
  return { start, end: Math.max(start, Math.min(span.end, length)) };
}

/** What several subjects have from one place, such as a decorator that they share, is told of the first. */
function toldOnce(results: readonly SubjectResult[]): readonly RawFinding[] {
  const tellers = new Map<string, SubjectResult>();
  return results.flatMap((result) =>
    result.findings.filter(({ rule, kind, place }) => {
      const { start, end } = absolute(place);
      const key = `${place.anchor.path} ${start} ${end} ${rule.name} ${kind}`;
      const teller = tellers.get(key) ?? result;
      tellers.set(key, teller);
      return teller === result;
    }),
  );
}

function withoutDuplicates(sorted: readonly Finding[]): readonly Finding[] {
  return sorted.filter((finding, index) => {
    const previous = sorted[index - 1];
    return !previous || compareFindings(previous, finding) !== 0;
  });
}

function sameElements<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((element, index) => element === b[index]);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

import {
  cardEntry,
  cardText,
  dependencies,
  fittingGradio,
  gradioConflict,
  removeLine,
  requirementText,
  respecify,
  type Dependency,
  type GradioConflict,
  type SpaceView,
} from '../model';
import { demandsOf, disjoint, exactPin } from '../platform';
import { DEPENDENCY_DOCS, reviewFix, rule, type Fix } from './rule';
import { askForGradio } from './shared/gradioVersion';

export default rule({
  name: 'requirements-gradio-conflict',
  summary: 'A requirement excludes every version of a package that the Space’s Gradio accepts',
  group: 'requirements',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    disjoint:
      'gradio {sdkVersion}, which the build installs because of `{origin}`, needs `{name}{allowed}`: no version also satisfies `{requirement}`',
    demands:
      'gradio {sdkVersion}, which the build installs because of `{origin}`, needs `{name}{allowed}`, but `{requirement}` needs `{name}{demanded}`: no version satisfies both',
    fails:
      'gradio {sdkVersion}, which the build installs because of `{origin}`, only works with `{name}{allowed}` but does not tell pip so: with `{requirement}` the app does not start',
  },
  explains: ['ERROR: ResolutionImpossible', "cannot import name 'HfFolder'", "argument of type 'bool' is not iterable"],
  sources: [{ url: 'https://github.com/gradio-app/gradio', read: '2026-11-22' }, DEPENDENCY_DOCS],
  check: {
    space(space, report) {
      const sdkVersion = space.gradioVersion;
      if (sdkVersion === undefined) return;
      const origin = cardText(space, 'sdk_version') === undefined ? 'requirements.txt' : 'sdk_version';
      for (const dependency of dependencies(space)) {
        const conflict = gradioConflict(space, dependency, sdkVersion);
        if (!conflict) continue;
        const { name, allowed, demanded, isTold } = conflict;
        const requirement = requirementText(dependency);
        const fixes = () => fixesFor(dependency, conflict, space);
        const data = { sdkVersion, origin, name, allowed, requirement };
        if (!isTold) report(dependency.place, 'fails', data, { fixes });
        else if (demanded === undefined) report(dependency.place, 'disjoint', data, { fixes });
        else report(dependency.place, 'demands', { ...data, demanded }, { fixes });
      }
    },
  },
});

function fixesFor(dependency: Dependency, conflict: GradioConflict, space: SpaceView): readonly Fix[] {
  const { file, line } = dependency;
  const { name, allowed, demanded } = conflict;
  const lowered = otherGradio(space);
  if (demanded !== undefined || isDemandedElse(space, name, allowed)) return lowered;
  return [ownFix(), ...lowered];

  function ownFix(): Fix {
    if (line.form !== 'name') return reviewFix('Remove the line', removeLine(space, file, line));
    // The next Gradio asks for another one.
    const specifiers = exactPin(allowed) === undefined ? allowed : '';
    const title = specifiers === '' ? `Let Gradio decide about the version of ${name}` : `Require ${name}${specifiers}`;
    return reviewFix(title, respecify(space, dependency, specifiers));
  }
}

/** A line needs other versions of the package than Gradio does. */
function isDemandedElse(space: SpaceView, name: string, allowed: string): boolean {
  return dependencies(space).some(
    (line) =>
      line.name !== undefined &&
      demandsOf(space.tables, line.name, line.specifiers).some(
        (demand) => demand.package === name && disjoint(demand.allowed, allowed),
      ),
  );
}

/** Another Gradio goes with all requirements. */
function otherGradio(space: SpaceView): readonly Fix[] {
  const { frontMatter } = space;
  const value = frontMatter && cardEntry(frontMatter, 'sdk_version')?.value;
  const version = fittingGradio(space);
  if (!value || version === undefined) return [];
  const { edits, added } = askForGradio(space, frontMatter, value, version);
  return [reviewFix(`Change \`sdk_version\` to ${version}, which goes with the requirements${added}`, ...edits)];
}

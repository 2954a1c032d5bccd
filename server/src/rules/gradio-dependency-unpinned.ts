import {
  appendLine,
  asksForUnknown,
  cardEntry,
  cardText,
  commandOf,
  constantOf,
  dependencies,
  dependency,
  isMainRequirements,
  limitsFor,
  linesToLimit,
  mainRequirements,
  requirementText,
  respecify,
  type SpaceView,
} from '../model';
import { LEAVES_NEWEST, untoldBy } from '../platform';
import type { Place } from '../text/place';
import { reviewFix, rule, type Fix } from './rule';

export default rule({
  name: 'gradio-dependency-unpinned',
  summary: 'An older Gradio fails with the newest release of a package, and nothing keeps pip from installing that',
  group: 'requirements',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    missing:
      'gradio {version} only works with {needs}, but neither gradio nor your requirements tell pip so: the next build installs a newer release, and the app fails at startup',
    open: 'gradio {version} only works with {needs} but does not tell pip so: `{requirement}` lets the next build install a newer release, and the app fails at startup',
  },
  explains: ["cannot import name 'HfFolder'", "argument of type 'bool' is not iterable"],
  sources: [
    { url: 'https://github.com/gradio-app/gradio', read: '2026-11-22' },
    { url: 'https://github.com/huggingface/huggingface_hub/releases/tag/v1.0.0', read: '2026-11-22' },
    { url: 'https://github.com/gradio-app/gradio/issues/10649', read: '2026-11-22' },
  ],
  check: {
    space(space, report) {
      const version = space.gradioVersion;
      const place = version === undefined ? undefined : whereGradioIsChosen(space);
      if (version === undefined || !place || !isOpen(space)) return;
      const needs = untoldBy(space.tables, 'gradio', version).filter((need) => concerns(need.package, space));
      for (const { dependency: line, specifiers } of linesToLimit(space, version)) {
        const need = needs.find((each) => each.package === line.name);
        if (!need) continue;
        const title = `Require \`${need.package}${specifiers}\``;
        const fixes = () => [reviewFix(title, respecify(space, line, specifiers))];
        const data = { version, needs: quoted(need), requirement: requirementText(line) };
        report(line.place, 'open', data, { fixes });
      }
      const limits = limitsFor(space, version);
      const missing = needs.filter((need) => limits.includes(lineFor(need)));
      if (missing.length === 0) return;
      const listed = missing.map(quoted).join(' and ');
      report(
        place,
        'missing',
        { version, needs: listed },
        { fixes: () => addition(space, missing.map(lineFor), listed) },
      );
    },
  },
});

/** Nothing but the lines that can be seen decides what pip installs, and none asks for a package that may ask for an older one. */
function isOpen(space: SpaceView): boolean {
  if (asksForUnknown(space) || space.requirements.some((file) => !isMainRequirements(file))) return false;
  const options = mainRequirements(space)?.parsed.entries.flatMap((entry) =>
    entry.kind === 'option' ? entry.options : [],
  );
  return (
    !options?.some(({ name }) => name === '--constraint') &&
    dependencies(space).every(({ line, name }) => line.form === 'name' && name !== undefined && LEAVES_NEWEST.has(name))
  );
}

type Need = ReturnType<typeof untoldBy>[number];

function lineFor(need: Need): string {
  return `${need.package}${need.works}`;
}

function quoted(need: Need): string {
  return `\`${lineFor(need)}\``;
}

/** Components that take or show files: how Gradio describes those to its clients is what newer versions of pydantic break. */
const WITH_FILES =
  'AnnotatedImage Audio Chatbot ChatInterface DownloadButton File Gallery Image ImageEditor ImageMask ImageSlider Model3D MultimodalTextbox Sketchpad UploadButton Video'
    .split(' ')
    .map((name) => `gradio.${name}`);

/** What apps put back themselves, before they import Gradio. */
const PATCHED: Readonly<Record<string, readonly string[]>> = {
  'huggingface-hub': ['HfFolder'],
  pydantic: ['get_type', 'json_schema_to_python_type', '_json_schema_to_python_type'],
};

/** The app does what needs the package, and does not help itself. */
function concerns(name: string, space: SpaceView): boolean {
  if (PATCHED[name]?.some((patched) => isPatched(patched, space)) || isInstalled(name, space)) return false;
  return name !== 'pydantic' || WITH_FILES.some((component) => space.codesNaming(component).length > 0);
}

function isPatched(name: string, space: SpaceView): boolean {
  return (
    space.codesNaming(`.${name}=`).length > 0 ||
    space
      .codesNaming('setattr')
      .some(({ calls }) => calls.some(({ args: [, attribute] }) => attribute && constantOf(attribute.value) === name))
  );
}

/** A command names the package: it may install another release at start. */
function isInstalled(name: string, space: SpaceView): boolean {
  return space
    .codesNaming('runsCommand')
    .some(({ calls }) => calls.some((call) => commandOf(call)?.replaceAll('_', '-').includes(name)));
}

/** What says which Gradio is installed. */
function whereGradioIsChosen(space: SpaceView): Place | undefined {
  const { frontMatter } = space;
  const entry = frontMatter && cardEntry(frontMatter, 'sdk_version');
  const isSaid = cardText(space, 'sdk_version') !== undefined;
  return entry && isSaid ? frontMatter.place(entry.value.span) : dependency(space, 'gradio')?.place;
}

function addition(space: SpaceView, lines: readonly string[], listed: string): readonly Fix[] {
  const file = mainRequirements(space);
  if (!file) return [];
  const edit = appendLine(space, file, lines.join(file.parsed.lineEnding));
  return [reviewFix(`Add ${listed} to requirements.txt`, edit)];
}

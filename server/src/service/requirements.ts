/** Help with requirements.txt: what the build of a ZeroGPU Space does with a line, and which versions fit together. */
import type { Space } from '../engine/space';
import { dependency, isMainRequirements, type Requirement, type RequirementsView } from '../model';
import {
  cudaSdistOf,
  exactPin,
  newestOf,
  preinstalledOf,
  publicVersion,
  torchFamilyOf,
  torchFor,
  torchStatus,
  xformersTorch,
  type TorchSidecar,
} from '../platform';
import { touches } from '../text/span';
import type { CompletionItem } from './completion';
import type { Hover } from './hover';

const SIDECARS: readonly TorchSidecar[] = ['torchvision', 'torchaudio', 'torchcodec'];

/** What the build does with the line that the pointer is on; undefined where it only installs it. */
export function requirementHover(space: Space, path: string, offset: number): Hover | undefined {
  const file = requirementsAt(space, path);
  const line = file?.parsed.entries.find(({ span }) => touches(span, offset));
  if (!file || line?.kind !== 'requirement') return undefined;
  const title = line.name?.text ?? line.url?.repository?.name ?? line.url?.text;
  const notes = [...platformNotes(space, file, line), ...torchNotes(space, path, line), ...buildNotes(space, line)];
  if (title === undefined || notes.length === 0) return undefined;
  return { markdown: [`**${title}**`, ...notes].join('\n\n'), span: line.span };
}

/** What the platform itself installs in the same pip run. */
function* platformNotes(space: Space, file: RequirementsView, { name }: Requirement): Generator<string> {
  const { view } = space.model;
  const { tables } = view;
  const row = name && preinstalledOf(tables, name.normalized);
  if (!row) return;
  const run = isMainRequirements(file) ? 'in the same pip run' : 'in the pip run after this one';
  if (row.package === 'gradio') {
    const version = view.gradioVersion;
    yield version === undefined
      ? `The build adds the newest \`gradio\` ${run}, for the front matter names no \`sdk_version\`.`
      : `The build adds \`gradio==${version}\` ${run}, as \`sdk_version\` says.`;
  } else if (row.package === 'spaces') {
    const pin = newestOf(tables.spacesPins.rows.map(({ version }) => version));
    if (pin !== undefined) {
      yield `The build adds \`spaces\` ${run}, in a version of the platform’s choice: ${pin} as of ${tables.spacesPins.asOf}.`;
    }
  } else if (row.package === 'torch') {
    const newest = newestOf(tables.torchVersions.rows.map(({ version }) => version));
    yield `ZeroGPU brings torch even without this line, and the build adds an upper bound${newest === undefined ? '' : `, \`torch<=${newest}\` as of ${tables.torchVersions.asOf}`}.`;
  } else {
    yield `It is there even without this line, as of ${tables.preinstalled.asOf}.`;
  }
}

function* torchNotes(space: Space, path: string, line: Requirement): Generator<string> {
  const { view } = space.model;
  const { tables } = view;
  const name = line.name?.normalized;
  const pin = line.url?.wheel?.version ?? exactPin(line.specifierText);
  if (name === 'torch') {
    const listed = tables.torchVersions.rows.filter(({ status }) => status === 'listed').map(({ version }) => version);
    yield `Documented for ZeroGPU: ${listed.join(', ')}.`;
    // The finding says the same, and what was built for a version that can't be had is of no use.
    const refused = space.findings(path).filter(({ rule }) => rule === 'torch-unsupported');
    const isRefused = refused.some(({ span }) => touches(line.span, span.start));
    if (pin === undefined || isRefused) return;
    yield `${pin} is ${torchStatuses[torchStatus(tables, pin)]}.`;
    const family = torchFamilyOf(tables, pin);
    const built = SIDECARS.flatMap((side) =>
      family?.[side] === undefined ? [] : [`\`${side}==${family[side] ?? ''}\``],
    );
    if (built.length > 0) yield `Built for it: ${built.join(', ')}.`;
    return;
  }
  const side = SIDECARS.find((each) => each === name);
  const torch = dependency(view, 'torch')?.pin;
  if (side !== undefined) {
    const built = pin === undefined ? undefined : torchFor(tables, side, pin);
    if (pin !== undefined && built !== undefined) yield `${pin} is built for torch ${built}.`;
    const wanted = torch === undefined ? undefined : torchFamilyOf(tables, torch)?.[side];
    if (torch !== undefined && wanted !== undefined) yield `torch ${torch} goes with ${side} ${wanted}.`;
    if (side !== 'torchcodec') yield 'ZeroGPU does not bring it along.';
  } else if (name === 'xformers' && pin !== undefined) {
    const needs = xformersTorch(tables, pin);
    if (needs !== undefined) yield `${pin} needs \`torch${needs}\`.`;
  }
}

const torchStatuses: Readonly<Record<ReturnType<typeof torchStatus>, string>> = {
  listed: 'one of them',
  built: 'not documented, and was seen in builds',
  unlisted: 'not among them, and may be refused',
  'too-old': 'older than all of them: the Space is refused before it is built',
  newer: 'newer than any that was seen in builds',
  invalid: 'no version',
};

function* buildNotes(space: Space, { name, form, url }: Requirement): Generator<string> {
  const { tables } = space.model.view;
  if (form === 'name' && name && cudaSdistOf(tables, name.normalized)) {
    yield `PyPI has it only as source, as of ${tables.cudaSdists.asOf}: the build has neither torch nor nvcc to compile it.`;
  }
  const wheel = url?.wheel;
  if (wheel) {
    const facts = [
      `Python ${wheel.pythonTags.join(', ')}`,
      ...(wheel.torch === undefined ? [] : [`torch ${wheel.torch}`]),
      ...(wheel.cuda === undefined ? [] : [wheel.cuda]),
      wheel.platformTags.join(', '),
    ];
    yield `A wheel of version ${wheel.version}, for ${facts.join(' · ')}.`;
  } else if (url?.vcs !== undefined) {
    const what = url.repository ? `${url.repository.owner}/${url.repository.name}` : 'the repository';
    const { revision = '' } = url;
    const where = revision === '' ? 'the newest commit, which changes' : `\`${revision}\``;
    yield `The build clones ${what} at ${where}, and builds it without nvcc.`;
  }
}

/** Versions of torch that ZeroGPU takes, and of its side packages those that fit. */
export function requirementCompletions(
  space: Space,
  path: string,
  line: string,
  text: string,
  offset: number,
): readonly CompletionItem[] {
  if (!requirementsAt(space, path)) return [];
  const match = /^\s*(torch|torchvision|torchaudio|torchcodec)\s*(?:==|>=|~=)\s*([\w.]*)$/i.exec(line);
  if (!match) return [];
  const [, name = '', typed = ''] = match;
  const rest = /^[\w.+]*/.exec(text.slice(offset, offset + 50))?.[0] ?? '';
  const span = { start: offset - typed.length, end: offset + rest.length };
  return versionsFor(space, name.toLowerCase()).map(({ version, detail }, index) => ({
    label: version,
    detail,
    sortText: String(index).padStart(2, '0'),
    span,
    newText: version,
  }));
}

function versionsFor(space: Space, name: string): readonly { readonly version: string; readonly detail: string }[] {
  const { view } = space.model;
  const { rows, asOf } = view.tables.torchVersions;
  const newestFirst = [...rows].reverse();
  if (name === 'torch') {
    return newestFirst.map(({ version, status }) => ({
      version,
      detail: status === 'listed' ? `documented for ZeroGPU (as of ${asOf})` : `seen in builds (as of ${asOf})`,
    }));
  }
  const side = SIDECARS.find((each) => each === name);
  const pinned = publicVersion(dependency(view, 'torch')?.pin ?? '');
  if (side === undefined) return [];
  const all = newestFirst.flatMap(({ version: torch }) => {
    const version = torchFamilyOf(view.tables, torch)?.[side];
    return version === undefined ? [] : [{ torch, version }];
  });
  const isPinned = ({ torch }: { readonly torch: string }): boolean => torch === pinned;
  return [...all.filter(isPinned), ...all.filter((each) => !isPinned(each))].map(({ torch, version }) => ({
    version,
    detail: torch === pinned ? `built for torch ${torch}, which is pinned here` : `built for torch ${torch}`,
  }));
}

/** The requirements file at a path, when it is one that the build reads. */
export function requirementsAt(space: Space, path: string): RequirementsView | undefined {
  return space.model.view.requirements.find((file) => file.path === path);
}

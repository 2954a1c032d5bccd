import type { Space } from '../engine/space';
import { suppressionsIn } from '../engine/suppressions';
import type { Workspace } from '../engine/workspace';
import type { GpuFunction } from '../model';
import { pageUrl } from '../rules/links';
import { explanations } from '../rules/pages.generated';
import { rules } from '../rules';
import { absolute } from '../text/place';
import { type Span, touches } from '../text/span';
import { gpuSizeOf, limitOf } from '../platform';
import { cardHover } from './card';
import { seconds } from './duration';
import { requirementHover } from './requirements';

export interface Hover {
  readonly markdown: string;
  readonly span: Span;
}

/**
 * What there is to say about a place: the GPU that is requested there, what a key of the front matter or a requirement means,
 * or the rule that is named or reported there.
 */
export function hover(workspace: Workspace, path: string, offset: number): Hover | undefined {
  const space = workspace.spaceOf(path);
  if (!space?.model.view.isZeroGpu) return undefined;
  const rule = suppressedRule(space, path, offset);
  if (rule) return rule;
  const request =
    gpuRequest(space, path, offset) ?? cardHover(space, path, offset) ?? requirementHover(space, path, offset);
  const reported = space.findings(path).filter(({ span }) => touches(span, offset));
  const names = [...new Set(reported.map((finding) => finding.rule))];
  const parts = [...(request ? [request.markdown] : []), ...names.map((name) => aboutRule(name))];
  const span = request?.span ?? reported[0]?.span;
  return span && { markdown: parts.join('\n\n---\n\n'), span };
}

function suppressedRule(space: Space, path: string, offset: number): Hover | undefined {
  const text = space.model.text(path);
  const lines = space.model.lines(path);
  if (text === undefined || !lines) return undefined;
  const [comment] = space.model.comments(path, { start: offset, end: offset });
  if (!comment) return undefined;
  const names = suppressionsIn([comment], text, lines).flatMap((suppression) => suppression.names);
  const named = names.find(({ span }) => touches(span, offset));
  if (!named || !rules.some(({ name }) => name === named.name)) return undefined;
  return { markdown: aboutRule(named.name), span: named.span };
}

/** A rule's page in short. */
function aboutRule(name: string): string {
  const rule = rules.find((candidate) => candidate.name === name);
  const text = [...(rule ? [`${rule.summary}.`] : []), explanations[name] ?? ''].join('\n\n').trim();
  return `**${name}**\n\n${text}\n\n[More about \`${name}\`](${pageUrl(name)})`;
}

function gpuRequest(space: Space, path: string, offset: number): Hover | undefined {
  for (const gpu of space.model.view.gpuFunctions) {
    const { unit } = gpu.code;
    if (unit.path !== path || !touches({ start: unit.offset, end: unit.offset + unit.length }, offset)) continue;
    const span = absolute(gpu.place);
    if (touches(span, offset)) return { markdown: aboutRequest(space, gpu), span };
  }
  return undefined;
}

function aboutRequest(space: Space, gpu: GpuFunction): string {
  const { tables, settings } = space.model.view;
  const sizeRow = gpu.size === undefined ? undefined : gpuSizeOf(tables, gpu.size);
  const factor = sizeRow?.quotaFactor;
  const asked = requestedSeconds(gpu, limitOf(tables, 'default-duration'));
  const name = gpu.targets.length === 0 ? 'Each call' : `Each call of \`${gpu.name}\``;
  const hardware = sizeRow
    ? `${sizeRow.vram} GB (\`${sizeRow.size}\`, ${sizeRow.backing})`
    : gpu.size === undefined
      ? 'a size that is decided elsewhere'
      : `\`${gpu.size}\`, which is no size known as of ${tables.gpuSizes.asOf}`;
  const lines = [
    `**ZeroGPU request** of \`${gpu.targets.length > 0 ? gpu.name : 'this function'}\``,
    `${name} ${asked.phrase} of GPU time on ${hardware}.`,
  ];
  if (asked.value !== undefined && factor !== undefined) {
    const counted = asked.value * factor;
    const doubled = factor === 1 ? '' : ` (\`${gpu.size ?? ''}\` counts ${factor}×)`;
    lines.push(
      `It comes out of the daily quota of the visitor who makes the call, who needs ${seconds(counted)}${doubled} of it left:`,
      tables.visitors.rows
        .map(({ label, quota, visitor }) => {
          const verdict = quota < counted ? ': **never enough**' : '';
          return `- ${label}: ${seconds(quota)} a day${visitor === settings.visitorTier ? ', the visitors this Space is for' : ''}${verdict}`;
        })
        .join('\n'),
    );
  } else {
    lines.push('It comes out of the daily quota of the visitor who makes the call.');
  }
  lines.push(
    `A shorter request waits less in the queue. As of ${tables.visitors.asOf}, [Hugging Face](${tables.visitors.source[0] ?? ''}).`,
  );
  return lines.join('\n\n');
}

function requestedSeconds(
  { duration }: GpuFunction,
  byDefault: number | undefined,
): { readonly phrase: string; readonly value?: number } {
  switch (duration.kind) {
    case 'default':
      if (byDefault === undefined) return { phrase: 'requests the default amount' };
      return { phrase: `requests ${seconds(byDefault)}, the default,`, value: byDefault };
    case 'constant':
      return { phrase: `requests ${seconds(duration.seconds)}`, value: duration.seconds };
    case 'callable':
      return { phrase: 'computes from its arguments how much it requests' };
    case 'unknown':
      return { phrase: 'requests an amount that is not known here' };
  }
}

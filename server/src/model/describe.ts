import { limitOf } from '../platform';
import { absolute, type Place } from '../text/place';
import type { ModuleEntity } from './entities';
import type { Code, Program } from './program';
import type { SpaceDescription, SpaceModel } from './views';
import type { Alternative, Value } from './value';

/** What the model believes about a Space, as plain data. Positions are `file:line:column`, counted from 1. */
export function describeSpace(
  space: SpaceModel,
  program: Program,
  modules: readonly ModuleEntity[],
  evidence: readonly string[],
  hasErrors: (module: ModuleEntity) => boolean,
): SpaceDescription {
  const { view } = space;
  const relative = (path: string): string => path.slice(space.root.length + 1);
  const at = (place: Place): string => {
    const { path } = place.anchor;
    const position = space.lines(path)?.positionAt(absolute(place).start) ?? { line: 0, character: 0 };
    return `${relative(path)}:${position.line + 1}:${position.character + 1}`;
  };
  const linted = new Set(view.modules);
  return {
    root: space.root,
    isZeroGpu: view.isZeroGpu,
    evidence,
    appFile: view.appModule && relative(view.appModule.path),
    modules: modules.map((module) => ({
      name: module.name,
      path: relative(module.path),
      linted: linted.has(module),
      hasSyntaxErrors: hasErrors(module),
    })),
    gpuFunctions: view.gpuFunctions.map((gpu) => {
      const { duration } = gpu;
      return {
        name: gpu.name === '' ? '(unknown)' : gpu.name,
        at: at(gpu.place),
        made: gpu.made,
        duration:
          duration.kind === 'constant'
            ? duration.seconds
            : duration.kind === 'default'
              ? (limitOf(view.tables, 'default-duration') ?? 'unknown')
              : duration.kind,
        durationIsDefault: duration.kind === 'default',
        size: gpu.size,
        certain: gpu.certain,
      };
    }),
    handlers: view.handlers.map((handler) => ({
      event: handler.event,
      functions: handler.functions.map(qualifiedName),
      at: at(handler.place),
    })),
    functions: view.codes
      .filter((code) => code.fn !== undefined)
      .map((code) => ({
        name: qualifiedName(code),
        at: at(code.namePlace),
        contexts: code.contexts,
        returns: valueText(program.queries.facts(code.entity).returns),
      })),
  };
}

function qualifiedName(code: Code): string {
  const cls = code.cls?.header.name;
  return cls === undefined ? code.name : `${cls}.${code.name}`;
}

/** A value in a few words: `tensor on cuda | None`. */
export function valueText(value: Value): string {
  const parts = value.alts.map(alternativeText);
  if (value.open) parts.push(value.device === undefined ? '?' : `? on ${value.device}`);
  return parts.length === 0 ? 'nothing' : [...new Set(parts)].join(' | ');
}

function alternativeText(alternative: Alternative): string {
  switch (alternative.kind) {
    case 'none':
      return 'None';
    case 'bool':
    case 'number':
    case 'text':
      return alternative.value === undefined ? alternative.kind : JSON.stringify(alternative.value);
    case 'sequence':
      return alternative.items
        ? `${alternative.form}(${alternative.items.map(valueText).join(', ')})`
        : `${alternative.form} of ${valueText(alternative.element)}`;
    case 'dict':
      return `dict(${[
        ...alternative.entries.map(([key, item]) => `${key}: ${valueText(item)}`),
        ...(alternative.rest.open || alternative.rest.alts.length > 0 ? [`…: ${valueText(alternative.rest)}`] : []),
      ].join(', ')})`;
    case 'function':
    case 'gpuFunction':
      return 'function';
    case 'class':
      return `class ${alternative.cls.header.name ?? '?'}`;
    case 'instance':
      return alternative.cls.header.name ?? 'instance';
    case 'module':
      return `module ${alternative.module.name}`;
    case 'external':
      return alternative.path;
    case 'object':
      if (alternative.text !== undefined) return `${alternative.object} ${JSON.stringify(alternative.text)}`;
      return alternative.device ? `${alternative.object} on ${alternative.device}` : alternative.object;
    case 'gpuDecorator':
      return 'GPU decorator';
    case 'partial':
      return 'partial';
    case 'method':
      return `method ${alternative.name}`;
    case 'param':
      return 'argument';
  }
}

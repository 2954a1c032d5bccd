import {
  aliasesOf,
  codesBehind,
  deviceOfValue,
  externalPath,
  functionsOf,
  gpuFunctionAround,
  heldFor,
  inferenceOf,
  isModel,
  isMovedIn,
  mayRunModel,
  movesOthers,
  movesToCuda,
  objectOf,
  only,
  runOnThread,
  UNKNOWN,
  usesAlone,
  usesCudaOutsideTorch,
  type CallArgument,
  type CallFact,
  type Code,
  type GpuFunction,
  type Held,
  type SpaceView,
  type Value,
} from '../model';
import { reviewFix, rule, ZEROGPU_DOCS, type Related, type Report } from './rule';
import type { Edit, Place } from '../text/place';
import { cudaAt } from './shared/deviceName';
import { heldAs } from './shared/heldModel';

const messages = {
  mismatch:
    '`{name}` was loaded on the CPU and is never moved, but its inputs are on CUDA: “Expected all tensors to be on the same device”',
  several:
    '{names} were loaded on the CPU and are never moved, but their inputs are on CUDA: “Expected all tensors to be on the same device”',
  slow: '`{name}` was loaded on the CPU and is never moved: `{gpu}` holds a GPU while it computes on the CPU',
};

export default rule({
  name: 'model-not-on-cuda',
  summary: 'A model that was left on the CPU is run in a GPU function',
  group: 'cuda',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages,
  explains: ['Expected all tensors to be on the same device, but found at least two devices'],
  concerns: ['model', 'pipeline', 'threading.Thread'],
  sources: [ZEROGPU_DOCS],
  check: {
    code(code, report, space) {
      if (!code.isGpuOnly) return;
      for (const run of code.calls.flatMap((call) => runsIn(call, space))) {
        const onCuda = run.args.some(({ value }) => holdsCuda(value));
        const taken = onCuda ? takenFromTable(run, code, space) : [];
        const names = [...taken, ...namesOf(run, code, space)];
        const gpu = names.length > 0 ? gpuFunctionAround(code, space) : undefined;
        if (!gpu) continue;
        if (taken.length > 1) reportTaken(taken, run, code, report, space);
        for (const name of names) {
          const isTaken = taken.includes(name);
          if (isTaken && taken.length > 1) continue;
          const [root = ''] = run.text.split('.');
          const isByName = root !== name && !code.owns(root) && isTouchedByName(root, space);
          if (!isTaken && (isByName || isTouched(name, space))) continue;
          const held = isTaken ? undefined : heldAs(run.path, name, code, space);
          if (held !== undefined && movesOthers(space)) continue;
          if (!onCuda && !isDiffusers(run) && usesCuda(gpu, space)) continue;
          const binding = space.bindingPlace(code.module, name);
          const model = held ?? name;
          const related = binding ? [leftAt(binding, model)] : [];
          const fixes = () =>
            binding && space.edits.indentation(binding) === ''
              ? [reviewFix(`Put \`${model}\` on CUDA at module scope`, moveBelow(binding, model, code, space))]
              : [];
          if (onCuda) report(run.place, 'mismatch', { name: model }, { severity: 'warning', related, fixes });
          else report(run.place, 'slow', { name: model, gpu: gpu.name }, { related, fixes });
        }
      }
    },
  },
});

/** Several models of one dictionary, all of which were left. */
function reportTaken(
  taken: readonly string[],
  run: Run,
  code: Code,
  report: Report<typeof messages>,
  space: SpaceView,
): void {
  const left = taken.flatMap((name) => {
    const binding = space.bindingPlace(code.module, name);
    return binding ? [{ name, binding }] : [];
  });
  const names = taken.map((name) => `\`${name}\``).join(' and ');
  const related = left.map(({ name, binding }) => leftAt(binding, name));
  const fixes = () =>
    left.length === taken.length && left.every(({ binding }) => space.edits.indentation(binding) === '')
      ? [
          reviewFix(
            `Put ${names} on CUDA at module scope`,
            ...left.map(({ name, binding }) => moveBelow(binding, name, code, space)),
          ),
        ]
      : [];
  report(run.place, 'several', { names }, { severity: 'warning', related, fixes });
}

function leftAt(place: Place, model: string): Related {
  return { place, message: `\`${model}\` is left on the CPU here` };
}

function moveBelow(binding: Place, model: string, { module }: Code, space: SpaceView): Edit {
  return space.edits.insertLineBelow(binding, `${model}.to(${cudaAt(binding, module, space)})`);
}

/** A model or pipeline is run, here or by a thread that is started here. */
interface Run {
  readonly model: Value;
  /** The variable that holds it, or an object that does; that of another module by the name that it has there. */
  readonly root: string | undefined;
  /** What is called, as written. */
  readonly text: string;
  /** The model, as written. */
  readonly path: string;
  readonly place: Place;
  readonly args: readonly CallArgument[];
  readonly isThread?: true;
}

function runsIn(call: CallFact, space: SpaceView): readonly Run[] {
  if (inferenceOf(call)) {
    const { receiver, callee, calleeText, calleePlace: place, method, receiverRoot, args } = call;
    const isMethod = receiver !== undefined && only(receiver)?.kind !== 'module';
    const root = isMethod ? receiverRoot?.name : (method ?? calleeText);
    const text = calleeText ?? '';
    const path = receiver && isModel(receiver) ? text.replace(/\.\w+$/, '') : text;
    return [{ model: isMethod ? receiver : callee, root, text, path, place, args }];
  }
  const { target, args = [] } = runOnThread(call) ?? {};
  if (!target || target.value.open) return [];
  const models = target.value.alts.flatMap((item) =>
    item.kind === 'method' && item.name === 'generate' ? [item.receiver] : [UNKNOWN],
  );
  if (!models.every(isModel)) return [];
  const text = space.text(target.place);
  const model = { alts: models.flatMap(({ alts }) => alts), open: false };
  const root = /^(\w+)\.generate$/.exec(text)?.[1];
  return [{ model, root, text, path: root ?? text, place: target.place, args, isThread: true }];
}

/** The variables of the module that may hold the model, and do hold one that lies on the CPU. */
function namesOf({ model, root }: Run, code: Code, space: SpaceView): readonly string[] {
  if (root === undefined || deviceOfValue(model) === 'cuda') return [];
  if (!code.owns(root)) return deviceOfValue(model) === 'cpu' ? [root] : [];
  const given = aliasesOf(code).flatMap(([name, of]) => (name === root && !code.owns(of) ? [of] : []));
  return [...new Set(given)].filter((name) => {
    const value = space.global(code.module, name);
    return isModel(value) && deviceOfValue(value) === 'cpu';
  });
}

/**
 * The variables of the module that lie on the CPU, of those in a dictionary from which the function took what it runs:
 * `processor, model = MODELS[name]`. None when something may be moved under a name that does not tell what it is.
 */
function takenFromTable({ model, text }: Run, code: Code, space: SpaceView): readonly string[] {
  const [root = ''] = text.split('.');
  // By a key that is known the function may take one that lies on CUDA.
  if (!isModel(model) || deviceOfValue(model) === 'cuda') return [];
  const owner = [code, code.outer].find((each) => each.owns(root));
  const held = owner && heldFor(root, owner, space);
  const onCpu = (held?.names ?? []).filter((name) => {
    const value = space.global(code.module, name);
    return isModel(value) && deviceOfValue(value) === 'cpu' && !isTouched(name, space, held?.madeIn);
  });
  return onCpu.length > 0 && space.codesNaming('movesUnclear').length === 0 ? onCpu : [];
}

/** It lies on CUDA, or something in it does. */
function holdsCuda(value: Value): boolean {
  if (deviceOfValue(value) === 'cuda') return true;
  const item = only(value);
  return item?.kind === 'dict' && (item.entries.some(([, each]) => holdsCuda(each)) || holdsCuda(item.rest));
}

/** Something else may compute on CUDA while the GPU function runs. */
function usesCuda(gpu: GpuFunction, space: SpaceView): boolean {
  return functionsOf(gpu.given).some((fn) =>
    [...codesBehind(space.code(fn), space)].some((code) =>
      code.calls.some((call) => {
        const run = inferenceOf(call);
        const made = only(call.result);
        return (
          (run !== undefined && run.device !== 'cpu') ||
          mayRunModel(call) ||
          movesToCuda(call) ||
          usesCudaOutsideTorch(call) ||
          isOfOthers(call) ||
          (made?.kind === 'object' && made.device === 'cuda') ||
          call.args.some(({ value }) => holdsCuda(value))
        );
      }),
    ),
  );
}

/** A program, or a function of a library of which it is not known that it stays off the GPU. */
function isOfOthers({ callee }: CallFact): boolean {
  const path = externalPath(callee);
  return path !== undefined && (/^(?:exec|eval)$/.test(path) || (path.includes('.') && !OFF_GPU.test(path)));
}

const OFF_GPU =
  /^(?:numpy|PIL|gradio|spaces|torch|torchvision|torchaudio|transformers|diffusers|tokenizers|huggingface_hub|sentence_transformers|qwen_vl_utils|soundfile|librosa|scipy|pandas|matplotlib|requests|re|json|time|datetime|random|math|io|tempfile|uuid|pathlib|collections|itertools|functools|typing|string|logging|threading|queue|base64|gc|copy|shutil|html|textwrap|traceback|warnings|sys|hashlib|contextlib|os\.(?:path|environ|getenv|makedirs|remove|unlink|listdir))\b/;

/** What a module holds is moved or replaced by name: `getattr(models, name).to("cuda")`. */
function isTouchedByName(module: string, space: SpaceView): boolean {
  return ['getattr', 'setattr', 'vars'].some((builtin) =>
    space
      .codesNaming(builtin)
      .some(({ calls }) =>
        calls.some(({ callee, args }) => externalPath(callee) === builtin && args[0]?.name === module),
      ),
  );
}

/** Somewhere the model is moved, or goes under another name and may be moved there, or all models are put elsewhere. */
function isTouched(name: string, space: SpaceView, besides?: Held['madeIn']): boolean {
  if (space.codesNaming('torch.set_default_device').length > 0) return true;
  return space
    .codesUsing(name)
    .some(
      (code) =>
        (!code.owns(name) && code.unit !== besides && usesAlone(code, name)) ||
        isMovedIn(code, name) ||
        aliasesOf(code).some(([other, of]) => of === name && (usesAlone(code, other) || isMovedIn(code, other))),
    );
}

function isDiffusers({ model }: Run): boolean {
  return objectOf(model, 'pipeline')?.type.startsWith('diffusers.') === true;
}

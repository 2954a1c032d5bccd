import {
  allStatementsOf,
  aliasesOf,
  codesBehind,
  deviceOfValue,
  externalPath,
  functionsOf,
  gpuFunctionAround,
  inferenceOf,
  isModel,
  lies,
  mayRunModel,
  movesToCuda,
  objectOf,
  only,
  passesOn,
  runOnThread,
  UNKNOWN,
  usesAlone,
  usesCudaOutsideTorch,
  type CallArgument,
  type CallFact,
  type Code,
  type GpuFunction,
  type SpaceView,
  type Value,
} from '../model';
import { reviewFix, rule, ZEROGPU_DOCS } from './rule';
import { sameData } from '../text/equality';
import type { Place } from '../text/place';
import { cudaAt } from './shared/deviceName';
import { heldAs, movesOthers } from './shared/heldModel';

export default rule({
  name: 'model-not-on-cuda',
  summary: 'A model that was left on the CPU is run in a GPU function',
  group: 'cuda',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    mismatch:
      '`{name}` was loaded on the CPU and is never moved, but its inputs are on CUDA: “Expected all tensors to be on the same device”',
    slow: '`{name}` was loaded on the CPU and is never moved: `{gpu}` holds a GPU while it computes on the CPU',
  },
  explains: ['Expected all tensors to be on the same device, but found at least two devices'],
  concerns: ['model', 'pipeline', 'threading.Thread'],
  sources: [ZEROGPU_DOCS],
  check: {
    code(code, report, space) {
      if (!code.isGpuOnly) return;
      for (const run of code.calls.flatMap((call) => runsIn(call, space))) {
        const names = namesOf(run, code, space);
        const gpu = names.length > 0 ? gpuFunctionAround(code, space) : undefined;
        if (!gpu) continue;
        const onCuda = run.args.some(({ value }) => holdsCuda(value)) || isGivenMoved(run, code, space);
        for (const name of names) {
          const [root = ''] = run.text.split('.');
          if (isTouched(name, space) || (root !== name && !code.owns(root) && isTouchedByName(root, space))) continue;
          const held = heldAs(run.path, name, code, space);
          if (held !== undefined && movesOthers(space)) continue;
          if (!onCuda && !isDiffusers(run) && usesCuda(gpu, space)) continue;
          const binding = space.bindingPlace(code.module, name);
          const model = held ?? name;
          const related = binding ? [{ place: binding, message: `\`${model}\` is left on the CPU here` }] : [];
          const fixes = () =>
            binding && space.edits.indentation(binding) === ''
              ? [
                  reviewFix(
                    `Put \`${model}\` on CUDA at module scope`,
                    space.edits.insertLineBelow(binding, `${model}.to(${cudaAt(binding, code.module, space)})`),
                  ),
                ]
              : [];
          if (onCuda) report(run.place, 'mismatch', { name: model }, { severity: 'warning', related, fixes });
          else report(run.place, 'slow', { name: model, gpu: gpu.name }, { related, fixes });
        }
      }
    },
  },
});

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

/** It lies on CUDA, or something in it does. */
function holdsCuda(value: Value): boolean {
  if (deviceOfValue(value) === 'cuda') return true;
  const item = only(value);
  return item?.kind === 'dict' && (item.entries.some(([, each]) => holdsCuda(each)) || holdsCuda(item.rest));
}

/** What it is given is something that the function has moved to CUDA, whatever that is, or is put together from that. */
function isGivenMoved({ place, args, isThread }: Run, code: Code, space: SpaceView): boolean {
  const simple = allStatementsOf(code).filter(({ blocks }) => blocks.length === 0);
  const statement = simple.find((each) => lies(place, each.place));
  if (!statement) return false;
  const moves = code.calls.filter((call) => movesToCuda(call) && !(call.receiver && isModel(call.receiver)));
  const moved = new Set<string>();
  for (const each of simple.slice(0, simple.indexOf(statement))) {
    const move = moves.find((call) => lies(call.place, each.place));
    const isPut = [...each.reads].some((name) => moved.has(name)) && PUTS_TOGETHER.test(space.text(each.place));
    const isMoved = move ? !isHandedOn(move, code) : isPut;
    for (const name of each.binds) {
      if (isMoved) moved.add(name);
      else moved.delete(name);
    }
  }
  if (isThread) return [...statement.reads].some((name) => moved.has(name));
  return args.some(({ whole }) => moved.has(GIVEN.exec(space.text(whole))?.[1] ?? ''));
}

/** `settings = dict(input_ids=inputs)`, `settings = {…}` and `ids = inputs["input_ids"]`. */
const PUTS_TOGETHER = /^\w+\s*=\s*(?:dict\(|\{|\w+(?:\.input_\w+|\.pixel_\w+|\[["']\w+["']\])$)/;

/** `**inputs`, `ids`, `image=pixels` and `inputs.input_ids`. */
const GIVEN = /^(?:\w+\s*=\s*|\*{1,2})?(\w+)(?:\.input_\w+|\.pixel_\w+|\[["']\w+["']\])?$/;

/** What is moved goes to another call, and what is bound is what that makes of it; or only a number of it is kept. */
function isHandedOn({ place }: CallFact, { calls }: Code): boolean {
  return calls.some(
    (other) =>
      !sameData(other.place, place) &&
      lies(place, other.place) &&
      !KEEPS_PLACE.test(other.method ?? '') &&
      externalPath(other.callee) !== 'dict',
  );
}

const KEEPS_PLACE = /^(?:to|cuda|half|float|long|bfloat16|unsqueeze|squeeze|contiguous|requires_grad_|clone|detach)$/;

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
function isTouched(name: string, space: SpaceView): boolean {
  if (space.codesNaming('torch.set_default_device').length > 0) return true;
  return space
    .codesUsing(name)
    .some(
      (code) =>
        (!code.owns(name) && usesAlone(code, name)) ||
        isMovedIn(code, name) ||
        aliasesOf(code).some(([other, of]) => of === name && (usesAlone(code, other) || isMovedIn(code, other))),
    );
}

function isMovedIn(code: Code, name: string): boolean {
  return (
    passesOn(code, name) ||
    code.calls.some(
      ({ receiverRoot, method = '' }) =>
        receiverRoot?.name === name && /^(?:to|cuda|compile|load_state_dict|\w*offload\w*)$/.test(method),
    )
  );
}

function isDiffusers({ model }: Run): boolean {
  return objectOf(model, 'pipeline')?.type.startsWith('diffusers.') === true;
}

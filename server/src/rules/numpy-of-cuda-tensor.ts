import {
  asksTooEarly,
  calledPath,
  hasCpuInstead,
  objectOf,
  recordsGradients,
  type CallFact,
  type Value,
} from '../model';
import type { Place } from '../text/place';
import { rule, safeFix, ZEROGPU_DOCS } from './rule';

export default rule({
  name: 'numpy-of-cuda-tensor',
  summary: 'NumPy is given a tensor that is on CUDA',
  group: 'cuda',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    tensor:
      '{what} is on CUDA, and NumPy reads the memory of the CPU: “can’t convert cuda:0 device type tensor to numpy”; move it to the CPU first',
  },
  explains: ["can't convert cuda:0 device type tensor to numpy"],
  concerns: ['.numpy', 'numpy.array', 'numpy.asarray', 'numpy.ascontiguousarray'],
  sources: [
    ZEROGPU_DOCS,
    { url: 'https://docs.pytorch.org/docs/stable/generated/torch.Tensor.numpy.html', read: '2026-11-23' },
  ],
  check: {
    code(code, report, space) {
      if (!code.runsOnGpu) return;
      for (const call of code.calls) {
        const read = readBy(call);
        if (!read || objectOf(read.value, 'tensor')?.device !== 'cuda') continue;
        if (asksTooEarly(space) || (call.insideTry && hasCpuInstead(call, code))) continue;
        const tensor = space.text(read.place);
        const fixes = () => {
          if (!CAN_BE_APPENDED_TO.test(tensor)) return [];
          const isDetached = tensor.endsWith('.detach()') || !recordsGradients(code, space);
          const suffix = isDetached ? '.cpu()' : '.detach().cpu()';
          return [safeFix(`Insert \`${suffix}\``, space.edits.appendMethod(read.place, false, suffix))];
        };
        const isShort = tensor.length <= 40 && !tensor.includes('\n');
        report(read.place, 'tensor', { what: isShort ? `\`${tensor}\`` : 'This tensor' }, { fixes });
      }
    },
  },
});

/** What NumPy reads: `tensor.numpy()` without `force=True`, and `np.array(tensor)`. */
function readBy(call: CallFact): { readonly value: Value; readonly place: Place } | undefined {
  const { method, receiver, receiverPlace, args } = call;
  if (method === 'numpy' && receiver && receiverPlace) {
    return args.length === 0 ? { value: receiver, place: receiverPlace } : undefined;
  }
  const [first] = args;
  const isRead = /^numpy\.(?:array|asarray|ascontiguousarray)$/.test(calledPath(call) ?? '');
  return isRead && first?.keyword === undefined ? first : undefined;
}

/** A name, a call, an item, or something in parentheses. */
const CAN_BE_APPENDED_TO =
  /^(?:[A-Za-z_][\w.]*(?:\([^()]*\)|\[[^[\]]*\])*(?:\.\w+(?:\([^()]*\)|\[[^[\]]*\])*)*|\(.*\))$/s;

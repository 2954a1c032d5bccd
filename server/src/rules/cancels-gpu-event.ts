import { only } from '../model';
import { rule, SPACES_PACKAGE } from './rule';
import { inWorkerOf } from './shared/related';

export default rule({
  name: 'cancels-gpu-event',
  summary: 'Cancelling an event does not stop the GPU function behind it',
  group: 'gradio',
  severity: 'hint',
  confidence: 'medium',
  audience: 'default',
  messages: {
    cancels:
      '`cancels` frees the page but not the GPU: `{name}` keeps running in its worker, and keeps the GPU, until it finishes',
  },
  explains: [],
  sources: [SPACES_PACKAGE],
  check: {
    handler(handler, report, space) {
      const cancels = handler.argument('cancels');
      if (!cancels || only(cancels.value)?.kind === 'none') return;
      const others = space.handlers.filter((other) => other.functions.length > 0 && !other.argument('cancels'));
      const slow = others.flatMap(({ functions }) => functions.filter(({ gpu }) => gpu));
      const [target] = slow;
      // Which event is meant is not known: all that can be cancelled have to be GPU functions.
      if (!target?.gpu || slow.length < others.length) return;
      report(cancels.whole, 'cancels', { name: target.name }, { related: inWorkerOf(target.gpu, target.name) });
    },
  },
});

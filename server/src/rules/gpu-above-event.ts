import { isGpuDecorator, wrapsByItself } from '../model';
import { sameData } from '../text/equality';
import { rule, safeFix, SPACES_PACKAGE } from './rule';
import { moveBelow } from './shared/decorators';

export default rule({
  name: 'gpu-above-event',
  summary: '`spaces.GPU` is above the decorator that gives the function to Gradio',
  group: 'registration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    above:
      '`@{event}` gives Gradio what stands below it: visitors run `{name}` without `spaces.GPU`, in the main process, which has no GPU; `spaces.GPU` belongs below it',
  },
  explains: [],
  concerns: ['@spaces.GPU', 'gpuFunction'],
  sources: [
    { url: 'https://github.com/gradio-app/gradio/blob/main/gradio/events.py', read: '2026-11-23' },
    SPACES_PACKAGE,
  ],
  check: {
    code(code, report, space) {
      for (const definition of code.definitions) {
        const { decorators, fn } = definition;
        const index = decorators.findIndex(({ value }) => isGpuDecorator(value));
        if (index < 0 || index === decorators.length - 1) continue;
        const events = space.handlersOf(fn).filter(({ call }) => call?.isDecorator);
        const last = decorators.findLastIndex(({ place }) => events.some((event) => sameData(event.place, place)));
        // Decorated below as well, it is a GPU function there.
        if (last < index || decorators.some(({ value }, i) => i > index && isGpuDecorator(value))) continue;
        const [decorator, event] = [decorators[index], decorators[last]];
        if (!decorator || !event || wrapsByItself(space)) continue;
        const written = event.text ?? space.text(event.place);
        report(
          decorator.place,
          'above',
          { event: written, name: space.code(fn).name },
          {
            related: [{ place: event.place, message: 'Gradio gets the function here' }],
            fixes: () => [
              safeFix(`Move \`spaces.GPU\` below \`@${written}\``, ...moveBelow(definition, index, last, space)),
            ],
          },
        );
      }
    },
  },
});

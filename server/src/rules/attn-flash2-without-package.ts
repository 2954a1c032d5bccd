import {
  argumentOf,
  asksForUnknown,
  commandOf,
  constantOf,
  dependency,
  mainRequirements,
  type SpaceView,
} from '../model';
import { DEPENDENCY_DOCS, rule } from './rule';
import { useOwnAttention } from './shared/attention';

export default rule({
  name: 'attn-flash2-without-package',
  summary: 'FlashAttention-2 is requested, but nothing installs it',
  group: 'cuda',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    missing:
      '`flash_attention_2` needs the `flash-attn` package, which `requirements.txt` does not list: loading fails with an `ImportError`',
  },
  explains: ['FlashAttention2 has been toggled on, but it cannot be used'],
  concerns: ['attn_implementation='],
  sources: [
    { url: 'https://huggingface.co/docs/transformers/attention_interface', read: '2026-11-21' },
    DEPENDENCY_DOCS,
  ],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0) return;
      for (const call of code.calls) {
        const argument = argumentOf(call, 'attn_implementation');
        if (!argument || constantOf(argument.value) !== 'flash_attention_2' || call.insideTry || call.conditional)
          continue;
        const requirements = mainRequirements(space);
        if (!requirements || isInstalled(space)) return;
        report(
          argument.place,
          'missing',
          {},
          {
            related: [
              {
                place: requirements.place({ start: 0, end: 0 }),
                message: 'Neither `flash-attn` nor `kernels` is here',
              },
            ],
            fixes: () => [useOwnAttention(argument, space)],
          },
        );
      }
    },
  },
});

/** Something brings FlashAttention-2 along, or may do so. */
function isInstalled(space: SpaceView): boolean {
  if (asksForUnknown(space)) return true;
  if (['flash-attn', 'flash-attn-2', 'kernels'].some((name) => dependency(space, name) !== undefined)) return true;
  return space
    .codesNaming('runsCommand')
    .some((code) => code.calls.some((call) => /flash/i.test(commandOf(call) ?? '')));
}

import { only } from '../model';
import { gpuSizeOf } from '../platform';
import { nearestWord } from '../platform/gpuDecorator';
import { completed } from '../text/nearest';
import { reviewFix, rule, ZEROGPU_DOCS } from './rule';

export default rule({
  name: 'gpu-size-invalid',
  summary: 'A GPU size that does not exist',
  group: 'duration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    unknown: 'There is no GPU size `{size}`, only {sizes} (as of {asOf}): every call of `{name}` is refused',
  },
  explains: ['ZeroGPU API /schedule error'],
  sources: [ZEROGPU_DOCS],
  check: {
    gpuFunction(gpu, report, space) {
      const argument = gpu.sizeArgument;
      const value = argument && only(argument.value);
      const { gpuSizes } = space.tables;
      if (!argument || !value || (value.kind !== 'text' && value.kind !== 'number') || value.value === undefined)
        return;
      const size = String(value.value);
      if (value.kind === 'text' && gpuSizeOf(space.tables, size)) return;
      const sizes = gpuSizes.rows.map((row) => row.size);
      const [usual] = sizes;
      const nearest = completed(size, sizes) ?? nearestWord(size, sizes) ?? usual;
      const written = space.text(argument.place);
      const isLiteral = written.startsWith('"') || written.startsWith("'") || value.kind === 'number';
      report(
        argument.place,
        'unknown',
        { size, sizes: sizes.map((each) => `\`${each}\``).join(' and '), asOf: gpuSizes.asOf, name: gpu.name },
        {
          fixes: () =>
            nearest === undefined || !isLiteral
              ? []
              : [
                  reviewFix(
                    `Use \`${nearest}\``,
                    space.edits.replace(argument.place, space.edits.string(argument.place, nearest)),
                  ),
                ],
        },
      );
    },
  },
});

import { dependenciesIn } from '../model';
import { compareVersions } from '../platform';
import { reviewFix, rule } from './rule';

export default rule({
  name: 'wheel-abi-false',
  summary: 'A wheel is built with the old C++ ABI, which PyPI’s torch dropped in 2.7',
  group: 'requirements',
  severity: 'information',
  confidence: 'low',
  audience: 'pedantic',
  messages: {
    old: 'torch from PyPI has used the new C++ ABI since 2.7: if this wheel fails with an undefined symbol, try its `cxx11abiTRUE` variant',
  },
  explains: ['undefined symbol: _ZN3c10'],
  sources: [{ url: 'https://github.com/Dao-AILab/flash-attention/issues/1783', read: '2026-11-21' }],
  check: {
    requirements(file, report, space) {
      for (const { line, place } of dependenciesIn(space, file)) {
        const wheel = line.url?.wheel;
        if (wheel?.cxx11abi !== false || wheel.torch === undefined) continue;
        if ((compareVersions(wheel.torch, '2.7') ?? -1) < 0) continue;
        report(
          place,
          'old',
          {},
          {
            fixes: () => [
              reviewFix(
                'Use the `cxx11abiTRUE` variant',
                space.edits.replace(place, space.text(place).replaceAll(/abiFALSE/g, 'abiTRUE')),
              ),
            ],
          },
        );
      }
    },
  },
});

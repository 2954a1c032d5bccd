import { dependenciesIn, wheelAdmitsLinuxX64 } from '../model';
import { reviewFix, rule } from './rule';

export default rule({
  name: 'wheel-platform',
  summary: 'A wheel is for another operating system or processor',
  group: 'requirements',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    other: 'pip refuses this wheel: it is for {platform}, and Spaces run on Linux x86_64',
  },
  explains: ['is not a supported wheel on this platform'],
  sources: [
    { url: 'https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/', read: '2026-11-21' },
  ],
  check: {
    requirements(file, report, space) {
      for (const { line, place } of dependenciesIn(space, file)) {
        const wheel = line.url?.wheel;
        if (!wheel || wheelAdmitsLinuxX64(wheel)) continue;
        report(
          place,
          'other',
          { platform: wheel.platformTags.join(', ') },
          {
            fixes: () => [
              reviewFix(
                'Use the `linux_x86_64` wheel of the same name',
                space.edits.replace(file.place(wheel.platformSpan), 'linux_x86_64'),
              ),
            ],
          },
        );
      }
    },
  },
});

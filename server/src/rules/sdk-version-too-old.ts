import { cardEntry, gradioSdk } from '../model';
import { limitOf, majorOf } from '../platform';
import { rule, ZEROGPU_DOCS } from './rule';
import { raiseGradio } from './shared/gradioVersion';

export default rule({
  name: 'sdk-version-too-old',
  summary: 'ZeroGPU does not run a Gradio this old',
  group: 'front-matter',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    tooOld: 'ZeroGPU needs Gradio {lowest} or newer, but `sdk_version` asks for {version}',
  },
  explains: ['ZeroGPU is only compatible with Gradio 4+', 'Make sure Gradio version is at least 3.46'],
  sources: [ZEROGPU_DOCS],
  check: {
    frontMatter(file, report, space) {
      const version = space.gradioVersion;
      const value = cardEntry(file, 'sdk_version')?.value;
      const lowest = limitOf(space.tables, 'minimum-gradio-major');
      const major = version === undefined ? undefined : majorOf(version);
      if (!gradioSdk(file) || !value || version === undefined) return;
      if (lowest === undefined || major === undefined || major >= lowest) return;
      report(
        file.place(value.span),
        'tooOld',
        { lowest, version },
        {
          fixes: () => raiseGradio(space, `${lowest}`),
        },
      );
    },
  },
});

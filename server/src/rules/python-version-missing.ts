import { boundWheel, cardEntry, fittingPython, gradioSdk, misspeltKeys, setKey } from '../model';
import { CARD_DOCS, reviewFix, rule, ZEROGPU_DOCS } from './rule';
import { renameKey } from './shared/renameKey';

export default rule({
  name: 'python-version-missing',
  summary: 'Without `python_version` the platform chooses the Python',
  group: 'front-matter',
  severity: 'hint',
  confidence: 'high',
  audience: 'default',
  messages: {
    missing:
      'Without `python_version` the platform picks the Python version, and may pick another one for the next build',
    wheel:
      'Without `python_version` the platform picks the Python version, and pip refuses the wheel of {name} unless that is {tags}',
  },
  explains: ['is not a supported wheel on this platform', 'requires a different Python'],
  sources: [CARD_DOCS, ZEROGPU_DOCS],
  check: {
    frontMatter(file, report, space) {
      const sdk = gradioSdk(file);
      if (!sdk || cardEntry(file, 'python_version')) return;
      const bound = boundWheel(space);
      const written = misspeltKeys(file, space).find(({ meant }) => meant === 'python_version');
      const fixes = () => {
        const version = fittingPython(space);
        if (written) return renameKey(written, file, space);
        return version === undefined
          ? []
          : [
              reviewFix(
                `Add \`python_version: "${version}"\``,
                setKey(space, file, 'python_version', `"${version}"`, ['sdk_version', 'sdk']),
              ),
            ];
      };
      const place = file.place(sdk.keySpan);
      if (!bound) report(place, 'missing', {}, { fixes });
      else {
        report(
          place,
          'wheel',
          { name: bound.wheel.name, tags: bound.wheel.pythonTags.join(' or ') },
          {
            severity: 'warning',
            related: [{ place: bound.place, message: 'The wheel is asked for here' }],
            fixes,
          },
        );
      }
    },
  },
});

import { cardEntry, pythonAsked } from '../model';
import { majorMinor, pythonStatus } from '../platform';
import { reviewFix, rule, ZEROGPU_DOCS } from './rule';

export default rule({
  name: 'python-version-patch-unsupported',
  summary: '`python_version` names a patch release that ZeroGPU does not document',
  group: 'front-matter',
  severity: 'hint',
  confidence: 'medium',
  audience: 'default',
  messages: {
    patch:
      'For Python {minor} ZeroGPU documents {exact} (as of {asOf}): `"{minor}"` asks for whichever patch release is there',
  },
  explains: [],
  sources: [ZEROGPU_DOCS],
  check: {
    frontMatter(file, report, space) {
      const version = pythonAsked(space);
      const value = cardEntry(file, 'python_version')?.value;
      if (version === undefined || !value || pythonStatus(space.tables, version) !== 'other-patch') return;
      const { rows, asOf } = space.tables.pythonVersions;
      const minor = majorMinor(version);
      const exact = rows.find((row) => row.version === minor)?.exact;
      if (minor === undefined || exact === undefined) return;
      const place = file.place(value.span);
      report(
        place,
        'patch',
        { minor, exact, asOf },
        {
          fixes: () => [reviewFix(`Use Python ${minor}`, space.edits.replace(place, `"${minor}"`))],
        },
      );
    },
  },
});

import { expect, it } from 'vitest';
import { lines } from '../support/lines';
import { offered } from './refactor';

const head = ['import spaces', 'from diffusers.utils import export_to_video', ''];
const unique = 'tempfile.NamedTemporaryFile(suffix=".mp4", delete=False).name';

it('gives the variable another path, where it gets its value', async () => {
  const def = (path: string): readonly string[] => [
    '@spaces.GPU(duration=9)',
    'def run(frames):',
    '\tif frames:',
    `\t\tpath = ${path}  # the result`,
    '\t\texport_to_video(frames, path, fps=8)',
    '\t\treturn path',
  ];
  const app = lines(...head, ...def('"outputs/video.mp4"')).replaceAll('\n', '\r\n');
  const result = {
    title: 'Write a temporary file instead of `outputs/video.mp4`',
    kind: 'refactor.rewrite',
    added: [],
    files: {
      'app.py': lines(head[0] ?? '', 'import tempfile', ...head.slice(1), ...def(unique)).replaceAll('\n', '\r\n'),
    },
  };
  expect(await offered({ 'app.py': app }, 'export_to_video(frames')).toEqual([result]);
  expect(await offered({ 'app.py': app }, 'outputs/')).toEqual([result]);
});

it('makes a variable for a path that is written out', async () => {
  const def = (path: string, ...above: readonly string[]): readonly string[] => [
    'import tempfile',
    '@spaces.GPU(duration=9)',
    'def run(frames):',
    ...above,
    `    export_to_video(frames, ${path})`,
    `    return ${path}`,
  ];
  const [only] = await offered({ 'app.py': lines(...head, ...def("'video.mp4'")) }, "'video.mp4'");
  expect(only?.added).toEqual([]);
  expect(only?.files['app.py']).toBe(
    lines(...head, ...def('output_path', `    output_path = ${unique.replaceAll('"', "'")}`)),
  );
});

it.each([
  ['the path comes from outside', 'path = frames[0]', 'path'],
  ['it is written out elsewhere too', 'path = "video.mp4"\n    print(open("video.mp4"))', 'path'],
  ['it is kept', 'path = "video.mp4"\n    if os.path.exists(path):\n        return path', 'path'],
  ['the variable may be something else', 'path = "video.mp4"\n    path = path + frames', 'path'],
])('is not offered where %s', async (_, above, path) => {
  const app = lines('import os', ...head, '@spaces.GPU(duration=9)', 'def run(frames):', `    ${above}`);
  const files = { 'app.py': `${app}    export_to_video(frames, ${path})\n    return ${path}\n` };
  expect(await offered(files, 'export_to_video(frames')).toEqual([]);
});

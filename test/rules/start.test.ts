/** What an app does to its surroundings while it starts: installs, the environment; what no page shows. */
import { describe, expect, it } from 'vitest';
import { findings } from './findings';

describe('runtime-pip-install', () => {
  it.each([
    ['pip install ./wheels/ops-0.1-py3-none-any.whl', './wheels/ops-0.1-py3-none-any.whl'],
    ['python -m pip install -q ops-0.1-py3-none-any.whl --force-reinstall', 'ops-0.1-py3-none-any.whl'],
    ['pip install -e .', '.'],
    ['pip install /home/user/app/ops', '/home/user/app/ops'],
    ['pip install https://example.org/ops-0.1-py3-none-any.whl', undefined],
    ['pip install ops@./ops-0.1-py3-none-any.whl numpy', undefined],
    ['pip install -r requirements-gpu.txt', undefined],
  ])('says of %s what the build has not', async (command, path) => {
    const app = `import os\nimport spaces\n\nos.system("${command}")\n\n@spaces.GPU\ndef paint(x):\n    return x\n`;
    const [finding] = await findings({ 'app.py': app }, 'runtime-pip-install');
    const expected = path === undefined ? 'if it fails nothing stops' : `can only name \`${path}\` as a wheel`;
    expect(finding?.message).toContain(expected);
  });
});

it.each([
  ['pip install flash-attn --no-build-isolation', 'flash-attn'],
  ['pip install numpy git+https://github.com/nerfstudio-project/gsplat.git@32f2a54d', 'gsplat'],
  ['pip install git+https://github.com/acme/tools', undefined],
  ['pip install https://example.org/flash_attn-2.8.3-cp312-cp312-linux_x86_64.whl', undefined],
])('runtime-pip-install of %s: what the build can’t compile', async (command, name) => {
  const app = `import os\nimport spaces\n\nos.system("${command}")\n\n@spaces.GPU\ndef paint(x):\n    return x\n`;
  const [finding] = await findings({ 'app.py': app }, 'runtime-pip-install');
  const expected = name === undefined ? 'if it fails nothing stops' : `it can only name ${name} as a wheel`;
  expect(finding?.message).toContain(expected);
});

it.each([
  ['subprocess.check_call(COMMAND)', 'Space, and if it fails the Space does not start;'],
  ['subprocess.run(COMMAND, check=True)', 'Space, and if it fails the Space does not start;'],
  ['subprocess.run(COMMAND)', 'Space, and if it fails nothing stops;'],
  // Whether somebody catches it is not looked into.
  ['try:\n    subprocess.check_call(COMMAND)\nexcept OSError:\n    pass', 'Space; `requirements.txt`'],
  ['def ensure():\n    subprocess.check_call(COMMAND)\n\nensure()', 'Space; `requirements.txt`'],
  ['subprocess.run(COMMAND, check=strict)', 'Space; `requirements.txt`'],
])('runtime-pip-install says what comes of a failure of %j', async (call, expected) => {
  const app = `import subprocess\nimport spaces\nfrom settings import strict\n\n${call.replace('COMMAND', '["pip", "install", "apex-tools"]')}\n\n@spaces.GPU\ndef paint(x):\n    return x\n`;
  const [finding] = await findings({ 'app.py': app }, 'runtime-pip-install');
  expect(finding?.message).toContain(`at every start of the ${expected}`);
});

it('runtime-pip-install is not sure of what stands under a condition', async () => {
  const app =
    'import os\nimport spaces\nfrom settings import fast\n\nif fast:\n    os.system("pip install apex-tools")\n\n@spaces.GPU\ndef paint(x):\n    return x\n';
  const [finding] = await findings({ 'app.py': app }, 'runtime-pip-install');
  expect(finding?.message).toContain('This `pip install` may run at every start');
});

it('runtime-pip-install says nothing of a failure that the app may look at, and sees who leaves above it', async () => {
  const app =
    'import subprocess\nimport spaces\n\ndef ensure():\n    if is_there():\n        return\n' +
    '    done = subprocess.run(["pip", "install", "apex-tools"], check=False)\n' +
    '    if done.returncode != 0:\n        raise RuntimeError("pip")\n\nensure()\n\n@spaces.GPU\ndef paint(x):\n    return x\n';
  const [finding] = await findings({ 'app.py': app }, 'runtime-pip-install');
  expect(finding?.message).toContain('This `pip install` may run at every start of the Space; `requirements.txt`');
});

it.each([
  ['$HOME/lib', 1],
  // What the dynamic linker fills in.
  ['$ORIGIN/lib', 0],
  ['${LIB}:/opt/lib', 0],
])('environ-dollar-not-expanded of %s', async (value, count) => {
  const app = `import os\nimport spaces\nos.environ["LD_LIBRARY_PATH"] = "${value}:" + os.environ.get("LD_LIBRARY_PATH", "")\n@spaces.GPU\ndef run(x):\n    return x\n`;
  expect(await findings({ 'app.py': app }, 'environ-dollar-not-expanded')).toHaveLength(count);
});

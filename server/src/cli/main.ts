import path from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { loadCompiled } from '../host/compiled';
import { optimizeScriptsLate } from '../host/tierUp';
import { version } from '../version';
import type { CheckOptions } from './check';
import type * as Commands from './commands';
import { exitCodes } from './exit';
import type { PrepareCommandOptions } from './prepare';

const formats = ['text', 'json', 'sarif', 'github'] as const;
const tiers = ['unauthenticated', 'free', 'pro'] as const;
const severities = ['error', 'warning', 'information', 'hint'] as const;

/** What the commands do, in a bundle of its own: `--version`, `--help` and mistakes need none of it. */
function load(): typeof Commands {
  optimizeScriptsLate();
  return loadCompiled(path.join(__dirname, 'commands.js')) as typeof Commands;
}

function commands(finish: (code: number) => void): Command {
  const program = new Command('zerogpu-lint')
    .description('Finds what will fail or cost GPU quota in a Hugging Face ZeroGPU Space, before it is pushed.')
    .version(version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: false });

  program
    .command('check')
    .description('check Spaces: folders of them, single ones, or single files')
    .argument('[path...]', 'folders and files', ['.'])
    .addOption(new Option('--format <format>', 'how to print findings').choices(formats).default('text'))
    .addOption(
      new Option(
        '--fail-on <severity>',
        'exit with 1 if a finding is at least this severe (default: "warning"; with sarif never, so that it can be uploaded)',
      ).choices(severities),
    )
    .option('--select <rules>', 'run only these rules, separated by commas', named)
    .option('--ignore <rules>', 'skip these rules, separated by commas', named)
    .option('--pedantic', 'also run the pedantic rules')
    .addOption(
      new Option(
        '--visitor-tier <tier>',
        'the visitors that the Space is for; durations are measured against their daily quota',
      ).choices(tiers),
    )
    .option('--fix', 'make all safe fixes')
    .option('--diff', 'print what --fix would change, and change nothing')
    .option('--stdin-filename <file>', 'check standard input as the text of this file; the path is then `-`')
    .option(
      '--workers <number>',
      'threads that check Spaces (default: one per core when there are many Spaces, at most 8)',
      atLeastOne,
    )
    .option(
      '--timing',
      'show how long each layer and each rule took; time spent waiting for the model counts as the model’s',
    )
    .action(async (paths: string[], options: CheckOptions) => {
      finish(await load().check(paths, options));
    });

  program
    .command('prepare')
    .description('show what it takes to run an ordinary Gradio app on ZeroGPU')
    .argument('[path]', 'the folder of the app, or the file that starts it', '.')
    .option('--diff', 'print the changes')
    .option('--write', 'make the changes')
    .action(async (path: string, options: PrepareCommandOptions) => {
      finish(await load().prepareApp(path, options));
    });

  program
    .command('config')
    .description('show the configuration in force for a folder, and where each part of it comes from')
    .argument('[path]', 'a folder or a file', '.')
    .action(async (path: string) => {
      finish(await load().showConfig(path));
    });

  program
    .command('model')
    .description('show what the linter believes about a Space: GPU functions, handlers, devices, and why')
    .argument('[path]', 'a folder or a file', '.')
    .option('--json', 'as a JSON array, one object a Space')
    .action(async (path: string, options: { readonly json?: boolean }) => {
      finish(await load().showModels(path, options));
    });

  program
    .command('rule')
    .description('print the page of a rule: what it finds, why that fails on ZeroGPU, and what to write instead')
    .argument('[name]', 'without it all rules are listed')
    .action((name: string | undefined) => {
      finish(load().showRule(name));
    });

  program
    .command('explain')
    .description('list the rules about an error in the logs of a Space')
    .argument('[text...]', 'the error; without it the logs are read from standard input')
    .action(async (text: string[]) => {
      finish(await load().explainText(text));
    });

  program
    .command('lsp')
    .description('run the language server on standard input and output')
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => load().serveStdio());

  return program;
}

function named(value: string, before: readonly string[] = []): readonly string[] {
  const names = value.split(',').map((name) => name.trim());
  const given = names.filter((name) => name !== '');
  // A variable that is not set must not turn everything off.
  if (given.length === 0) throw new InvalidArgumentError('Name at least one rule.');
  return [...before, ...given];
}

function atLeastOne(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return number;
}

async function main(): Promise<void> {
  try {
    await commands((code) => (process.exitCode = code)).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // The text has been printed by then.
      process.exitCode = error.exitCode === 0 ? exitCodes.clean : exitCodes.failure;
    } else {
      process.exitCode = exitCodes.failure;
      const isOurs = !(error instanceof Error) || error.name === 'UsageError';
      console.error(
        `zerogpu-lint: ${isOurs ? (error instanceof Error ? error.message : String(error)) : (error.stack ?? error.message)}`,
      );
    }
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads our output may stop reading.
  if (error.code === 'EPIPE') process.exit();
  console.error(`zerogpu-lint: standard output can't be written (${error.code ?? error.message})`);
  process.exit(exitCodes.failure);
});
// There is nowhere left to say it.
process.stderr.on('error', () => process.exit(exitCodes.failure));
void main();

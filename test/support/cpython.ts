import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Reads one JSON string a line; answers each with what is wrong with it as Python, or null. Runs none of it. */
const program = `
import ast, json, sys, warnings
warnings.simplefilter("ignore")
for line in sys.stdin:
    try:
        ast.parse(json.loads(line))
        answer = None
    except (SyntaxError, ValueError, RecursionError) as error:
        answer = f"{type(error).__name__}: {error}"
    print(json.dumps(answer), flush=True)
`;

/** The parser of CPython itself, in one process for all texts. */
export class CPython {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting: ((answer: string | undefined) => void)[] = [];
  readonly #known = new Map<string, Promise<string | undefined>>();

  /** Undefined where there is no `python3`. */
  static start(): CPython | undefined {
    return spawnSync('python3', ['--version']).status === 0 ? new CPython() : undefined;
  }

  private constructor() {
    this.#process = spawn('python3', ['-c', program], { env: { ...process.env, PYTHONIOENCODING: 'utf-8' } });
    createInterface({ input: this.#process.stdout }).on('line', (line) => {
      this.#waiting.shift()?.((JSON.parse(line) as string | null) ?? undefined);
    });
  }

  /** Why the text is no Python; undefined when it is. */
  problemOf(text: string): Promise<string | undefined> {
    const known = this.#known.get(text);
    if (known) return known;
    const answer = new Promise<string | undefined>((resolve) => this.#waiting.push(resolve));
    this.#known.set(text, answer);
    // A byte order mark is for whoever decodes the file.
    this.#process.stdin.write(`${JSON.stringify(text.replace(/^\uFEFF/, ''))}\n`);
    return answer;
  }

  stop(): void {
    this.#process.stdin.end();
  }
}

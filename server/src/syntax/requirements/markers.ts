import { satisfies, valid } from '@renovatebot/pep440';

/** A PEP 508 environment marker. Offsets of `start` and `end` are relative to the marker's text. */
export type MarkerExpression =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly MarkerExpression[] }
  | {
      readonly kind: 'compare';
      readonly left: MarkerOperand;
      readonly operator: MarkerOperator;
      readonly right: MarkerOperand;
    };

export interface MarkerOperand {
  readonly kind: 'variable' | 'string';
  /** The variable's modern name (`sys_platform` for `sys.platform`) or the string's content. */
  readonly value: string;
}

export type MarkerOperator = '===' | '==' | '~=' | '!=' | '<=' | '>=' | '<' | '>' | 'in' | 'not in';

const TOKEN =
  /\s*(?:(\()|(\))|(===|~=|==|!=|<=|>=|<|>)|(not\s+in\b|in\b)|(and|or)\b|'([^']*)'|"([^"]*)"|([A-Za-z_][A-Za-z_.]*))/y;

const VARIABLES: Readonly<Record<string, string>> = {
  'os.name': 'os_name',
  'sys.platform': 'sys_platform',
  'platform.version': 'platform_version',
  'platform.machine': 'platform_machine',
  'platform.python_implementation': 'platform_python_implementation',
  python_implementation: 'platform_python_implementation',
};

const KNOWN_VARIABLES = new Set([
  'python_version',
  'python_full_version',
  'os_name',
  'sys_platform',
  'platform_release',
  'platform_system',
  'platform_version',
  'platform_machine',
  'platform_python_implementation',
  'implementation_name',
  'implementation_version',
  'extra',
  'extras',
  'dependency_groups',
]);

type Token =
  | { readonly kind: 'open' | 'close' | 'end' | 'bad' }
  | { readonly kind: 'operator'; readonly operator: MarkerOperator }
  | { readonly kind: 'and' | 'or' }
  | { readonly kind: 'operand'; readonly operand: MarkerOperand };

/** The expression of a marker (without its `;`), or the offset in `text` where it stops making sense. */
export function parseMarker(text: string): MarkerExpression | { readonly failedAt: number } {
  return new MarkerParser(text).parse();
}

/** Nested parentheses beyond this depth are refused, so that no input can exhaust the stack. */
const MAX_DEPTH = 50;

class MarkerParser {
  private position = 0;
  private token: Token = { kind: 'end' };
  private tokenStart = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  parse(): MarkerExpression | { readonly failedAt: number } {
    this.advance();
    const expression = this.any();
    return expression !== undefined && this.token.kind === 'end' ? expression : { failedAt: this.tokenStart };
  }

  private any(): MarkerExpression | undefined {
    return this.chain('or', () => this.chain('and', () => this.atom()));
  }

  private chain(word: 'and' | 'or', operand: () => MarkerExpression | undefined): MarkerExpression | undefined {
    const first = operand();
    if (first === undefined) {
      return undefined;
    }
    const operands = [first];
    while (this.token.kind === word) {
      this.advance();
      const next = operand();
      if (next === undefined) {
        return undefined;
      }
      operands.push(next);
    }
    return operands.length === 1 ? first : { kind: word, operands };
  }

  private atom(): MarkerExpression | undefined {
    if (this.token.kind === 'open') {
      if (++this.depth > MAX_DEPTH) {
        return undefined;
      }
      this.advance();
      const inner = this.any();
      this.depth--;
      if (inner === undefined || !this.at('close')) {
        return undefined;
      }
      this.advance();
      return inner;
    }
    const left = this.operand();
    if (left === undefined || this.token.kind !== 'operator') {
      return undefined;
    }
    const { operator } = this.token;
    this.advance();
    const right = this.operand();
    return right === undefined ? undefined : { kind: 'compare', left, operator, right };
  }

  private operand(): MarkerOperand | undefined {
    if (this.token.kind !== 'operand') {
      return undefined;
    }
    const { operand } = this.token;
    this.advance();
    return operand;
  }

  private at(kind: Token['kind']): boolean {
    return this.token.kind === kind;
  }

  private advance(): void {
    const blanks = /\s*/y;
    blanks.lastIndex = this.position;
    this.tokenStart = this.position + (blanks.exec(this.text)?.[0].length ?? 0);
    if (this.tokenStart >= this.text.length) {
      this.token = { kind: 'end' };
      return;
    }
    TOKEN.lastIndex = this.position;
    const match = TOKEN.exec(this.text);
    if (match === null) {
      this.token = { kind: 'bad' };
      return;
    }
    this.position = TOKEN.lastIndex;
    this.token = tokenOf(match);
  }
}

function tokenOf(match: RegExpExecArray): Token {
  const [, open, close, operator, word, logic, single, double, variable] = match as readonly (string | undefined)[];
  if (open !== undefined) {
    return { kind: 'open' };
  }
  if (close !== undefined) {
    return { kind: 'close' };
  }
  if (operator !== undefined) {
    return { kind: 'operator', operator: operator as MarkerOperator };
  }
  if (word !== undefined) {
    return { kind: 'operator', operator: word === 'in' ? 'in' : 'not in' };
  }
  if (logic !== undefined) {
    return { kind: logic === 'and' ? 'and' : 'or' };
  }
  const string = single ?? double;
  if (string !== undefined) {
    return { kind: 'operand', operand: { kind: 'string', value: string } };
  }
  const name = variable ?? '';
  const modern = VARIABLES[name] ?? name;
  return KNOWN_VARIABLES.has(modern)
    ? { kind: 'operand', operand: { kind: 'variable', value: modern } }
    : { kind: 'bad' };
}

/** Every Python a Space could plausibly run: a marker with one answer for all of them is decided without knowing which. */
const PLAUSIBLE_PYTHONS = ['3.9', '3.10', '3.11', '3.12', '3.13', '3.14'];

const LINUX: Readonly<Record<string, string>> = {
  os_name: 'posix',
  sys_platform: 'linux',
  platform_system: 'Linux',
  platform_machine: 'x86_64',
  platform_python_implementation: 'CPython',
  implementation_name: 'cpython',
  extra: '',
};

/**
 * Whether a line with this marker applies on ZeroGPU: Linux, x86-64, CPython, no extras. Undefined when that depends on
 * something not known, such as a Python version the caller did not give.
 */
export function evaluateMarker(expression: MarkerExpression, python: string | undefined): boolean | undefined {
  const pythons = python === undefined ? PLAUSIBLE_PYTHONS : [python];
  return unanimous(pythons.map((each) => evaluate(expression, each)));
}

function unanimous(answers: readonly (boolean | undefined)[]): boolean | undefined {
  const [first] = answers;
  return answers.every((answer) => answer === first) ? first : undefined;
}

function evaluate(expression: MarkerExpression, python: string): boolean | undefined {
  if (expression.kind === 'compare') {
    return compare(expression.left, expression.operator, expression.right, python);
  }
  const decisive = expression.kind === 'or';
  let known = true;
  for (const operand of expression.operands) {
    const answer = evaluate(operand, python);
    if (answer === decisive) {
      return decisive;
    }
    known &&= answer !== undefined;
  }
  return known ? !decisive : undefined;
}

function compare(
  left: MarkerOperand,
  operator: MarkerOperator,
  right: MarkerOperand,
  python: string,
): boolean | undefined {
  const lefts = valuesOf(left, python);
  const rights = valuesOf(right, python);
  if (lefts === undefined || rights === undefined) {
    return undefined;
  }
  return unanimous(lefts.flatMap((a) => rights.map((b) => compareValues(a, operator, b))));
}

/** The values an operand may have: two for a full version of which the patch is not known. */
function valuesOf(operand: MarkerOperand, python: string): readonly string[] | undefined {
  if (operand.kind === 'string') {
    return [operand.value];
  }
  const [major, minor, patch] = python.split('.');
  switch (operand.value) {
    case 'python_version':
      return major === undefined || minor === undefined ? undefined : [`${major}.${minor}`];
    case 'python_full_version':
    case 'implementation_version':
      if (major === undefined || minor === undefined) {
        return undefined;
      }
      return patch === undefined ? [`${major}.${minor}.0`, `${major}.${minor}.99`] : [python];
    default: {
      const value = LINUX[operand.value];
      return value === undefined ? undefined : [value];
    }
  }
}

function compareValues(left: string, operator: MarkerOperator, right: string): boolean | undefined {
  if (operator === 'in') {
    return right.includes(left);
  }
  if (operator === 'not in') {
    return !right.includes(left);
  }
  const bare = right.replace(/\.\*$/, '');
  if (valid(left) !== null && valid(bare) !== null) {
    // The library would write such a number as `1e+21` or `Infinity`, and then not read it.
    if (/\d{16}/.test(left + right)) return undefined;
    return satisfies(left, `${operator}${right}`, { prereleases: true });
  }
  switch (operator) {
    case '==':
    case '===':
      return left === right;
    case '!=':
      return left !== right;
    case '~=':
      return undefined;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

/**
 * The small tree: what lowering keeps of a tree-sitter tree. Plain immutable data, no WASM behind it.
 * Every span is relative to the start of the unit that holds the node, in UTF-16 code units.
 */
import type { Span } from '../../text/span';

interface NodeBase extends Span {
  /** The outermost pair of parentheses written around this expression, when there is one. */
  readonly parens?: Span;
}

export interface Name extends NodeBase {
  readonly kind: 'Name';
  readonly id: string;
}
export interface Attribute extends NodeBase {
  readonly kind: 'Attribute';
  readonly object: Expr;
  readonly attr: string;
}
export interface Argument extends Span {
  /** `name` for `name=value`, `*` and `**` for unpacking, undefined when positional. */
  readonly keyword?: string;
  readonly value: Expr;
}
export interface Call extends NodeBase {
  readonly kind: 'Call';
  readonly callee: Expr;
  readonly args: readonly Argument[];
  /** From the opening to the closing parenthesis, both included. */
  readonly argsSpan: Span;
}
export interface Subscript extends NodeBase {
  readonly kind: 'Subscript';
  readonly object: Expr;
  readonly indices: readonly Expr[];
}
export interface Slice extends NodeBase {
  readonly kind: 'Slice';
  readonly parts: readonly Expr[];
  /** For each part what it is: 0 for the lower bound, 1 for the upper one, 2 for the step. */
  readonly roles: readonly number[];
}
export interface StringLiteral extends NodeBase {
  readonly kind: 'String';
  /** The text with escapes resolved; undefined when it holds interpolations that are not constant. */
  readonly value: string | undefined;
  /** The expressions inside the braces of an f-string. */
  readonly interpolations: readonly Expr[];
  /** What stands before, between and behind the interpolations, when each of them is just an expression. */
  readonly texts?: readonly string[];
  /** Lower-case prefix letters, such as `rb` or `f`. */
  readonly prefix: string;
}
export interface NumberLiteral extends NodeBase {
  readonly kind: 'Number';
  readonly value: number;
  readonly isFloat: boolean;
}
export interface Constant extends NodeBase {
  readonly kind: 'Constant';
  readonly value: true | false | null;
}
export interface Ellipsis extends NodeBase {
  readonly kind: 'Ellipsis';
}
export interface Sequence extends NodeBase {
  readonly kind: 'Tuple' | 'List' | 'Set';
  readonly elements: readonly Expr[];
}
export interface DictEntry {
  /** Undefined for `**mapping`. */
  readonly key: Expr | undefined;
  readonly value: Expr;
}
export interface Dict extends NodeBase {
  readonly kind: 'Dict';
  readonly entries: readonly DictEntry[];
}
export interface Unary extends NodeBase {
  readonly kind: 'Unary';
  readonly operator: 'not' | '-' | '+' | '~';
  readonly operand: Expr;
}
export interface Binary extends NodeBase {
  readonly kind: 'Binary';
  readonly operator: string;
  readonly left: Expr;
  readonly right: Expr;
}
export interface BoolOp extends NodeBase {
  readonly kind: 'BoolOp';
  readonly operator: 'and' | 'or';
  readonly left: Expr;
  readonly right: Expr;
}
export interface Compare extends NodeBase {
  readonly kind: 'Compare';
  readonly operands: readonly Expr[];
  /** One between each two operands: `==`, `is not`, `not in`, … */
  readonly operators: readonly string[];
}
export interface Conditional extends NodeBase {
  readonly kind: 'Conditional';
  readonly test: Expr;
  readonly then: Expr;
  readonly otherwise: Expr;
}
export interface Lambda extends NodeBase {
  readonly kind: 'Lambda';
  /** Position in the unit's `functions` list. */
  readonly index: number;
  readonly params: readonly Param[];
  readonly body: Expr;
}
export interface ComprehensionClause {
  readonly target: Expr;
  readonly iterable: Expr;
  readonly conditions: readonly Expr[];
}
export interface Comprehension extends NodeBase {
  readonly kind: 'Comprehension';
  readonly result: 'list' | 'set' | 'dict' | 'generator';
  /** The element, or for a dict the value. */
  readonly element: Expr;
  readonly key?: Expr;
  readonly clauses: readonly ComprehensionClause[];
}
export interface Await extends NodeBase {
  readonly kind: 'Await';
  readonly operand: Expr;
}
export interface Yield extends NodeBase {
  readonly kind: 'Yield';
  readonly from: boolean;
  readonly value: Expr | undefined;
}
export interface Starred extends NodeBase {
  readonly kind: 'Starred';
  readonly operand: Expr;
}
export interface Walrus extends NodeBase {
  readonly kind: 'Walrus';
  readonly target: Name;
  readonly value: Expr;
}
/** Half-typed code, or syntax the small tree does not model. The children are kept so that names in them are seen. */
export interface UnknownExpr extends NodeBase {
  readonly kind: 'Unknown';
  readonly children: readonly Expr[];
}

export type Expr =
  | Name
  | Attribute
  | Call
  | Subscript
  | Slice
  | StringLiteral
  | NumberLiteral
  | Constant
  | Ellipsis
  | Sequence
  | Dict
  | Unary
  | Binary
  | BoolOp
  | Compare
  | Conditional
  | Lambda
  | Comprehension
  | Await
  | Yield
  | Starred
  | Walrus
  | UnknownExpr;

export interface Param extends Span {
  readonly name: string;
  /** `*` and `**` for the catch-alls; `*` with an empty name is the keyword-only marker, `/` the positional-only one. */
  readonly star: '' | '*' | '**' | '/';
  readonly annotation: Expr | undefined;
  readonly defaultValue: Expr | undefined;
}

export interface Decorator extends Span {
  readonly expr: Expr;
}

export interface FunctionDef extends Span {
  readonly kind: 'FunctionDef';
  /** Position in the unit's `functions` list. */
  readonly index: number;
  readonly name: string;
  readonly nameSpan: Span;
  readonly isAsync: boolean;
  /** `async` with the blanks behind it. */
  readonly asyncSpan: Span | undefined;
  readonly decorators: readonly Decorator[];
  /** From `def` (or `async`) on, without the decorators. */
  readonly defSpan: Span;
  readonly params: readonly Param[];
  readonly paramsSpan: Span;
  readonly returns: Expr | undefined;
  readonly body: readonly Stmt[];
  readonly bodySpan: Span;
  /** The body yields, in its own scope. */
  readonly isGenerator: boolean;
  /** The body uses `await`, `async for` or `async with`, in its own scope. */
  readonly awaits: boolean;
}
export interface ClassDef extends Span {
  readonly kind: 'ClassDef';
  /** Position in the unit's `classes` list. */
  readonly index: number;
  readonly name: string;
  readonly nameSpan: Span;
  readonly decorators: readonly Decorator[];
  readonly bases: readonly Argument[];
  readonly body: readonly Stmt[];
}
export interface ExprStmt extends Span {
  readonly kind: 'Expr';
  readonly value: Expr;
}
export interface Assign extends Span {
  readonly kind: 'Assign';
  /** `a = b = value` has two. */
  readonly targets: readonly Expr[];
  readonly value: Expr | undefined;
  readonly annotation: Expr | undefined;
}
export interface AugAssign extends Span {
  readonly kind: 'AugAssign';
  readonly target: Expr;
  readonly operator: string;
  readonly value: Expr;
}
export interface Return extends Span {
  readonly kind: 'Return';
  readonly value: Expr | undefined;
}
export interface Raise extends Span {
  readonly kind: 'Raise';
  readonly value: Expr | undefined;
  readonly cause: Expr | undefined;
}
export interface Delete extends Span {
  readonly kind: 'Delete';
  readonly targets: readonly Expr[];
}
export interface Simple extends Span {
  readonly kind: 'Pass' | 'Break' | 'Continue';
}
export interface ScopeDeclaration extends Span {
  readonly kind: 'Global' | 'Nonlocal';
  readonly names: readonly string[];
}
export interface ImportedName extends Span {
  /** Dotted, as written. `*` for a star import. */
  readonly name: string;
  readonly nameSpan: Span;
  readonly alias: string | undefined;
}
export interface Import extends Span {
  readonly kind: 'Import';
  readonly names: readonly ImportedName[];
}
export interface ImportFrom extends Span {
  readonly kind: 'ImportFrom';
  /** Number of leading dots. */
  readonly level: number;
  readonly module: string;
  readonly moduleSpan: Span;
  readonly names: readonly ImportedName[];
}
export interface If extends Span {
  readonly kind: 'If';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
  /** The header, from the keyword to the colon. */
  readonly header: Span;
}
export interface For extends Span {
  readonly kind: 'For';
  readonly isAsync: boolean;
  readonly target: Expr;
  readonly iterable: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
  readonly header: Span;
}
export interface While extends Span {
  readonly kind: 'While';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
  readonly header: Span;
}
export interface ExceptHandler extends Span {
  readonly type: Expr | undefined;
  readonly name: string | undefined;
  readonly body: readonly Stmt[];
}
export interface Try extends Span {
  readonly kind: 'Try';
  readonly body: readonly Stmt[];
  readonly handlers: readonly ExceptHandler[];
  readonly orelse: readonly Stmt[];
  readonly finalbody: readonly Stmt[];
  readonly header: Span;
}
export interface WithItem {
  readonly context: Expr;
  readonly target: Expr | undefined;
}
export interface With extends Span {
  readonly kind: 'With';
  readonly isAsync: boolean;
  readonly items: readonly WithItem[];
  readonly body: readonly Stmt[];
  readonly header: Span;
}
export interface MatchCase extends Span {
  /** Names that the pattern binds. */
  readonly binds: readonly Name[];
  readonly guard: Expr | undefined;
  /** `case _:` and `case name:`, which take whatever the cases above left. */
  readonly takesAll: boolean;
  readonly body: readonly Stmt[];
}
export interface Match extends Span {
  readonly kind: 'Match';
  readonly subject: Expr;
  readonly cases: readonly MatchCase[];
}
export interface Assert extends Span {
  readonly kind: 'Assert';
  readonly test: Expr;
}
/** A statement that did not parse. Whatever parsed inside it is not trusted. */
export interface Broken extends Span {
  readonly kind: 'Broken';
}

export type Stmt =
  | FunctionDef
  | ClassDef
  | ExprStmt
  | Assign
  | AugAssign
  | Return
  | Raise
  | Delete
  | Simple
  | ScopeDeclaration
  | Import
  | ImportFrom
  | If
  | For
  | While
  | Try
  | With
  | Match
  | Assert
  | Broken;

export interface Comment extends Span {
  readonly text: string;
}

/** What tests such as `if x is None` and `if isinstance(x, …)` tell of names in the branches under them. */
import type { Expr } from '../../syntax/python/ast';
import { comparedWithNone } from '../names/scope';
import { narrowed, shapeOf, truthOf, withAlternatives, type Shape, type Value } from '../value';

/** What a test tells of a name. */
export interface Narrowing {
  readonly name: string;
  /** It is one of these, or none of them. */
  readonly shapes: readonly Shape[];
  readonly isOne: boolean;
}

/** What `isinstance` tells apart, by the library's name of the type. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  'torch.Tensor': 'tensor',
  'torch.FloatTensor': 'tensor',
  'numpy.ndarray': 'array',
  'PIL.Image.Image': 'image',
  str: 'text',
  dict: 'dict',
  list: 'list',
  tuple: 'tuple',
  set: 'set',
};

/** The value as the test leaves it. */
export function narrowedBy(value: Value, { shapes, isOne }: Narrowing): Value {
  if (!isOne) return narrowed(value, shapes);
  if (shapes.includes('false')) {
    return withAlternatives(
      value,
      value.alts.filter((item) => truthOf({ alts: [item], open: false }) !== true),
    );
  }
  if (shapes[0] === 'none') return { alts: value.alts.filter((item) => item.kind === 'none'), open: false };
  return withAlternatives(
    value,
    value.alts.filter((item) => {
      const shape = shapeOf(item);
      return shape === undefined || shapes.includes(shape);
    }),
  );
}

/** What a test says of one name on either side. */
export function narrow(
  test: Expr,
  shapesNamed: (expr: Expr) => readonly Shape[] | undefined,
): { readonly whenTrue: Narrowing | undefined; readonly whenFalse: Narrowing | undefined } {
  const compared = comparedWithNone(test);
  if (compared) {
    const { name, isNone } = compared;
    const narrowing = (isOne: boolean): Narrowing => ({ name, shapes: ['none'], isOne });
    return { whenTrue: narrowing(isNone), whenFalse: narrowing(!isNone) };
  }
  if (test.kind === 'Call' && test.callee.kind === 'Name' && test.callee.id === 'isinstance') {
    const [subject, types] = test.args;
    const shapes = types && shapesNamed(types.value);
    if (subject?.value.kind === 'Name' && shapes) {
      const { id: name } = subject.value;
      return { whenTrue: { name, shapes, isOne: true }, whenFalse: { name, shapes, isOne: false } };
    }
  }
  if (test.kind === 'Unary' && test.operator === 'not') {
    const { whenTrue, whenFalse } = narrow(test.operand, shapesNamed);
    return { whenTrue: whenFalse, whenFalse: whenTrue };
  }
  if (test.kind === 'BoolOp' && test.operator === 'and') {
    return { whenTrue: narrow(test.left, shapesNamed).whenTrue, whenFalse: undefined };
  }
  if (test.kind === 'Name') {
    const narrowing = (isOne: boolean): Narrowing => ({ name: test.id, shapes: ['false', 'none'], isOne });
    return { whenTrue: narrowing(false), whenFalse: narrowing(true) };
  }
  return { whenTrue: undefined, whenFalse: undefined };
}

/** `torch.no_grad` and its kin. */
import { isTorchContext } from '../../platform/libraries';
import { decoratorItself } from '../callables';
import type { DecoratorFact } from '../facts';
import type { Code } from '../program';
import { externalPath, type Value } from '../value';

/** The dotted name of the torch context that a value is: `torch.no_grad`. */
export function torchContext(value: Value): string | undefined {
  const path = externalPath(value);
  return path !== undefined && isTorchContext(path) ? path : undefined;
}

/** The dotted name of the torch context that decorates the function: `torch.no_grad`. */
export function contextOfDecorator(decorator: DecoratorFact, code: Code): string | undefined {
  return torchContext(decoratorItself(decorator, code));
}

/** A torch context by its dotted name that says whether gradients are recorded. */
export function isGradContext(path: string): boolean {
  return isTorchContext(path) && !isAutocast(path);
}

/** `torch.autocast` under any of its names. */
export function isAutocast(path: string): boolean {
  return path.endsWith('autocast');
}

/** `@torch.no_grad()` and its kin, which have to run in the worker and so stand below `@spaces.GPU`. */
export function isTorchContextDecorator(decorator: DecoratorFact, code: Code): boolean {
  return contextOfDecorator(decorator, code) !== undefined;
}

/** The code computes under `torch.no_grad` or the like. */
export function entersTorchContext(code: Code): boolean {
  return (
    code.decorators.some((decorator) => isTorchContextDecorator(decorator, code)) ||
    code.calls.some(({ callee }) => torchContext(callee) !== undefined)
  );
}

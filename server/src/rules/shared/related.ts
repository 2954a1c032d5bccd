import type { Code, GpuFunction } from '../../model';
import type { Related } from '../rule';

/** Where the GPU function is made in whose worker something happens. */
export function inWorkerOf(gpu: GpuFunction | undefined, name = gpu?.name): readonly Related[] {
  return gpu ? [{ place: gpu.place, message: `\`${name ?? ''}\` runs in a GPU worker because of this` }] : [];
}

/** Where the GPU function is made that has a visitor pay for what happens in it. */
export function heldBy(gpu: GpuFunction): Related {
  return { place: gpu.place, message: `\`${gpu.name}\` holds a GPU from here` };
}

/** Where a function is made one that asks for a GPU each time it is called. */
export function asksForGpu(gpu: GpuFunction): Related {
  return { place: gpu.place, message: `\`${gpu.name}\` asks for a GPU here` };
}

/** Where a function is that something elsewhere names. */
export function definedHere({ name, namePlace }: Code): Related {
  return { place: namePlace, message: `\`${name}\` is defined here` };
}

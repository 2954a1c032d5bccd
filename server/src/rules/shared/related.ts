import type { GpuFunction } from '../../model';
import type { Related } from '../rule';

/** Where the GPU function is made in whose worker something happens. */
export function inWorkerOf(gpu: GpuFunction | undefined): readonly Related[] {
  return gpu ? [{ place: gpu.place, message: `\`${gpu.name}\` runs in a worker` }] : [];
}

/** Where the GPU function is made that has a visitor pay for what happens in it. */
export function heldBy(gpu: GpuFunction): Related {
  return { place: gpu.place, message: `\`${gpu.name}\` holds a GPU from here` };
}

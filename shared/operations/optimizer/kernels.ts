// Which kernels this process computes with, said where it matters: the fallback is as right as the compiled ones, and several times slower.
import { kernels } from '../../engine/kernels/load.ts';
import type { Log } from '../../platform/log.ts';

/** Says nothing when the compiled kernels run, as they do wherever WebAssembly has SIMD. */
export function reportKernels(log: Log, kind: typeof kernels.kind = kernels.kind): void {
  if (kind === 'wasm-simd') return;
  log.error('kernels run in the fallback: no WebAssembly with SIMD here', { kernels: kind });
}

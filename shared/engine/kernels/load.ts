// Which kernels run: the compiled ones where the machine has WebAssembly with SIMD, typed arrays elsewhere.
import { assemblyKernels, type Exports } from './assembly.ts';
import { compiled } from './compiled.ts';
import type { Kernels } from './kernels.ts';
import { typedKernels } from './typed.ts';

/** The part that is used here; neither the language's library nor Node's types declare it. */
declare const WebAssembly: {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> };
};

/** A new instance of the compiled kernels; null where WebAssembly or its SIMD instructions are missing. */
export function loadCompiled(): Kernels | null {
  if (typeof WebAssembly === 'undefined') return null;
  const bytes = Uint8Array.from(atob(compiled), (letter) => letter.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return null;
  return assemblyKernels(new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Exports);
}

/** The kernels that the engine uses, chosen once: the same choice gives the same bits on each run. */
export let kernels: Kernels = loadCompiled() ?? typedKernels;

/** Uses these from now on: for comparisons of the two. Systems made by one can be used by the other. */
export function useKernels(chosen: Kernels): void {
  kernels = chosen;
}

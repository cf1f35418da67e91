// What a process says about the kernels that it computes with.
import { expect, it } from 'vitest';
import { reportKernels } from '../../../shared/operations/optimizer/kernels.ts';
import { makeLog } from '../../../shared/platform/log.ts';

// The fallback is told, once and by its name; the compiled kernels are nothing to tell.
it('the fallback is told', () => {
  const lines: string[] = [];
  const log = makeLog(
    (line) => lines.push(line),
    () => 0,
  );
  reportKernels(log, 'wasm-simd');
  expect(lines).toEqual([]);
  reportKernels(log, 'typed-arrays');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('"kernels":"typed-arrays"');
});

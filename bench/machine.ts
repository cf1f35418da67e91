// What stands beside every figure: when and on what it was measured.
import { availableParallelism, cpus } from 'node:os';

export const machine = (): string =>
  `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.versions.node}`;

// Gives a measurement a host: its own in a new folder, which is removed afterwards. What is left of the command line is refused.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine } from '../machine.ts';
import { readNothing } from '../options.ts';
import { type HostProcess, startHostProcess } from './host-process.ts';

export async function withHost(
  argv: readonly string[],
  measure: (host: HostProcess, data: string) => Promise<void>,
): Promise<void> {
  readNothing(argv);
  const data = mkdtempSync(join(tmpdir(), 'cairn-bench-'));
  console.log(machine());
  const host = await startHostProcess(data);
  try {
    await measure(host, data);
  } finally {
    await host.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

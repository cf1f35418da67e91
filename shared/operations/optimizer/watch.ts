// The log's line of an optimizer run: who used it, on how much data, and where the time went. Ids and figures only.
import type { OptimizerMessage } from '../context.ts';
import { makePhases, type Phases } from '../phases.ts';
import type { Service } from '../service.ts';

export type Watch = {
  /** Waiting for the store (`read`, `write`), setting the stored model on new rows (`model`), a new model (`fit`), points computed ahead (`fill`). */
  readonly phases: Phases<'read' | 'model' | 'fit' | 'fill' | 'write'>;
  /** Rounds that computed something; what the last of them knew and made. */
  readonly said: { rounds: number; observations: number; pool: number };
};

/** One line a run, also of one that failed or found nothing to do. */
export async function watched(
  { now, log }: Service,
  message: OptimizerMessage,
  work: (watch: Watch) => Promise<void>,
): Promise<void> {
  const started = now();
  const phases: Watch['phases'] = makePhases(now, ['read', 'model', 'fit', 'fill', 'write']);
  const said = { rounds: 0, observations: 0, pool: 0 };
  try {
    await work({ phases, said });
  } finally {
    const { client, experiment } = message;
    log.info('optimizer run', { client, experiment, ...said, ...phases.spent(), ms: now() - started });
  }
}

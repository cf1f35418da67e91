// Runs on a schedule and does what is due: messages that got lost, batches never finished.
import { sweep } from '../shared/operations/sweeper/sweep.ts';
import { entry } from './entry.ts';

export const handler = entry((_event: unknown, service) => sweep(service));

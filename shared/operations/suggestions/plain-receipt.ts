// The receipt of a suggestion that is the user's own: no optimizer took part.
import type { Receipt } from '../../domain/observation.ts';
import type { State } from '../../store/experiments/state.ts';

export const plainReceipt = (source: 'queued' | 'explicit', { dataVersion }: State): Receipt => ({
  source,
  arm: null,
  modelVersion: null,
  dataVersion,
  predicted: [],
});

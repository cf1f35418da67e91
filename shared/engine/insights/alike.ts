// How far earlier experiments are believed, and how much alike they and today's are: so that who named one sees what it does.

import { at } from '../kernels/at.ts';
import { correlation } from '../kernels/covariance.ts';
import { metricColumns } from '../model/embedding.ts';
import type { Conditioned, Prepared } from '../model/prepared.ts';
import { mean } from '../numerics/statistics.ts';

/** `correlation`: of the earlier and today's values at one point as the model sees them, 0 to 1, the mean of its schools; null for one that is not believed. */
export type Alike = { readonly believed: boolean; readonly correlation: number | null };

/** One for each of `count` earlier experiments, in their order. */
export function alikeOf({ model, members }: Prepared, count: number): Alike[] {
  const told = Array.from({ length: count }, (_, s) => (model.told?.[s] ?? null) !== null);
  return told.map((believed, s) => {
    const before = told.slice(0, s).filter((one) => one).length;
    const correlations = Float64Array.from(members, (member) => correlationWith(member, before));
    return { believed, correlation: believed && members.length > 0 ? mean(correlations) : null };
  });
}

/** `index`: of the earlier experiment among those that are told (told.ts): rows of it are 1 from today's in a column of their own. */
function correlationWith({ process: { embedding, inverse } }: Conditioned, index: number): number {
  const first = metricColumns(embedding) - (embedding.earlier ?? 0);
  return correlation(at(inverse, first + index));
}

// Holds an experiment against the contract's best practices.
import { type Practice, violationsOf } from '../../domain/insights/best-practices.ts';
import { learnedScales } from '../../engine/learning/learned-scales.ts';
import type { Surrogate } from '../../engine/learning/surrogate.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import { budgetConsumed } from '../../store/observations/spending.ts';
import { readModel } from '../../store/optimizer/models.ts';
import { openSuggestions } from '../../store/suggestions/suggestions.ts';
import type { Context } from '../context.ts';
import { isReadable } from '../optimizer/due.ts';
import { spaceOf } from '../optimizer/problem.ts';

/** A bandwidth may be any whole number; how many items a query gives is one of 32 bits. */
const mostCounted = 1_000_000;

export async function bestPractices(_: Context, { target: scope }: { target: ExperimentScope }) {
  const { experiment, state } = scope;
  // One more than are meant to be open is enough to know.
  const open = await openSuggestions(scope, state, Math.min(experiment.parallelBandwidth ?? 1, mostCounted) + 1);
  const practice = {
    open: open.length,
    observations: state.observationsLive,
    consumed: budgetConsumed(experiment, state),
    ...(await noticed(scope)),
  };
  return { object: 'best_practices' as const, violations: violationsOf(experiment, practice) };
}

type Seen = Pick<Practice, 'noticed' | 'accidents' | 'fullAlone'>;

const nothing: Seen = { noticed: [], accidents: null, fullAlone: null };

/** What the stored model says of scales, of values that it left out and of cheaper tasks, without any observation being read; nothing where there is none of today's space. */
async function noticed(scope: ExperimentScope): Promise<Seen> {
  const { experiment, state } = scope;
  if (!state.model || !isReadable(experiment, state.model)) return nothing;
  const document = await readModel(scope, state.model);
  if (!document?.model) return nothing;
  const { n, models } = document.model as Surrogate;
  return {
    accidents: { count: models.reduce((sum, { outliers = [] }) => sum + outliers.length, 0), observations: n },
    fullAlone: models.some(({ fullAlone }) => fullAlone === true) ? n : null,
    noticed: learnedScales(spaceOf(experiment), models).map(({ name, bend }) => ({
      ...{ name, apart: Math.exp(Math.abs(bend)) },
      spread: bend > 0 ? 'beginning' : 'end',
      observations: n,
    })),
  };
}

// What the model expects at points that the caller names.

import type { Assignments } from '../../domain/experiment.ts';
import { type AssignmentsInput, checkAssignments } from '../../domain/parameters/assignments.ts';
import { invalid, problem } from '../../domain/problem.ts';
import { predictBlend } from '../../engine/model/blend.ts';
import { stack } from '../../engine/numerics/vectors.ts';
import { encode, type Space } from '../../engine/space/space.ts';
import type { Point } from '../../engine/types.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import type { Context } from '../context.ts';
import { predictionsOf } from '../optimizer/problem.ts';
import { knowledgeOf } from './knowledge.ts';

export type PredictionsBody = { readonly points: readonly AssignmentsInput[] };

/** Each costs a solve with the model's matrix; so many take half a second at worst. */
const mostPoints = 1000;

export async function predictions(
  _: Context,
  { target: scope, body }: { target: ExperimentScope; body: PredictionsBody },
) {
  const asked = checkPoints(scope, body.points);
  if (scope.experiment.development) throw noModel();
  const { space, prepared, modelVersion } = await knowledgeOf(scope);
  if (!prepared) throw tooEarly();
  const points = asked.map((assignments, i) => pointOf(space, assignments, i));
  const expected = prepared.metrics.map((metric) => predictBlend(metric, stack(points), points.length));
  return {
    object: 'predictions' as const,
    model_version: modelVersion,
    data_version: scope.state.dataVersion,
    data: asked.map((assignments, i) => ({
      object: 'prediction' as const,
      assignments,
      predicted: [
        ...predictionsOf(
          scope.experiment,
          expected.flatMap((all) => all[i] ?? []),
        ),
      ],
    })),
  };
}

function checkPoints({ experiment }: ExperimentScope, points: readonly AssignmentsInput[]): Assignments[] {
  if (points.length === 0 || points.length > mostPoints) {
    const rule = `must be a list of 1 to ${mostPoints} assignments, and has ${points.length}`;
    throw invalid('points', points.length === 0 ? points : undefined, rule, 'Send that many.');
  }
  return points.map((point, i) => checkAssignments(experiment, point, `points[${i}]`));
}

function pointOf(space: Space, assignments: Assignments, index: number): Point {
  const point = encode(space, assignments);
  if (point) return point;
  const rule = 'lies where a log scale has no place for it';
  throw invalid(`points[${index}]`, assignments, rule, 'Send values above 0 for parameters on a log scale.');
}

const noModel = () =>
  problem(422, 'A development experiment has no model, so it has no predictions. Use a production token.');

const tooEarly = () =>
  problem(422, 'There is nothing to predict from yet: predictions need two successful observations. Report more.');

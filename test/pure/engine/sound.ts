// What holds for any experiment with any history, as predicates over random ones: wild.test.ts runs a thousand, `npm run bench -- wild` as many as wanted.
import * as fc from 'fast-check';
import { adviceFor, insightsOf } from '../../../shared/engine/insights/insights.ts';
import type { Prediction, Proposal } from '../../../shared/engine/types.ts';
import { answer, leavesSomething } from './answer.ts';
import { broken } from './arbitrary-constraints.ts';
import { type Places, type WildExperiment, wildExperiments } from './arbitrary-experiment.ts';
import { complaints } from './arbitrary-problem.ts';

/** What is wrong with an answer, in words; nothing is what is wanted. */
type Faults = readonly string[];

const unless = (holds: boolean, fault: string): Faults => (holds ? [] : [fault]);

const faultsIn = (predicted: readonly Prediction[]): Faults =>
  predicted.flatMap(({ mean, low, high }) => [
    ...unless([mean, low, high].every(Number.isFinite), `predicted ${low}, ${mean}, ${high}: not all are numbers`),
    ...unless(low <= mean && mean <= high, `predicted ${low}, ${mean}, ${high}: not in order`),
  ]);

function faultsOf({ problem, metrics }: WildExperiment, proposal: Proposal): Faults {
  const { assignments, task, predicted, considered } = proposal;
  return [
    ...complaints(problem, assignments),
    ...broken(problem, assignments).map((one) => `breaks ${JSON.stringify(one)}`),
    ...unless(problem.tasks ? problem.tasks.includes(task ?? 0) : task === null, `task ${task}`),
    ...unless([0, metrics.length].includes(predicted.length), `${predicted.length} predictions`),
    ...faultsIn(predicted),
    ...considered.flatMap((other) => faultsIn(other.predicted)),
  ];
}

/** Milliseconds of processor time. An ask of such a history takes a few; a search that does not end would take for ever. */
const deadline = 10_000;

const spent = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

function faultsOfAnswer(wild: WildExperiment): Faults {
  const begun = spent();
  const { proposals } = answer(wild);
  const taken = spent() - begun;
  return [
    ...unless(taken < deadline, `took ${taken} ms`),
    ...unless(proposals.length === wild.ask.count, `${proposals.length} proposals`),
    ...proposals.flatMap((proposal) => faultsOf(wild, proposal)),
    ...(wild.seed % 8 === 0 ? unless(isSame(answer(wild).proposals, proposals), 'another answer the second time') : []),
  ];
}

/** JSON would make null of NaN; the coordinates of inactive parameters are NaN. */
const isSame = (one: unknown, other: unknown): boolean => written(one) === written(other);
const written = (value: unknown): string =>
  JSON.stringify(value, (_, v) => (v instanceof Float64Array ? [...v].map(String) : v));

function faultsOfInsights(wild: WildExperiment): Faults {
  const { space, data, prepared, next, proposals } = answer({ ...wild, model: 'fitted' });
  if (!prepared) return [];
  const insights = insightsOf(space, data, prepared, next);
  const predicted = insights.predict(proposals.map(({ assignments }) => assignments));
  const advice = adviceFor(space, { data, prepared }, next);
  return [
    ...insights.importances().flatMap((shares) => faultsOfShares(Object.values(shares))),
    ...predicted.flatMap((one) => faultsIn(one ?? [])),
    ...unless(isSame(JSON.parse(JSON.stringify(advice)), advice), 'advice that JSON cannot say'),
    ...faultsIn(insights.recommendation()?.predicted ?? []),
  ];
}

function faultsOfShares(shares: readonly number[]): Faults {
  const sum = shares.reduce((a, b) => a + b, 0);
  return [
    ...unless(
      shares.every((share) => share >= 0 && share <= 1),
      `importances ${shares}`,
    ),
    ...unless(sum < 1e-9 || Math.abs(sum - 1) < 1e-6, `importances add up to ${sum}`),
  ];
}

/** `part`: how many of the runs of the first law this one gets, which costs more. */
export type Law = { readonly property: fc.IProperty<[WildExperiment]>; readonly part: number };

const law = (wilds: fc.Arbitrary<WildExperiment>, faults: (wild: WildExperiment) => Faults, part: number): Law => ({
  part,
  property: fc.property(wilds, (wild) => {
    fc.pre(leavesSomething(wild));
    const found = faults(wild);
    if (found.length > 0) throw new Error(found.join('; '));
  }),
});

const repeated = fc
  .tuple(wildExperiments(0), fc.constantFrom<Places>('one', 'one', 'heap'))
  .map(([wild, places]) => ({ ...wild, n: places === 'one' ? 500 : 50, places }));

export const laws = {
  /** In bounds, constraints kept to the last digit, a task of the experiment, no NaN in any prediction, in time, and twice the same. */
  answers: law(wildExperiments(12), faultsOfAnswer, 1),
  /** The same after five hundred evaluations of one point, or of places a billionth of the range apart. */
  repetitions: law(repeated, faultsOfAnswer, 0.04),
  /** What a person may ask meanwhile is a number too: importances add up to 1, predictions and advice are finite. */
  insights: law(wildExperiments(15), faultsOfInsights, 0.08),
} as const satisfies Readonly<Record<string, Law>>;

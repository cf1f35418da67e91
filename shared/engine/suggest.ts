// The door of the optimizer: the next points to try, given what was observed and what is still open.
import type { Ask } from './ask.ts';
import { at, item } from './kernels/at.ts';
import { extendSurrogate, type PreparedSurrogate, prepareSurrogate, quickSurrogate } from './learning/surrogate.ts';
import { makeRandom } from './numerics/random.ts';
import { doubtful, doubting } from './proposals/doubt.ts';
import { pursue } from './proposals/goal.ts';
import type { Choice } from './proposals/propose.ts';
import { replicate } from './proposals/replicate.ts';
import { confine, isAllowed } from './space/confine.ts';
import { design, designSize, fillGap } from './space/design.ts';
import { nearestDistance } from './space/distance.ts';
import { gridPoint, onGrid } from './space/grid.ts';
import { coordinateAt, drawRandom, randomAt, randomPoint } from './space/sample.ts';
import { cardinality, costAt, decode, type Space } from './space/space.ts';
import { findFree, makeTaken, type Taken } from './space/taken.ts';
import { chooseTask, type Modelled } from './tasks/choose-task.ts';
import type { Dataset, Metric, Point, Proposal, Sources } from './types.ts';
import { countSuccesses, rowsFrom } from './values/dataset.ts';
import { leaders } from './values/sources.ts';

export type History = {
  readonly data: Dataset;
  /** Of the first `prepared.n` rows of the data; null: no model yet. */
  readonly prepared: PreparedSurrogate | null;
};

/** Exactly `ask.count` proposals, inside the bounds. Same input, same proposals, bit for bit. */
export function suggest(given: Space, history: History, ask: Ask): Proposal[] {
  const { data } = history;
  const pending = [...ask.pending];
  const taken = makeTaken(given, data, pending);
  const prepared = ask.kind === 'offline' && !isFlat(given, data) ? conditioned(given, history, ask) : null;
  const sure = 1 + (data.earlier ? triedOnTrust : 0);
  return Array.from({ length: ask.count }, (_, i) => {
    const step = { ...ask, number: ask.number + i, pending };
    const space = doubting(given, step, sure);
    const modelled = prepared ? modelIn(space, prepared, step, taken) : null;
    const choice = space.tasks
      ? chooseTask({ space, data, prepared, ask: step, taken }, space.tasks, choose)
      : choose(space, data, step, taken, modelled);
    const { point, ...reasons } = allowed(space, step, choice);
    taken.add(point);
    pending.push(point);
    return {
      predicted: [],
      considered: [],
      ...(space === given ? reasons : doubtful(reasons)),
      point,
      assignments: decode(space, point),
      task: costAt(space, point),
    };
  });
}

function modelIn(space: Space, prepared: PreparedSurrogate, ask: Ask, taken: Taken): Modelled {
  const [first] = prepared.metrics;
  const again = () => (first && ask.metrics.length === 1 ? replicate(space, first, ask) : null);
  return { next: () => pursue(space, prepared, ask, taken), again, heard: heeds(prepared) };
}

/** Whether the model believes an earlier experiment. */
const heeds = ({ metrics }: PreparedSurrogate): boolean => metrics.some(({ told }) => told.n > 0);

/** Whatever chose the point: what goes out satisfies the linear constraints. */
function allowed(space: Space, { seed, number }: Ask, choice: Choice): Choice {
  if (isAllowed(space, choice.point)) return choice;
  const random = makeRandom(seed, 4, number);
  const point = confine(space, choice.point.slice(), random, (i) => randomAt(space, random, i));
  return { ...choice, point, predicted: [], considered: [] };
}

/** The model, knowing all of the data: fitted in a hurry where there is none yet; null when there are too few values for one. */
function conditioned(space: Space, { data, prepared }: History, ask: Ask): PreparedSurrogate | null {
  if (countSuccesses(data) < 2) return null;
  if (!prepared) return prepareSurrogate(space, quickSurrogate(space, data, ask), data);
  if (prepared.n >= data.n) return prepared;
  return extendSurrogate(prepared, rowsFrom(data, prepared.n, space.dimensions.length));
}

/**
 * One metric that was the same at every point: a model of it knows nothing of where the others are, and is surest to be wrong in the corners; gaps are as good
 * places as any. Failures tell of places, earlier experiments too, and tasks of each other: there the model answers.
 */
function isFlat(space: Space, { columns: [column, ...others], earlier = [] }: Dataset): boolean {
  if (!column || others.length > 0 || earlier.length > 0 || space.tasks) return false;
  return column.values.every((value) => value === column.values[0]);
}

function choose(space: Space, data: Dataset, ask: Ask, taken: Taken, modelled: Modelled): Choice {
  const known = data.n + ask.pending.length;
  if (ask.kind === 'grid') return walk(space, known, taken);
  const random = makeRandom(ask.seed, 2, ask.number);
  const repeat = (): Choice =>
    modelled?.again() ?? { point: randomPoint(space, random), source: 'exhausted', arm: 'repeat' };
  if (taken.exhausted()) return repeat();
  if (ask.kind === 'random') return { point: freeRandom(space, ask, taken), source: 'random', arm: 'uniform' };
  const proven = data.earlier ? provenPoints(space, data.earlier, ask) : [];
  const size = proven.length + (modelled?.heard ? 1 : designSize(space, ask.bandwidth, ask.budget));
  const alone = proven.length + designSize(space, 1, ask.budget);
  if (known < size || (!modelled?.heard && ask.number <= alone && known < fewTold * alone)) {
    const points = [...proven, ...design(space, size - proven.length, ask.seed, ask.first)];
    if (known < size || leavesOpen(space, points[ask.number - 1], taken))
      return begin(space, points, proven.length, ask, taken);
  }
  if (!modelled) return spread(space, ask, taken, taken.points);
  return modelled.next() ?? repeat();
}

/** The next point of a grid: a repetition, and called so, once all are taken. */
function walk(space: Space, known: number, taken: Taken): Choice {
  const point = nextOnGrid(space, known, taken);
  return { point, source: taken.has(point) ? 'exhausted' : 'grid', arm: 'walk' };
}

/** Points of a grid that linear constraints may put out of the way before the walk gives up. */
const outside = 10_000;

/**
 * From the place that the number of known points stands for, the first one that is not taken; round again when all are. With conditions any number of
 * combinations in a row may be one and the same point: there it is the first of all points that is not taken.
 */
function nextOnGrid(space: Space, known: number, taken: Taken): Point {
  if (space.conditional) return findFree(onGrid(space), taken, null) ?? gridPoint(space, known);
  for (let i = 0; i < taken.points.length + 1 + (space.region ? outside : 0); i++) {
    const point = gridPoint(space, known + i);
    if (isAllowed(space, point) && !taken.has(point)) return point;
  }
  return gridPoint(space, known);
}

/** Drawn from the priors; where these leave no room for another point, evenly, and in a finite space whatever is left. */
function freeRandom(space: Space, ask: Ask, taken: Taken): Point {
  const random = makeRandom(ask.seed, 2, ask.number);
  const evenly = (): Point => drawRandom(space, random, new Float64Array(space.dimensions.length));
  for (let i = 0; i < 200; i++) {
    const point = i < 100 ? randomPoint(space, random) : evenly();
    if (!taken.has(point)) return point;
  }
  return (cardinality(space) < Infinity ? findFree(space, taken, random) : null) ?? evenly();
}

/** Of every range, in the mean over parameters (bench/studies/start.md). */
const far = 0.2;
/** Times the start design of one worker: whoever has reported as much has told a model enough, wherever it lies. */
const fewTold = 4;

/**
 * Whether a point of the beginning lies far from all that is known. The few trials of the user's own, reported before anything was asked for, mostly lie close
 * together, and do not make up for a design.
 */
function leavesOpen(space: Space, point: Point | undefined, taken: Taken): boolean {
  const free = space.dimensions.filter(({ levels }) => levels > 1).length;
  return point !== undefined && nearestDistance(space, point, taken.points) > far ** 2 * free;
}

/** Of `points`, the first of which are `trusted`, the one with the ask's own number; beyond them, or when that is taken, one that fills a gap. */
function begin(space: Space, points: readonly Point[], trusted: number, ask: Ask, taken: Taken): Choice {
  const point = points[ask.number - 1];
  if (!point || taken.has(point)) return spread(space, ask, taken, [...taken.points, ...points]);
  if (ask.number <= trusted) return { point, source: 'initial', arm: 'transfer' };
  const first = ask.number === 1 + trusted;
  const arm = !first ? 'latin-hypercube' : ask.first && follows(point, ask.first) ? 'default' : 'centre';
  return { point, source: 'initial', arm };
}

const follows = (point: Point, wishes: Point): boolean =>
  wishes.every((unit, i) => Number.isNaN(unit) || Number.isNaN(at(point, i)) || unit === at(point, i));

/** The best earlier points that are tried on trust; more cost more when the earlier experiment misleads (bench/studies/transfer.md). */
const triedOnTrust = 2;

/** The best points of earlier experiments by the first optimized metric; what they do not say is as the user's default, or in the middle. */
function provenPoints(space: Space, earlier: readonly Sources[], { seed, first, metrics }: Ask): Point[] {
  const random = makeRandom(seed, 5);
  const sources = earlier.map(({ n, points, columns }) => ({ n, points, values: provenValues(columns, metrics) }));
  return leaders(space, sources, triedOnTrust, (i) => {
    const dimension = space.dimensions[i];
    const given = first ? at(first, i) : Number.NaN;
    if (!dimension || !Number.isNaN(given)) return given;
    return coordinateAt(dimension, dimension.scale ? 0.5 : random.uniform());
  });
}

/** (n) the first optimized metric, NaN where a constraint metric did not hold, unless that leaves nothing; without an optimized one the first metric. */
function provenValues(columns: readonly Float64Array[], metrics: readonly Metric[]): Float64Array {
  const index = Math.max(
    0,
    metrics.findIndex(({ role }) => role === 'optimize'),
  );
  const values = columns[index] ?? new Float64Array(0);
  const holds = (i: number): boolean =>
    metrics.every(
      ({ role, threshold }, k) => role === 'optimize' || !(item(columns[k] ?? values, i) > (threshold ?? Infinity)),
    );
  const held = values.map((value, i) => (holds(i) ? value : Number.NaN));
  return held.some(Number.isFinite) ? held : values;
}

/** A point far from all others: while there is no model, because too few evaluations have succeeded. */
function spread(space: Space, ask: Ask, taken: Taken, others: readonly Point[]): Choice {
  const random = makeRandom(ask.seed, 3, ask.number);
  const point = fillGap(space, others, random, (p) => !taken.has(p));
  return { point: point ?? freeRandom(space, ask, taken), source: 'initial', arm: 'gap' };
}

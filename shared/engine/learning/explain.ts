// Explanations of the data by one school: hyperparameters for each output transform, and the transforms in the order of what they explain.

import { along, bent } from '../model/embedding.ts';
import { gatherEvidence, onward, type Task } from '../model/evidence.ts';
import { negativeLogPosterior } from '../model/likelihood.ts';
import { type Explanation, isPlain, type Member } from '../model/model.ts';
import { type PriorName, type Theta, thetaBox } from '../model/prior.ts';
import type { Limits } from '../numerics/lbfgs.ts';
import { advanceNewton, beginNewton, type NewtonProgress } from '../numerics/newton.ts';
import type { Random } from '../numerics/random.ts';
import type { Warp } from '../values/warp.ts';
import { bendRanges } from './bends.ts';
import { drawThetas } from './draw-thetas.ts';
import { openings, scout, type Terrain } from './search.ts';
import { turn } from './turn.ts';

/** Nats (evidence e^5 to 1) by which an output transform must have lost to be left out until the fit looks around again. */
const clearLoss = 5;

// Far from the end a step gains more; searching on beyond costs a third more time and finds hundredths of a nat (bench/studies/fit-search.md).
const wide: Omit<Limits, 'iterations'> = { tolerance: 1e-2, gain: 3e-3 };
/** A transform on its way to an explanation. */
type Candidate = {
  readonly warp: Warp;
  readonly terrain: Terrain;
  readonly progress: NewtonProgress;
  /** What is left to do. */
  readonly limits: Limits;
};

/** What a school makes of the data. `earlier`: what it made of fewer, where the search starts from. */
export function learnMember(
  task: Task,
  warps: readonly Warp[],
  prior: PriorName,
  earlier: Member | null,
  random: Random,
): Member {
  const standing = task.around ? warps : warps.filter((warp) => !hasLost(warp, earlier));
  // What had won may not suit the values any more (fitWarps in warp.ts): then what had lost to it is better than no explanation at all.
  const tried = standing.length > 0 ? standing : warps;
  const found = tried.map((warp) => finish(setOut(task, warp, prior, earlier, random)));
  const [plain, ...others] = found.sort((a, b) => a.cost - b.cost);
  if (!plain) return { prior, explanations: [] };
  const onBent = bendRanges(task, prior, plain, earlier);
  const turned = turn(task, prior, onBent ?? plain, earlier);
  const [best, ...behind] = [turned, onBent, plain].filter((e) => e !== null);
  return { prior, explanations: [withDraws(task, prior, best ?? plain, random), ...behind, ...others] };
}

/** Rows up to which hyperparameters are in doubt; more rows leave little of it, and each draw is one more factor to ask. */
const doubtful = 60;

/**
 * The independent school alone: the other one keeps to its mode, so that the two go on to see the data differently (bench/studies/draws.md). Drawn from the
 * density whose mode was found, without the Jacobian of the logarithms: with it, asks were no better (same study).
 */
function withDraws(task: Task, prior: PriorName, best: Explanation, random: Random): Explanation {
  const { draws, rows, scatter } = task;
  const embedding = along(bent(task.embedding, best.bends), best.direction);
  const decided = prior !== 'independent' || rows.n === 0 || rows.n > doubtful;
  if (draws === 0 || decided) return best;
  const cost = negativeLogPosterior(gatherEvidence({ ...task, embedding }, rows, best.warp), prior);
  const thetas = drawThetas(
    cost,
    Float64Array.from(best.theta),
    thetaBox(prior, embedding.width, scatter),
    draws,
    random,
  );
  return { ...best, draws: thetas.map((theta) => Array.from(theta, shortened)) };
}

/** Draws scatter by tenths: more digits would only be stored. */
const shortened = (logarithm: number): number => Number(logarithm.toFixed(4));

/** True when an earlier fit found the transform clearly worse than the best, or has left it out for that. */
function hasLost(warp: Warp, earlier: Member | null): boolean {
  const plain = earlier?.explanations.filter(isPlain) ?? [];
  const [best] = plain;
  if (!best || best.warp.kind === warp.kind) return false;
  const own = plain.find((e) => e.warp.kind === warp.kind);
  return !own || own.cost > best.cost + clearLoss;
}

function knownTheta(earlier: Member | null, { kind }: Warp, width: number): Theta | null {
  const known = earlier?.explanations.find((e) => isPlain(e) && e.warp.kind === kind && e.theta.length === width + 2);
  return known ? Float64Array.from(known.theta) : null;
}

/** From what is known of the transform, where that is enough; else from the best that scouts find. */
function setOut(task: Task, warp: Warp, prior: PriorName, earlier: Member | null, random: Random): Candidate {
  const { embedding, rows, sketch } = task;
  const known = knownTheta(earlier, warp, embedding.width);
  const evidence = gatherEvidence(task, rows, warp);
  const cost = negativeLogPosterior(evidence, prior);
  const box = thetaBox(prior, embedding.width, task.scatter);
  if (known && !task.around) {
    const terrain = { cost, sketch: cost, box };
    return { warp, terrain, progress: beginNewton(cost, known, box), limits: onward };
  }
  const rough = sketch.n === rows.n ? cost : negativeLogPosterior(gatherEvidence(task, sketch, warp), prior);
  const terrain = { cost, sketch: rough, box };
  const progress = scout(terrain, openings(embedding.width, known, task.restarts, random), known);
  return { warp, terrain, progress, limits: { ...wide, iterations: task.iterations } };
}

/** The best hyperparameters that the way leads to. */
function finish({ warp, terrain, progress, limits }: Candidate): Explanation {
  const { cost, box } = terrain;
  const { x, value } = advanceNewton(cost, progress, box, limits);
  return { warp, theta: [...x], cost: Number.isFinite(value) ? value - warp.logJacobian : 1e10 };
}

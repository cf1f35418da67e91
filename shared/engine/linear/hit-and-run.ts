// Random points of a polytope, evenly spread over all of it, however thin it is.
import { at } from '../kernels/at.ts';
import { makeRandom, type Random } from '../numerics/random.ts';
import { chord, type Polytope } from './polytope.ts';

/** Points spread over a polytope; their differences are the directions in which it is long. */
export type Cloud = readonly Float64Array[];

/** Rounds in which every point of a cloud moves: in each it can double its length, so a sliver takes more of them than a body; 2^40 is the thinnest we take. */
const roundsFor = (radius: number): number => 4 * Math.min(50, Math.ceil(8 + 2 * Math.log2(1 / radius)));

/**
 * Hit-and-run (Smith 1984) of many points at once, in directions that are differences of two of them (Kaufman & Smith, "Direction choice for
 * accelerated convergence in hit-and-run sampling", 1998): in a sliver the points soon lie along it, and so do the
 * directions. The same cloud for the same polytope.
 */
export function makeCloud(polytope: Polytope): Cloud {
  const k = polytope.center.length;
  const random = makeRandom(k, polytope.normals.length);
  const cloud = Array.from({ length: k + 28 }, () => move(polytope, polytope.center, scatter(k, random), random));
  const moves = roundsFor(polytope.radius) * cloud.length;
  for (let step = 0; step < moves; step++) {
    const index = random.integer(cloud.length);
    const from = cloud[index];
    if (from) cloud[index] = move(polytope, from, direction(cloud, random), random);
  }
  return cloud;
}

/** Steps from a point of the cloud to a new one that has forgotten it. */
const steps = 6;

/** A random point (k) inside. */
export function drawInside(polytope: Polytope, cloud: Cloud, random: Random): Float64Array {
  let point = cloud[random.integer(cloud.length)] ?? polytope.center;
  for (let i = 0; i < steps; i++) point = move(polytope, point, direction(cloud, random), random);
  return point;
}

/** Shares of the steps that go along one coordinate, and anywhere. */
const [alongAxis, anywhere] = [0.25, 0.1];

/**
 * Mostly along the cloud. In a corner of many dimensions, as the one where a sum is limited, nearly every line leaves at once, and steps along single coordinates
 * get far; and a cloud that lies in a plane would never leave it but for steps that go anywhere.
 */
function direction(cloud: Cloud, random: Random): Float64Array {
  const [from, to] = [cloud[random.integer(cloud.length)], cloud[random.integer(cloud.length)]];
  const kind = random.uniform();
  if (from && kind < alongAxis) return axis(from.length, random.integer(from.length));
  if (!from || !to || from === to || kind < alongAxis + anywhere) return scatter(from?.length ?? 0, random);
  return to.map((v, j) => v - at(from, j));
}

const axis = (k: number, index: number): Float64Array =>
  Float64Array.from({ length: k }, (_, j) => (j === index ? 1 : 0));

const scatter = (k: number, random: Random): Float64Array => Float64Array.from({ length: k }, random.normal);

/** Uniform on the part of the line that is inside. */
function move(polytope: Polytope, from: Float64Array, along: Float64Array, random: Random): Float64Array {
  const { low, high } = chord(polytope, from, along);
  const t = low + (high - low) * random.uniform();
  return Number.isFinite(t) ? from.map((v, j) => Math.min(1, Math.max(0, v + t * at(along, j)))) : from;
}

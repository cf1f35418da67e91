// Which observations of an earlier experiment are taken along: the best ones and others spread over the time, as many as one item has room for.
import type { Definition } from '../experiment.ts';
import { leadingMetric, metricValue } from '../metrics/metric.ts';
import type { Observation } from '../observation.ts';

/** They are read with the model by every function that has just started. */
const mostRows = 100;
/** Of the whole document in UTF-8: half of an item of DynamoDB. What stands beside the rows is a part of a definition, which always fits. */
const mostBytes = 200_000;
/** Of the places for rows; the others tell where it is not good. */
const shareOfBest = 0.4;

/** In the order of what matters: however many of the first are kept, two fifths of them are the best and the rest spread over the time. */
export function pickObservations(definition: Definition, observations: readonly Observation[]): readonly Observation[] {
  const places = Math.min(observations.length, mostRows);
  const ranked = rank(definition, observations);
  const best = ranked.slice(0, Math.floor(shareOfBest * places));
  const chosen = new Set(best);
  const rest = observations.filter((one) => !chosen.has(one));
  return interleave(best, spread(rest, places - best.length));
}

function rank(definition: Definition, observations: readonly Observation[]): readonly Observation[] {
  const metric = leadingMetric(definition);
  const sign = metric.objective === 'maximize' ? -1 : 1;
  const lossOf = (one: Observation): number => {
    const value = metricValue(one, metric);
    return value === null ? Number.POSITIVE_INFINITY : sign * value;
  };
  return observations.toSorted((a, b) => Math.sign(lossOf(a) - lossOf(b)) || 0);
}

/** `count` of the items at equal distances, in an order of which every beginning lies evenly among them (multiples of the golden ratio, modulo 1). */
function spread<Item>(items: readonly Item[], count: number): readonly Item[] {
  const turn = (i: number): number => (i * (Math.sqrt(5) - 1)) / 2;
  return Array.from({ length: count }, (_, i) => i)
    .sort((a, b) => (turn(a) % 1) - (turn(b) % 1))
    .flatMap((i) => items[Math.floor((i * items.length) / count)] ?? []);
}

/** Both lists are used up at the same pace. */
function interleave<Item>(a: readonly Item[], b: readonly Item[]): readonly Item[] {
  const paced = (list: readonly Item[]) => list.map((item, i) => ({ item, pace: (i + 0.5) / list.length }));
  return [...paced(a), ...paced(b)].sort((x, y) => x.pace - y.pace).map(({ item }) => item);
}

/** The document with as many rows as it has room for, in their order; one that is too large for what is left does not keep smaller ones away. */
export function fillRows<Row, Rest extends object>(rest: Rest, rows: readonly Row[]): Rest & { rows: readonly Row[] } {
  let left = mostBytes - bytesOf({ ...rest, rows: [] });
  const kept = rows.filter((row) => {
    const bytes = bytesOf(row) + comma;
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
  return { ...rest, rows: kept };
}

const comma = 1;
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

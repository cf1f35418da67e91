// Whether cheap runs are believed, and what their rows count for where they are not.
import { describe, expect, it } from 'vitest';
import { fit } from '../../../shared/engine/learning/fit.ts';
import type { Model } from '../../../shared/engine/model/model.ts';
import { extend, prepare } from '../../../shared/engine/model/prepared.ts';
import { withTask } from '../../../shared/engine/space/full-task.ts';
import { decode, makeSpace } from '../../../shared/engine/space/space.ts';
import { isProbeTurn } from '../../../shared/engine/tasks/probe.ts';
import type { Data } from '../../../shared/engine/types.ts';
import { cube } from './arbitrary-problem.ts';
import { bowl, randomPoints, toData } from './history.ts';

const space = makeSpace({ ...cube(3), tasks: [0.1, 1] });
const [cheap, full] = [0, 1];

/** Sixteen cheap runs, and six of these points in full; the cheap value is made of the full one. */
function told(seed: number, say: (value: number, i: number) => number): Data {
  const places = randomPoints(space, 16, seed).map((point) => point.subarray(0, -1));
  const value = places.map((place) => bowl(decode(space, withTask(place, full))));
  const runs = [...places.map((place) => withTask(place, cheap)), ...places.slice(0, 6).map((p) => withTask(p, full))];
  return toData(runs, [...value.map(say), ...value.slice(0, 6)]);
}

const learned = (data: Data): Model => fit(space, data, { previous: null, seed: 7 });
const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
const believedIn = (say: (value: number, i: number) => number): number =>
  seeds.filter((seed) => !learned(told(seed, say)).fullAlone).length;

describe('cheap runs', () => {
  // Guarantee: what tells full runs is believed, in whatever units; what says the opposite, or has nothing to do with them, is not.
  it('are believed where they tell full ones', () => {
    expect(believedIn((value) => value)).toBe(8);
    expect(believedIn((value) => 1e6 + 1000 * value)).toBe(8);
  });

  it('are not believed where they say the opposite or nothing', () => {
    expect(believedIn((value) => -value)).toBeLessThanOrEqual(1);
    expect(believedIn((_, i) => Math.sin(37 * i * i))).toBeLessThanOrEqual(1);
  });

  // Guarantee: where they are not believed their values count for nothing, those that are told after the fit included.
  it('that are not believed count for nothing', () => {
    const data = told(1, (value) => -value);
    const model = { ...learned(data), fullAlone: true };
    const other = { ...data, values: data.values.map((value, i) => (i < 16 ? 5 : value)) };
    const [prepared, same] = [prepare(space, model, data), prepare(space, model, other)];
    expect(prepared.rows.n).toBe(6);
    expect(same.members).toEqual(prepared.members);
    const more = extend(prepared, toData([withTask(Float64Array.of(0.1, 0.2, 0.3), cheap)], [9]));
    expect(more.members).toEqual(prepared.members);
    expect(more.n).toBe(data.n + 1);
  });

  // Guarantee: that cheap runs succeeded stays known where their values are not believed, as it does that some of them failed; so it does of those told after the fit.
  it('that are not believed still tell where evaluations succeed', () => {
    const data = told(1, (value) => -value);
    const failed = { ...data, values: data.values.map((value, i) => (i >= 10 && i < 16 ? Number.NaN : value)) };
    const model = { ...learned(failed), fullAlone: true };
    const prepared = prepare(space, model, failed);
    expect(prepared.rows.n).toBe(6);
    expect(prepared.success?.process.inputs.n).toBe(22);
    const more = extend(prepared, toData([withTask(Float64Array.of(0.1, 0.2, 0.3), cheap)], [9]));
    expect(more.success?.process.inputs.n).toBe(23);
  });

  // Guarantee: the second full run, and no other, tests them, where one in ten may be for that.
  it('are tested once, by a budget that affords it', () => {
    const runs = [cheap, full, cheap].map((task) => Float64Array.of(0.5, 0.5, 0.5, task));
    expect([null, 9, 10].map((budget) => isProbeTurn(runs, budget))).toEqual([true, false, true]);
    expect(isProbeTurn(runs.slice(0, 1), null)).toBe(false);
    expect(isProbeTurn([...runs, ...runs], null)).toBe(false);
  });
});

// The optimizer without a service: ask, evaluate, tell, in one process. usage: npx tsx examples/engine.ts
import { makeStudy } from '../shared/engine/study.ts';
import type { Assignments } from '../shared/engine/types.ts';

/** Your training goes here. Everything is minimised: tell −value of what should be large, null for a run that failed. */
const train = ({ rate, depth, loss }: Assignments): number =>
  (Math.log10(Number(rate)) + 2) ** 2 + 0.1 * (Number(depth) - 7) ** 2 + (loss === 'absolute' ? 0 : 0.5);

const study = makeStudy(
  {
    parameters: [
      { kind: 'double', name: 'rate', min: 1e-5, max: 1, log: true },
      { kind: 'int', name: 'depth', min: 1, max: 12 },
      { kind: 'categorical', name: 'loss', values: ['squared', 'absolute'] },
    ],
  },
  { seed: 1, budget: 30 },
);
const told: { x: Assignments; value: number }[] = [];
for (let n = 1; n <= 30; n++) {
  const { assignments: x, arm } = study.ask();
  const value = train(x);
  study.tell(x, value);
  told.push({ x, value });
  console.log(n, arm, JSON.stringify(x), value.toPrecision(4));
}
const best = told.reduce((a, b) => (b.value < a.value ? b : a));
console.log('best', JSON.stringify(best.x), best.value.toPrecision(4));
console.log('importances', JSON.stringify(study.insights()?.importances()));

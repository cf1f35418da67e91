// Spaces with branches: which parameters exist depends on a choice, and no branch says anything about another.
import { type Assignments, categorical, double, int, num, type Task, word } from '../task.ts';

const log10 = (x: Assignments, name: string): number => Math.log10(num(x, name));

/** Three ways to solve one problem, with floors 0.30, 0.22 and 0.12; the best one is the hardest to set. */
const solvers: Readonly<Record<string, (x: Assignments) => number>> = {
  direct: (x) => 0.3 + 0.02 * (log10(x, 'shift') + 4) ** 2,
  gradient: (x) => {
    const step = log10(x, 'step') + 1.5;
    return 0.22 + 0.15 * step ** 2 + 0.2 * (num(x, 'momentum') - 0.8 + 0.1 * step) ** 2;
  },
  // Restarts and population pay off only together: what counts is their product.
  evolution: (x) => {
    const work = Math.log2((num(x, 'population') * num(x, 'restarts')) / 192);
    const spread = num(x, 'spread') - 0.37;
    return 0.12 + 0.03 * work ** 2 + 0.004 * (num(x, 'restarts') - 6) ** 2 + 1.2 * (1 - Math.exp(-6 * spread ** 2));
  },
};

const of = (...values: string[]) => ({ when: { parent: 'solver', values } });

const solver: Task = {
  name: 'solver-branches8',
  family: 'conditional',
  params: [
    categorical('solver', ['direct', 'gradient', 'evolution']),
    double('tolerance', 1e-8, 1e-1, { log: true }),
    double('shift', 1e-8, 1, { log: true, ...of('direct') }),
    double('step', 1e-4, 10, { log: true, ...of('gradient') }),
    double('momentum', 0, 1, of('gradient')),
    int('population', 4, 256, { log: true, ...of('evolution') }),
    int('restarts', 1, 12, of('evolution')),
    double('spread', 0, 1, of('evolution')),
  ],
  evaluate: (x) => (solvers[word(x, 'solver')]?.(x) ?? 1) + 0.005 * (log10(x, 'tolerance') + 5) ** 2,
  best: 0.12,
  optimum: { solver: 'evolution', tolerance: 1e-5, population: 32, restarts: 6, spread: 0.37 },
};

/** Cost added by stage i when it is on, as a function of its strength in [0, 1]; negative where the stage helps. */
const stages = [
  { name: 'denoise', effect: (s: number) => 2 * (s - 0.3) ** 2 - 0.2 },
  { name: 'sharpen', effect: (s: number) => 1.5 * (s - 0.65) ** 2 - 0.1 },
  { name: 'scale', effect: (s: number) => 0.15 + 0.5 * s },
];

/** Stages that may each be switched off; two help when set well, the third never does, and the two helpers get in each other's way a little. */
function pipelineCost(x: Assignments): number {
  const on = stages.filter(({ name }) => word(x, name) === 'on');
  const effects = on.map(({ name, effect }) => effect(num(x, `${name}_strength`)));
  const crowding = on.length > 1 ? 0.02 * (on.length - 1) : 0;
  return 0.5 + crowding + effects.reduce((sum, effect) => sum + effect, 0);
}

const pipeline: Task = {
  name: 'pipeline-switches6',
  family: 'conditional',
  params: [
    ...stages.map(({ name }) => categorical(name, ['off', 'on'])),
    ...stages.map(({ name }) => double(`${name}_strength`, 0, 1, { when: { parent: name, values: ['on'] } })),
  ],
  evaluate: pipelineCost,
  best: 0.22,
  optimum: { denoise: 'on', sharpen: 'on', scale: 'off', denoise_strength: 0.3, sharpen_strength: 0.65 },
};

export const conditional: readonly Task[] = [solver, pipeline];

// Values that say nothing over much of the space: a constant where training fails, or where nothing is learned. A suite of its own, `npm run bench -- quality --suite bench/tasks/flat.ts`.
import { gaussian } from '../random.ts';
import { type Assignments, categorical, double, int, num, type Outcome, type Param, type Task, word } from '../task.ts';

const box = (d: number): Param[] => Array.from({ length: d }, (_, i) => double(`x${i}`, 0, 1));
const place = (x: Assignments, center: readonly number[]): number =>
  center.reduce((sum, c, i) => sum + (1 + (i % 3)) * (num(x, `x${i}`) - c) ** 2, 0);

type Landscape = Task['evaluate'];
/** Decades that differ from place to place as if by chance. */
const erratic =
  (least: number, decades: number): Landscape =>
  (x) =>
    least * 10 ** (0.5 * decades * (1 + Math.sin(31 * num(x, 'x0') + 47 * num(x, 'x1') + 59 * num(x, 'x4'))));

/** A bowl whose bottom lies beside a slanted border, beyond which `bad` is what comes: three quarters of the space. */
const bowl = [0.31, 0.62, 0.22, 0.71, 0.4];
const most = (name: string, bad: Outcome | Landscape): Task => ({
  name,
  family: 'penalty',
  params: box(5),
  evaluate: (x, rng) => {
    if (num(x, 'x0') - 0.5 * num(x, 'x1') + 0.7 * num(x, 'x2') <= 0.3) return 0.2 + place(x, bowl);
    return typeof bad === 'function' ? bad(x, rng) : bad;
  },
  best: 0.2,
  optimum: Object.fromEntries(bowl.map((c, i) => [`x${i}`, c])),
});

/** Training by gradient descent as a sketch: it diverges above one effective rate and learns nothing below another. */
const training: Param[] = [
  double('rate', 1e-6, 1, { log: true }),
  double('momentum', 0, 0.98),
  int('layers', 1, 16),
  categorical('schedule', ['constant', 'cosine', 'steps']),
];
const drops: Readonly<Record<string, number>> = { constant: 0.06, cosine: 0, steps: 0.02 };
/** Decades from the best effective rate. */
const off = (x: Assignments): number =>
  Math.log10(num(x, 'rate') / (1 - num(x, 'momentum'))) + 0.08 * num(x, 'layers') + 2.1;
const loss = (x: Assignments): number =>
  0.12 + 0.25 * off(x) ** 2 + 0.01 * (num(x, 'layers') - 6) ** 2 + (drops[word(x, 'schedule')] ?? 0);
const trained = { rate: 10 ** -2.58, momentum: 0, layers: 6, schedule: 'cosine' };
const narrow = (name: string, family: string, evaluate: (x: Assignments) => number): Task => ({
  ...{ name, family, params: training, best: 0.12, optimum: trained },
  evaluate,
});

/** 1 but for a hollow around `center`, which reaches `radius` and goes down to 0. */
const hollow = (name: string, center: readonly number[], radius: number): Task => ({
  name,
  family: 'hollow',
  params: box(center.length),
  evaluate: (x) => Math.min(1, place(x, center) / radius ** 2),
  best: 0,
  optimum: Object.fromEntries(center.map((c, i) => [`x${i}`, c])),
});

/** Accuracy is that of a guess unless one of three models meets its own format, and the temperature is low. */
const formats: Readonly<Record<string, string>> = { small: 'json', medium: 'text', large: 'xml' };
const heights: Readonly<Record<string, number>> = { small: 0.55, medium: 0.7, large: 0.8 };
const answers = (x: Assignments): number => {
  const model = word(x, 'model');
  if (formats[model] !== word(x, 'format') || num(x, 'temperature') > 1.2) return 0;
  const lost =
    (num(x, 'temperature') - 0.3) ** 2 / 4 + 0.4 * (num(x, 'top') - 0.8) ** 2 + 0.01 * (num(x, 'shots') - 5) ** 2;
  return -Math.max(0, (heights[model] ?? 0) - lost);
};
const prompts: Task = {
  name: 'prompts5',
  family: 'hollow',
  params: [
    categorical('model', Object.keys(formats)),
    categorical('format', Object.values(formats)),
    double('temperature', 0, 2),
    double('top', 0, 1),
    int('shots', 0, 10),
  ],
  evaluate: answers,
  best: -0.8,
  optimum: { model: 'large', format: 'xml', temperature: 0.3, top: 0.8, shots: 5 },
};

/** Nobody's error at chance is one number: it scatters, and users cannot say by how much. */
const scattered = (task: Task, scatter: (truth: number) => number): Task => ({
  ...task,
  name: `${task.name}-scatter`,
  family: 'scatter',
  evaluate: (x, rng) => {
    const truth = task.evaluate(x, rng);
    if (typeof truth !== 'number') throw new Error(`${task.name} scatters already, or fails.`);
    return { value: truth + scatter(truth) * gaussian(rng), truth, stddev: null };
  },
});

const learning = narrow('learning4', 'hollow', (x) => Math.min(Math.LN2, loss(x)));
const hollow4 = hollow('hollow4', [0.3, 0.66, 0.7, 0.25], 0.5);
const hollow6 = hollow('hollow6', [0.7, 0.35, 0.3, 0.64, 0.28, 0.7], 0.75);
/** The share of 300 questions that a guess among four answers right. */
const guess = 0.25;
const guessed: Task = {
  ...prompts,
  name: 'questions5',
  evaluate: (x) => -Math.max(guess, -answers(x)),
};
const ofQuestions = (truth: number): number => Math.sqrt((-truth * (1 + truth)) / 300);

export const tasks: readonly Task[] = [
  most('failed5', { failed: true }),
  most('penalty5-3', 3),
  most('penalty5-1000', 1000),
  most('penalty5-1e6', 1e6),
  most('penalty5-differing', erratic(30, 1)),
  most('penalty5-erratic', erratic(100, 4)),
  narrow('diverging4-erratic', 'penalty', (x) =>
    off(x) > 0.6 ? 100 * 10 ** (2 + 2 * Math.sin(97 * num(x, 'momentum') + num(x, 'layers'))) : loss(x),
  ),
  narrow('band4-differing', 'penalty', (x) =>
    Math.abs(off(x)) > 0.8 ? 20 + 10 * Math.abs(off(x)) + num(x, 'layers') : loss(x),
  ),
  narrow('diverging4', 'penalty', (x) => (off(x) > 0.6 ? 1e4 : loss(x))),
  narrow('band4', 'penalty', (x) => (Math.abs(off(x)) > 0.8 ? 100 : loss(x))),
  learning,
  hollow4,
  hollow6,
  hollow('hollow-face4', [0.04, 0.6, 0.97, 0.35], 0.5),
  prompts,
  scattered(learning, () => 0.015),
  scattered(hollow4, () => 0.03),
  scattered(hollow6, () => 0.02),
  scattered(guessed, ofQuestions),
];

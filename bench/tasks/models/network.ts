// A small neural network, trained by stochastic gradient descent on two interleaved spirals.
import { gaussian, permutation, type Random, seeded } from '../../random.ts';
import { type Assignments, categorical, double, int, num, type Task, word } from '../../task.ts';

type Dot = { readonly a: number; readonly b: number; readonly label: number };

/** Points on two spiral arms of one turn, one arm a label, with a scatter of 0.06 in a picture about 2 wide. */
function spirals(n: number, seed: number): Dot[] {
  const rng = seeded(seed);
  return Array.from({ length: n }, (_, i) => {
    const label = i % 2;
    const turn = 0.15 + 0.85 * rng();
    const angle = 2 * Math.PI * turn + Math.PI * label;
    return {
      a: turn * Math.cos(angle) + 0.06 * gaussian(rng),
      b: turn * Math.sin(angle) + 0.06 * gaussian(rng),
      label,
    };
  });
}

const train = spirals(160, 111);
const held = spirals(300, 112);
/** Of a whole training. */
export const allEpochs = 60;
const worst = 5; // nats; a network that diverged counts as this

type Activation = {
  readonly f: (z: number) => number;
  /** Derivative, from input and output. */
  readonly df: (z: number, h: number) => number;
};
const activations: Readonly<Record<string, Activation>> = {
  tanh: { f: Math.tanh, df: (_, h) => 1 - h * h },
  relu: { f: (z) => Math.max(0, z), df: (z) => (z > 0 ? 1 : 0) },
  sine: { f: Math.sin, df: Math.cos },
};

/** One hidden unit: weights of both inputs, bias, weight to the output, and the momentum of the four. */
type Unit = { readonly w: Float64Array; readonly speed: Float64Array; readonly slope: Float64Array };
type Network = { readonly units: readonly Unit[]; readonly activation: Activation };

function create(width: number, spread: number, activation: Activation, rng: Random): Network {
  const unit = (): Unit => ({
    w: Float64Array.of(
      spread * gaussian(rng),
      spread * gaussian(rng),
      spread * gaussian(rng),
      gaussian(rng) / Math.sqrt(width),
    ),
    speed: new Float64Array(4),
    slope: new Float64Array(4),
  });
  return { units: Array.from({ length: width }, unit), activation };
}

const logit = ({ units, activation }: Network, { a, b }: Dot): number =>
  units.reduce((sum, { w: [u = 0, v = 0, bias = 0, out = 0] }) => sum + out * activation.f(u * a + v * b + bias), 0);

/** Adds the gradient of one dot's cross entropy to each unit's slope. */
function backpropagate(network: Network, dot: Dot): void {
  const error = 1 / (1 + Math.exp(-logit(network, dot))) - dot.label;
  for (const {
    w: [u = 0, v = 0, bias = 0, out = 0],
    slope,
  } of network.units) {
    const z = u * dot.a + v * dot.b + bias;
    const h = network.activation.f(z);
    const inner = error * out * network.activation.df(z, h);
    [inner * dot.a, inner * dot.b, inner, error * h].forEach((g, i) => {
      slope[i] = (slope[i] ?? 0) + g;
    });
  }
}

type Step = { readonly rate: number; readonly momentum: number; readonly decay: number };

/** Heavy-ball step along the mean slope of `count` dots (Polyak 1964), with weight decay; the slopes start again at 0. */
function descend({ units }: Network, count: number, { rate, momentum, decay }: Step): void {
  for (const { w, speed, slope } of units) {
    w.forEach((weight, i) => {
      speed[i] = momentum * (speed[i] ?? 0) - rate * ((slope[i] ?? 0) / count + decay * weight);
      w[i] = weight + (speed[i] ?? 0);
    });
    slope.fill(0);
  }
}

function trainNetwork(x: Assignments, epochs: number): Network {
  const rng = seeded(113);
  const activation = activations[word(x, 'activation')] ?? { f: Math.tanh, df: () => 0 };
  const network = create(num(x, 'width'), num(x, 'initial_spread'), activation, rng);
  const step = { rate: num(x, 'learning_rate'), momentum: num(x, 'momentum'), decay: num(x, 'weight_decay') };
  const batch = num(x, 'batch_size');
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = permutation(train.length, rng);
    for (let start = 0; start < order.length; start += batch) {
      const members = order.subarray(start, start + batch);
      for (const i of members) if (train[i]) backpropagate(network, train[i]);
      descend(network, members.length, step);
    }
  }
  return network;
}

/** Cross entropy on the held-out dots after so many epochs, in nats; 0.693 is guessing. */
export function networkLoss(x: Assignments, epochs = allEpochs): number {
  const network = trainNetwork(x, epochs);
  const losses = held.map((dot) => Math.log1p(Math.exp((1 - 2 * dot.label) * logit(network, dot))));
  const mean = losses.reduce((a, b) => a + b, 0) / losses.length;
  return Number.isFinite(mean) ? Math.min(mean, worst) : worst;
}

export const network: Task = {
  name: 'network-spirals',
  family: 'model',
  params: [
    int('width', 2, 32, { log: true }),
    categorical('activation', Object.keys(activations)),
    double('learning_rate', 1e-4, 10, { log: true }),
    double('momentum', 0, 0.99),
    double('weight_decay', 1e-7, 1e-1, { log: true }),
    int('batch_size', 4, 64, { log: true }),
    double('initial_spread', 0.05, 10, { log: true }),
  ],
  evaluate: (x) => networkLoss(x),
};

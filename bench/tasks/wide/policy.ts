// The weights of a small network that keeps a tilted pole upright: thirty-six parameters of a policy, no gradient.
import { type Assignments, double, num, type Param, type Task } from '../../task.ts';

/** Units of the hidden layer; each has five inputs, a threshold and an output. */
const hidden = 6;
const inputs = 4;
const params: Param[] = Array.from({ length: hidden * (inputs + 2) }, (_, i) => double(`w${i}`, -2, 2));

/** Cart and pole: place (m), speed, angle from upright (rad), turning speed. */
type State = readonly [number, number, number, number];

/** One step of 0.02 s under a force (N): cart 1 kg, pole 0.1 kg and 1 m (Barto, Sutton and Anderson 1983). */
function step([place, speed, angle, turn]: State, force: number): State {
  const [gravity, pole, total, half] = [9.8, 0.1, 1.1, 0.5];
  const push = (force + pole * half * turn ** 2 * Math.sin(angle)) / total;
  const bend =
    (gravity * Math.sin(angle) - Math.cos(angle) * push) / (half * (4 / 3 - (pole * Math.cos(angle) ** 2) / total));
  const drive = push - (pole * half * bend * Math.cos(angle)) / total;
  const dt = 0.02;
  return [place + dt * speed, speed + dt * drive, angle + dt * turn, turn + dt * bend];
}

function forceOf(w: readonly number[], [place, speed, angle, turn]: State): number {
  const seen = [place, speed / 2, Math.sin(angle) * 2, turn / 2];
  let out = 0;
  for (let h = 0; h < hidden; h++) {
    const at = h * (inputs + 2);
    const drive = seen.reduce((sum, value, i) => sum + value * (w[at + i] ?? 0), w[at + inputs] ?? 0);
    out += (w[at + inputs + 1] ?? 0) * Math.tanh(drive);
  }
  return 10 * Math.tanh(out);
}

const beginnings: readonly State[] = [
  [0, 0, 0.3, 0],
  [0.8, 0, -0.4, 0],
  [-0.5, 0.6, 0.6, -0.5],
  [0, -1, -0.8, 0.8],
];

/** Mean cost of a second over four beginnings of five seconds each: how far from upright and from the middle; 4 after a fall or off the rail. */
function cost(x: Assignments): number {
  const w = params.map(({ name }) => num(x, name));
  const steps = 250;
  let total = 0;
  for (const beginning of beginnings) {
    let state = beginning;
    for (let i = 0; i < steps; i++) {
      state = step(state, forceOf(w, state));
      const [place, , angle] = state;
      const lost = Math.abs(place) > 2.4 || Math.abs(angle) > Math.PI / 2;
      if (lost) {
        total += 4 * (steps - i);
        break;
      }
      total += Math.min(4, angle ** 2 + 0.25 * place ** 2);
    }
  }
  return total / (steps * beginnings.length);
}

export const policy: Task = { name: 'policy36', family: 'wide', params, evaluate: cost };

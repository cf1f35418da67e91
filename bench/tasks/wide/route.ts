// A route through a field of obstacles: twenty way points, forty coordinates, as planning problems for vehicles have them.
import { seeded } from '../../random.ts';
import { double, num, type Param, type Task } from '../../task.ts';

const wayPoints = 20;
type Place = readonly [number, number];

const rng = seeded(401);
/** Rounds of radius 0.06 to 0.12 in the unit square, away from start and goal. */
const obstacles = Array.from({ length: 14 }, () => ({
  x: 0.12 + 0.76 * rng(),
  y: 0.12 + 0.76 * rng(),
  radius: 0.06 + 0.06 * rng(),
}));
const [start, goal]: readonly [Place, Place] = [
  [0.05, 0.05],
  [0.95, 0.95],
];

/** How deep a place is inside of obstacles: 1 a round, fading over a sixth of its radius. */
const trouble = ([x, y]: Place): number =>
  obstacles.reduce((sum, round) => {
    const depth = Math.hypot(x - round.x, y - round.y) / round.radius;
    return sum + 1 / (1 + Math.exp((depth - 1) * 12));
  }, 0);

/** Its length, and twenty times its way through obstacles. */
function cost(path: readonly Place[]): number {
  let total = 0;
  for (const [i, b] of path.entries()) {
    const a = path[i - 1];
    if (!a) continue;
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const looks = Math.max(1, Math.ceil(length / 0.02));
    for (let k = 0; k < looks; k++) {
      const share = (k + 0.5) / looks;
      total += (length / looks) * (1 + 20 * trouble([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]));
    }
  }
  return total;
}

const names = Array.from({ length: wayPoints }, (_, i) => [`x${i}`, `y${i}`] as const);
const params: Param[] = names.flat().map((name) => double(name, 0, 1));

export const route: Task = {
  name: 'route40',
  family: 'wide',
  params,
  evaluate: (x) => cost([start, ...names.map(([a, b]): Place => [num(x, a), num(x, b)]), goal]),
};

// One training process, asked for scores one after another.
import { type ChildProcess, fork } from 'node:child_process';
import type { Part, Scores, Values } from './model/evaluate.ts';
import type { Done, Work } from './training-process.ts';

export type Trainer = {
  /** Rejects when the training fails or its process ends; after a failed training the process stays usable. */
  readonly train: (values: Values, part: Part) => Promise<Scores>;
  readonly stop: () => void;
};

export function startTrainer(): Trainer {
  const child = fork(new URL('./training-process.ts', import.meta.url));
  return { train: (values, part) => ask(child, { values, part }), stop: () => child.disconnect() };
}

let last = 0;

function ask(child: ChildProcess, work: Omit<Work, 'id'>): Promise<Scores> {
  const id = ++last;
  return new Promise((resolve, reject) => {
    const onEnd = (): void => reject(new Error('The training process ended before it answered.'));
    const onMessage = ({ id: answered, scores, error }: Done): void => {
      if (answered !== id) return;
      child.off('message', onMessage).off('exit', onEnd);
      scores ? resolve(scores) : reject(new Error(error));
    };
    child.on('message', onMessage).on('exit', onEnd);
    child.send({ id, ...work }, (error) => error && reject(error));
  });
}

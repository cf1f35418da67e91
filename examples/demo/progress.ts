// Live progress: one line an evaluation, and below them, on a terminal, the best so far as a line of bars.
import type { Values } from './model/evaluate.ts';
import { bold, dim, good, sparkline } from './style.ts';
import { bestSoFar, type Evaluation } from './tune.ts';

type Progress = { readonly show: (evaluation: Evaluation) => void; readonly finish: () => void };

export function showProgress(budget: number): Progress {
  const live = Boolean(process.stdout.isTTY);
  const seen: Evaluation[] = [];
  const footer = (): string => {
    const curve = bestSoFar(seen);
    return `${dim('best so far')} ${sparkline(curve)} ${bold((curve.at(-1) ?? Number.NaN).toFixed(4))}`;
  };
  console.log(dim('   #  log loss     AUC  from         ask    train  settings'));
  const show = (evaluation: Evaluation): void => {
    const before = bestSoFar(seen).at(-1) ?? Number.POSITIVE_INFINITY;
    seen.push(evaluation);
    if (live) process.stdout.write('\r\x1b[2K');
    console.log(line(evaluation, (evaluation.scores?.logLoss ?? Number.POSITIVE_INFINITY) < before));
    if (live && seen.length < budget) process.stdout.write(footer());
  };
  return { show, finish: () => console.log(`\n${footer()}\n`) };
}

function line({ number, scores, source, askMs, trainMs, values }: Evaluation, improved: boolean): string {
  const loss = scores ? scores.logLoss.toFixed(4) : 'failed';
  const auc = scores ? scores.auc.toFixed(4) : '';
  const times = `${askMs.toFixed(0).padStart(5)} ms ${(trainMs / 1000).toFixed(2).padStart(5)} s`;
  const left = `${String(number).padStart(4)}  ${loss.padStart(8)}${improved ? '▼' : ' '} ${auc.padStart(6)}  ${source.padEnd(8)}`;
  return `${improved ? good(left) : left} ${times}  ${dim(brief(values))}`;
}

/** The settings in one short line: growth with its own limit, then the four that matter most. */
function brief(values: Values): string {
  const limit = values['growth'] === 'leafwise' ? `${values['max_leaves']} leaves` : `depth ${values['max_depth']}`;
  const rate = Number(values['learning_rate']).toPrecision(2);
  return `${limit}, ${values['rounds']} rounds at ${rate}, l2 ${Number(values['l2']).toPrecision(2)}, ${values['encoding']}`;
}

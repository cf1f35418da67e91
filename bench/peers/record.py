"""Records what other optimizers reach on the tasks of this folder's parent, one evaluation at a time, with their own defaults.

usage: python bench/peers/record.py METHOD [--suite FILE] [--seeds 0,1,2] [--budget 60] [--tasks a,b] [--minutes M] [--out FILE]
METHOD is optuna-tpe, optuna-gp, optuna-cma or ax; the package (optuna; torch for optuna-gp; cmaes; ax-platform) comes from PyPI. A row is a run:
{ method, version, task, seed, step_ms: [median, 90 %], values, observed? }; the milliseconds are processor time, a failed
evaluation is null. Runs that the file has already are not repeated, and no run begins once the minutes are over, so that a
recording can be stopped and taken up again.
"""
import argparse
import importlib.metadata
import json
import logging
import os
import pathlib
import subprocess
import sys
import time
import warnings

os.environ['OMP_NUM_THREADS'] = '1'  # one core, as the others have
warnings.filterwarnings('ignore')
logging.disable(logging.CRITICAL)
ROOT = pathlib.Path(__file__).resolve().parents[2]


def is_active(parameter, assignments):
    condition = parameter.get('when')
    return condition is None or assignments.get(condition['parent']) in condition['values']


class Evaluator:
    """The tasks, in a process of their own that speaks JSON lines (bench/evaluate.ts)."""

    def __init__(self, suite, *flags):
        given = [*(['--suite', suite] if suite else []), *flags]
        command = [str(ROOT / 'node_modules/.bin/tsx'), 'bench/main.ts', 'evaluate', *given]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def send(self, **request):
        print(json.dumps(request), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


class Optuna:
    """Conditions and logarithmic ints are native: the space is defined while a trial asks its way through it."""

    package = 'optuna'

    def __init__(self, method, parameters, seed, objectives=1, **options):
        import optuna
        samplers = optuna.samplers
        if method == 'optuna-gp':
            import torch
            torch.set_num_threads(1)
        self.failed = optuna.trial.TrialState.FAIL
        self.parameters = parameters
        kinds = {'optuna-tpe': samplers.TPESampler, 'optuna-gp': samplers.GPSampler, 'optuna-cma': samplers.CmaEsSampler}
        sampler = kinds[method](seed=seed, **options)
        self.study = optuna.create_study(sampler=sampler, directions=['minimize'] * objectives)

    def ask(self):
        self.trial = self.study.ask()
        chosen = {}
        for parameter in self.parameters:
            if is_active(parameter, chosen):
                chosen[parameter['name']] = self.choose(**parameter)
        return chosen

    def choose(self, name, type, min=None, max=None, log=False, values=None, when=None):
        if type == 'categorical':
            return self.trial.suggest_categorical(name, values)
        if type == 'int':
            return self.trial.suggest_int(name, min, max, log=log)
        return self.trial.suggest_float(name, min, max, log=log)

    def tell(self, value):
        if value is None:
            self.study.tell(self.trial, state=self.failed)
        else:
            self.study.tell(self.trial, value)


class Ax:
    """Conditions are left out: every parameter is always asked for, and the inactive ones are dropped before an evaluation."""

    package = 'ax-platform'

    def __init__(self, method, parameters, seed):
        import torch
        from ax.api.client import Client
        torch.set_num_threads(1)
        torch.manual_seed(seed)
        self.client = Client(random_seed=seed)
        self.client.configure_experiment(parameters=[self.dimension(**parameter) for parameter in parameters])
        self.client.configure_optimization(objective='-loss')

    def dimension(self, name, type, min=None, max=None, log=False, values=None, when=None):
        from ax.api.configs import ChoiceParameterConfig, RangeParameterConfig
        if type == 'categorical':
            return ChoiceParameterConfig(name=name, values=values, parameter_type='str', is_ordered=False)
        kind = 'int' if type == 'int' else 'float'
        return RangeParameterConfig(name=name, bounds=(min, max), parameter_type=kind, scaling='log' if log else 'linear')

    def ask(self):
        trials = self.client.get_next_trials(max_trials=1)
        self.index, chosen = next(iter(trials.items()))
        return chosen

    def tell(self, value):
        if value is None:
            self.client.mark_trial_failed(trial_index=self.index)
        else:
            self.client.complete_trial(trial_index=self.index, raw_data={'loss': value})


METHODS = {'optuna-tpe': Optuna, 'optuna-gp': Optuna, 'optuna-cma': Optuna, 'ax': Ax}


def record(evaluator, method, task, seed, budget):
    """One run. The milliseconds are processor time of the optimizer, ask and tell together: other work on the machine does not count."""
    optimizer = METHODS[method](method, task['params'], seed)
    evaluator.send(op='begin', task=task['name'], seed=seed)
    results, steps = [], []
    for _ in range(budget):
        start = time.process_time()
        chosen = optimizer.ask()
        spent = time.process_time() - start
        assignments = {}
        for parameter in task['params']:
            if is_active(parameter, assignments):
                assignments[parameter['name']] = chosen[parameter['name']]
        result = evaluator.send(op='evaluate', assignments=assignments)
        start = time.process_time()
        optimizer.tell(result and result['value'])
        steps.append(1000 * (spent + time.process_time() - start))
        results.append(result or {'value': None, 'truth': None, 'stddev': None})
    steps.sort()
    row = {
        'method': method,
        'version': importlib.metadata.version(optimizer.package),
        'task': task['name'],
        'seed': seed,
        'step_ms': [round(steps[int(share * (budget - 1))], 2) for share in (0.5, 0.9)],
        'values': [brief(result['truth']) for result in results],
    }
    if any(result['value'] != result['truth'] for result in results):
        row['observed'] = [brief(result['value']) for result in results]
    return row


def brief(value):
    return None if value is None else float(f'{value:.8g}')


def read_options(description, methods, seeds, budget):
    arguments = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('method', choices=methods)
    arguments.add_argument('--suite')
    arguments.add_argument('--seeds', default=seeds)
    arguments.add_argument('--budget', type=int, default=budget)
    arguments.add_argument('--tasks', default='')
    arguments.add_argument('--minutes', type=float, default=float('inf'))
    arguments.add_argument('--out')
    return arguments.parse_args()


def record_missing(options, folder, evaluator, record):
    """Every run that the file does not have yet; a run is written once it is whole."""
    out = pathlib.Path(options.out or folder / f'{options.method}.jsonl')
    rows = [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []
    done = {(row['task'], row['seed']) for row in rows}
    wanted = [name for name in options.tasks.split(',') if name]
    tasks = [task for task in evaluator.send(op='tasks') if not wanted or task['name'] in wanted]
    deadline = time.monotonic() + 60 * options.minutes
    for seed in (int(text) for text in options.seeds.split(',')):
        for task in tasks:
            if (task['name'], seed) in done or time.monotonic() > deadline:
                continue
            try:
                row = record(evaluator, options.method, task, seed, options.budget)
            except Exception as error:  # what an optimizer cannot do is worth knowing, and the other tasks go on
                print(f'{options.method} {task["name"]} seed {seed}: {type(error).__name__}: {str(error)[:200]}', file=sys.stderr)
                continue
            with out.open('a') as file:
                print(json.dumps(row), file=file)
            print(f'{options.method} {task["name"]} seed {seed}: {len(row["values"])} evaluations', file=sys.stderr)


def main():
    options = read_options(__doc__, METHODS, '0,1,2', 60)
    record_missing(options, ROOT / 'bench/peers', Evaluator(options.suite), record)


if __name__ == '__main__':
    main()

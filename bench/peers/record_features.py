"""Records what Optuna reaches on the feature tasks of a suite, with what it has for each: failed trials, constraints, several directions.

usage: python bench/peers/record_features.py METHOD --suite FILE [--seeds 0,1,2,3,4] [--budget 40] [--tasks a,b] [--minutes M] [--out FILE]
METHOD is optuna-tpe or optuna-gp (which needs torch); the suite exports `featureTasks`. A row is a run: { method, version, task, seed, values };
an evaluation that failed or broke a linear constraint is null there, as `npm run bench -- features --suite FILE --rows …` reads it.
"""
import importlib.metadata

from record import ROOT, Evaluator, Optuna, brief, read_options, record_missing


class Featured(Optuna):
    """Both kinds of constraint go to `constraints_func`, which is left out where there is none: an empty one is not the same as none."""

    def __init__(self, method, task, seed):
        options = {'constraints_func': lambda trial: trial.user_attrs['excess']} if task['constraints'] else {}
        super().__init__(method, task['params'], seed, task['objectives'], **options)

    def tell(self, result):
        """A point that breaks a constraint is told with its value, because Optuna learns of a constraint only from finished trials."""
        if result is not None:
            self.trial.set_user_attr('excess', result['excess'])
        super().tell(result and result['objectives'])


def record(evaluator, method, task, seed, budget):
    optimizer = Featured(method, task, seed)
    evaluator.send(op='begin', task=task['name'], seed=seed)
    values = []
    for _ in range(budget):
        result = evaluator.send(op='evaluate', assignments=optimizer.ask())
        optimizer.tell(result)
        kept = result and result['values']
        values.append(kept and [brief(value) for value in kept])
    version = importlib.metadata.version(optimizer.package)
    return {'method': method, 'version': version, 'task': task['name'], 'seed': seed, 'values': values}


def main():
    options = read_options(__doc__, ['optuna-tpe', 'optuna-gp'], '0,1,2,3,4', 40)
    record_missing(options, ROOT / 'bench/peers/features', Evaluator(options.suite, '--features'), record)


if __name__ == '__main__':
    main()

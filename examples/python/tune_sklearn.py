"""Tunes scikit-learn's gradient boosting with the published sigopt client: one worker, one evaluation after another."""

import argparse
import time

import model
from service import connect


def main():
  options = arguments()
  connection = connect(options.service)
  experiment = connection.experiments().create(
    name="gradient boosting on breast tumors",
    parameters=model.PARAMETERS,
    metrics=model.METRICS,
    observation_budget=options.evaluations,
  )
  print(f"experiment {experiment.id}: {len(model.PARAMETERS)} parameters, {options.evaluations} evaluations, log loss to be minimized")
  best = float("inf")
  while experiment.progress.observation_count < experiment.observation_budget:
    started = time.perf_counter()
    suggestion = connection.experiments(experiment.id).suggestions().create()
    asked = time.perf_counter()
    value = model.evaluate(dict(suggestion.assignments))
    trained = time.perf_counter()
    connection.experiments(experiment.id).observations().create(
      suggestion=suggestion.id,
      values=[{"name": "log_loss", "value": value}],
    )
    experiment = connection.experiments(experiment.id).fetch()
    best = min(best, value)
    count = experiment.progress.observation_count
    print(f"{count:4d}  {value:8.4f}  best {best:.4f}  ask {1000 * (asked - started):5.0f} ms  train {trained - asked:5.2f} s", flush=True)
  show_best(connection, experiment)


def show_best(connection, experiment):
  best = next(connection.experiments(experiment.id).best_assignments().fetch().iterate_pages())
  assignments = dict(best.assignments)
  print("\nbest assignments")
  for name in sorted(assignments):
    print(f"  {name:22s} {assignments[name]}")
  loss, accuracy = model.test_score(assignments)
  print(f"cross-validated log loss {best.values[0].value:.4f}; on the rows kept for the end {loss:.4f}, accuracy {accuracy:.3f}")


def arguments():
  parser = argparse.ArgumentParser(description=__doc__)
  parser.add_argument("--service", metavar="DIR", help="data folder of a running service; else SIGOPT_API_URL and SIGOPT_API_TOKEN are used")
  parser.add_argument("--evaluations", type=int, default=40, metavar="N", help="how many settings are tried (default 40)")
  return parser.parse_args()


if __name__ == "__main__":
  main()

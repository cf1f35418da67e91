"""Tunes with several workers at once: separate processes that know nothing of each other, only the experiment's id."""

import argparse
import multiprocessing
import os
import time

import model
from service import connect


def main():
  options = arguments()
  experiments = connect(options.service).experiments
  experiment = experiments().create(
    name=f"gradient boosting with {options.workers} workers",
    parameters=model.PARAMETERS,
    metrics=model.METRICS,
    observation_budget=options.evaluations,
    parallel_bandwidth=options.workers,
  )
  print(f"experiment {experiment.id}: {options.workers} workers, {options.evaluations} evaluations", flush=True)
  started = time.perf_counter()
  run_workers(options, experiment.id)
  progress = experiments(experiment.id).fetch().progress
  best = next(experiments(experiment.id).best_assignments().fetch().iterate_pages())
  print(f"\n{progress.observation_count} observations in {time.perf_counter() - started:.1f} s")
  print(f"best log loss {best.values[0].value:.4f} with {dict(best.assignments)}")


def run_workers(options, experiment):
  """Starts the workers with a share of the evaluations each, and waits for them. Raises when one of them failed."""
  spawn = multiprocessing.get_context("spawn")
  shares = [len(range(worker, options.evaluations, options.workers)) for worker in range(options.workers)]
  workers = [spawn.Process(target=work, args=(options.service, experiment, share)) for share in shares]
  for worker in workers:
    worker.start()
  for worker in workers:
    worker.join()
  failed = [worker.name for worker in workers if worker.exitcode]
  if failed:
    raise SystemExit(f"These workers failed: {', '.join(failed)}. What they had open stays open; start again to go on.")


def work(service, experiment, share):
  """One worker: ask, train, report, `share` times. A training that breaks is reported as failed, and the worker goes on."""
  this = connect(service).experiments(experiment)
  for _ in range(share):
    suggestion = this.suggestions().create()
    try:
      value = model.evaluate(dict(suggestion.assignments))
    except ValueError as error:
      print(f"worker {os.getpid()}  failed: {error}", flush=True)
      this.observations().create(suggestion=suggestion.id, failed=True)
      continue
    this.observations().create(suggestion=suggestion.id, values=[{"name": "log_loss", "value": value}])
    print(f"worker {os.getpid()}  {value:.4f}", flush=True)


def arguments():
  parser = argparse.ArgumentParser(description=__doc__)
  parser.add_argument("--service", metavar="DIR", help="data folder of a running service; else SIGOPT_API_URL and SIGOPT_API_TOKEN are used")
  parser.add_argument("--workers", type=int, default=4, metavar="N", help="processes that train at the same time (default 4)")
  parser.add_argument("--evaluations", type=int, default=40, metavar="N", help="how many settings are tried by all of them (default 40)")
  return parser.parse_args()


if __name__ == "__main__":
  main()

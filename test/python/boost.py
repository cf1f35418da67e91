"""The published `sigopt` client, unchanged: `sigopt.xgboost` tunes gradient-boosted trees that tell penguins apart, on 344 real birds.

python test/python/boost.py --service DIR/service.json
"""

import json
import os
import pathlib
import warnings

import numpy
import sigopt.xgboost
import xgboost

from checks import check, read_service, run_checks, unique

PENGUINS = pathlib.Path(__file__).parents[2] / "node_modules" / "vega-datasets" / "data" / "penguins.json"
FEATURES = ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)"]
BUDGET = 4


def penguins():
    """Two matrices, of the rows to learn from and of every fourth, to be told apart by four measures; what was not measured is missing."""
    rows = json.loads(PENGUINS.read_text(encoding="utf-8"))
    species = sorted({row["Species"] for row in rows})
    measures = numpy.array([[numpy.nan if row[name] is None else row[name] for name in FEATURES] for row in rows], dtype=float)
    labels = numpy.array([species.index(row["Species"]) for row in rows])
    held = numpy.arange(len(rows)) % 4 == 0
    return [xgboost.DMatrix(measures[chosen], label=labels[chosen], feature_names=["a", "b", "c", "d"]) for chosen in (~held, held)]


class World:
    def __init__(self, service):
        os.environ.update(SIGOPT_API_URL=service["url"], SIGOPT_API_TOKEN=service["token"])
        sigopt.set_project(unique("boost"))
        sigopt.create_project()
        self.learned, self.held = penguins()
        self.params = {"objective": "multi:softmax", "num_class": 3, "nthread": 1}


@check
def an_experiment_of_trees(world):
    """Spaces and budgets by default, one run a turn, and everything that the package logs by itself arrives."""
    config = {
        "name": "Penguins",
        "parameters": [{"name": "eta"}, {"name": "max_depth", "bounds": {"min": 2, "max": 5}}, {"name": "num_boost_round", "bounds": {"min": 5, "max": 15}}],
        "budget": BUDGET,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        experiment = sigopt.xgboost.experiment(config, world.learned, [(world.held, "Held")], world.params)
    assert experiment.is_finished() and experiment.progress.finished_run_count == BUDGET, experiment.progress
    (eta,) = (parameter for parameter in experiment.parameters if parameter.name == "eta")
    assert eta.transformation == "log", eta
    runs = list(experiment.get_runs())
    assert len(runs) == BUDGET
    for run in runs:
        body = run.to_json()
        assert run.state == "completed" and run.observation and run.model.type == "XGBoost", run
        assert 0 < run.values["Held-accuracy"].value <= 1 and run.values["Held-mlogloss"].value > 0, run.values
        assert run.checkpoint_count > 0 and run.metadata["Dataset rows"] == world.learned.num_row(), run
        assert set(body["sys_metadata"]["feature_importances"]["scores"]) <= {"a", "b", "c", "d"}, body["sys_metadata"]
        assert {"SigOpt", "XGBoost Defaults", "User Specified"} <= set(body["assignments_sources"]), body["assignments_sources"]
        assert body["assignments_meta"]["max_depth"]["source"] == "SigOpt", body["assignments_meta"]
        assert list(body["datasets"]) == ["Held"], body["datasets"]
    (best,) = experiment.get_best_runs()
    assert best.values["Held-accuracy"].value == max(run.values["Held-accuracy"].value for run in runs), best


@check
def a_run_of_trees(world):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = sigopt.xgboost.run({**world.params, "max_depth": 3}, world.learned, num_boost_round=8, evals=world.held, verbose_eval=False, run_options={"name": "One"})
    made.run.end()
    shown = sigopt.get_run(made.run.id)
    assert (shown.name, shown.state, shown.assignments["max_depth"]) == ("One", "completed", 3), shown
    assert shown.values["TestSet-accuracy"].value > 0.8 and shown.checkpoint_count == 3, shown


if __name__ == "__main__":
    run_checks(World(read_service()))

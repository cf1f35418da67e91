"""The published `sigopt` client, unchanged: training code that logs runs, alone and in the loop of an experiment.

python test/python/runs.py --service DIR/service.json
"""

import json
import os
import tempfile

import numpy
import png
import requests
import sigopt
from sigopt.exception import ConflictingProjectException, ProjectNotFoundException

from checks import assert_refused, check, read_service, run_checks, unique

PARAMETERS = [
    {"name": "depth", "type": "int", "bounds": {"min": 2, "max": 9}},
    {"name": "rate", "type": "double", "bounds": {"min": 1e-5, "max": 1.0}, "transformation": "log"},
    {"name": "booster", "type": "categorical", "categorical_values": ["tree", "linear"]},
]
METRICS = [{"name": "accuracy", "objective": "maximize"}, {"name": "seconds", "strategy": "store"}]
BUDGET = 6


class World:
    """What the checks share: the module `sigopt`, told by its environment where the service is, and what was made so far."""

    def __init__(self, service):
        self.service = service
        os.environ.update(SIGOPT_API_URL=service["url"], SIGOPT_API_TOKEN=service["token"])
        self.project = unique("runs")
        sigopt.set_project(self.project)

    def show(self, run):
        return sigopt.get_run(run.id)

    def ask(self, path):
        """What the client has no method for."""
        answer = requests.get(self.service["url"] + path, auth=(self.service["token"], ""))
        answer.raise_for_status()
        return answer.json()


def plain(mapping):
    return {name: mapping[name] for name in mapping}


@check
def a_project_is_made_once(world):
    try:
        sigopt.create_run(name="too early")
    except ProjectNotFoundException:
        pass
    else:
        raise AssertionError("a run was made in a project that does not exist")
    made = sigopt.create_project()
    assert (made.id, made.name) == (world.project, world.project), made
    try:
        sigopt.create_project()
    except ConflictingProjectException:
        pass
    else:
        raise AssertionError("a project was made twice")


@check
def a_run_keeps_what_is_logged(world):
    """One MERGE for each call: what was logged before stays, and numbers come back as they were."""
    with sigopt.create_run(name="by hand", metadata={"host": "laptop", "gpus": 2}) as run:
        assert world.show(run).state == "active" and not world.show(run).finished
        run.params.rate = 0.25
        run.params.update({"depth": 3, "booster": "tree"})
        run.params.setdefaults({"rate": 1, "seed": 42})
        run.params.gone = 1
        del run.params["gone"]
        run.log_metric("accuracy", 0.5)
        run.log_metric("accuracy", 0.75, stddev=0.125)
        run.log_metrics({"seconds": 12, "loss": 0.1})
        run.log_metadata("note", "first")
        run.log_metadata("gpus", 4)
        run.log_dev_metadata("internal", "yes")
        run.log_sys_metadata("feature_importances", {"type": "weight", "scores": {"age": 3.5, "height": 1}})
        run.log_model("RandomForest")
        run.log_dataset("mtcars")
        run.log_dataset("iris")
        for epoch in range(3):
            run.log_checkpoint({"accuracy": 0.5 + epoch / 8, "loss": 1 - epoch / 8})
        run.log_source_code(hash="abc123", content="print('trained')\n")
        run.set_logs({"stdout": "epoch 1\n"})
        run.set_logs({"stderr": "x" * 5000})
        run.set_parameter_source("rate", "Config")
        run.set_parameters_sources_meta("Config", sort=2, default_show=False)
    shown = world.show(run)
    assert (shown.name, shown.state, shown.finished, shown.deleted) == ("by hand", "completed", True, False), shown
    assert shown.completed >= shown.created and shown.experiment is None and shown.project == world.project, shown
    assert plain(shown.assignments) == {"rate": 0.25, "depth": 3, "booster": "tree", "seed": 42}, shown.assignments
    assert shown.values["accuracy"].value == 0.75 and shown.values["accuracy"].value_stddev == 0.125, shown.values
    assert (shown.values["seconds"].value, shown.values["loss"].value) == (12, 0.1), shown.values
    assert plain(shown.metadata) == {"host": "laptop", "gpus": 4, "note": "first"}, shown.metadata
    assert plain(shown.dev_metadata) == {"internal": "yes"}, shown.dev_metadata
    body = shown.to_json()
    assert body["sys_metadata"]["feature_importances"]["scores"] == {"age": 3.5, "height": 1}, body["sys_metadata"]
    assert shown.model.type == "RandomForest" and sorted(shown.to_json()["datasets"]) == ["iris", "mtcars"], shown
    assert (shown.source_code.hash, shown.source_code.content) == ("abc123", "print('trained')\n"), shown.source_code
    assert body["logs"]["stdout"]["content"] == "epoch 1\n", body["logs"]
    assert "truncated" in body["logs"]["stderr"]["content"] and len(body["logs"]["stderr"]["content"]) <= 1200
    assert body["assignments_meta"]["rate"]["source"] == "Config", body["assignments_meta"]
    assert shown.checkpoint_count == 3, shown
    checkpoints = list(run.connection.training_runs(run.id).checkpoints().fetch(limit=2).iterate_pages())
    assert [entry.values[0].value for entry in checkpoints] == [0.75, 0.625, 0.5], checkpoints
    source = body["assignments_sources"]["Config"]
    assert (source["sort"], source["default_show"]) == (2, False), source
    world.run = run


@check
def a_run_keeps_pictures(world):
    """The client sends the bytes to the bucket by itself; what is fetched from there is what the code logged."""
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "points.svg")
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    with open(path, "wb") as file:
        file.write(drawing)
    grey = numpy.arange(12, dtype=float).reshape(3, 4)
    with sigopt.create_run(name="pictures") as run:
        run.log_image(path, name="points")
        run.log_image(grey)
        run.log_image(numpy.zeros((2, 2, 3)), name="black")
    ids = world.show(run).to_json()["files"]
    files = [world.ask(f"/v1/files/{file}") for file in ids]
    assert [file["name"] for file in files] == ["points", None, "black"], files
    assert [file["content_type"] for file in files] == ["image/svg+xml", "image/png", "image/png"], files
    assert (files[0]["filename"], files[0]["content_length"]) == (path, len(drawing)), files[0]
    kept = [requests.get(file["download"]["url"]) for file in files]
    assert kept[0].content == drawing and kept[0].headers["Content-Type"] == "image/svg+xml", kept[0].headers
    assert "points.svg" in kept[0].headers["Content-Disposition"], kept[0].headers
    width, height, rows, _ = png.Reader(bytes=kept[1].content).read()
    assert (width, height, [list(row) for row in rows]) == (4, 3, grey.astype(int).tolist()), (width, height)


@check
def a_run_that_raises_has_failed(world):
    try:
        with sigopt.create_run() as run:
            raise ArithmeticError("loss is NaN")
    except ArithmeticError:
        pass
    failed = world.show(run)
    assert failed.state == "failed" and failed.finished and failed.name.startswith(world.project), failed
    with sigopt.create_run() as run:
        run.log_failure()
    assert world.show(run).state == "failed", "what the code said itself holds"
    assert_refused(400, "values", lambda: run.connection.training_runs(run.id).update(values=[1]))
    assert world.show(run).state == "failed"


@check
def a_run_is_archived_and_comes_back(world):
    sigopt.archive_run(world.run.id)
    assert world.show(world.run).deleted
    sigopt.unarchive_run(world.run.id)
    assert not world.show(world.run).deleted


@check
def an_experiment_tunes_its_runs(world):
    experiment = sigopt.create_experiment(name="Loop", parameters=PARAMETERS, metrics=METRICS, budget=BUDGET, parallel_bandwidth=1)
    assert experiment.budget == BUDGET and experiment.progress.remaining_budget == BUDGET, experiment
    runs = []
    for run in experiment.loop():
        with run:
            assert set(run.params) == {"depth", "rate", "booster"}, run.params
            assert run.params.depth in range(2, 10) and 1e-5 <= run.params.rate <= 1, run.params
            try:
                run.params.rate = 0.5
            except (AttributeError, ValueError):
                pass
            else:
                raise AssertionError("what the experiment suggested could be changed")
            run.params.setdefaults(threads=2)
            if len(runs) == 2:
                run.log_failure()
            else:
                run.log_metrics(accuracy=1 / (1 + abs(run.params.depth - 5) + run.params.rate), seconds=len(runs))
            runs.append(run)
    assert len(runs) == BUDGET, f"{len(runs)} runs"
    progress = sigopt.get_experiment(experiment.id).progress
    assert (progress.finished_run_count, progress.active_run_count, progress.remaining_budget) == (BUDGET, 0, 0), progress
    shown = [world.show(run) for run in runs]
    assert len({(entry.assignments["depth"], entry.assignments["rate"], entry.assignments["booster"]) for entry in shown}) == BUDGET
    for entry in shown:
        assert entry.experiment == experiment.id and entry.suggestion and entry.observation, entry
        assert entry.to_json()["assignments_meta"]["rate"]["source"] == "SigOpt" and entry.assignments["threads"] == 2, entry
    # Newest first; one that was archived is among them.
    sigopt.archive_run(shown[0].id)
    assert [entry.id for entry in experiment.get_runs()] == [entry.id for entry in reversed(shown)]
    sigopt.unarchive_run(shown[0].id)
    (best,) = experiment.get_best_runs()
    reported = [entry for entry in shown if entry.state == "completed"]
    assert best.id == max(reported, key=lambda entry: entry.values["accuracy"].value).id, best
    assert [entry.state for entry in shown] == ["failed" if i == 2 else "completed" for i in range(BUDGET)]
    world.experiment, world.runs = experiment, shown


@check
def runs_of_elsewhere_are_uploaded(world):
    """What was trained before is brought along in batches, in its order; ids are all that comes back."""
    earlier = [
        {
            "name": f"earlier {i}",
            "state": "failed" if i == 4 else "completed",
            "assignments": {"rate": 10.0**-i, "booster": "tree"},
            "values": {} if i == 4 else {"accuracy": {"value": i / 10}},
            "metadata": {"batch": 7},
        }
        for i in range(7)
    ]
    made = sigopt.upload_runs(earlier, max_batch_size=3)
    assert len({run.id for run in made}) == 7 and all(set(run.to_json()) == {"id"} for run in made), made
    shown = [world.show(run) for run in made]
    assert [run.name for run in shown] == [run["name"] for run in earlier]
    assert [run.state for run in shown] == [run["state"] for run in earlier]
    project = shown[0].client, world.project
    runs = sigopt.interface.get_connection().clients(project[0]).projects(project[1]).training_runs()
    wanted = [{"field": "metadata.batch", "operator": "==", "value": 7}, {"field": "values.accuracy.value", "operator": ">", "value": 0.2}]
    page = runs.fetch(filters=json.dumps(wanted), sort="values.accuracy.value", limit=2)
    assert page.count == 3, page
    assert [run.values["accuracy"].value for run in page.iterate_pages()] == [0.6, 0.5, 0.3]
    assert runs.fetch(search="EARLIER", limit=0).count == 7
    fields = {field["key"]: field for field in page.to_json()["defined_fields"]}
    assert fields["values.accuracy.value"]["count"] == 3 and fields["assignments.rate"]["type"] == "numeric", fields


@check
def an_experiment_is_changed_and_archived(world):
    experiment = sigopt.get_aiexperiment(world.experiment.id)
    changed = experiment.update(name="More", budget=BUDGET + 1, parameters=experiment.parameters)
    assert (changed.name, changed.budget) == ("More", BUDGET + 1) and not experiment.is_finished(), changed
    experiment.archive()
    assert experiment.state == "deleted", experiment
    assert_refused(400, "", lambda: experiment.create_run())
    sigopt.unarchive_experiment(experiment.id)
    assert sigopt.get_experiment(experiment.id).state == "active"
    sigopt.archive_experiment(experiment.id, include_runs=True)
    assert all(world.show(run).deleted for run in world.runs)


if __name__ == "__main__":
    run_checks(World(read_service()))

"""The published `sigopt` command line, unchanged: a project, runs and experiments of a training script, as `project/` has them.

python test/python/cli.py --service DIR/service.json
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from checks import check, connect, read_service, run_checks, unique

PROJECT = pathlib.Path(__file__).with_name("project")


class World:
    """A folder with the training script in it, and an environment that names the service and no token: `sigopt config` keeps that."""

    def __init__(self, service):
        self.service = service
        self.connection = connect(service)
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.scratch.name) / "project"
        shutil.copytree(PROJECT, self.folder)
        self.project = unique("cli")
        tools = pathlib.Path(sys.executable).parent
        self.command = str(tools / "sigopt")
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("SIGOPT_")}
        self.environment |= {
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "SIGOPT_API_URL": service["url"],
            "SIGOPT_HOME": str(pathlib.Path(self.scratch.name) / "home"),
            "SIGOPT_PROJECT": self.project,
        }

    def sigopt(self, *arguments, code=0):
        """What the command says, on both streams; it must end with this exit code."""
        done = subprocess.run(
            [self.command, *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )
        said = done.stdout + done.stderr
        assert done.returncode == code, f"sigopt {' '.join(arguments)} ended with {done.returncode}: {said}"
        return said

    @property
    def runs(self):
        """Of the project, newest first."""
        return list(self.connection.clients(self.service["client"]).projects(self.project).training_runs().fetch().iterate_pages())


def assert_trained(run):
    assert run.state == "completed" and run.name == "From the command line" and run.checkpoint_count == 2, run
    assert run.values["accuracy"].value == 1 / (1 + abs(run.assignments["depth"] - 5) + run.assignments["rate"]), run
    assert run.metadata["host"] == "laptop", run.metadata
    assert run.to_json()["logs"]["stdout"]["content"] == f"trained to {run.values['accuracy'].value}\n", run.logs


@check
def the_token_is_kept(world):
    assert world.sigopt("version").strip() == "8.8.3"
    world.sigopt("config", "--api-token", world.service["token"], "--enable-log-collection", "--no-enable-cell-tracking")
    assert world.project in world.sigopt("run", "python", "train.py", code=1), "a project that is not there is named"


@check
def a_project_is_created(world):
    assert world.project in world.sigopt("create", "project", "--project-name", "From the command line")
    project = world.connection.clients(world.service["client"]).projects(world.project).fetch()
    assert project.name == "From the command line", project
    assert world.project in world.sigopt("create", "project", code=1)


@check
def a_script_is_run(world):
    said = world.sigopt("run", "--source-file", "train.py", "python", "train.py")
    (run,) = world.runs
    assert f"trained to {run.values['accuracy'].value}" in said and run.id in said, said
    assert_trained(run)
    assert run.experiment is None and (run.assignments["depth"], run.assignments["rate"]) == (4, 0.1), run.assignments
    assert run.source_code.content == (PROJECT / "train.py").read_text(encoding="utf-8")


@check
def a_script_is_optimized(world):
    world.sigopt("optimize", "-e", "experiment.yml", "python", "train.py")
    *runs, _ = world.runs
    assert len(runs) == 3, runs
    for run in runs:
        assert_trained(run)
        assert run.suggestion and run.observation, run
    (experiment,) = {run.experiment for run in runs}
    shown = world.connection.aiexperiments(experiment).fetch()
    assert (shown.name, shown.project) == ("Command line", world.project), shown
    assert (shown.progress.finished_run_count, shown.progress.remaining_budget) == (3, 0), shown.progress
    assert len({(run.assignments["depth"], run.assignments["rate"]) for run in runs}) == 3


@check
def a_worker_joins_an_experiment(world):
    said = world.sigopt("create", "experiment", "-e", "experiment.yml")
    world.experiment = re.search(r"start-worker (\d+)", said)[1]
    world.sigopt("start-worker", world.experiment, "python", "train.py")
    assert [run.experiment for run in world.runs[:3]] == [world.experiment] * 3
    assert world.connection.aiexperiments(world.experiment).fetch().progress.remaining_budget == 0


@check
def experiments_and_runs_are_archived(world):
    address = world.connection.aiexperiments(world.experiment)
    world.sigopt("archive", "experiment", world.experiment)
    assert address.fetch().state == "deleted"
    world.sigopt("unarchive", "experiment", world.experiment)
    assert address.fetch().state == "active"
    run = world.runs[0].id
    world.sigopt("archive", "run", run)
    assert world.connection.training_runs(run).fetch().deleted
    world.sigopt("unarchive", "run", run)
    assert not world.connection.training_runs(run).fetch().deleted
    assert "404" in world.sigopt("archive", "run", "17", code=1)


if __name__ == "__main__":
    run_checks(World(read_service()))

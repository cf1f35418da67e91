"""The published `sigopt` client, unchanged: every method of every resource that `sigopt.Connection` knows is called and its answer looked at.

python test/python/connection.py --service DIR/service.json

The methods are read from the client, the routes from the service's own document: a method that has a route and is not called fails the run.
"""

import json
import urllib.request

from sigopt.exception import ApiException
from sigopt.objects import AIExperiment, Checkpoint, Experiment, Observation, Pagination, Suggestion, TrainingRun
from sigopt.request_driver import RequestDriver
from sigopt.resource import BaseApiResource

from checks import assert_refused, check, connect, read_service, run_checks, unique

# The client has these, and no version of the API ever had a route for them.
NEVER_WERE = {
    "aiexperiments.create",
    "clients.projects.training_runs.checkpoints.create",
    "clients.projects.training_runs.checkpoints.fetch",
    "experiments.best_training_runs.fetch",
    "experiments.importances.fetch",
    "experiments.training_runs.checkpoints.create",
    "experiments.training_runs.checkpoints.fetch",
    "experiments.training_runs.create",
    "experiments.training_runs.delete",
    "experiments.training_runs.fetch",
    "experiments.training_runs.update",
    "pki_sessions.create",
}

DEFINITION = {
    "name": "Every method",
    "parameters": [{"name": "x", "type": "double", "bounds": {"min": 0, "max": 1}}],
    "metrics": [{"name": "loss", "objective": "minimize"}],
}


def shape(path):
    """A path without its ids: every second part below `/v1` is one, but for a batch at the end."""
    parts = [str(part) for part in path]
    return "/".join("{}" if i % 2 == 1 and part != "batch" else part for i, part in enumerate(parts))


class Recorder(RequestDriver):
    """The client's own driver, which also keeps what was answered with success."""

    answered = set()

    def request(self, method, path, data, headers):
        answer = super().request(method, path, data, headers)
        Recorder.answered.add((method, shape(path)))
        return answer


def methods(resource, names=(), path=()):
    """Of each method below a resource: its name, and the two paths it can be called with, without and with an id."""
    names, path = (*names, resource._name), (*path, resource._name)
    for name, endpoint in resource._endpoints.items():
        tail = [endpoint._name] if endpoint._name else []
        yield ".".join((*names, name)), endpoint._method, {"/".join((*path, *ids, *tail)) for ids in ((), ("{}",))}
    for below in resource._sub_resources.values():
        yield from methods(below, names, (*path, "{}"))


def all_methods(connection):
    roots = [value for value in vars(connection.impl).values() if isinstance(value, BaseApiResource)]
    return [method for root in roots for method in methods(root)]


def routes(service):
    """Method and shape of every route in the service's document."""
    with urllib.request.urlopen(f"{service['url']}/v1/openapi.json", timeout=60) as answer:
        paths = json.load(answer)["paths"]
    below = {path: set(row) for path, row in paths.items() if path.startswith("/v1/")}
    return {(verb.upper(), shape(path.split("/")[2:])) for path, row in below.items() for verb in row}


class World:
    """What the checks share: the connection and what was made so far."""

    def __init__(self, service):
        self.service = service
        self.connection = connect(service, driver=Recorder)

    @property
    def client(self):
        return self.connection.clients(self.service["client"])

    @property
    def resource(self):
        return self.connection.experiments(self.experiment.id)


def ids(page):
    assert isinstance(page, Pagination), page
    return [entry.id for entry in page.iterate_pages()]


@check
def who_is_asking(world):
    token = world.connection.tokens("self").fetch()
    assert token.client == world.service["client"] and token.token == world.service["token"], token
    assert token.token_type == "client-api" and token.to_json()["scope"] == "all_endpoints" and token.to_json()["expires"] is None, token
    client = world.client.fetch()
    assert client.id == token.client and client.created > 1e9, client
    organization = world.connection.organizations(client.organization).fetch()
    assert organization.id == client.organization and organization.name, organization


@check
def experiments(world):
    world.experiment = world.connection.experiments().create(**DEFINITION, observation_budget=30)
    assert isinstance(world.experiment, Experiment) and world.experiment.observation_budget == 30
    assert world.resource.fetch() == world.experiment
    assert world.resource.update(name="Renamed", metadata={"a": 1}).name == "Renamed"
    other = world.client.experiments().create(**DEFINITION)
    assert other.client == world.service["client"], other
    for listed in (ids(world.connection.experiments().fetch(limit=3)), ids(world.client.experiments().fetch())):
        assert listed[:2] == [other.id, world.experiment.id], listed
    assert world.connection.experiments(other.id).delete() is None
    assert world.connection.experiments(other.id).fetch().state == "deleted"
    assert other.id not in ids(world.connection.experiments().fetch())
    assert other.id in ids(world.connection.experiments().fetch(state="deleted"))


@check
def suggestions(world):
    asked = world.resource.suggestions().create(metadata={"worker": "7"})
    assert isinstance(asked, Suggestion) and 0 <= asked.assignments["x"] <= 1 and asked.metadata["worker"] == "7", asked
    world.suggestion = world.resource.suggestions().create(assignments={"x": 0.25})
    assert world.resource.suggestions(asked.id).fetch() == asked
    assert ids(world.resource.suggestions().fetch(state="open")) == [world.suggestion.id, asked.id]
    changed = world.resource.suggestions(asked.id).update(metadata={"worker": "8"})
    assert changed.metadata["worker"] == "8" and changed.assignments == asked.assignments, changed
    assert world.resource.suggestions(asked.id).delete() is None
    assert_refused(404, asked.id, lambda: world.resource.suggestions(asked.id).fetch())
    third = world.resource.suggestions().create()
    world.resource.observations().create(suggestion=world.suggestion.id, values=[{"name": "loss", "value": 0.5}])
    assert world.resource.suggestions().delete(state="open") is None
    assert ids(world.resource.suggestions().fetch()) == [world.suggestion.id], third


@check
def queued_suggestions(world):
    first = world.resource.queued_suggestions().create(assignments={"x": 0.75})
    second = world.resource.queued_suggestions().create(assignments={"x": 0.8})
    assert world.resource.queued_suggestions(first.id).fetch() == first
    assert ids(world.resource.queued_suggestions().fetch()) == [second.id, first.id]
    assert world.resource.queued_suggestions(second.id).delete() is None
    assert world.resource.suggestions().create().assignments["x"] == 0.75
    assert ids(world.resource.queued_suggestions().fetch()) == []


@check
def observations(world):
    resource = world.resource.observations
    made = resource().create(assignments={"x": 0.5}, values=[{"name": "loss", "value": 0.1, "value_stddev": 0.02}])
    assert isinstance(made, Observation) and made.values[0].value_stddev == 0.02 and made.suggestion is None, made
    assert resource(made.id).fetch() == made
    failed = resource().create(assignments={"x": 0.6}, failed=True)
    assert failed.failed and failed.values == [], failed
    points = [{"assignments": {"x": i / 8}, "values": [{"name": "loss", "value": 1 + i / 8}]} for i in range(7)]
    batch = resource().create_batch(observations=points)
    assert isinstance(batch, Pagination) and [entry.assignments["x"] for entry in batch.data] == [i / 8 for i in range(7)]
    assert len(ids(resource().fetch(limit=2))) == world.resource.fetch().progress.observation_count == 10
    assert resource(made.id).update(metadata={"seen": "yes"}).values == made.values
    assert resource(failed.id).delete() is None
    assert_refused(404, failed.id, lambda: resource(failed.id).fetch())
    assert ids(resource().fetch(deleted=True)) == [failed.id]


@check
def what_is_known(world):
    best = world.resource.best_assignments().fetch()
    assert [(entry.assignments["x"], entry.values[0].value) for entry in best.iterate_pages()] == [(0.5, 0.1)]
    (importances,) = world.resource.metric_importances().fetch().data
    assert importances.metric == "loss" and importances.importances["x"] == 1, importances
    criteria = world.resource.stopping_criteria().fetch()
    assert criteria.should_stop is False and list(criteria.reasons) == [], criteria


@check
def a_token_for_one_experiment(world):
    token = world.resource.tokens().create()
    assert token.token_type == "guest" and token.experiment == world.experiment.id and token.permissions == "read", token
    guest = connect(world.service, token.token)
    assert guest.tokens("self").fetch() == token
    assert guest.experiments(world.experiment.id).fetch() == world.resource.fetch()
    assert_refused(403, "", lambda: guest.experiments(world.experiment.id).suggestions().delete())
    assert_refused(403, "", lambda: guest.experiments().fetch())


@check
def everything_of_an_experiment_goes_at_once(world):
    assert world.resource.observations().delete() is None
    assert world.resource.suggestions().delete() is None
    assert ids(world.resource.observations().fetch()) == ids(world.resource.suggestions().fetch()) == []
    assert world.resource.fetch().progress.observation_count == 0
    assert world.resource.delete() is None


@check
def projects(world):
    projects = world.client.projects
    name = unique("every")
    project = projects().create(id=name, name="Every method", metadata={"a": 1})
    assert project.id == name and project.client == world.service["client"], project
    assert projects(project.id).fetch() == project
    assert project.id in ids(projects().fetch())
    assert projects(project.id).update(name="Renamed").name == "Renamed"
    world.project = projects(project.id)
    core = world.client.experiments().create(**DEFINITION, project=project.id)
    assert ids(world.project.experiments().fetch()) == [core.id]


@check
def experiments_of_runs(world):
    made = world.project.aiexperiments().create(**DEFINITION, budget=4)
    assert isinstance(made, AIExperiment) and made.budget == 4 and made.progress.remaining_budget == 4, made
    address = world.connection.aiexperiments(made.id)
    assert address.fetch() == made
    assert ids(world.project.aiexperiments().fetch()) == [made.id]
    assert made.id in ids(world.connection.aiexperiments().fetch())
    assert address.update(budget=5).budget == 5
    assert address.delete() is None
    assert address.fetch().state == "deleted"
    assert address.update(state="active").state == "active"
    run = address.training_runs().create(name="Of the experiment")
    assert isinstance(run, TrainingRun) and run.experiment == made.id and 0 <= run.assignments["x"] <= 1, run
    of_run = world.connection.training_runs(run.id)
    done = of_run.update(state="completed", values={"loss": {"value": 0.5}})
    assert done.observation and done.finished, done
    assert ids(address.best_training_runs().fetch()) == [run.id]
    assert_refused(403, "", lambda: of_run.checkpoints().create(values=[{"name": "loss", "value": 1}]))
    assert of_run.delete() is None
    assert of_run.fetch().deleted


@check
def training_runs(world):
    made = world.project.training_runs().create(name="Of the project", assignments={"x": 0.5}, metadata={"a": 1})
    assert isinstance(made, TrainingRun) and made.state == "active" and made.experiment is None, made
    of_run = world.connection.training_runs(made.id)
    assert of_run.fetch() == made
    checkpoint = of_run.checkpoints().create(values=[{"name": "loss", "value": 1}], metadata={"epoch": 1})
    assert isinstance(checkpoint, Checkpoint) and checkpoint.training_run == made.id, checkpoint
    assert of_run.checkpoints(checkpoint.id).fetch() == checkpoint
    assert ids(of_run.checkpoints().fetch()) == [checkpoint.id]
    assert of_run.update(favorite=True).to_json()["favorite"] is True
    batch = world.project.training_runs().create_batch(runs=[{"name": "one"}, {"name": "two", "state": "failed"}])
    assert isinstance(batch, Pagination) and [run.name for run in batch.data] == ["one", "two"], batch
    listed = world.project.training_runs().fetch(filters=json.dumps([{"field": "experiment", "operator": "isnull"}]))
    assert ids(listed) == [batch.data[1].id, batch.data[0].id, made.id], listed
    assert of_run.delete() is None and of_run.fetch().deleted


@check
def other_ways_to_say_it(world):
    """The same methods with their arguments as text and as a mapping, another token set later, an address with an end of its own."""
    experiments = world.connection.experiments
    by_text = experiments().create.call_with_json(json.dumps({**DEFINITION, "name": "By text"}))
    by_mapping = experiments(by_text.id).update.call_with_params({"name": "By mapping"})
    assert (by_text.name, by_mapping.name) == ("By text", "By mapping")
    # What was read is sent back as it is, `object` keys included.
    copy = experiments().create(name="Copy", parameters=by_text.parameters, metrics=by_text.metrics, metadata=None)
    assert copy.parameters == by_text.parameters and copy.metrics == by_text.metrics, copy
    connection = connect(world.service, "cairn_api_" + "0" * 38, timeout=30)
    error = assert_refused(403, "token", lambda: connection.experiments().fetch())
    assert error.to_json()["token_status"] == "revoked", error.to_json()
    connection.set_client_token(world.service["token"])
    assert connection.experiments(copy.id).fetch() == copy
    for made in (by_text, copy):
        experiments(made.id).delete()


@check
def what_never_was_is_refused_clearly(world):
    """A method of the client without a route is answered 404 or 405, never with a success or with an error of ours."""
    there = routes(world.service)
    for name, verb, paths in all_methods(world.connection):
        if name not in NEVER_WERE:
            continue
        assert not any((verb, path) in there for path in paths), f"{name} has a route now: call it, and take it off the list"
        for path in paths:
            parts = ["17" if part == "{}" else part for part in path.split("/")]
            error = assert_refused_as_unknown(world, verb, parts)
            assert parts[0] in error.message, error.message


def assert_refused_as_unknown(world, verb, parts):
    # The client waits longer and longer where nothing but refusals comes back.
    world.connection.tokens("self").fetch()
    try:
        world.connection.impl.request(verb, parts, {}, None)
    except ApiException as error:
        assert error.status_code in (404, 405), error
        return error
    raise AssertionError(f"{verb} {parts} succeeded")


@check
def every_method_was_called(world):
    there = routes(world.service)
    known = all_methods(world.connection)
    assert {name for name, _, _ in known} >= NEVER_WERE
    assert len(known) == 56, len(known)
    for name, verb, paths in known:
        wanted = {(verb, path) for path in paths if (verb, path) in there}
        assert wanted or name in NEVER_WERE, f"{name} has no route"
        missing = wanted - Recorder.answered
        assert not missing, f"{name} was not called as {sorted(missing)}"
    print(f"{len(known)} methods: {len(known) - len(NEVER_WERE)} called, {len(NEVER_WERE)} that no version of the API had a route for")


if __name__ == "__main__":
    run_checks(World(read_service()))

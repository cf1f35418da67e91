"""The published `sigopt` client, unchanged, against a running service: the whole loop from create to delete.

python test/python/loop.py --service DIR/service.json
"""

import math

from checks import assert_refused, check, connect, read_service, run_checks, unique

PARAMETERS = [
    {"name": "depth", "type": "int", "bounds": {"min": 2, "max": 9}},
    {"name": "rate", "type": "double", "bounds": {"min": 1e-5, "max": 1.0}, "transformation": "log"},
    {"name": "width", "type": "int", "grid": [16, 32, 64, 128]},
    {"name": "activation", "type": "categorical", "categorical_values": ["relu", "tanh", "gelu"]},
    {
        "name": "momentum",
        "type": "double",
        "bounds": {"min": 0.0, "max": 0.99},
        "conditions": {"optimizer": ["sgd"]},
    },
]
BUDGET = 20


def accuracy(assignments):
    """A smooth score in (0, 1], best at rate 0.01, depth 6, tanh."""
    distance = (math.log10(assignments["rate"]) + 2) ** 2 + 0.2 * (assignments["depth"] - 6) ** 2
    return 1.0 / (1.0 + distance + (0.0 if assignments["activation"] == "tanh" else 0.3))


def values(assignments, stddev=0.01):
    return [
        {"name": "accuracy", "value": accuracy(assignments), "value_stddev": stddev},
        {"name": "seconds", "value": 1.5 * assignments["width"]},
    ]


def assert_valid(assignments):
    """Assignments lie in the space they were asked for, conditions included."""
    always = {"depth", "rate", "width", "activation", "optimizer"}
    under_sgd = {"momentum"} if assignments["optimizer"] == "sgd" else set()
    assert set(assignments) == always | under_sgd, assignments
    assert assignments["depth"] in range(2, 10), assignments
    assert 1e-5 <= assignments["rate"] <= 1.0, assignments
    assert assignments["width"] in (16, 32, 64, 128), assignments
    assert assignments["activation"] in ("relu", "tanh", "gelu"), assignments
    assert 0.0 <= assignments.get("momentum", 0.0) <= 0.99, assignments


class World:
    """What the checks share: the connection and what was made so far."""

    def __init__(self, service):
        self.service = service
        self.connection = connect(service)

    @property
    def resource(self):
        return self.connection.experiments(self.experiment.id)


@check
def a_token_knows_its_client(world):
    token = world.connection.tokens("self").fetch()
    assert token.client == world.service["client"], token
    client = world.connection.clients(token.client).fetch()
    assert client.id == token.client and client.name, client
    organization = world.connection.organizations(client.organization).fetch()
    assert organization.id == client.organization, organization


@check
def an_experiment_reads_as_it_was_created(world):
    world.experiment = world.connection.experiments().create(
        name="Loop",
        parameters=PARAMETERS,
        conditionals=[{"name": "optimizer", "values": ["sgd", "adam"]}],
        metrics=[
            {"name": "accuracy", "objective": "maximize"},
            {"name": "seconds", "objective": "minimize", "strategy": "store"},
        ],
        observation_budget=BUDGET,
        parallel_bandwidth=2,
        metadata={"owner": "loop", "number": 3},
    )
    fetched = world.resource.fetch()
    assert fetched == world.experiment, "a create answer and a later fetch differ"
    assert fetched.id.isdigit() and fetched.state == "active" and fetched.progress.observation_count == 0
    assert [parameter.name for parameter in fetched.parameters] == ["activation", "depth", "momentum", "rate", "width"]
    assert fetched.metadata["number"] == 3, fetched.metadata


@check
def twelve_rounds_of_asking_and_reporting(world):
    for turn in range(12):
        suggestion = world.resource.suggestions().create()
        assert suggestion.state == "open" and suggestion.experiment == world.experiment.id, suggestion
        assert_valid(suggestion.assignments)
        if turn == 5:
            observation = world.resource.observations().create(suggestion=suggestion.id, failed=True)
            assert observation.failed and not observation.values, observation
            continue
        observation = world.resource.observations().create(
            suggestion=suggestion.id, values=values(suggestion.assignments), metadata={"turn": turn}
        )
        assert observation.assignments == suggestion.assignments, observation
        assert observation.values[0].value_stddev == 0.01 and observation.values[1].value_stddev is None, observation
    closed = world.resource.suggestions(suggestion.id).fetch()
    assert closed.state == "closed", closed


@check
def progress_counts_every_observation(world):
    progress = world.resource.fetch().progress
    assert progress.observation_count == 12, progress
    assert progress.observation_budget_consumed == 12, progress
    assert not progress.best_observation.failed, progress


@check
def the_best_is_the_best_reported(world):
    pages = world.resource.observations().fetch().iterate_pages()
    reported = [observation for observation in pages if not observation.failed]
    best = world.resource.best_assignments().fetch().data
    assert len(best) == 1, best
    assert best[0].values[0].value == max(observation.values[0].value for observation in reported), best
    assert accuracy(best[0].assignments) == best[0].values[0].value, best


@check
def a_queued_suggestion_is_served_first(world):
    wanted = {"depth": 6, "rate": 0.01, "width": 64, "activation": "tanh", "optimizer": "adam"}
    queued = world.resource.queued_suggestions().create(assignments=wanted)
    assert world.resource.queued_suggestions(queued.id).fetch() == queued
    world.queued = world.resource.suggestions().create()
    assert world.queued.assignments.to_json() == wanted, world.queued
    assert world.resource.queued_suggestions().fetch().count == 0
    explicit = world.resource.suggestions().create(assignments={**wanted, "depth": 7}, metadata={"mine": "yes"})
    assert explicit.assignments["depth"] == 7 and explicit.metadata["mine"] == "yes", explicit


@check
def open_suggestions_are_listed_and_deleted(world):
    opened = list(world.resource.suggestions().fetch(state="open").iterate_pages())
    assert len(opened) == 2 and opened[1] == world.queued, opened
    world.resource.suggestions().delete(state="open")
    assert world.resource.suggestions().fetch(state="open").count == 0
    assert world.resource.suggestions().fetch().count == 12
    assert_refused(404, "suggestion", lambda: world.resource.suggestions(world.queued.id).fetch())


@check
def a_batch_is_stored_in_order(world):
    common = {"width": 32, "activation": "relu", "optimizer": "sgd", "momentum": 0.9}
    points = [{**common, "depth": 2 + i, "rate": 10.0**-i} for i in range(1, 4)]
    batch = [{"assignments": point, "values": values(point)} for point in points]
    made = world.resource.observations().create_batch(observations=batch)
    assert [observation.assignments["depth"] for observation in made.data] == [3, 4, 5], made
    ids = [int(observation.id) for observation in made.data]
    assert ids == sorted(ids), ids
    broken = batch[:1] + [{"assignments": {**points[0], "depth": 2.5}, "values": values(points[0])}]
    assert_refused(400, "depth", lambda: world.resource.observations().create_batch(observations=broken))
    assert world.resource.fetch().progress.observation_count == 15


@check
def pages_are_walked_without_loss(world):
    whole = [observation.id for observation in world.resource.observations().fetch().data]
    assert len(whole) == 15 and whole == sorted(whole, key=int, reverse=True), whole
    walked = [observation.id for observation in world.resource.observations().fetch(limit=4).iterate_pages()]
    assert walked == whole, walked
    ascending = world.resource.observations().fetch(limit=15, ascending=True)
    assert [observation.id for observation in ascending.data] == whole[::-1]
    pages = world.resource.observations().fetch(sort="value-accuracy", limit=4).iterate_pages()
    by_value = [observation.values[0].value for observation in pages if not observation.failed]
    assert by_value == sorted(by_value, reverse=True) and len(by_value) == 14, by_value
    assert world.resource.observations().fetch(limit=0).count == 15


@check
def an_observation_is_changed_and_deleted(world):
    last = world.resource.observations().fetch(limit=1).data[0]
    changed = world.resource.observations(last.id).update(
        values=[{"name": "accuracy", "value": 2.0}, {"name": "seconds", "value": 1.0}]
    )
    assert changed.values[0].value == 2.0 and changed.values[0].value_stddev == 0.01, changed
    assert world.resource.best_assignments().fetch().data[0].values[0].value == 2.0
    world.resource.observations(last.id).delete()
    assert_refused(404, "observation", lambda: world.resource.observations(last.id).fetch())
    assert world.resource.best_assignments().fetch().data[0].values[0].value <= 1.0
    assert world.resource.fetch().progress.observation_count == 14


@check
def an_update_keeps_what_it_does_not_name(world):
    # Shrinking a bound leaves old observations alone and binds new suggestions.
    updated = world.resource.update(
        name="Loop, second part",
        parameters=[
            {"name": "depth", "bounds": {"min": 5, "max": 7}},
            {"name": "rate"},
            {"name": "width"},
            {"name": "activation"},
            {"name": "momentum"},
        ],
    )
    assert updated.name == "Loop, second part" and updated.observation_budget == BUDGET, updated
    assert updated.metadata["owner"] == "loop", updated
    assert world.resource.fetch() == updated
    for _ in range(3):
        assert 5 <= world.resource.suggestions().create().assignments["depth"] <= 7


def experiment_with(world, metrics, rounds):
    """A new experiment on a line from 0 to 10, where `up` grows with x and `cost` is its square; asked and reported `rounds` times."""
    made = world.connection.experiments().create(
        name="Metrics",
        parameters=[{"name": "x", "type": "double", "bounds": {"min": 0, "max": 10}}],
        metrics=metrics,
        observation_budget=30,
    )
    resource = world.connection.experiments(made.id)
    for _ in range(rounds):
        suggestion = resource.suggestions().create()
        x = suggestion.assignments["x"]
        resource.observations().create(
            suggestion=suggestion.id, values=[{"name": "cost", "value": x * x}, {"name": "up", "value": x}]
        )
    return resource


def best_values(resource):
    """Pairs (up, cost) of the best assignments."""
    return [
        tuple(next(value.value for value in best.values if value.name == name) for name in ("up", "cost"))
        for best in resource.best_assignments().fetch().iterate_pages()
    ]


@check
def two_metrics_have_a_front(world):
    metrics = ["up", {"name": "cost", "objective": "minimize", "threshold": 50}]
    resource = experiment_with(world, metrics, 10)
    shown = resource.fetch()
    assert [metric.threshold for metric in shown.metrics] == [50, None], shown.metrics
    assert shown.progress.best_observation is None, shown.progress
    front = best_values(resource)
    assert len(front) > 1 and front == sorted(front), front
    assert all(cost <= 50 for _, cost in front), front
    resource.update(metrics=[{"name": "up"}, {"name": "cost", "threshold": 10}])
    assert all(cost <= 10 for _, cost in best_values(resource))
    assert_refused(400, "observation_budget", lambda: resource.update(observation_budget=40))


@check
def a_constraint_decides_what_is_best(world):
    limit = {"name": "cost", "objective": "minimize", "strategy": "constraint", "threshold": 49}
    resource = experiment_with(world, ["up", limit], 12)
    ((up, cost),) = best_values(resource)
    assert 6 < up <= 7 and cost <= 49, (up, cost)
    everything = experiment_with(world, [limit, {"name": "up", "strategy": "constraint", "threshold": 3}], 12)
    # How many of twelve hold is the search's matter and differs from id to id; that all of them are told is not.
    found = best_values(everything)
    reported = [
        tuple(next(value.value for value in seen.values if value.name == name) for name in ("up", "cost"))
        for seen in everything.observations().fetch().iterate_pages()
    ]
    assert len(reported) == 12 and len(found) > 1, (reported, found)
    assert sorted(found) == sorted((up, cost) for up, cost in reported if up >= 3 and cost <= 49), (reported, found)
    assert_refused(400, "budget", lambda: world.connection.experiments().create(
        name="x", parameters=[{"name": "x", "type": "double", "bounds": {"min": 0, "max": 1}}], metrics=["a", "b"]
    ))


@check
def what_is_known_is_told(world):
    """Importances, stopping criteria, a guest's token: what the client calls beside the loop, on a small experiment of its own."""
    metrics = [{"name": "up"}, {"name": "cost", "objective": "minimize", "strategy": "store"}]
    resource = experiment_with(world, metrics, rounds=8)
    experiment = resource.fetch()
    shares = {entry.metric: entry.importances for entry in resource.metric_importances().fetch().data}
    assert list(shares) == ["cost", "up"] and list(shares["up"].values()) == [1], shares
    criteria = resource.stopping_criteria().fetch()
    assert criteria.should_stop is False and list(criteria.reasons) == [], criteria
    guest = connect(world.service, resource.tokens().create().token)
    assert guest.experiments(experiment.id).fetch().id == experiment.id
    assert_refused(403, "", lambda: guest.experiments(experiment.id).suggestions().create())
    assert_refused(404, "", lambda: guest.experiments(world.experiment.id).fetch())
    resource.delete()


@check
def projects_hold_experiments(world):
    """A project is made once, changed and listed; core and AI experiments in it are listed apart, and an AI one is found at its own address."""
    client = world.connection.clients(world.service["client"])
    name = unique("loop")
    project = client.projects().create(id=name, name="Loop")
    assert_refused(409, name, lambda: client.projects().create(id=name, name="Again"))
    assert client.projects(name).fetch() == project
    assert client.projects(name).update(name="Looped").name == "Looped"
    assert {entry.id for entry in client.projects().fetch().iterate_pages()} >= {name, "sigopt-examples"}
    parameters = [{"name": "x", "type": "double", "bounds": {"min": 0, "max": 1}}]
    definition = {"name": "In a project", "parameters": parameters, "metrics": [{"name": "loss"}]}
    core = client.experiments().create(project=name, **definition)
    of_runs = client.projects(name).aiexperiments().create(budget=10, **definition)
    assert [entry.id for entry in client.projects(name).experiments().fetch().iterate_pages()] == [core.id]
    assert [entry.id for entry in client.projects(name).aiexperiments().fetch().iterate_pages()] == [of_runs.id]
    address = world.connection.aiexperiments(of_runs.id)
    assert address.fetch() == of_runs and of_runs.budget == 10, of_runs
    assert address.update(name="Renamed").name == "Renamed"
    assert client.projects(name).fetch().to_json()["experiment_count"] == 2
    world.connection.experiments(core.id).delete()
    address.delete()
    assert address.fetch().state == "deleted"


@check
def wrong_requests_name_what_is_wrong(world):
    create = world.connection.experiments().create
    upside_down = {"name": "a", "type": "double", "bounds": {"min": 3, "max": 1}}
    assert_refused(400, "bounds", lambda: create(name="x", parameters=[upside_down], metrics=[{"name": "m"}]))
    report = world.resource.observations().create
    assert_refused(400, "optimizer", lambda: report(assignments={"nothing": 1}, failed=True))
    assert_refused(404, "No experiment", lambda: world.connection.experiments("1").fetch())
    stranger = connect(world.service, "cairn_api_" + "0" * 38)
    error = assert_refused(403, "token", lambda: stranger.experiments().fetch())
    assert error.to_json()["token_status"] == "revoked", error.to_json()


def listed(world):
    return [experiment.id for experiment in world.connection.experiments().fetch().iterate_pages()]


@check
def a_deleted_experiment_is_archived_and_comes_back(world):
    world.resource.delete()
    assert world.resource.fetch().state == "deleted"
    assert_refused(400, "archived", lambda: world.resource.suggestions().create())
    assert world.experiment.id not in listed(world)
    world.resource.update(state="active")
    assert world.experiment.id in listed(world)
    world.resource.observations().delete()
    assert world.resource.fetch().progress.observation_count == 0
    world.resource.delete()


if __name__ == "__main__":
    run_checks(World(read_service()))

"""What the proofs of the published client share: checks that run in the order they are written in, refusals, and the service they ask.

python test/python/NAME.py --service DIR/service.json [--door alb_url]

Each check states what it guarantees, uses what the checks before it made, and ends the run when it fails.
"""

import argparse
import json
import time
import warnings

from sigopt import Connection
from sigopt.exception import ApiException

# Single pages are looked at on purpose here.
warnings.filterwarnings("ignore", message="The .data field only contains a single page")

CHECKS = []


def check(function):
    """Registers a check; they run in the order they are written in."""
    CHECKS.append(function)
    return function


def read_service():
    """What `service.json` says of the running host that the command line names; `url` is the door that it chooses."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--service", required=True, help="the file service.json of a running host")
    parser.add_argument("--door", default="url", help="url, the HTTP API, or alb_url, the load balancer of a host that has it")
    options = parser.parse_args()
    with open(options.service, encoding="utf-8") as file:
        service = json.load(file)
    return {**service, "url": service[options.door]}


def connect(service, token=None, **options):
    connection = Connection(client_token=token or service["token"], **options)
    connection.set_api_url(service["url"])
    return connection


def unique(name):
    """An id of a project that no run before took, so that a proof can be run again on the same host."""
    return f"{name}-{time.time_ns() // 1000:x}"


def assert_refused(status, fragment, call):
    """The call is refused with this status and a message that names what is wrong."""
    try:
        call()
    except ApiException as error:
        assert error.status_code == status, error
        assert fragment in error.message, error.message
        assert error.to_json()["status"] == status, error.to_json()
        return error
    raise AssertionError(f"expected {status} {fragment!r}, but the call succeeded")


def run_checks(world):
    """Runs every check with the same world; a failure is printed, and raised."""
    passed = 0
    for function in CHECKS:
        started = time.monotonic()
        try:
            function(world)
        except Exception as error:  # whatever went wrong, the report must come
            print(f"FAILED {function.__name__}: {type(error).__name__}: {error}")
            print(f"{passed} passed, 1 failed, {len(CHECKS) - passed - 1} not run")
            raise
        passed += 1
        print(f"ok {function.__name__} ({time.monotonic() - started:.2f} s)", flush=True)
    print(f"{passed} passed, 0 failed")

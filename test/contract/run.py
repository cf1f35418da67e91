"""Runs schemathesis against a host that has the operator's door: python run.py --service service.json [schemathesis options]."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.request

here = pathlib.Path(__file__).parent
parser = argparse.ArgumentParser()
parser.add_argument("--service", required=True)
arguments, others = parser.parse_known_args()
service = json.loads(pathlib.Path(arguments.service).read_text())


def operator(path, body):
    headers = {"Authorization": f"Bearer {service['operator_token']}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{service['url']}/v1/operator/{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


person = operator("users", {"email": f"contract-{time.time_ns()}@example.org", "password": "Correct-Horse-7", "name": "Contract"})
operator("organizations", {"name": "contract", "user": person["user"], "membership_type": "owner"})
tokens = {
    "CAIRN_TOKEN": service["token"],
    "CAIRN_USER_TOKEN": person["token"],
    "CAIRN_OPERATOR_TOKEN": service["operator_token"],
}
command = [
    str(pathlib.Path(sys.executable).with_name("st")),
    f"--config-file={here / 'schemathesis.toml'}",
    "run",
    f"{service['url']}/v1/openapi.json",
    *others,
]
sys.exit(subprocess.run(command, env={**os.environ, **tokens}, cwd=here).returncode)

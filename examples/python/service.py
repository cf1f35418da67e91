"""Connects the published sigopt client, unchanged, to a Cairn service."""

import json
import os
from pathlib import Path

from sigopt import Connection


def connect(folder=None):
  """A connection to the service whose data folder is `folder`, or to the one that the environment names.

  `npm start -- --data DIR` keeps the file DIR/service.json while the service runs. Without a folder, SIGOPT_API_URL
  (without /v1) and SIGOPT_API_TOKEN must be set: the client reads both by itself.
  """
  if folder is not None:
    service = read_service(Path(folder) / "service.json")
    return Connection(client_token=service["token"], api_url=service["url"])
  for name in ("SIGOPT_API_URL", "SIGOPT_API_TOKEN"):
    if not os.environ.get(name):
      raise SystemExit(f"{name} is not set. Set it, or name the data folder of a running service with --service DIR.")
  return Connection()


def read_service(file):
  try:
    return json.loads(file.read_text())
  except FileNotFoundError:
    raise SystemExit(f"{file} does not exist. Start the service first: npm start -- --data {file.parent}") from None

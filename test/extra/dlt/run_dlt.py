"""Runs configurations through dlt's rest_api, one after the other, and tells what each gave, as JSON on stdout.

stdin: [{"config": {...}, "resource": name | null, "runs": n}]
stdout: [{"rows": [row], "error": text | null}]

With a resource, its rows are read as dlt extracts them. Without one, the whole source is extracted `runs` times by one
pipeline, which keeps the cursors in between; the rows of all runs and resources are given. With no runs, the
configuration is only read.
"""

import json
import os
import sys
import tempfile

home = tempfile.TemporaryDirectory(prefix="millrace-dlt-")
os.environ.update(
    DLT_DATA_DIR=home.name,
    DLT_PROJECT_DIR=home.name,
    RUNTIME__DLTHUB_TELEMETRY="false",
    RUNTIME__LOG_LEVEL="CRITICAL",
    RUNTIME__REQUEST_MAX_ATTEMPTS="2",
    RUNTIME__REQUEST_BACKOFF_FACTOR="0",
)
os.chdir(home.name)

import dlt  # noqa: E402  (reads its settings from the environment)
from dlt.extract.items_transform import MapItem  # noqa: E402
from dlt.sources.rest_api import rest_api_source  # noqa: E402


class Tap(MapItem):
    """The last step of a resource: after the filter of its cursor."""

    placement_affinity = 2


def rows_of(case, number):
    config, name, runs = case["config"], case["resource"], case["runs"]
    if name is not None:
        yield from rest_api_source(config, name=f"case_{number}").resources[name]
        return
    if runs == 0:
        rest_api_source(config, name=f"case_{number}")
        return
    pipeline = dlt.pipeline(f"case_{number}", pipelines_dir=home.name, destination="dummy")
    for _ in range(runs):
        seen = []
        source = rest_api_source(json.loads(json.dumps(config)), name=f"case_{number}")
        for resource in source.resources.values():
            resource.add_step(Tap(lambda row: seen.append(row) or row))
        pipeline.extract(source)
        yield from seen


def chain(error):
    while error is not None:
        yield f"{type(error).__name__}: {error}"
        error = error.__cause__


def result_of(case, number):
    rows = []
    try:
        for row in rows_of(case, number):
            rows.append(row)
    except Exception as error:  # whatever dlt fails with is a result
        return {"rows": rows, "error": "\n".join(chain(error))}
    return {"rows": rows, "error": None}


with home:
    results = [result_of(case, number) for number, case in enumerate(json.load(sys.stdin))]
    os.chdir("/")
print(json.dumps(results))

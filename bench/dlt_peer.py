"""dlt's side of the benchmarks: the same resources, written as Parquet.

    python bench/dlt_peer.py BASE_URL OUT [--config FILE] [--tuned] [--parallel]

--config names a JSON file with the configuration; without it, it is one resource, merged on `id`. --parallel lets dlt ask
for children in as many threads as millrace sends requests.

Without --tuned, dlt runs with its default settings (only telemetry and logging are off). With it, dlt runs with the
settings that measured fastest here without changing what it writes: README.md, "Settings of dlt". dlt's own
environment variables override both.
"""

import argparse
import json
import os

QUIET = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "CRITICAL",
}
TUNED = {
    "DATA_WRITER__DISABLE_COMPRESSION": "true",
    "SOURCES__DATA_WRITER__FILE_MAX_ITEMS": "10000",
    "NORMALIZE__WORKERS": "2",
}
PARALLEL = {"EXTRACT__WORKERS": "8", "EXTRACT__MAX_PARALLEL_ITEMS": "8"}

arguments = argparse.ArgumentParser()
arguments.add_argument("base_url")
arguments.add_argument("out")
arguments.add_argument("--config")
arguments.add_argument("--tuned", action="store_true")
arguments.add_argument("--parallel", action="store_true")
asked = arguments.parse_args()
for name, value in {**QUIET, **(TUNED if asked.tuned else {}), **(PARALLEL if asked.parallel else {})}.items():
    os.environ.setdefault(name, value)

import dlt  # noqa: E402  (reads its settings from the environment)
from dlt.sources.rest_api import rest_api_source  # noqa: E402


ROWS = {
    "name": "rows",
    "primary_key": "id",
    "write_disposition": "merge",
    "endpoint": {
        "path": "rows",
        "data_selector": "data",
        "paginator": {"type": "page_number", "base_page": 1, "total_path": "total_pages"},
    },
}


def main() -> None:
    config = {"resources": [ROWS]}
    if asked.config is not None:
        with open(asked.config, encoding="utf8") as file:
            config = json.load(file)
    config.setdefault("client", {})["base_url"] = asked.base_url
    if asked.parallel:
        config["resource_defaults"] = {"parallelized": True}
    pipeline = dlt.pipeline(
        pipeline_name="bench",
        pipelines_dir=os.path.join(asked.out, "pipelines"),
        destination=dlt.destinations.filesystem(bucket_url=os.path.join(asked.out, "bucket")),
        dataset_name="data",
    )
    pipeline.run(rest_api_source(config, name="bench"), loader_file_format="parquet")


if __name__ == "__main__":
    main()

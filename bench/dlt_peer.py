"""dlt's side of the benchmark: the same resource, merged on `id`, written as Parquet.

    python bench/dlt_peer.py BASE_URL OUT [--tuned]

Without --tuned, dlt runs with its default settings (only telemetry and logging are off). With it, dlt runs with the
settings that measured fastest here without changing what it writes: README.md, "Settings of dlt". dlt's own
environment variables override both.
"""

import os
import sys

QUIET = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "CRITICAL",
}
TUNED = {
    "DATA_WRITER__DISABLE_COMPRESSION": "true",
    "SOURCES__DATA_WRITER__FILE_MAX_ITEMS": "10000",
    "NORMALIZE__WORKERS": "2",
}
for name, value in {**QUIET, **(TUNED if "--tuned" in sys.argv else {})}.items():
    os.environ.setdefault(name, value)

import dlt  # noqa: E402  (reads its settings from the environment)
from dlt.sources.rest_api import rest_api_source  # noqa: E402


def main(base_url: str, out: str) -> None:
    source = rest_api_source(
        {
            "client": {"base_url": base_url},
            "resources": [
                {
                    "name": "rows",
                    "primary_key": "id",
                    "write_disposition": "merge",
                    "endpoint": {
                        "path": "rows",
                        "data_selector": "data",
                        "paginator": {"type": "page_number", "base_page": 1, "total_path": "total_pages"},
                    },
                }
            ],
        },
        name="bench",
    )
    pipeline = dlt.pipeline(
        pipeline_name="bench",
        pipelines_dir=os.path.join(out, "pipelines"),
        destination=dlt.destinations.filesystem(bucket_url=os.path.join(out, "bucket")),
        dataset_name="data",
    )
    pipeline.run(source, loader_file_format="parquet")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

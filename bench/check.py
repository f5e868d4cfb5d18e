"""Reads what a run has written with pyarrow, which neither side's checks rest on, and prints one JSON object:

    python bench/check.py FILE_OR_FOLDER
"""

import json
import os
import sys

import pyarrow.compute as pc
import pyarrow.dataset as ds


def main(path: str) -> None:
    dataset = ds.dataset(path, format="parquet", exclude_invalid_files=True)
    table = dataset.to_table(columns=["id", "sequence"])
    print(
        json.dumps(
            {
                "rows": table.num_rows,
                "distinct_keys": pc.count_distinct(table["id"]).as_py(),
                "sequence_sum": pc.sum(table["sequence"]).as_py(),
                "columns": len(dataset.schema.names),
                "files": len(dataset.files),
                "bytes": sum(os.path.getsize(file) for file in dataset.files),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])

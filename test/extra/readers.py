"""Reads Parquet files with each of four readers and tells, as JSON on stdout, what each of them found.

stdin: {"files": [{"path", "key": [column], "filters": [{"name", "column", "op": "=="|">=", "text"|"time"}]}]}
stdout: {reader: {path: {"kinds": {column: kind}, "rows": [row], "keys": n, "filtered": {name: [row]}}}}

Integers are {"$int": digits} and moments {"$time": text in UTC}, since JSON has neither.
"""

import datetime as dt
import decimal
import json
import sys

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq


def plain(value):
    if value is None or isinstance(value, (bool, str, float)):
        return value
    if isinstance(value, (int, decimal.Decimal)):
        return {"$int": str(value)}
    if isinstance(value, dt.datetime):
        return {"$time": value.astimezone(dt.timezone.utc).isoformat()}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value]


def wanted(a_filter):
    if "text" in a_filter:
        return a_filter["text"]
    return dt.datetime.fromisoformat(a_filter["time"])


def arrow_kind(a_type):
    types = pa.types
    if types.is_timestamp(a_type):
        return f"timestamp {a_type.tz or 'local'}"
    checks = {
        "date": types.is_date,
        "bool": types.is_boolean,
        "int": types.is_int64,
        "double": types.is_float64,
        "string": lambda t: types.is_string(t) or types.is_large_string(t),
        "list": lambda t: types.is_list(t) or types.is_large_list(t),
        "struct": types.is_struct,
    }
    return next((kind for kind, check in checks.items() if check(a_type)), str(a_type))


class PyArrow:
    def kinds(self, path):
        return {field.name: arrow_kind(field.type) for field in pq.read_schema(path)}

    def rows(self, path):
        return pq.read_table(path).to_pylist()

    def keys(self, path, key):
        return pq.read_table(path, columns=key).group_by(key).aggregate([]).num_rows

    def filtered(self, path, column, op, value):
        return pq.read_table(path, filters=[(column, op, value)]).to_pylist()


class Pandas:
    """With its Arrow types: its own turn integers that may be null into floats."""

    def _frame(self, path, **options):
        return pd.read_parquet(path, dtype_backend="pyarrow", **options)

    def _list(self, frame):
        return pa.Table.from_pandas(frame, preserve_index=False).to_pylist()

    def kinds(self, path):
        dtypes = self._frame(path).dtypes
        return {name: arrow_kind(dtype.pyarrow_dtype) for name, dtype in dtypes.items()}

    def rows(self, path):
        return self._list(self._frame(path))

    def keys(self, path, key):
        return len(self._frame(path)[key].drop_duplicates())

    def filtered(self, path, column, op, value):
        return self._list(self._frame(path, filters=[(column, op, value)]))


class Polars:
    def _kind(self, dtype):
        if isinstance(dtype, pl.Datetime):
            return f"timestamp {dtype.time_zone or 'local'}"
        kinds = {"Date": "date", "Boolean": "bool", "Int64": "int", "Float64": "double", "String": "string"}
        kinds |= {"List": "list", "Struct": "struct"}
        name = dtype.base_type().__name__
        return kinds.get(name, name)

    def kinds(self, path):
        return {name: self._kind(dtype) for name, dtype in pl.read_parquet_schema(path).items()}

    def rows(self, path):
        return pl.read_parquet(path).to_dicts()

    def keys(self, path, key):
        return pl.read_parquet(path, columns=key).n_unique()

    def filtered(self, path, column, op, value):
        cell = pl.col(column)
        return pl.scan_parquet(path).filter(cell == value if op == "==" else cell >= value).collect().to_dicts()


class DuckDb:
    def __init__(self):
        self.connection = duckdb.connect()

    def _kind(self, name):
        if name.endswith("[]"):
            return "list"
        if name.startswith("STRUCT("):
            return "struct"
        kinds = {"DATE": "date", "BOOLEAN": "bool", "BIGINT": "int", "DOUBLE": "double", "VARCHAR": "string"}
        kinds |= {"TIMESTAMP WITH TIME ZONE": "timestamp UTC", "TIMESTAMP": "timestamp local"}
        return kinds.get(name, name)

    def _query(self, sql, *values):
        return self.connection.sql(sql, params=values).to_arrow_table()

    def kinds(self, path):
        described = self._query("DESCRIBE SELECT * FROM read_parquet($1)", path).to_pylist()
        return {row["column_name"]: self._kind(row["column_type"]) for row in described}

    def rows(self, path):
        return self._query("SELECT * FROM read_parquet($1)", path).to_pylist()

    def keys(self, path, key):
        columns = ", ".join(f'"{name}"' for name in key)
        return self._query(f"SELECT DISTINCT {columns} FROM read_parquet($1)", path).num_rows

    def filtered(self, path, column, op, value):
        sql_op = "=" if op == "==" else op
        return self._query(f'SELECT * FROM read_parquet($1) WHERE "{column}" {sql_op} $2', path, value).to_pylist()


READERS = {"pyarrow": PyArrow(), "pandas": Pandas(), "polars": Polars(), "duckdb": DuckDb()}


def found(reader, a_file):
    path, key = a_file["path"], a_file["key"]
    return {
        "kinds": reader.kinds(path),
        "rows": plain(reader.rows(path)),
        "keys": reader.keys(path, key) if key else None,
        "filtered": {
            one["name"]: plain(reader.filtered(path, one["column"], one["op"], wanted(one)))
            for one in a_file["filters"]
        },
    }


files = json.load(sys.stdin)["files"]
json.dump({name: {one["path"]: found(reader, one) for one in files} for name, reader in READERS.items()}, sys.stdout)

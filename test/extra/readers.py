"""Reads Parquet files with each of four readers and tells, as JSON on stdout, what each of them found.

Each line of stdin: {"files": [{"path", "key": [column], "filters": [{"name", "column", "op": "=="|">=", "text"|"time"}]}]}
A line of stdout for each: {reader: {path: {"kinds": {column: kind}, "rows": [row], "keys": n, "filtered": {name: [row]}}}}

Integers are {"$int": digits}, moments {"$time": text in UTC}, times of day {"$clock": text}, other decimals
{"$decimal": digits} and bytes {"$bytes": hexadecimal digits}, since JSON has none of them. With "digest",
the name of a column of integers, only their number, sum, minimum and maximum is told of the rows that a filter finds.
"""

import datetime as dt
import decimal
import json
import sys

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def plain(value):
    if value is None or isinstance(value, (bool, str, float)):
        return value
    if isinstance(value, decimal.Decimal) and value.as_tuple().exponent != 0:
        return {"$decimal": str(value)}
    if isinstance(value, (int, decimal.Decimal)):
        return {"$int": str(value)}
    if isinstance(value, bytes):
        return {"$bytes": value.hex()}
    if isinstance(value, dt.time):
        return {"$clock": value.isoformat()}
    if isinstance(value, dt.datetime):
        # The columns are in UTC, and the first and last days of all cannot be converted.
        return {"$time": value.replace(tzinfo=dt.timezone.utc).isoformat()}
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
        return pq.read_table(path, filters=[(column, op, value)])


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
        return pa.Table.from_pandas(self._frame(path, filters=[(column, op, value)]), preserve_index=False)


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
        frame = pl.scan_parquet(path)
        # parquetjs-lite cannot say that a moment is in UTC, and Polars takes it for local then.
        if isinstance(value, dt.datetime) and frame.collect_schema()[column].time_zone is None:
            value = value.replace(tzinfo=None)
        return frame.filter(cell == value if op == "==" else cell >= value).collect().to_arrow()


class DuckDb:
    def __init__(self):
        self.connection = duckdb.connect()
        self.connection.sql("SET TimeZone = 'UTC'")

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
        return self._query(f'SELECT * FROM read_parquet($1) WHERE "{column}" {sql_op} $2', path, value)


class Spark:
    """Started by the first question: that takes seconds."""

    def __init__(self):
        self._session = None

    @property
    def session(self):
        if self._session is None:
            from pyspark.sql import SparkSession

            builder = SparkSession.builder.master("local[2]").appName("readers")
            settings = {
                "spark.ui.enabled": "false",
                "spark.ui.showConsoleProgress": "false",
                "spark.driver.memory": "2g",
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.driver.host": "127.0.0.1",
                "spark.sql.session.timeZone": "UTC",
                "spark.sql.shuffle.partitions": "1",
                "spark.log.level": "ERROR",
                # Without it Spark reads no file that has a time of day.
                "spark.sql.timeType.enabled": "true",
            }
            for name, value in settings.items():
                builder = builder.config(name, value)
            self._session = builder.getOrCreate()
        return self._session

    def _table(self, path):
        return self.session.read.parquet(path)

    def kinds(self, path):
        return {field.name: arrow_kind(field.type) for field in self._table(path).limit(0).toArrow().schema}

    def rows(self, path):
        return self._table(path).toArrow().to_pylist()

    def keys(self, path, key):
        return self._table(path).select([f"`{name}`" for name in key]).distinct().count()

    def filtered(self, path, column, op, value):
        from pyspark.sql import functions as F

        cell = F.col("`" + column.replace("`", "``") + "`")
        # PySpark would take a moment before 1582 for one of the Julian calendar.
        given = F.lit(value.isoformat()).cast("timestamp") if isinstance(value, dt.datetime) else F.lit(value)
        found = self._table(path).filter(cell == given if op == "==" else cell >= given)
        return found.toArrow()


READERS = {"pyarrow": PyArrow(), "pandas": Pandas(), "polars": Polars(), "duckdb": DuckDb(), "spark": Spark()}


def told(table, a_file):
    if "digest" not in a_file:
        return plain(table.to_pylist())
    ids = table.column(a_file["digest"])
    values = {"n": len(ids), "sum": pc.sum(ids).as_py(), "min": pc.min(ids).as_py(), "max": pc.max(ids).as_py()}
    return [{name: plain(value) for name, value in values.items()}]


def found(reader, a_file):
    path, key = a_file["path"], a_file["key"]
    return {
        "kinds": reader.kinds(path),
        "rows": [] if "digest" in a_file else plain(reader.rows(path)),
        "keys": reader.keys(path, key) if key else None,
        "filtered": {
            one["name"]: told(reader.filtered(path, one["column"], one["op"], wanted(one)), a_file)
            for one in a_file["filters"]
        },
    }


for line in sys.stdin:
    files = json.loads(line)["files"]
    answer = {name: {one["path"]: found(reader, one) for one in files} for name, reader in READERS.items()}
    print(json.dumps(answer), flush=True)

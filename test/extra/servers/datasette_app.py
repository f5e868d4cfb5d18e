"""Datasette over a small SQLite file: a table with a key, one with a key of two columns, one without.

Prints {"url"} when it listens on a free port of 127.0.0.1; ends when its stdin does.
"""

import asyncio
import json
import os
import socket
import sqlite3
import sys
import tempfile
import threading

import uvicorn
from datasette.app import Datasette


def fill(path):
    database = sqlite3.connect(path)
    database.executescript(
        """
        create table species (id integer primary key, name text, weight real, seen text);
        create table sightings (place text, day text, count integer, primary key (place, day));
        create table notes (text text);
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 235)
          insert into species select i, 'Species ' || i || ' ž🐎', i / 4.0, '2024-01-' || printf('%02d', i % 28 + 1) from n;
        with recursive n(i) as (select 0 union all select i + 1 from n where i < 119)
          insert into sightings select 'a/b, ~' || (i / 10), '2024-02-' || printf('%02d', i % 10 + 1), i from n;
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 130)
          insert into notes select 'note ' || i from n;
        """
    )
    database.commit()
    database.close()


async def serve(path):
    listening = socket.create_server(("127.0.0.1", 0))
    datasette = Datasette([path], settings={"default_page_size": 50, "max_returned_rows": 1000})
    await datasette.invoke_startup()
    server = uvicorn.Server(uvicorn.Config(datasette.app(), log_level="critical"))
    threading.Thread(target=lambda: (sys.stdin.read(), setattr(server, "should_exit", True)), daemon=True).start()
    print(json.dumps({"url": f"http://127.0.0.1:{listening.getsockname()[1]}"}), flush=True)
    await server.serve(sockets=[listening])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="millrace-datasette-") as folder:
        path = os.path.join(folder, "nature.db")
        fill(path)
        asyncio.run(serve(path))

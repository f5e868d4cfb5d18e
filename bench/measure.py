"""Runs a command and prints, as the last line of stdout, one JSON object with what it cost:

    python bench/measure.py COMMAND [ARGUMENT...]

wall_s: from start to exit of the command; cpu_s: user and system time of the command and the children it waited for;
peak_rss_mb (MiB): the largest of the kernel's own figure for one process and, for a command with several processes,
the sum over the process tree sampled every 50 ms from /proc. The command's stdout goes to stderr.
"""

import json
import os
import sys
import threading
import time

PAGE = os.sysconf("SC_PAGE_SIZE")


def tree_rss(root: int) -> int:
    """Bytes resident in `root` and its descendants, now."""
    total, todo = 0, [root]
    while todo:
        pid = todo.pop()
        try:
            with open(f"/proc/{pid}/statm") as statm:
                total += int(statm.read().split()[1]) * PAGE
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/children") as children:
                    todo += map(int, children.read().split())
        except (OSError, IndexError):
            continue  # it has ended meanwhile
    return total


def main(command: list[str]) -> int:
    started = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)])
    peak, done = [0], threading.Event()

    def sample() -> None:
        while not done.wait(0.05):
            peak[0] = max(peak[0], tree_rss(child))

    sampler = threading.Thread(target=sample)
    sampler.start()
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - started
    done.set()
    sampler.join()
    kernel_peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    result = {
        "wall_s": round(wall, 3),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 3),
        "peak_rss_mb": round(max(peak[0], kernel_peak) / 2**20, 1),
        "exit_code": os.waitstatus_to_exitcode(status),
    }
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

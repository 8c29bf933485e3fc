"""Fails on an include that runs upwards or sideways through the house (docs/architecture.md), and on a
header that pulls in one of the libraries that take 12 to 30 seconds to compile.

    tools/check_includes.py [root]
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from repository import ROOT, files

# Ground floor first. A room may include rooms of the floors below its own, and itself.
FLOORS = [
    ["core"],
    ["http"],
    ["pg"],
    ["query", "identity"],
    ["connect", "studio", "client"],
    ["rest", "auth", "storage", "flow", "legacy"],
    ["cli"],
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
NEIGHBOURS_ALLOWED = {("flow", "storage"), ("legacy", "storage")}

# The public library, include/marque: it stands on nothing of ours, and from `query` upwards all may use it.
PUBLIC = "marque"
FIRST_FLOOR_ABOVE_PUBLIC = FLOOR_OF["query"]

HEAVY = re.compile(r"^(boost/(asio|beast)[/.]|CLI/|toml\+\+/|toml\.hpp)")
# About a second each, which every coroutine's header pays once; the last one adds nothing to them.
LIGHT_ENOUGH = {
    "boost/asio/any_io_executor.hpp",
    "boost/asio/awaitable.hpp",
    "boost/asio/io_context.hpp",
    "boost/asio/cancellation_signal.hpp",
}

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def room_of(path: str) -> str | None:
    """The room that a file belongs to: src/pg/embedded/cluster.cpp belongs to pg."""
    parts = path.split("/")
    if parts[:2] == ["include", PUBLIC]:
        return PUBLIC
    return parts[1] if parts[0] == "src" and len(parts) > 2 else None


def fault_of_direction(room: str, target: str) -> str | None:
    """Why `room` may not include `target`; None when it may."""
    if room == target:
        return None
    if room == PUBLIC:
        return f"the public library stands alone and may not include {target}"
    if target == PUBLIC:
        below = FLOOR_OF[room] < FIRST_FLOOR_ABOVE_PUBLIC
        return f"{room} is below the public library" if below else None
    if FLOOR_OF[target] > FLOOR_OF[room]:
        return f"upwards: {target} is above {room}"
    if FLOOR_OF[target] == FLOOR_OF[room] and (room, target) not in NEIGHBOURS_ALLOWED:
        return f"sideways: {target} is on the same floor as {room}"
    return None


def fault_of_include(path: str, bracket: str, header: str, root: Path) -> str | None:
    """Why this include is wrong in this file; None when it is right."""
    room = room_of(path)
    if path.endswith(".hpp") and HEAVY.match(header) and header not in LIGHT_ENOUGH:
        return "heavy header: Asio, Beast, CLI11 and toml++ belong in .cpp files"
    target = header.split("/")[0]
    if target in FLOOR_OF or target == PUBLIC:
        return fault_of_direction(room, target) if room else None
    if bracket == '"' and (header.startswith(".") or (root / path).parent.joinpath(header).is_file()):
        return 'write the path from src/, like "pg/pool.hpp"'
    return None


def faults_in(path: str, root: Path) -> Iterator[str]:
    room = room_of(path)
    if path.startswith("src/") and room not in FLOOR_OF:
        yield f"{path}:1: the house has no such room; see tools/check_includes.py, docs/architecture.md"
        return
    lines = (root / path).read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        include = INCLUDE.match(line)
        fault = include and fault_of_include(path, include[1], include[2], root)
        if fault:
            yield f"{path}:{number}: {fault} ({include[2]})"


def faults(root: Path) -> list[str]:
    ours = (name for name in files(root) if name.startswith(("src/", "include/")))
    return [fault for name in ours if name.endswith((".cpp", ".hpp")) for fault in faults_in(name, root)]


if __name__ == "__main__":
    found = faults(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)
    print(*found, sep="\n", end="\n" if found else "")
    sys.exit(1 if found else 0)

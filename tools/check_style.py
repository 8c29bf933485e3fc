"""The parts of our style that no formatter checks: sizes, names, comments, and what must not be in a file.

    tools/check_style.py [root]
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from cpp_functions import functions
from repository import ROOT, files

MAX_COLUMNS = 110
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60

CODE = (".cpp", ".hpp", ".ts", ".mts", ".tsx", ".py", ".sh", ".sql", ".cmake", "CMakeLists.txt")
CODE_WITHOUT_SUFFIX = {"dev", ".ci/run"}
BINARY = (".png", ".jpg", ".jpeg", ".webp", ".ico", ".woff2", ".ttf", ".otf", ".pdf", ".gz", ".icc", ".br")
# Rows of data, generated headers and web components have forms of their own.
NOT_MEASURED = {"supabase/seed.sql", "examples/brand_schema.hpp"}
FOLDERS_OF_SNAKE_CASE = ("src/", "include/", "tests/", "tools/", "bench/", "supabase/", "platform/", "cmake/")

SNAKE_CASE = re.compile(r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")
NAMES_OF_OTHERS = {"CMakeLists.txt", "README.md"}
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
USING_NAMESPACE = re.compile(r"^\s*using\s+namespace\b")
# Folders of one machine. A folder of the same name inside a URL or a relative path is another matter.
MACHINE_PATH = re.compile(r"(?<![\w.\-:~}$/])/(work|home|root|Users)/\w")
# Where packages come from is the business of each machine's own configuration.
REGISTRY = re.compile(
    r'"resolved": *"|://(registry|deb|security|index|files|proxy|mirrors?|static|[\w.-]+\.mirror)\.'
)


def is_code(path: str) -> bool:
    return path.endswith(CODE) or path in CODE_WITHOUT_SUFFIX


def faults_of_name(path: str) -> Iterator[str]:
    name = path.rsplit("/", 1)[-1]
    free = name.startswith(".") or name in NAMES_OF_OTHERS
    if path.startswith(FOLDERS_OF_SNAKE_CASE) and not free and not SNAKE_CASE.match(name):
        yield f"{path}:1: file names are snake_case"


def faults_of_text(path: str, lines: list[str]) -> Iterator[str]:
    """What must not stand in any file of ours."""
    for number, line in enumerate(lines, start=1):
        if MACHINE_PATH.search(line):
            yield f"{path}:{number}: absolute path of one machine"
        if REGISTRY.search(line):
            yield f"{path}:{number}: name of a package registry"


def faults_of_code(path: str, lines: list[str]) -> Iterator[str]:
    if path not in NOT_MEASURED:
        if len(lines) > MAX_FILE_LINES:
            yield f"{path}:{len(lines)}: {len(lines)} lines; at most {MAX_FILE_LINES}"
        for number, line in enumerate(lines, start=1):
            if len(line) > MAX_COLUMNS:
                yield f"{path}:{number}: {len(line)} columns; at most {MAX_COLUMNS}"
    for number, line in enumerate(lines, start=1):
        mark = UNFINISHED.search(line)
        if mark:
            yield f"{path}:{number}: unfinished work ({mark[1]}); do it or write it down as an issue"


def faults_of_header(path: str, lines: list[str]) -> Iterator[str]:
    written = [line.strip() for line in lines if line.strip()]
    if "#pragma once" not in written:
        yield f"{path}:1: a header begins with #pragma once"
    if not any(line.startswith(("//", "/*")) for line in written[:2]):
        yield f"{path}:1: a header begins with a comment that says what it is for"
    for number, line in enumerate(lines, start=1):
        if USING_NAMESPACE.match(line):
            yield f"{path}:{number}: using namespace in a header"


def faults_of_functions(path: str, text: str) -> Iterator[str]:
    for name, line, length in functions(text):
        if length > MAX_FUNCTION_LINES:
            yield f"{path}:{line}: {name} has {length} lines; at most {MAX_FUNCTION_LINES}"


def faults_in(path: str, text: str) -> Iterator[str]:
    lines = text.splitlines()
    yield from faults_of_name(path)
    yield from faults_of_text(path, lines)
    if is_code(path):
        yield from faults_of_code(path, lines)
    if path.endswith(".hpp"):
        yield from faults_of_header(path, lines)
    if path.endswith((".cpp", ".hpp")):
        yield from faults_of_functions(path, text)


def faults(root: Path) -> list[str]:
    found: list[str] = []
    for path in files(root):
        if not path.endswith(BINARY):
            found += faults_in(path, (root / path).read_text(encoding="utf-8", errors="replace"))
    return found


if __name__ == "__main__":
    found = faults(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)
    print(*found, sep="\n", end="\n" if found else "")
    sys.exit(1 if found else 0)

"""Finds the functions of a C++ file and their length: braces are counted, nothing is compiled.

Good enough for code that clang-format has laid out and whose macros are balanced. Lambdas and blocks count
with the function around them.
"""

import re
from bisect import bisect_left
from typing import NamedTuple

# Comments, raw strings, strings, characters (but not the separators in 1'000'000).
NOT_CODE = re.compile(
    r"//[^\n]*"
    r"|/\*.*?\*/"
    r'|R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)
PREPROCESSOR = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
ACCESS = re.compile(r"^\s*((public|protected|private)\s*:\s*)*")
TEMPLATE = re.compile(r"^template\s*<")
TRANSPARENT = re.compile(r'^(inline\s+)?(namespace|class|struct|union|enum)\b|^extern\s*""$')


class Function(NamedTuple):
    name: str
    line: int
    length: int


def blank(match: re.Match[str]) -> str:
    """Same line breaks, no braces; a string stays visible as an empty one."""
    text = match[0]
    return ('""' if text.startswith(('"', 'R"')) else "") + "\n" * text.count("\n")


def strip(source: str) -> str:
    return PREPROCESSOR.sub(blank, NOT_CODE.sub(blank, source))


def without_template(head: str) -> str:
    """`template <class A, class B<C>> void f()` becomes `void f()`."""
    while TEMPLATE.match(head):
        depth, end = 0, head.index("<")
        for end in range(end, len(head)):
            depth += {"<": 1, ">": -1}.get(head[end], 0)
            if depth == 0:
                break
        head = head[end + 1:].strip()
    return head


def closing_braces(code: str) -> dict[int, int]:
    """Position of each opening brace to that of its closing one."""
    partner: dict[int, int] = {}
    open_braces: list[int] = []
    for match in re.finditer(r"[{}]", code):
        if match[0] == "{":
            open_braces.append(match.start())
        elif open_braces:
            partner[open_braces.pop()] = match.start()
    return partner


def functions(source: str) -> list[Function]:
    code = strip(source)
    partner = closing_braces(code)
    line_ends = [index for index, character in enumerate(code) if character == "\n"]
    found: list[Function] = []
    head_start = skip_to = parentheses = 0
    for match in re.finditer(r"[{}();]", code):
        position, mark = match.start(), match[0]
        if position < skip_to:
            continue
        if mark in "()":
            parentheses += 1 if mark == "(" else -1
        elif mark == ";" and parentheses == 0 or mark == "}" and position != skip_to:
            head_start = position + 1
        elif mark == "{":
            end = partner.get(position, len(code))
            spaced = ACCESS.match(code[head_start:position])[0]
            head = code[head_start + len(spaced):position].strip()
            if parentheses == 0 and TRANSPARENT.match(without_template(head)):
                head_start = position + 1
                continue
            skip_to = end
            initializer = re.match(r"\s*[,{]", code[end + 1:])  # of a member: the body is still to come
            if parentheses == 0 and "(" in head and not initializer:
                first = bisect_left(line_ends, head_start + len(spaced)) + 1
                found.append(Function(name_of(head), first, bisect_left(line_ends, end) + 2 - first))
                head_start = end + 1
    return found


def name_of(head: str) -> str:
    named = re.search(r"([~\w:]+|operator\s*\S+?)\s*\(", without_template(head))
    return named[1] if named else "lambda"

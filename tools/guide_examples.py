"""Turns the examples of a guide into C++: those of its ```cpp fences.

    tools/guide_examples.py GUIDE.md OUTPUT

Statements become functions `void example_N(const marque::Client& client, const std::string& user_id)`;
fences that define something (they begin with #include, struct, using or a coroutine) stay as they are. The
table `examples` at the end has each function to be run, with the text of the ```text fence that follows it:
what it prints. Fences marked ```cpp compile are compiled only.
"""

import json
import re
import sys
from pathlib import Path

FENCE = re.compile(r"^```(cpp(?: compile)?|text)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
DEFINITION = re.compile(r"^(#include|struct |using |marque::Async<)")


def literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=True)


def translate(guide: str) -> str:
    code: list[str] = []
    table: list[str] = []
    fences = FENCE.findall(guide)
    for number, (kind, body) in enumerate(fences):
        if kind == "text":
            continue
        if DEFINITION.match(body):
            code.append(body)
            continue
        name = f"example_{number}"
        code.append(
            f"void {name}([[maybe_unused]] const marque::Client& client,\n"
            f"    [[maybe_unused]] const std::string& user_id) {{\n{body}}}\n"
        )
        if kind == "cpp":
            follows = fences[number + 1] if number + 1 < len(fences) else ("", "")
            printed = follows[1] if follows[0] == "text" else ""
            table.append(f"    {{{literal(name)}, &{name}, {literal(printed)}}},\n")
    return (
        "\n".join(code)
        + "\nconst std::vector<Example> examples{\n"
        + "".join(table)
        + "};\n"
    )


if __name__ == "__main__":
    guide, output = (Path(argument) for argument in sys.argv[1:3])
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(translate(guide.read_text(encoding="utf-8")), encoding="utf-8")

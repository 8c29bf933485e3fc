"""Runs the tests with the client that MARQUE_TEST_CLIENT names; prints one line of JSON for each."""

import json
import sys
import unittest
from pathlib import Path

import recorder
import world

HERE = Path(__file__).resolve().parent


class Report(unittest.TestResult):
    """One line for each test: its sentence, and what went wrong or null."""

    def __init__(self) -> None:
        super().__init__()
        self.failures_seen = 0

    def say(self, sentence: str, problem: str | None) -> None:
        self.failures_seen += problem is not None
        print(json.dumps({"sentence": sentence, "problem": problem}), flush=True)

    def addSuccess(self, test: unittest.TestCase) -> None:
        self.say(test.shortDescription() or str(test), None)

    def addFailure(self, test: unittest.TestCase, err) -> None:
        self.say(test.shortDescription() or str(test), self._exc_info_to_string(err, test))

    addError = addFailure


def main() -> int:
    recorder.watch_kind(world.KIND)
    world.start_over()
    report = Report()
    unittest.defaultTestLoader.discover(str(HERE), pattern="*_cases.py").run(report)
    world.RUNNER.run(world.close_clients())
    left = recorder.never_called()
    problem = f"no test has called {', '.join(left)}" if left else None
    report.say("every method of the query layer was called", problem)
    return 1 if report.failures_seen else 0


if __name__ == "__main__":
    sys.exit(main())

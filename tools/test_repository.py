import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from repository import files

EXPECTED = [".gitignore", "src/a.cpp"]


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name in ("src/a.cpp", "build/release/b.cpp", "node_modules/c/c.ts"):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text("\n", encoding="utf-8")
        (self.root / ".gitignore").write_text("/build/\n/node_modules/\n", encoding="utf-8")
        (self.root / "link.cpp").symlink_to("src/a.cpp")

    def test_without_a_repository(self):
        self.assertEqual(files(self.root), EXPECTED)

    def test_without_git(self):
        with mock.patch("shutil.which", return_value=None):
            self.assertEqual(files(self.root), EXPECTED)

    @unittest.skipUnless(shutil.which("git"), "no git here")
    def test_in_a_repository_also_what_is_not_yet_added(self):
        subprocess.run(["git", "init", "--quiet", str(self.root)], check=True)
        self.assertEqual(files(self.root), EXPECTED)


if __name__ == "__main__":
    unittest.main()

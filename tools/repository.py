"""The files of this repository: what git knows or would take, or, without git, everything but the products.

As a program: prints the files with the given suffixes, one per line.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCTS = {".git", ".marque", ".temp", "build", "node_modules", "__pycache__", "dist"}


def listed_by_git(root: Path) -> list[str] | None:
    """None where there is no git, or no repository."""
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, capture_output=True, text=True, check=False)
    return listing.stdout.split("\0")[:-1] if listing.returncode == 0 else None


def walked(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in PRODUCTS]
        for name in names:
            yield (Path(folder) / name).relative_to(root).as_posix()


def files(root: Path = ROOT) -> list[str]:
    """Paths relative to `root`, sorted; deleted files that git still lists and links are left out."""
    names = listed_by_git(root)
    names = walked(root) if names is None else names
    wanted = {name for name in names if not PRODUCTS.intersection(Path(name).parts)}
    return sorted(name for name in wanted if (root / name).is_file() and not (root / name).is_symlink())


if __name__ == "__main__":
    print(*(name for name in files() if name.endswith(tuple(sys.argv[1:]))), sep="\n")

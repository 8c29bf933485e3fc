"""The files of this repository: what git knows or would take, or, without git, everything but the products.

As a program: prints the files with the given suffixes, one per line.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCTS = {".git", ".marque", "build", "node_modules", "__pycache__", "dist"}


def files(root: Path = ROOT) -> list[str]:
    """Paths relative to `root`, sorted; deleted files that git still lists are left out."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        names = [name for name in listing.stdout.split("\0") if name]
    else:
        names = [path.relative_to(root).as_posix() for path in root.rglob("*")]
    wanted = (name for name in names if not PRODUCTS.intersection(Path(name).parts))
    return sorted({name for name in wanted if (root / name).is_file() and not (root / name).is_symlink()})


if __name__ == "__main__":
    print(*(name for name in files() if name.endswith(tuple(sys.argv[1:]))), sep="\n")

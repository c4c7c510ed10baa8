"""Zip files that are the same byte by byte whenever the same files go into them."""

import stat
import time
import zipfile
from pathlib import Path

from workshop.builder.git import SECONDS

# Compressed already.
STORED = {".whl", ".gz", ".bundle"}


def write_zip(folder: Path, target: Path) -> None:
    """Pack a folder, so that unpacking gives one folder named like the zip file."""
    when = time.gmtime(SECONDS)[:6]
    files = sorted(
        (path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file()
    )
    with zipfile.ZipFile(target, "w") as archive:
        for name, path in files:
            entry = zipfile.ZipInfo(f"{target.stem}/{name}", when)
            entry.create_system = 3  # Unix, wherever it is built
            executable = bool(path.stat().st_mode & stat.S_IXUSR)
            entry.external_attr = (stat.S_IFREG | (0o755 if executable else 0o644)) << 16
            stored = path.suffix in STORED
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            with path.open("rb") as source, archive.open(entry, "w") as inside:
                while block := source.read(1 << 20):
                    inside.write(block)

"""The handover bundle: a folder, or a zip of it, that says itself whether it is whole."""

import tempfile
import zipfile
import zlib
from pathlib import Path

from .errors import ProjectError
from .files import differences, hashes, write_text
from .paths import shown

CHECKSUMS = "checksums.sha256"
MODEL = "model"
# Made by running the code in the bundle, so no sign of a change.
IGNORED = "__pycache__"


def _hashes(folder: Path) -> dict[str, str]:
    found = hashes(folder)
    return {name: digest for name, digest in found.items() if IGNORED not in name.split("/")}


def write_checksums(folder: Path) -> str:
    """Write the checksum of every file, in the format of `sha256sum`; returns the text."""
    text = "".join(f"{digest}  {name}\n" for name, digest in _hashes(folder).items())
    write_text(folder / CHECKSUMS, text)
    return text


def write_zip(folder: Path, target: Path) -> None:
    """Zip the folder under its own name. The same files always give the same bytes."""
    with zipfile.ZipFile(target, "w") as archive:
        for name in _hashes(folder):
            entry = zipfile.ZipInfo(f"{folder.name}/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (folder / name).read_bytes(), zipfile.ZIP_DEFLATED)


def verify(bundle: Path) -> dict[str, str]:
    """Checksum of every file in the bundle, after comparing all of them; loads nothing.

    Raises:
        ProjectError: a file was changed, is missing, or isn't in the list.
    """
    if bundle.is_dir():
        if links := [path.name for path in bundle.rglob("*") if path.is_symlink()]:
            raise ProjectError(f"{shown(bundle)}: do not use it: {links[0]} is a link")
        return _compare(_hashes(bundle), bundle, shown(bundle))
    if not bundle.is_file():
        raise ProjectError(f"{shown(bundle)}: no such bundle")
    with tempfile.TemporaryDirectory() as place:
        try:
            with zipfile.ZipFile(bundle) as archive:
                names = archive.namelist()
                archive.extractall(place)
        # What a damaged or encrypted archive raises, by where it is hit.
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            raise ProjectError(f"{shown(bundle)}: not a whole zip file ({error})") from error
        folders = list(Path(place).iterdir())
        if len(folders) != 1 or len(set(names)) < len(names):
            raise ProjectError(f"{shown(bundle)}: do not use it: not one folder, zipped")
        return _compare(hashes(folders[0]), folders[0], shown(bundle))


def _compare(found: dict[str, str], folder: Path, name: str) -> dict[str, str]:
    if not found.pop(CHECKSUMS, None):
        raise ProjectError(f"{name}: not a bundle, {CHECKSUMS} is missing")
    lines = (folder / CHECKSUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    expected = {file: digest for digest, _, file in (line.partition("  ") for line in lines)}
    if problems := differences(found, expected):
        raise ProjectError(f"{name}: do not use it: {', '.join(problems)}")
    return found

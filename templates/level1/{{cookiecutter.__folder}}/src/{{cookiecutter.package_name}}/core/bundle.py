"""The handover bundle: a folder, or a zip of it, that says itself whether it is whole."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from .errors import ProjectError
from .files import sha256, write_text
from .paths import shown

CHECKSUMS = "checksums.sha256"
REQUIRED = ("metrics.json", "model_card.md", "requirements.txt", "schema.json")
MODEL = "model"
# Made by running the code in the bundle, so no sign of a change.
IGNORED = "__pycache__"


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and IGNORED not in inside.parts:
            yield inside.as_posix(), path


def write_checksums(folder: Path) -> str:
    """Write the checksum of every file, in the format of `sha256sum`; returns the text."""
    text = "".join(f"{sha256(path)}  {name}\n" for name, path in _files(folder))
    write_text(folder / CHECKSUMS, text)
    return text


def write_zip(folder: Path, target: Path) -> None:
    """Zip the folder under its own name. The same files always give the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in _files(folder):
            entry = zipfile.ZipInfo(f"{folder.name}/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())


def verify(bundle: Path) -> dict[str, str]:
    """Checksum of every file in the bundle, after comparing all of them; loads nothing.

    Raises:
        ProjectError: a file was changed, is missing, or isn't in the list.
    """
    if bundle.is_dir():
        if links := [path.name for path in bundle.rglob("*") if path.is_symlink()]:
            raise ProjectError(f"{shown(bundle)}: do not use it: {links[0]} is a link")
        content = {name: path.read_bytes() for name, path in _files(bundle)}
    elif bundle.is_file():
        content = _read_zip(bundle)
    else:
        raise ProjectError(f"{shown(bundle)}: no such bundle")
    if CHECKSUMS not in content:
        raise ProjectError(f"{shown(bundle)}: not a bundle, {CHECKSUMS} is missing")
    expected = _parse(content.pop(CHECKSUMS), bundle)
    found = {name: hashlib.sha256(data).hexdigest() for name, data in content.items()}
    problems = [f"{name}: missing" for name in sorted({*expected, *REQUIRED} - set(found))]
    if not any(name.startswith(f"{MODEL}/") for name in found):
        problems.append(f"{MODEL}: missing")
    problems += [f"{name}: not in {CHECKSUMS}" for name in sorted(set(found) - set(expected))]
    problems += [
        f"{name}: changed"
        for name in sorted(set(found) & set(expected))
        if found[name] != expected[name]
    ]
    if problems:
        raise ProjectError(f"{shown(bundle)}: do not use it: {'; '.join(problems)}")
    return found


def _read_zip(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
            folders = {name.split("/")[0] for name in names}
            strange = [name for name in names if ".." in name.split("/") or "\\" in name]
            if len(folders) != 1 or len(set(names)) != len(names) or strange:
                raise ProjectError(f"{shown(path)}: do not use it: not one folder, zipped")
            return {name.partition("/")[2]: archive.read(name) for name in names}
    # What a damaged or encrypted archive raises, by where it is hit.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise ProjectError(f"{shown(path)}: not a whole zip file ({error})") from error


def _parse(checksums: bytes, bundle: Path) -> dict[str, str]:
    expected = {}
    for number, line in enumerate(checksums.decode("utf-8", "replace").splitlines(), 1):
        digest, separator, name = line.partition("  ")
        if not separator or len(digest) != 64:
            raise ProjectError(f"{shown(bundle)}: {CHECKSUMS}, line {number}: not a checksum")
        expected[name] = digest
    return expected

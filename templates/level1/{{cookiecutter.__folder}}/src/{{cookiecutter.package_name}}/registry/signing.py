"""Signatures: what the registry gives back is what this installation has put there.

A model file can run code when it is loaded, so none is loaded whose signature doesn't hold.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from itsdangerous import BadData, Serializer

from .. import operations
from ..core.errors import ProjectError
from ..core.files import hashes, write_text, write_whole
from ..core.paths import shown

# Lies in the folder that it is about.
SIGNATURE = "signature.txt"
# Keys that several machines share, separated by commas; the last one signs.
KEYS = "SIGNING_KEYS"
SHORTEST = 32


class UntrustedModel(ProjectError):  # noqa: N818
    """A stored model isn't what this installation has signed."""


def key_file() -> Path:
    """Where this installation keeps its key, readable by its user alone."""
    return operations.STATE / "signing.key"


def seal(folder: Path, told: Mapping[str, str]) -> None:
    """Sign every file in the folder, together with what the folder is said to be.

    Raises:
        ProjectError: the keys can't be read.
    """
    with operations.lock("signing"):
        if not (os.environ.get(KEYS) or key_file().exists()):
            write_whole(key_file(), _write_key)
    statement = {**told, "files": _files(folder)}
    write_text(folder / SIGNATURE, str(_serializer().dumps(statement)))


def check(folder: Path, told: Mapping[str, str]) -> None:
    """Compare the folder with what was signed. Call it on a private copy, and load that.

    Raises:
        UntrustedModel: nothing was signed here; or a file was changed, added or removed since; or
            what was signed is something else, like an older model with its own signature.
        ProjectError: the keys can't be read.
    """
    try:
        signed = _serializer().loads((folder / SIGNATURE).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UntrustedModel("not signed") from error
    except BadData as error:
        raise UntrustedModel("not signed by a key of this installation") from error
    files, found = signed.pop("files"), _files(folder)
    if signed != told:
        raise UntrustedModel("its files were signed as another version's")
    if changed := sorted({name for name, _ in files.items() ^ found.items()}):
        raise UntrustedModel(f"{', '.join(changed)} changed since it was registered")


def _files(folder: Path) -> dict[str, str]:
    return {name: digest for name, digest in hashes(folder).items() if name != SIGNATURE}


def _serializer() -> Serializer[str]:
    return Serializer(
        _keys(), salt="model version", signer_kwargs={"digest_method": hashlib.sha256}
    )


def _keys() -> list[str]:
    """Those that are accepted, from the oldest to the one that signs."""
    shared = [key for key in re.split(r"[\s,]+", os.environ.get(KEYS, "")) if key]
    if any(len(key) < SHORTEST for key in shared):
        raise ProjectError(f"{KEYS}: a key has at least {SHORTEST} characters")
    if os.access(key_file(), os.R_OK):
        return [key_file().read_text(encoding="ascii"), *shared]
    if key_file().exists() and not shared:
        raise ProjectError(
            f"{shown(key_file())} is another user's: to work on one project together, set {KEYS}"
            " for both (docs/registry.md)"
        )
    # Without any, nothing is accepted.
    return shared or [secrets.token_hex()]


def _write_key(path: Path) -> None:
    path.touch(0o600)
    path.write_text(secrets.token_hex(), encoding="ascii")

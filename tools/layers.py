"""The files of the layers: which ones there are, and what each level is made of."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

LEVELS = (0, 1, 2)
# What a checkout without git (an unpacked archive) may hold beside the files of the project.
LEFTOVERS = {"__pycache__", ".venv", ".pytest_cache", ".ruff_cache", ".ipynb_checkpoints"}


class ComposeError(Exception):
    """A mistake in the layers or the questions, as one line for the maintainer."""


@dataclass(frozen=True)
class File:
    content: bytes
    executable: bool = False


def listed_files(root: Path, folder: str) -> dict[PurePosixPath, bool]:
    """Files under a folder that git doesn't ignore, each with whether it is executable."""
    git = ["git", "-C", str(root), "-c", "core.quotepath=off", "ls-files", "-z"]
    try:
        tracked = _run([*git, "--stage", "--", folder])
        untracked = _run([*git, "--others", "--exclude-standard", "--", folder])
    except (OSError, subprocess.CalledProcessError):
        return _walked_files(root, folder)
    files = {PurePosixPath(path): _is_executable(root / path) for path in untracked}
    for entry in tracked:
        mode, path = entry.split(" ", 1)[0], entry.split("\t", 1)[1]
        # Windows has no such bit on disk; elsewhere the disk knows of a chmod not yet added.
        executable = mode == "100755" if os.name == "nt" else _is_executable(root / path)
        files[PurePosixPath(path)] = executable
    return {path: bit for path, bit in sorted(files.items()) if (root / path).is_file()}


def _run(command: list[str]) -> list[str]:
    output = subprocess.run(command, check=True, capture_output=True).stdout
    return [line for line in output.decode("utf-8").split("\0") if line]


def _walked_files(root: Path, folder: str) -> dict[PurePosixPath, bool]:
    files = {}
    start = root / folder
    for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
        relative = path.relative_to(root)
        if path.is_file() and not LEFTOVERS & set(relative.parts):
            files[PurePosixPath(relative.as_posix())] = _is_executable(path)
    return files


def _is_executable(path: Path) -> bool:
    return os.name != "nt" and path.is_file() and bool(path.stat().st_mode & 0o100)


def layer_files(root: Path, level: int) -> dict[PurePosixPath, File]:
    """What one layer introduces, by path inside the generated project."""
    folder = PurePosixPath("layers", f"level{level}")
    if not (root / folder).is_dir():
        raise ComposeError(f"{folder}: this layer is missing")
    files = {}
    for path, executable in listed_files(root, str(folder)).items():
        if (root / path).is_symlink():
            raise ComposeError(f"{path}: a symlink breaks on Windows and in archives; use a file")
        files[path.relative_to(folder)] = File((root / path).read_bytes(), executable)
    return files


def project_files(root: Path, level: int) -> dict[PurePosixPath, File]:
    """All files of a project of this level: the union of its layers."""
    files: dict[PurePosixPath, File] = {}
    origin: dict[PurePosixPath, int] = {}
    for layer in range(level + 1):
        for path, file in layer_files(root, layer).items():
            if path in origin:
                raise ComposeError(
                    f"{path}: stands in layers/level{origin[path]} and in layers/level{layer};"
                    " a path belongs to exactly one layer"
                )
            origin[path], files[path] = layer, file
    return files

"""What an edit is, and the few ways in which people change a file."""

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType

from tests.pythons import clean_environment, supported, uv

Make = Callable[[Path], None]


@dataclass(frozen=True)
class Edit:
    """One edit, to be made in the folder of a project.

    meets: files in which it changes the very lines that a level changes, with those levels: an
        upgrade has to show both sides there.
    keeps_tests: whether the project's own tests still pass after it.
    apart: edits that nobody makes together with this one.
    """

    name: str
    make: Make
    meets: Mapping[str, set[int]] = field(default_factory=dict)
    keeps_tests: bool = True
    apart: tuple[str, ...] = ()

    def meeting(self, start: int, level: int) -> set[str]:
        """The files to resolve on the way from one level to another."""
        climbed = set(range(start + 1, level + 1))
        return {path for path, levels in self.meets.items() if levels & climbed}


class Edits(dict[str, Edit]):
    """Edits by name, filled by its decorator."""

    def add(
        self,
        *,
        meets: Mapping[str, set[int]] | None = None,
        keeps_tests: bool = True,
        apart: tuple[str, ...] = (),
    ) -> Callable[[FunctionType], FunctionType]:
        def register(make: FunctionType) -> FunctionType:
            name = make.__name__
            self[name] = Edit(name, make, meets or {}, keeps_tests, apart)
            return make

        return register


def package(project: Path) -> Path:
    """src/<package>, the one that was generated."""
    return next(path.parent.parent for path in project.glob("src/*/problem/source.py"))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def append(path: Path, text: str) -> None:
    write(path, path.read_text(encoding="utf-8") + text)


def replace(path: Path, old: str, new: str) -> None:
    """Change the one place where `old` stands; an edit that changes nothing would prove nothing."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name}: {text.count(old)} x {old!r}"
    write(path, text.replace(old, new))


def run_uv(project: Path, *arguments: str) -> None:
    environment = clean_environment(next(iter(supported().values())))
    command = [uv(), *arguments]
    subprocess.run(command, cwd=project, env=environment, check=True, capture_output=True)

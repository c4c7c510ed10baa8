"""Which version of the template to go to."""

from dataclasses import dataclass
from pathlib import Path

from packaging.version import InvalidVersion, Version

from climbing.errors import ClimbError
from climbing.git import git


@dataclass(frozen=True)
class Way:
    """From one version to another, each as git can name it; `same` if there is nothing newer."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        return self.old == self.new


def find_way(template: Path, commit: str) -> Way:
    """From the project's own commit to the newest release that holds it; never backwards.

    Where nothing was ever released, the newest commit of the template counts as its release.

    Raises:
        ClimbError: the template doesn't have the project's commit.
    """
    try:
        own = _commit(template, commit)
    except ClimbError as error:
        raise ClimbError(
            f"the template has no version {commit}, from which .copier-answers.yml says this"
            " project was made: _src_path there must name the template that has it"
        ) from error
    if _releases(template):
        later = _releases(template, "--contains", own)
        newest = later[-1] if later else commit
    else:
        held = git(template, "rev-list", "--count", f"HEAD..{own}").strip() == "0"
        newest = git(template, "describe", "--tags", "--always", "HEAD").strip() if held else commit
    return Way(commit, commit if _commit(template, newest) == own else newest)


def hint_of_age(address: str) -> str:
    """What to know of a template that is a clone on this machine: it gets no newer by itself."""
    folder = Path(address)
    if not folder.is_dir() or not git(folder, "remote").strip():
        return ""
    return f"the template is a clone itself: `git -C {address} pull` brings what is newer"


def _commit(template: Path, name: str) -> str:
    return git(template, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}").strip()


def _releases(template: Path, *which: str) -> list[str]:
    """Tags that are versions and no trials, oldest first."""
    found: list[tuple[Version, str]] = []
    for tag in git(template, "tag", *which).splitlines():
        try:
            found.append((Version(tag), tag))
        except InvalidVersion:
            continue
    return [tag for version, tag in sorted(found) if not version.is_prerelease]

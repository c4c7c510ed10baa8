"""Install, activate, roll back: what is live is never something half."""

import json
from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.delivery.host import changes, folder
from {{ cookiecutter.package_name }}.delivery.host.content import (
    MANIFEST,
    REQUIREMENTS,
    Refused,
    digests,
    release_id,
)
from {{ cookiecutter.package_name }}.delivery.host.folder import Folder
from {{ cookiecutter.package_name }}.delivery.host.units import Units

FILES = ("params.toml", "dagster_home/dagster.yaml")


class Target:
    """A folder whose releases are empty: `called` is what they were asked, `champion` they say."""

    def __init__(self, path: Path) -> None:
        self.folder = Folder(path)
        self.units = Units(self.folder, "", {})
        self.called: list[tuple[str, ...]] = []
        self.champion: int | None = None

    def answer(self, name: str, *arguments: str, keep: bool = False) -> str:
        self.called.append((name, *arguments))
        return json.dumps(self.champion) if keep else ""

    def bundle(self, commit: str) -> Path:
        incoming = self.folder.path / "incoming" / commit
        for name in ("package.whl", REQUIREMENTS, *(f"project/{file}" for file in FILES)):
            (incoming / name).parent.mkdir(parents=True, exist_ok=True)
            (incoming / name).write_text(commit, encoding="utf-8")
        about = {"version": "1", "commit": commit, "package": "package", "python": "3.11"}
        manifest = about | {"files": digests(incoming)}
        (incoming / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        return incoming

    def deploy(self, commit: str) -> str:
        name = changes.install(self.folder, self.bundle(commit))["release"]
        changes.activate(self.folder, self.units, name)
        return name


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    made = Target(tmp_path / "target")
    monkeypatch.setattr(changes, "_uv", lambda *_: None)
    monkeypatch.setattr(Folder, "call", made.answer)
    return made


def test_what_is_deployed_is_live_and_what_was_can_be_returned_to(target: Target) -> None:
    first, second = target.deploy("a"), target.deploy("b")
    assert target.folder.live() == second
    assert changes.roll_back(target.folder, target.units, None)["live"] == first
    assert target.folder.live() == first


def test_a_release_is_the_bundle_and_the_project_s_files(target: Target) -> None:
    name = target.deploy("a")
    release = target.folder.release(name)
    assert (release / "app" / "params.toml").read_text(encoding="utf-8") == "a"
    assert release_id(release / "bundle") == name
    assert list((target.folder.path / "incoming").iterdir()) == []


def test_a_bundle_cut_short_changes_nothing(target: Target) -> None:
    live = target.deploy("a")
    bundle = target.bundle("b")
    (bundle / "package.whl").unlink()
    with pytest.raises(Refused, match=r"package\.whl"):
        changes.install(target.folder, bundle)
    assert target.folder.live() == live
    assert not bundle.exists()


def test_an_environment_that_cannot_be_made_changes_nothing(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: str) -> None:
        raise Refused("no space left")

    live = target.deploy("a")
    bundle = target.bundle("b")
    name = release_id(bundle)
    monkeypatch.setattr(changes, "_uv", full_disk)
    with pytest.raises(Refused):
        changes.install(target.folder, bundle)
    with pytest.raises(Refused, match="not installed"):
        changes.activate(target.folder, target.units, name)
    assert target.folder.live() == live


def test_a_release_that_does_not_start_gives_way_to_the_one_before(target: Target) -> None:
    class Fussy(Units):
        def start(self, release: str) -> None:
            started.append(release)
            if release != first:
                raise Refused("it does not start")

    started: list[str] = []
    first = target.deploy("a")
    target.units = Fussy(target.folder, "", {})
    with pytest.raises(Refused, match="does not start"):
        target.deploy("b")
    assert target.folder.live() == first
    assert started[-1] == first


def test_a_release_that_cannot_be_asked_never_becomes_live(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> str:
        raise Refused("import error")

    live = target.deploy("a")
    monkeypatch.setattr(Folder, "call", broken)
    with pytest.raises(Refused, match="import error"):
        target.deploy("b")
    assert target.folder.live() == live


def test_a_model_that_cannot_be_restored_is_said_so(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object, **__: object) -> str:
        raise Refused("registry away")

    first = target.deploy("a")
    target.champion = 3
    target.deploy("b")
    monkeypatch.setattr(Folder, "call", unreachable)
    with pytest.raises(Refused, match=r"is live again, but not model version 3: registry away"):
        changes.roll_back(target.folder, target.units, None)
    assert target.folder.live() == first


def test_dagster_s_settings_are_those_of_the_release_that_is_live(target: Target) -> None:
    settings = target.folder.shared / "dagster_home" / "dagster.yaml"
    target.deploy("a")
    target.deploy("b")
    assert settings.read_text(encoding="utf-8") == "b"
    changes.roll_back(target.folder, target.units, None)
    assert settings.read_text(encoding="utf-8") == "a"


def test_only_the_release_that_failed_is_rolled_back(target: Target) -> None:
    first, second = target.deploy("a"), target.deploy("b")
    done = changes.roll_back(target.folder, target.units, first)
    assert done == {"rolled_back": None, "live": second}
    assert changes.roll_back(target.folder, target.units, second)["live"] == first


def test_the_champion_of_before_returns_by_the_code_of_before(target: Target) -> None:
    first = target.deploy("a")
    target.champion = 3
    target.deploy("b")
    target.called.clear()
    changes.roll_back(target.folder, target.units, None)
    assert target.called == [(first, "delivery.champion", "--restore", "3")]


def test_after_the_first_release_there_is_nothing(target: Target) -> None:
    first = target.deploy("a")
    done = changes.roll_back(target.folder, target.units, None)
    assert done == {"rolled_back": first, "live": None}
    with pytest.raises(Refused, match="nothing is live"):
        changes.roll_back(target.folder, target.units, None)


def test_the_same_release_again_stays_live_and_can_still_be_left(target: Target) -> None:
    first, second = target.deploy("a"), target.deploy("b")
    assert target.deploy("b") == second
    assert changes.roll_back(target.folder, target.units, None)["live"] == first


@pytest.mark.parametrize("text", ["[{", '{"release": 1}', "7"])
def test_a_record_that_was_spoilt_is_named(target: Target, text: str) -> None:
    target.folder.path.mkdir(parents=True, exist_ok=True)
    (target.folder.path / "live.json").write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=r"live\.json: not the record"):
        target.folder.live()


def test_old_releases_go(target: Target) -> None:
    names = [target.deploy(commit) for commit in "abcdef"]
    kept = {path.name for path in target.folder.release("").iterdir()}
    assert kept == set(names[-changes.KEPT :])


def test_one_change_at_a_time(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    live = target.deploy("a")
    monkeypatch.setattr(folder, "WAIT_SECONDS", 0)
    with target.folder.locked(), pytest.raises(Refused, match="another deployment"):
        target.deploy("b")
    assert target.folder.live() == live

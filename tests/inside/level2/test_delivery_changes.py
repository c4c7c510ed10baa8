"""Deploy and roll back: what is live is never half, and only one's own change is undone."""

import json
from pathlib import Path

import pytest
from bike_rides.core.bundle import write_checksums
from bike_rides.core.errors import ProjectError
from bike_rides.delivery.host import changes, folder
from bike_rides.delivery.host.content import MANIFEST, REQUIREMENTS
from bike_rides.delivery.host.folder import Folder
from bike_rides.delivery.host.units import Units

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
        (incoming / MANIFEST).write_text(json.dumps(about), encoding="utf-8")
        write_checksums(incoming)
        return incoming

    def deploy(self, commit: str, job: str = "") -> str:
        return changes.deploy(self.folder, self.units, self.bundle(commit), job)["live"]

    def roll_back(self, job: str = "", *, to_nothing: bool = False) -> str | None:
        done = changes.roll_back(self.folder, self.units, job, to_nothing=to_nothing)
        assert done["live"] == self.folder.live()
        return done["live"]


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    made = Target(tmp_path / "target")
    monkeypatch.setattr(changes, "_uv", lambda *_: None)
    monkeypatch.setattr(Folder, "call", made.answer)
    return made


def test_what_is_deployed_is_live_and_what_was_can_be_returned_to(target: Target) -> None:
    first, second = target.deploy("a"), target.deploy("b")
    assert target.folder.live() == second
    assert target.roll_back() == first


def test_a_bundle_cut_short_changes_nothing(target: Target) -> None:
    live = target.deploy("a")
    bundle = target.bundle("b")
    (bundle / "package.whl").unlink()
    with pytest.raises(ProjectError, match=r"package\.whl"):
        changes.deploy(target.folder, target.units, bundle, "")
    assert target.folder.live() == live
    assert not bundle.exists()


@pytest.mark.parametrize("broken", ["_uv", "call"])
def test_a_release_that_cannot_be_installed_or_asked_changes_nothing(
    target: Target, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise ProjectError("no space left")

    live = target.deploy("a")
    monkeypatch.setattr(changes if broken == "_uv" else Folder, broken, fail)
    with pytest.raises(ProjectError, match="no space left"):
        target.deploy("b")
    assert target.folder.live() == live


@pytest.mark.parametrize("kind", [ProjectError, OSError])
def test_a_release_that_does_not_start_gives_way_to_the_one_before(
    target: Target, kind: type[Exception]
) -> None:
    class Fussy(Units):
        def start(self, release: str) -> None:
            started.append(release)
            if release != first:
                raise kind("it does not start")

    started: list[str] = []
    first = target.deploy("a")
    target.units = Fussy(target.folder, "", {})
    with pytest.raises(kind, match="does not start"):
        target.deploy("b")
    assert target.folder.live() == first
    assert started[-1] == first


def test_a_job_rolls_back_what_it_has_deployed(target: Target) -> None:
    first = target.deploy("a", "run 1")
    target.deploy("b", "run 2")
    assert target.roll_back("run 2") == first


def test_a_job_that_deployed_what_was_live_rolls_nothing_back(target: Target) -> None:
    target.deploy("a", "run 1")
    second = target.deploy("b", "run 2")
    target.deploy("b", "run 3")
    assert target.roll_back("run 3") == second


def test_a_job_whose_release_was_replaced_rolls_nothing_back(target: Target) -> None:
    target.deploy("a", "run 1")
    second = target.deploy("b", "run 2")
    assert target.roll_back("run 1") == second


def test_the_only_release_stays_unless_nothing_is_asked_for(target: Target) -> None:
    first = target.deploy("a", "run 1")
    with pytest.raises(ProjectError, match="stays live"):
        target.roll_back("run 1")
    assert target.folder.live() == first
    assert target.roll_back(to_nothing=True) is None
    with pytest.raises(ProjectError, match="nothing is live"):
        target.roll_back()


def test_the_champion_of_before_returns_by_the_code_of_before(target: Target) -> None:
    first = target.deploy("a")
    target.champion = 3
    target.deploy("b")
    target.called.clear()
    target.roll_back()
    assert target.called == [(first, changes.CHAMPION, "--restore-version", "3")]


def test_a_model_that_cannot_be_restored_is_said_so(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object, **__: object) -> str:
        raise ProjectError("registry away")

    target.deploy("a")
    target.champion = 3
    target.deploy("b")
    monkeypatch.setattr(Folder, "call", unreachable)
    with pytest.raises(
        ProjectError, match=r"is live again, but not model version 3: registry away"
    ):
        target.roll_back()


def test_a_deployment_that_was_cancelled_while_it_installed_does_not_go_live(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancel(*_: object) -> None:
        # Its lock is held by the deployment.
        target.folder.cancelled("run 2").parent.mkdir(exist_ok=True)
        target.folder.cancelled("run 2").touch()

    live = target.deploy("a", "run 1")
    assert target.roll_back("run 2") == live
    assert target.folder.cancelled("run 2").exists()
    monkeypatch.setattr(changes, "_uv", cancel)
    with pytest.raises(ProjectError, match="run 2 was cancelled"):
        target.deploy("b", "run 2")
    assert target.folder.live() == live
    monkeypatch.setattr(changes, "_uv", lambda *_: None)
    assert target.deploy("b", "run 2") != live


def test_a_rollback_that_systemd_refuses_changes_no_record(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ProjectError("systemctl failed")

    target.deploy("a")
    live = target.deploy("b")
    monkeypatch.setattr(Units, "start", refuse)
    with pytest.raises(ProjectError, match="systemctl failed"):
        target.roll_back()
    assert target.folder.live() == live


def test_dagster_s_settings_are_those_of_the_release_that_is_live(target: Target) -> None:
    settings = target.folder.shared / "dagster_home" / "dagster.yaml"
    target.deploy("a")
    target.deploy("b")
    assert settings.read_text(encoding="utf-8") == "b"
    target.roll_back()
    assert settings.read_text(encoding="utf-8") == "a"


@pytest.mark.parametrize("text", ["[{", '{"release": 1}', "7"])
def test_a_record_that_was_spoilt_is_named(target: Target, text: str) -> None:
    target.folder.path.mkdir(parents=True, exist_ok=True)
    (target.folder.path / "live.json").write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match=r"live\.json: not the record"):
        target.folder.live()


def test_old_releases_go(target: Target) -> None:
    names = [target.deploy(commit) for commit in "abcdef"]
    kept = {path.name for path in target.folder.release("").iterdir()}
    assert kept == set(names[-changes.KEPT :])


def test_one_change_at_a_time(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    live = target.deploy("a")
    monkeypatch.setattr(folder, "WAIT_SECONDS", 0)
    with target.folder.locked(), pytest.raises(ProjectError, match="another deployment"):
        target.deploy("b")
    assert target.folder.live() == live

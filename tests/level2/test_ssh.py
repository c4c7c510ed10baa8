"""The ssh target, on a real sshd: deployed, broken, rolled back, cut off."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engines import git
from tests.level2 import host
from tests.level2.act.runner import own_environment
from tests.level2.host import Host
from tests.pythons import uv

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(host.sshd() is None, reason="no sshd here: install openssh-server"),
]


@dataclass
class Deployer:
    """The project, as whoever deploys it has it, and the machine it goes to."""

    project: Path
    machine: Host
    environment: dict[str, str]

    def poe(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [uv(), "run", "--quiet", "poe", "--quiet", *arguments],
            cwd=self.project,
            env=self.environment | environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def do(self, *arguments: str) -> str:
        done = self.poe(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [uv(), "run", "--quiet", "poe", "--quiet", *arguments],
            cwd=self.project,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    @contextmanager
    def impatient(self) -> Generator[None]:
        """The smoke test waits for 5 seconds only."""
        targets = self.project / "targets.toml"
        text = targets.read_text(encoding="utf-8")
        targets.write_text(f"{text}ready_seconds = 5\n", encoding="utf-8")
        try:
            yield
        finally:
            targets.write_text(text, encoding="utf-8")

    def live(self) -> str:
        record = self.machine.home / "bikes" / "live.json"
        return json.loads(record.read_text(encoding="utf-8"))[0]["release"]

    def change(self, path: str, old: str, new: str) -> None:
        text = (self.project / path).read_text(encoding="utf-8")
        assert old in text
        (self.project / path).write_text(text.replace(old, new, 1), encoding="utf-8")
        git(self.project, "commit", "--all", "--message", "Change")


@pytest.fixture(scope="module")
def deployer(
    small_project: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployer]:
    """A first release is live on the machine and has trained there."""
    folder = tmp_path_factory.mktemp("ssh")
    project = folder / "bike-rides"
    shutil.copytree(small_project, project)
    machine = host.start(folder / "machine")
    (project / "targets.toml").write_text(machine.target("production"), encoding="utf-8")
    git(project, "commit", "--all", "--message", "Target")
    chosen = own_environment() | environment | machine.environment()
    made = Deployer(project, machine, chosen)
    try:
        made.do("bundle")
        made.do("deploy", "--target", "production")
        made.do("run", "--target", "production")
        yield made
    finally:
        machine.stop()


def test_what_is_deployed_runs_and_answers(deployer: Deployer) -> None:
    assert "the service answers" in deployer.do("smoke", "--target", "production")
    shown = deployer.do("status", "--target", "production")
    assert deployer.live() in shown
    assert shown.count("active") == 3


def test_a_release_that_breaks_is_rolled_back_and_the_one_before_serves(
    deployer: Deployer,
) -> None:
    before = deployer.live()
    service = "src/bike_rides/service/serve.py"
    good = "    settings = operations.load().service\n"
    bad = '    raise SystemExit("broken")\n'
    deployer.change(service, good, bad + good)
    deployer.do("bundle")
    deployer.do("deploy", "--target", "production", "--job", "7.1")
    assert deployer.live() != before
    with deployer.impatient():
        assert deployer.poe("smoke", "--target", "production").returncode == 1
        assert "down: " in deployer.do("verdict", "--target", "production")
    rollback = ["rollback-release", "--target", "production", "--job", "7.1"]
    assert f"{before} is live" in deployer.do(*rollback)
    assert deployer.live() == before
    deployer.do("smoke", "--target", "production")
    # A second time there is nothing left of it to roll back.
    assert "nothing rolled back" in deployer.do(*rollback)
    deployer.change(service, bad + good, good)


def test_two_deployments_at_once_leave_one_of_them_live_and_both_installed(
    deployer: Deployer,
) -> None:
    names, started = [], []
    for line in ("One", "Two"):
        deployer.change("README.md", "# ", f"# {line} ")
        deployer.do("bundle")
        bundle = deployer.project.parent / line
        shutil.copytree(deployer.project / "deployments" / "bundle", bundle)
        names.append(git(deployer.project, "rev-parse", "--short=12", "HEAD").strip())
        started.append(deployer.begin("deploy", "--target", "production", "--bundle", str(bundle)))
    outputs = [process.communicate()[0] for process in started]
    assert [process.returncode for process in started] == [0, 0], outputs
    assert any(name in deployer.live() for name in names)
    releases = {path.name for path in (deployer.machine.home / "bikes" / "releases").iterdir()}
    assert all(any(name in release for release in releases) for name in names)


def test_a_machine_out_of_reach_is_a_verdict(deployer: Deployer) -> None:
    targets = deployer.project / "targets.toml"
    text = targets.read_text(encoding="utf-8")
    targets.write_text(text.replace(f"port = {deployer.machine.port}", "port = 9"), "utf-8")
    assert "unreachable: " in deployer.do("verdict", "--target", "production")
    targets.write_text(text, encoding="utf-8")


def test_a_connection_cut_in_mid_copy_leaves_what_is_live(deployer: Deployer) -> None:
    before = deployer.live()
    large = deployer.project / "data" / "source" / "large.bin"
    large.write_bytes(os.urandom(1 << 20) * 400)
    deployer.do("bundle")
    copying = deployer.begin("deploy", "--target", "production")
    incoming = deployer.machine.home / "bikes" / "incoming"
    deadline = time.monotonic() + 60
    while not [*incoming.rglob("large.bin")] and time.monotonic() < deadline:
        time.sleep(0.01)
    deployer.machine.cut_connections()
    output, _ = copying.communicate()
    arrived = next(incoming.rglob("large.bin"))
    assert arrived.stat().st_size < large.stat().st_size
    assert copying.returncode == 1
    assert "copying failed" in output.splitlines()[-1]
    assert deployer.live() == before
    deployer.do("smoke", "--target", "production")
    large.unlink()
    deployer.do("bundle")
    deployer.do("deploy", "--target", "production")


def test_another_host_key_is_not_trusted(deployer: Deployer) -> None:
    public = (deployer.machine.folder / "user_key.pub").read_text(encoding="utf-8").split()
    stranger = f"[127.0.0.1]:{deployer.machine.port} {public[0]} {public[1]}\n"
    done = deployer.poe("status", "--target", "production", DEPLOY_KNOWN_HOSTS=stranger)
    assert done.returncode == 1
    assert "Host key verification failed" in done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_the_units_are_what_systemd_takes(deployer: Deployer, tmp_path: Path) -> None:
    units = sorted((deployer.machine.home / ".config/systemd/user").glob("*.service"))
    assert len(units) == 3
    environment = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)}
    files = list(map(str, units))
    verify = ["verify", "--user", *files]
    exposure = ["security", "--user", "--offline=true", "--threshold=50", *files]
    for command in (verify, exposure):
        done = subprocess.run(
            ["systemd-analyze", *command],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stdout

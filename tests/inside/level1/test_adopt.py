"""The model that was handed over from Level 0 becomes the first champion."""

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from on_project import command, run

CHAMPION = """
from bike_rides.core import batches
from bike_rides.monitoring import predictions
from bike_rides.registry import versions
found = versions.champion()
assert predictions.arrivals().keys() == set(batches.landed())
print(found and (found.number, found.newest_batch, len(versions.load(found).sample)))
"""


@pytest.fixture(scope="session")
def handed_over(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has made a bundle."""
    home = tmp_path_factory.mktemp("adopt") / "project"
    done = command(home, "steps.all")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The messages to people."""
    messages = []

    class Address(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            messages.append(f"{said['title']}: {said['message']}")
            self.send_response(200)
            self.end_headers()

    with HTTPServer(("127.0.0.1", 0), Address) as address:
        threading.Thread(target=address.serve_forever, daemon=True).start()
        monkeypatch.setenv("NOTIFY_URL", f"json://127.0.0.1:{address.server_port}")
        yield messages
        address.shutdown()


def bundle_in(home: Path) -> Path:
    return next(path for path in (home / "handover").iterdir() if path.is_dir())


def test_it_serves_after_a_person_said_so_and_only_as_the_first(handed_over: Path, told: list[str]):
    folder = str(bundle_in(handed_over))
    refused = command(handed_over, "pipeline.adopt", folder, input="")
    assert refused.returncode == 1
    assert "not trusted; nothing was changed" in refused.stderr
    done = command(handed_over, "pipeline.adopt", folder, input="y\n")
    assert done.returncode == 0, done.stderr
    assert run(handed_over, "-c", CHAMPION).stdout.strip() == "(1, '2011-06', 100)"
    assert [message.partition(" from ")[0] for message in told] == [
        "champion changed: promoted: version 1: adopted"
    ]
    again = command(handed_over, "pipeline.adopt", folder, "--yes")
    assert again.returncode == 1
    assert "version 1 is champion already" in again.stderr


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("model/model.joblib", "model/model.joblib was changed"),
        ("bike_rides/problem/features.py", "carries other code than this project"),
    ],
)
def test_a_bundle_that_is_not_whole_or_of_other_code_is_refused(
    handed_over: Path, tmp_path: Path, name: str, problem: str
):
    copy = Path(shutil.copytree(bundle_in(handed_over), tmp_path / "bundle"))
    (copy / name).write_text("# changed")
    if name.endswith(".py"):
        signed = "from bike_rides.core import bundle; from pathlib import Path;"
        seal = signed + f" p = Path({str(copy)!r}); (p / bundle.CHECKSUMS).unlink();"
        assert run(tmp_path, "-c", f"{seal} bundle.write_checksums(p)").returncode == 0
    done = command(tmp_path / "home", "pipeline.adopt", str(copy), "--yes")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert problem in done.stderr

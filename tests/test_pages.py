"""The pages of a running Level 1 project, used in a real browser as a person does."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.running import free_port, get, running, up
from tests.conftest import ROOT
from tests.engines import with_copier
from tests.pythons import clean_environment, supported, uv

pytestmark = pytest.mark.slow

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Root has no sandbox to run in; the rest keeps the browser from reaching out by itself.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 60_000
PICTURES = ROOT / "layers" / "level1" / "docs" / "pictures"
STEPS = ("prepare", "train", "validate", "deploy")


@dataclass(frozen=True)
class System:
    """A running project: its folder, its environment, the addresses of its pages."""

    project: Path
    environment: dict[str, str]
    service: str
    pipeline: str

    def poe(self, *arguments: str) -> str:
        """Run one of its tasks; returns what it printed."""
        done = subprocess.run(
            [uv(), "run", "poe", *arguments],
            cwd=self.project,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser with a new, empty profile."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no Chromium on the PATH (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """An empty tab; what it showed last is kept for whoever looks into a failure."""
    opened = chromium.new_page(viewport={"width": 1200, "height": 800})
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    opened.screenshot(path=tmp_path / "page.png")
    opened.close()


@pytest.fixture
def keep(request: pytest.FixtureRequest, page: Page) -> Callable[[str], None]:
    """Make what the page shows now a picture of the README, if --screenshots is given."""

    def picture(name: str) -> None:
        if request.config.getoption("--screenshots"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=PICTURES / f"{name}.png")

    return picture


@pytest.fixture(scope="module")
def system(chromium: Browser, template: Path, tmp_path_factory) -> Iterator[System]:
    """A project with its first model, and all of it started."""
    project = with_copier(template, tmp_path_factory.mktemp("pages") / "rides", 1, {})
    environment = clean_environment(next(iter(supported().values())))
    started = System(project, environment, *use_free_ports(project / "operations.toml"))
    # Before the start: the sensor's own first training would have to be waited for.
    assert "promoted: version 1" in started.poe("pipeline")

    def ready() -> bool:
        return bool(get(f"{started.service}/ready") and get(f"{started.pipeline}/server_info"))

    with running(up(project), project, ready, environment):
        yield started


def use_free_ports(operations: Path) -> tuple[str, str]:
    """Let service and page be where nothing else is; gives their addresses."""
    text, ports = operations.read_text(encoding="utf-8"), (free_port(), free_port())
    for name, port in zip(("port", "pipeline_port"), ports, strict=True):
        text, found = re.subn(rf"(?m)^{name} = \d+", f"{name} = {port}", text)
        assert found == 1, name
    operations.write_text(text, encoding="utf-8")
    service, page = (f"http://127.0.0.1:{port}" for port in ports)
    return service, page


def test_the_service_s_page_predicts_its_own_example(system: System, page: Page, keep):
    page.goto(f"{system.service}/docs")
    operation = page.locator(".opblock-post", has_text="/predict")
    operation.locator(".opblock-summary-control").click()
    example = operation.locator("textarea.body-param__text")
    expect(example).to_be_visible()
    (row,) = json.loads(example.input_value())["rows"]
    assert "timestamp" in row and None not in row.values()
    operation.locator("button.execute").click()
    answer = operation.locator(".live-responses-table .response .highlight-code").first
    expect(answer).to_be_visible()
    content = json.loads(answer.locator("code").inner_text())
    assert content["model_version"] == 1
    (predicted,) = content["predictions"]
    assert predicted > 0
    answer.scroll_into_view_if_needed()
    keep("service")


def close_greeting(page: Page) -> None:
    """Dagster may ask a new browser for an e-mail address first; it lies over the graph."""
    skip = page.get_by_role("button", name="Skip", exact=True)
    page.add_locator_handler(skip, lambda: skip.click())


def test_the_pipeline_s_page_shows_the_graph(system: System, page: Page, keep):
    page.goto(f"{system.pipeline}/asset-groups")
    close_greeting(page)
    for step in STEPS:
        expect(page.get_by_text(step, exact=True).first).to_be_visible(timeout=PATIENCE_MS)
    keep("pipeline")


def test_the_monitoring_page_shows_a_batch_that_was_served(system: System, page: Page):
    ask(system, "2011-07")
    system.poe("extract", "--until", "2011-07")
    system.poe("monitor")
    page.goto((system.project / "reports" / "monitoring" / "index.html").as_uri())
    expect(page.get_by_text("2011-07").first).to_be_visible()
    expect(page.locator("svg").first).to_be_visible()


def test_the_months_of_a_simulation_are_on_the_monitoring_page(
    system: System, page: Page, keep, request: pytest.FixtureRequest
):
    if not request.config.getoption("--screenshots"):
        pytest.skip("ten minutes: inside a Level 1 project two months pass, and are on the page")
    system.poe("simulate")
    reports = system.project / "state" / "simulation" / "reports"
    shutil.copyfile(reports / "simulation" / "frozen_or_retrained.png", PICTURES / "simulation.png")
    page.goto((reports / "monitoring" / "index.html").as_uri())
    expect(page.get_by_text("2012-12").first).to_be_visible()
    keep("monitoring")


def ask(system: System, batch: str) -> None:
    """Let the service predict every hour of a month."""
    code = (
        "import sys; from simulation.system import System;System(int(sys.argv[1])).ask(sys.argv[2])"
    )
    port = system.service.rpartition(":")[2]
    subprocess.run(
        [uv(), "run", "python", "-c", code, port, batch],
        cwd=system.project,
        env=system.environment,
        check=True,
    )

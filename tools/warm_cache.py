"""Compile what uv's cache holds of a project's packages: for a run of all tests.

Each project that the tests generate has an environment of its own, and each of them would compile
the same packages at its first import, for 20 seconds. What lies in the cache is linked into all.
"""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from cookiecutter.main import cookiecutter

from tests.pythons import clean_environment, supported, uv

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Install a Level 2 project, and compile in the cache what that has brought there."""
    python = next(iter(supported().values()))
    environment = clean_environment(python)
    with TemporaryDirectory() as folder:
        template = str(ROOT / "templates" / "level2")
        cookiecutter(template, no_input=True, output_dir=folder)
        project = next(Path(folder).iterdir())
        subprocess.run([uv(), "sync", "--quiet"], cwd=project, env=environment, check=True)
        installed = {path.name for path in (project / ".venv").rglob("*.dist-info")}
    asked = [uv(), "cache", "dir", "--color", "never"]
    cache = Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip())
    found = [path.parent for path in cache.glob("archive-*/*/*.dist-info")]
    wanted = [str(path) for path in found if installed & {one.name for one in path.iterdir()}]
    # Some packages hold templates that are no Python: what can't be compiled is passed over.
    compile_all = [python, "-m", "compileall", "-q", "-j", "0", *wanted]
    subprocess.run(compile_all, env=environment, stdout=subprocess.DEVNULL, check=False)
    print(f"{len(wanted)} packages compiled")


if __name__ == "__main__":
    main()

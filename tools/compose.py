"""Compose the templates from the layers and the questions; `--check` only compares."""

import argparse
import os
import sys
from pathlib import Path, PurePosixPath

from tools.layers import LEVELS, ComposeError, File, listed_files, project_files
from tools.questions import Questions

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "{{cookiecutter.__folder}}"
HOOKS = ("pre_gen_project.py", "post_gen_project.py")
SHOWN = 10


def composed(root: Path) -> dict[PurePosixPath, File]:
    """Every file that is composed, by path from the root of the repository."""
    questions = Questions(root)
    files = {PurePosixPath("cookiecutter.json"): File(questions.menu())}
    for level in LEVELS:
        template = PurePosixPath("templates", f"level{level}")
        project = project_files(root, level)
        verbatim = [f"{PROJECT}/{path}" for path in sorted(project) if not rendered(project[path])]
        files[template / "cookiecutter.json"] = File(questions.template_json(level, verbatim))
        for hook in HOOKS:
            files[template / "hooks" / hook] = File(questions.hook(hook, level))
        for path, file in project.items():
            files[template / PROJECT / path] = file
    return files


def rendered(file: File) -> bool:
    """Whether Jinja has work to do in a file; cookiecutter is faster at copying the others."""
    return any(mark in file.content for mark in (b"{{", b"{%", b"{#"))


def differences(root: Path, files: dict[PurePosixPath, File]) -> list[str]:
    """What stands under templates/ and is not as composed, one line each."""
    present = listed_files(root, "templates") | listed_files(root, "cookiecutter.json")
    found = [f"{path}: not composed from any layer" for path in present if path not in files]
    for path, file in files.items():
        if path not in present:
            found.append(f"{path}: missing")
        elif (root / path).read_bytes() != file.content:
            found.append(f"{path}: differs")
        elif present[path] != file.executable:
            found.append(f"{path}: should {'' if file.executable else 'not '}be executable")
    return sorted(found)


def write(root: Path, files: dict[PurePosixPath, File]) -> None:
    """Make templates/ exactly the composed files."""
    for path in listed_files(root, "templates"):
        if path not in files:
            (root / path).unlink()
    for path, file in files.items():
        target = root / path
        if not target.is_file() or target.read_bytes() != file.content:
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(target.name + ".partial")
            partial.write_bytes(file.content)
            partial.replace(target)
        _set_executable(target, file.executable)
    for folder in sorted((root / "templates").rglob("*"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _set_executable(path: Path, executable: bool) -> None:
    if os.name == "nt":
        return
    mode = path.stat().st_mode
    # Whoever may read may execute, so that the umask of the checkout still counts.
    wanted = mode | (mode & 0o444) >> 2 if executable else mode & ~0o111
    if wanted != mode:
        path.chmod(wanted)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 on differences"
    )
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository (this one)")
    options = parser.parse_args(arguments)
    try:
        files = composed(options.root)
    except (ComposeError, OSError) as error:
        print(f"compose: {error}", file=sys.stderr)
        return 2
    found = differences(options.root, files)
    if not options.check:
        write(options.root, files)
        print(f"compose: {len(files)} files in templates/, {len(found)} of them changed")
        return 0
    for line in found[:SHOWN]:
        print(line, file=sys.stderr)
    if len(found) > SHOWN:
        print(f"and {len(found) - SHOWN} more", file=sys.stderr)
    if found:
        print("templates/ is not what the layers say; run: uv run poe compose", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

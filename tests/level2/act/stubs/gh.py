"""Stub of gh: refuses what the job's permissions don't allow, and keeps a record of its calls.

What GitHub would answer lies in STUB_GITHUB, a JSON file: path of the API -> content.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ARTIFACTS = Path(os.environ["STUB_ARTIFACTS"])


def option(name):
    return arguments[arguments.index(name) + 1] if name in arguments else None


def needed():
    """Scope -> level that this call needs in a private repository; for some, one of several."""
    match arguments[:2]:
        case ["workflow", "run"]:
            # Without --ref it asks the repository for its default branch.
            contents = {} if "--ref" in arguments else {"contents": "read"}
            return [{"actions": "write"} | contents]
        case ["attestation", "verify"]:
            return [{"attestations": "read"}]
        case ["release", "create"]:
            return [{"contents": "write"}]
        case ["release", "download"]:
            return [{"contents": "read"}]
        case ["api", path]:
            level = "write" if option("--field") else "read"
            parts = path.partition("?")[0].split("/")[3:]
            if parts[0] == "actions":
                return [{"actions": level}]
            if parts[0] == "issues" and "comments" in parts:
                return [{"issues": level}, {"pull-requests": level}]
            if parts[0] == "issues":
                return [{"issues": level}]
    sys.exit(f"gh: the stub doesn't know what this needs: {arguments}")


def allowed():
    """Permissions of the job that runs."""
    text = Path(os.environ["STUB_WORKFLOW"]).read_text(encoding="utf-8")
    return yaml.safe_load(text)["jobs"][os.environ["GITHUB_JOB"]]["permissions"]


def answer(path):
    """What the API says, filtered as gh would."""
    known = json.loads(Path(os.environ["STUB_GITHUB"]).read_text(encoding="utf-8"))
    # Of whichever run: all of them are CD's, unless a test says otherwise.
    name = re.sub(r"(?<=/actions/runs/)[0-9]+", "*", path.partition("?")[0])
    content = json.dumps(known[name.split("/", 3)[3]])
    subprocess.run(["jq", "--raw-output", option("--jq")], input=content, text=True, check=True)


def main():
    granted = allowed()
    levels = ["none", "read", "write"]
    fits = [
        all(levels.index(granted.get(scope, "none")) >= levels.index(level) for scope, level in one)
        for one in (wanted.items() for wanted in needed())
    ]
    if not any(fits):
        sys.exit(f"HTTP 403: Resource not accessible by integration: {arguments}, {granted}")
    call = {"arguments": arguments}
    if body := next((word for word in arguments if word.startswith("body=@")), None):
        call["body"] = Path(body.removeprefix("body=@")).read_text(encoding="utf-8")
    releases = ARTIFACTS / "releases"
    match arguments[:3]:
        case ["release", "create", tag]:
            (releases / tag).mkdir(parents=True)
            for file in [word for word in arguments[3:] if Path(word).is_file()]:
                shutil.copy(file, releases / tag)
        case ["release", "download", tag]:
            shutil.copy(releases / tag / option("--pattern"), option("--dir"))
        case ["api", path, *_] if not option("--field"):
            answer(path)
    with Path(os.environ["STUB_GH_LOG"]).open("a", encoding="utf-8") as record:
        record.write(json.dumps(call) + "\n")


arguments = [word for word in sys.argv[1:] if word not in ("--method", "PATCH")]
main()

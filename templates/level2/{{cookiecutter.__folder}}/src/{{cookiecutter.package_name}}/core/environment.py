"""What is installed, written down so that another machine can install the same."""

import platform
from importlib import metadata

from packaging.requirements import Requirement

DISTRIBUTION = "{{ cookiecutter.project_slug }}"


def project_name_and_version() -> tuple[str, str]:
    """As pyproject.toml says."""
    return DISTRIBUTION, metadata.version(DISTRIBUTION)


def summary() -> str:
    """The project's description in pyproject.toml."""
    return metadata.metadata(DISTRIBUTION)["Summary"] or DISTRIBUTION


def requirements() -> str:
    """requirements.txt: the project's dependencies and theirs, each at the version installed."""
    pins = sorted(f"{name}=={metadata.version(name)}" for name in _closure(DISTRIBUTION))
    where = f"{platform.system()} {platform.machine()}"
    return "\n".join([f"# Python {platform.python_version()}, {where}", *pins, ""])


def _closure(distribution: str) -> set[str]:
    """Names of all distributions that this one needs here, itself left out."""
    found: set[tuple[str, str]] = set()
    queue = [(distribution, "")]
    while queue:
        name, extra = queue.pop()
        for text in metadata.requires(name) or []:
            requirement = Requirement(text)
            if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
                continue
            wanted = {(requirement.name, extra) for extra in {"", *requirement.extras}}
            queue += wanted - found
            found |= wanted
    return {name.lower().replace("_", "-") for name, _ in found}

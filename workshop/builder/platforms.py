"""The machines that a wheelhouse can be for, and what uv, pip and markers call them."""

import platform
import sys
from dataclasses import dataclass

from workshop.builder.errors import KitError

# Of the C library: newer than these is no distribution of the last years, older few wheels.
GLIBC = range(28, 4, -1)
MACOS = "14_0"


@dataclass(frozen=True)
class Platform:
    """One kind of machine.

    title: what a participant calls it.
    uv: what `uv pip compile --python-platform` calls it.
    tags: those of wheels that run on it, for `pip download --platform`.
    system, machine, kernel, os: values of the markers sys_platform, platform_machine,
        platform_system and os_name.
    """

    title: str
    uv: str
    tags: tuple[str, ...]
    system: str
    machine: str
    kernel: str
    os: str

    def marker(self, python: str) -> str:
        """The marker that is true there, with this Python (as 3.12), and nowhere else."""
        minor = int(python.split(".")[1])
        return " and ".join(
            [
                f"sys_platform == '{self.system}'",
                f"platform_machine == '{self.machine}'",
                f"platform_system == '{self.kernel}'",
                f"os_name == '{self.os}'",
                "implementation_name == 'cpython'",
                f"python_full_version >= '3.{minor}'",
                f"python_full_version < '3.{minor + 1}'",
            ]
        )


def _linux(machine: str) -> Platform:
    tags = [f"manylinux_2_{minor}_{machine}" for minor in GLIBC]
    tags += [f"manylinux2014_{machine}", f"linux_{machine}"]
    uv = f"{machine}-manylinux_2_{GLIBC[0]}"
    title = "Linux on Intel or AMD" if machine == "x86_64" else "Linux on ARM"
    return Platform(title, uv, tuple(tags), "linux", machine, "Linux", "posix")


def _macos(machine: str) -> Platform:
    uv = f"{'aarch64' if machine == 'arm64' else machine}-apple-darwin"
    title = "macOS on Apple silicon" if machine == "arm64" else "macOS on Intel"
    tags = (f"macosx_{MACOS}_{machine}",)
    return Platform(title, uv, tags, "darwin", machine, "Darwin", "posix")


PLATFORMS = {
    "linux-x64": _linux("x86_64"),
    "linux-arm64": _linux("aarch64"),
    "macos-arm64": _macos("arm64"),
    "macos-x64": _macos("x86_64"),
    "windows-x64": Platform(
        "Windows on Intel or AMD",
        "x86_64-pc-windows-msvc",
        ("win_amd64",),
        "win32",
        "AMD64",
        "Windows",
        "nt",
    ),
}


def this_platform() -> str:
    """The name of the machine that this runs on.

    Raises:
        KitError: it is none that has wheels of all packages.
    """
    machine = platform.machine()
    for name, known in PLATFORMS.items():
        if (known.system, known.machine) == (sys.platform, machine):
            return name
    raise KitError(
        f"--platform is needed: this machine ({sys.platform}, {machine}) is none of"
        f" {', '.join(PLATFORMS)}"
    )

"""Check that a bundle is whole and unchanged, before anything in it is loaded."""

from pathlib import Path

from ..core import bundle
from ..core.command import command, next_step, parser, typed
from ..core.paths import shown


@command
def main() -> None:
    arguments = parser("verify", __doc__)
    arguments.add_argument("bundle", type=Path, help="the folder, or the zip of it")
    path = arguments.parse_args().bundle
    found = bundle.verify(path)
    print(f"{shown(path)}: whole and unchanged, {len(found)} files")
    folder = shown(path).removesuffix(".zip")
    next_step(f"{typed('predict')} --input FILE.csv --bundle {folder}")


if __name__ == "__main__":
    main()

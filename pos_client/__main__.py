"""`pos-client`: the till and the admin tab in one window."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until the window is closed; the exit code of a day that ran by itself says whether it agreed."""
    from pos_client.app.options import parse  # noqa: PLC0415 - same
    from pos_client.app.run import run  # noqa: PLC0415 - --help answers before Qt is loaded

    return run(parse(sys.argv[1:] if arguments is None else arguments))


if __name__ == "__main__":
    sys.exit(main())

"""`backoffice-server` and `python -m backoffice_server`."""

import gc
import sys
import traceback
from typing import Final

from backoffice_server.texts import _

OUR_FAULT: Final = 70  # EX_SOFTWARE: apart from 1, which means that a rule is broken or a wish refused


def main() -> None:
    # What is loaded stays. Searched again and again while it grows, it takes a sixth longer.
    gc.disable()
    from backoffice_server.commands.tree import app  # noqa: PLC0415 - see above

    gc.freeze()
    gc.enable()
    try:
        app(prog_name="backoffice-server")
    except Exception:  # noqa: BLE001 - the last place to say anything
        traceback.print_exc()
        said = _("This is a fault of the program, not yours. Please pass the lines above on to its makers.")
        print(said, file=sys.stderr)
        sys.exit(OUR_FAULT)


if __name__ == "__main__":
    main()

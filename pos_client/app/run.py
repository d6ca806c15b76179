"""Start, run, end: one QApplication, one window."""

import os
import sys
from typing import Final

from PySide6.QtWidgets import QApplication

from pos_client.app.options import Options
from pos_client.app.window import Window
from pos_client.desk.theme.look import STYLE

NAME: Final = "pos-client"
# A Qt call lets go of the interpreter; while the store lane computes, the window's thread waits this long to
# have it back. Python's own 5 ms, paid several times in a paint, are seen.
SWITCH_S: Final = 0.0005


def run(options: Options) -> int:
    """The program's exit code."""
    application = new_application()
    if options.demo_day:
        from pos_client.app.demo_day import run_day  # noqa: PLC0415 - only for a day that runs by itself

        return run_day(application, options)
    window = Window(options)
    window.listening.connect(lambda: hear_stop(application))
    window.show()
    if options.demo is not None:
        from pos_client.app.demo import Demo  # noqa: PLC0415 - only in a demonstration shop

        window.demo = Demo(window, options.demo)
    code = application.exec()
    window.destroy()
    return code


def new_application() -> QApplication:
    """Born with the style it wears: putting another on it takes 6 ms of the start."""
    os.environ["QT_STYLE_OVERRIDE"] = STYLE
    sys.setswitchinterval(SWITCH_S)
    application = QApplication([NAME])
    application.setApplicationName(NAME)
    return application


def hear_stop(application: QApplication) -> None:
    """A clean end on SIGTERM and Ctrl+C, from the moment there is something to end."""
    from pos_client.app.stop import Stop  # noqa: PLC0415 - sockets are loaded behind the first paint

    application.aboutToQuit.connect(Stop(application).close)

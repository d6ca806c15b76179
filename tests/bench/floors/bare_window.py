"""A bare Qt window with a table, painted: what a desktop program costs before it can do anything.

`python -m tests.bench.floors.bare_window [imports]`: with `imports` it also loads SQLAlchemy's core and
pydantic. Says how much CPU it has used once it is painted, and is gone.
"""

import os
import sys
import time

from PySide6.QtWidgets import QApplication

if __name__ == "__main__":
    if "imports" in sys.argv:
        import sqlalchemy  # noqa: F401 - its cost is what is measured
        from pydantic import BaseModel  # noqa: F401 - same
    from tests.bench.floors.bare_table import BareTable

    application = QApplication([])
    window = BareTable(1366, 768)
    window.model.add(("x",) * 5)
    window.show()
    application.processEvents()
    window.grab()
    print(f"usable {time.process_time() * 1000:.1f}", flush=True)
    os._exit(0)

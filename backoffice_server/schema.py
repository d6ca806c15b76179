"""All tables of the server, gathered for whoever must see the whole schema."""

import importlib
import pkgutil

from backoffice_server import features
from backoffice_server.kernel import feed
from backoffice_server.kernel.metadata import metadata

for _slice in pkgutil.iter_modules(features.__path__):
    importlib.import_module(f"{features.__name__}.{_slice.name}.tables")

__all__ = ["feed", "metadata"]

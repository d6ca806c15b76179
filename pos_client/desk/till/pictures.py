"""Pictures of goods from a folder of the till: `<SKU>.png`, `.jpg` or `.webp`. Read beside the GUI thread."""

import os
from collections import OrderedDict
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from pos_client.desk.background import Background

KINDS: Final = (".png", ".jpg", ".jpeg", ".webp")
KEPT: Final = 400
# A photograph of a telephone has twelve million dots; what is larger than this is none of a shop's goods.
PIXELS_MAX: Final = 60_000_000


class Pictures(QObject):
    """`came`: one more can be drawn, or other ones than before."""

    came = Signal()

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._folder: Path | None = None
        self._files: dict[str, Path] = {}
        self._asked: set[str] = set()
        self._kept: OrderedDict[str, QPixmap] = OrderedDict()

    def use(self, folder: Path) -> None:
        """Look what is in a folder; one that is not there has none."""
        self._folder = folder
        self._background.online(lambda: found_in(folder), then=lambda files: self._found(folder, files))

    @property
    def any(self) -> bool:
        """Whether there is a picture at all: without one, tiles need no room for them."""
        return bool(self._files)

    def of(self, name: str, size: QSize) -> QPixmap | None:
        """The picture of a SKU, at most `size` large. None while it is read, and where there is none."""
        kept = self._kept.get(name)
        if kept is not None:
            self._kept.move_to_end(name)
            return kept
        file = self._files.get(name)
        if file is not None and name not in self._asked:
            self._asked.add(name)
            self._background.online(
                lambda: read_scaled(file, size), then=lambda image: self._read(name, file, image)
            )
        return None

    def _found(self, folder: Path, files: dict[str, Path]) -> None:
        if folder != self._folder:
            return
        self._files = files
        self._asked.clear()
        self._kept.clear()
        self.came.emit()

    def _read(self, name: str, file: Path, image: QImage) -> None:
        if self._files.get(name) != file:
            return
        if image.isNull():
            # What cannot be read stays asked for: it is not tried again with every stroke of the brush.
            return
        self._asked.discard(name)
        self._kept[name] = QPixmap.fromImage(image)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.came.emit()


def found_in(folder: Path) -> dict[str, Path]:
    """The pictures of a folder by what they are called."""
    try:
        with os.scandir(folder) as entries:
            files = [Path(entry.path) for entry in entries if entry.is_file()]
    except OSError:
        return {}
    return {file.stem: file for file in sorted(files) if file.suffix.lower() in KINDS}


def read_scaled(file: Path, size: QSize) -> QImage:
    """As large as fits into `size`; an empty image where the file is none."""
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    whole = reader.size()
    if not whole.isValid() or whole.width() * whole.height() > PIXELS_MAX:
        return QImage()
    reader.setScaledSize(whole.scaled(size, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()

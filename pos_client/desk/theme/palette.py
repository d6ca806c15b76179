"""QPalette for Fusion: what Qt paints by itself follows the tokens too."""

from typing import Final

from PySide6.QtGui import QColor, QPalette

from pos_client.desk.theme.tokens import Colour, Palette

_Role = QPalette.ColorRole

_ROLES: Final[dict[QPalette.ColorRole, Colour]] = {
    _Role.Window: "window",
    _Role.WindowText: "ink",
    _Role.Base: "surface",
    _Role.AlternateBase: "hover",
    _Role.Text: "ink",
    _Role.PlaceholderText: "ink_muted",
    _Role.Button: "surface",
    _Role.ButtonText: "ink",
    _Role.BrightText: "danger",
    _Role.Highlight: "accent",
    _Role.HighlightedText: "on_accent",
    _Role.Link: "accent",
    _Role.LinkVisited: "accent",
    _Role.ToolTipBase: "surface",
    _Role.ToolTipText: "ink",
    _Role.Light: "surface",
    _Role.Midlight: "hover",
    _Role.Mid: "border",
    _Role.Dark: "border_strong",
    _Role.Shadow: "border_strong",
    _Role.Accent: "accent",
}
_DISABLED: Final = (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.PlaceholderText)


def qt_palette(colours: Palette) -> QPalette:
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(colours[name]))
    for role in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours["ink_disabled"]))
    return palette

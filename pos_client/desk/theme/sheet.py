"""The one style sheet, made from tokens, for Qt's own widgets. Buttons and tables paint themselves."""

from pos_client.desk.theme.tokens import BORDER, METRIC, RADIUS, SPACE, Palette


def style_sheet(colours: Palette) -> str:
    return "\n".join(
        (_windows(colours), _fields(colours), _menus(colours), _scroll_bars(colours), _labels(colours))
    )


def _windows(c: Palette) -> str:
    return f"""
QWidget[plane="window"] {{ background: {c["window"]}; }}
QWidget[plane="surface"] {{ background: {c["surface"]}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QToolTip {{
    background: {c["surface"]}; color: {c["ink"]}; border: {BORDER.hair}px solid {c["border_strong"]};
    padding: {SPACE.xs}px {SPACE.s}px;
}}
"""


def _fields(c: Palette) -> str:
    # The border grows on focus and the padding shrinks by as much, so that nothing moves.
    grown = BORDER.focus - BORDER.hair
    side = SPACE.m - BORDER.hair
    return f"""
QLineEdit, QPlainTextEdit {{
    background: {c["surface"]}; color: {c["ink"]}; border: {BORDER.hair}px solid {c["border_strong"]};
    border-radius: {RADIUS}px; padding: 0 {side}px; selection-background-color: {c["accent"]};
    selection-color: {c["on_accent"]}; placeholder-text-color: {c["ink_muted"]};
    min-height: {METRIC.field - 2 * BORDER.hair}px;
}}
QPlainTextEdit {{ padding: {SPACE.s}px {side}px; }}
QLineEdit[compact="true"] {{
    min-height: {METRIC.field_compact - 2 * BORDER.hair}px; padding: 0 {SPACE.s - BORDER.hair}px;
}}
QLineEdit[soft="true"] {{ border-color: {c["border"]}; }}
QLineEdit[fault="true"] {{ border: {BORDER.focus}px solid {c["danger"]}; padding: 0 {side - grown}px; }}
QLineEdit:focus {{ border: {BORDER.focus}px solid {c["accent"]}; padding: 0 {side - grown}px; }}
QPlainTextEdit:focus {{
    border: {BORDER.focus}px solid {c["accent"]}; padding: {SPACE.s - grown}px {side - grown}px;
}}
QLineEdit[compact="true"]:focus {{ padding: 0 {SPACE.s - BORDER.focus}px; }}
QLineEdit[large="true"] {{ padding: {SPACE.s - BORDER.hair}px {side}px; min-height: 0; }}
QLineEdit[large="true"]:focus {{ padding: {SPACE.s - BORDER.focus}px {side - grown}px; }}
QLineEdit:disabled, QPlainTextEdit:disabled {{
    color: {c["ink_disabled"]}; border-color: {c["border"]}; background: {c["window"]};
}}
QLineEdit[bare="true"], QLineEdit[bare="true"]:focus {{
    border: none; background: transparent; padding: 0; min-height: 0;
}}
"""


def _menus(c: Palette) -> str:
    return f"""
QMenu {{
    background: {c["surface"]}; color: {c["ink"]}; border: {BORDER.hair}px solid {c["border_strong"]};
    padding: {SPACE.xs}px;
}}
QMenu::item {{
    padding: {SPACE.s}px {SPACE.l}px {SPACE.s}px {SPACE.m}px; border-radius: {SPACE.xs}px;
    background: transparent;
}}
QMenu::item:selected {{ background: {c["accent_soft"]}; color: {c["ink"]}; }}
QMenu::item:disabled {{ color: {c["ink_disabled"]}; }}
QMenu::icon {{ padding-left: {SPACE.s}px; }}
QMenu::separator {{ height: {BORDER.hair}px; background: {c["border"]}; margin: {SPACE.xs}px 0; }}
QAbstractItemView {{
    background: {c["surface"]}; color: {c["ink"]}; selection-background-color: {c["accent_soft"]};
    selection-color: {c["ink"]}; outline: none;
}}
QComboBox QAbstractItemView {{ border: {BORDER.hair}px solid {c["border_strong"]}; padding: {SPACE.xs}px; }}
QComboBox QAbstractItemView::item {{
    min-height: {METRIC.row_desk}px; padding: 0 {SPACE.s}px; border-radius: {SPACE.xs}px;
}}
QComboBox QAbstractItemView::item:hover {{ background: {c["hover"]}; }}
QComboBox QAbstractItemView::item:selected {{ background: {c["accent_soft"]}; color: {c["ink"]}; }}
"""


def _scroll_bars(c: Palette) -> str:
    bar = METRIC.scroll_bar
    inset = SPACE.xxs
    return f"""
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: {bar}px; }}
QScrollBar:horizontal {{ height: {bar}px; }}
QScrollBar::handle {{
    background: {c["border_strong"]}; border-radius: {bar // 2 - inset}px; margin: {inset}px;
}}
QScrollBar::handle:hover {{ background: {c["ink_muted"]}; }}
QScrollBar::handle:vertical {{ min-height: {METRIC.scroll_handle_min}px; }}
QScrollBar::handle:horizontal {{ min-width: {METRIC.scroll_handle_min}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def _labels(c: Palette) -> str:
    tones = "\n".join(f'QLabel[ink="{name}"] {{ color: {value}; }}' for name, value in c.colours.items())
    return f"QLabel {{ background: transparent; }}\n{tones}"

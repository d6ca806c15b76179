"""`tokens.json`, typed: px at 96 dpi (Qt scales by devicePixelRatio), palettes, their contrast."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NamedTuple, get_args

ThemeName = Literal["light", "dark"]
THEMES: Final[tuple[ThemeName, ...]] = get_args(ThemeName)
FILE: Final = Path(__file__).with_name("tokens.json")

Colour = Literal[
    "window",
    "surface",
    "hover",
    "border",
    "border_strong",
    "ink",
    "ink_muted",
    "ink_disabled",
    "accent",
    "accent_hover",
    "on_accent",
    "accent_mid",
    "accent_soft",
    "picture",
    "ok",
    "ok_soft",
    "warn",
    "warn_soft",
    "danger",
    "danger_soft",
    "info",
    "info_soft",
    "paper",
    "paper_ink",
    "series_now",
    "series_then",
    "scrim",
    "tint_1",
    "tint_2",
    "tint_3",
    "tint_4",
    "tint_5",
    "tint_6",
]
Tone = Literal["ok", "warn", "danger", "info", "plain"]
TextSize = Literal["text", "title", "figure", "giant", "change"]

# What a tone's words, and the well behind them, are painted with.
TONE_INK: Final[dict[Tone, Colour]] = {
    "ok": "ok",
    "warn": "warn",
    "danger": "danger",
    "info": "info",
    "plain": "ink_muted",
}
TONE_SOFT: Final[dict[Tone, Colour]] = {
    "ok": "ok_soft",
    "warn": "warn_soft",
    "danger": "danger_soft",
    "info": "info_soft",
    "plain": "hover",
}
TONE_SIGN: Final[dict[Tone, str]] = {
    "ok": "circle-check",
    "warn": "triangle-alert",
    "danger": "circle-alert",
    "info": "info",
    "plain": "info",
}


class Spacing(NamedTuple):
    xxs: int
    xs: int
    s: int
    m: int
    l: int  # noqa: E741 - the scale's own name
    xl: int
    xxl: int


class Border(NamedTuple):
    hair: int
    focus: int
    marker: int


class Sizes(NamedTuple):
    text: int
    title: int
    figure: int
    giant: int
    change: int


class Weights(NamedTuple):
    normal: int
    medium: int
    strong: int


class Metric(NamedTuple):
    row_desk: int
    row_till: int
    row_till_last: int
    row_touch: int
    field: int
    field_compact: int
    button: int
    button_compact: int
    key: int
    pay_touch: int
    touch_min: int
    input_line: int
    status_line: int
    side_menu: int
    menu_item: int
    page_head: int
    side_panel: int
    till_side: int
    icon: int
    icon_stroke: float
    icon_large: int
    menu_sub_item: int
    panel_head: int
    side_head: int
    table_head: int
    filter_row: int
    totals_row: int
    pay_panel: int
    confirm_panel: int
    search_panel: int
    search_box: int
    search_rows: int
    toast_width: int
    key_figures: int
    empty_state: int
    empty_row: int
    start_button: int
    number_key: int
    sparkline: int
    sparkline_height: int
    matrix_gap: int
    scroll_bar: int
    scroll_handle_min: int
    chart_axis: int
    chart_foot: int
    chart_min_height: int
    column_min: int
    window_width: int
    window_height: int
    window_min_width: int
    window_min_height: int
    tab_line: int
    marker_dot: int
    check: int
    dash: int
    menu_width: int
    tile_width: int
    tile_picture: int
    tile_letters: int
    shelf: int
    keyboard_key: int


class Times(NamedTuple):
    """Milliseconds."""

    loading_after: int
    toast: int
    panel_slide: int
    search_after: int
    remember_after: int
    filter_after: int
    hold: int


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme's colours (`#RRGGBB`) and how strongly the scrim covers (0 to 1)."""

    colours: dict[Colour, str]
    scrim_alpha: float

    def __getitem__(self, name: Colour) -> str:
        return self.colours[name]


class Pair(NamedTuple):
    """A text or line colour, the colour behind it, and the contrast it needs."""

    text: Colour
    on: Colour
    needs: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Tokens:
    spacing: Spacing
    radius: int
    border: Border
    families: tuple[str, ...]
    mono: tuple[str, ...]
    features: tuple[str, ...]
    sizes: Sizes
    weights: Weights
    metric: Metric
    time_ms: Times
    palettes: dict[ThemeName, Palette]


def load(file: Path = FILE) -> Tokens:
    """Read the token file. Raises where a name is missing or unknown."""
    raw = json.loads(file.read_text(encoding="utf-8"))
    words = raw["type"]
    return Tokens(
        spacing=Spacing(**raw["spacing"]),
        radius=raw["radius"]["base"],
        border=Border(**raw["border"]),
        families=tuple(words["family"]),
        mono=tuple(words["mono"]),
        features=tuple(words["features"]),
        sizes=Sizes(**words["sizes"]),
        weights=Weights(**words["weights"]),
        metric=Metric(**raw["metric"]),
        time_ms=Times(**raw["time_ms"]),
        palettes={name: _palette(raw["palette"][name]) for name in THEMES},
    )


def contrast_pairs(file: Path = FILE) -> dict[ThemeName, tuple[Pair, ...]]:
    """Every pair of colours that must be told apart, by theme. No window needs them, a test does."""
    raw = json.loads(file.read_text(encoding="utf-8"))
    return {name: _pairs(raw["contrast"][name]) for name in THEMES}


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast of two `#RRGGBB` colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _palette(raw: dict[str, str | float]) -> Palette:
    colours: dict[Colour, str] = {name: str(raw[name]) for name in get_args(Colour)}
    return Palette(colours=colours, scrim_alpha=float(raw["scrim_alpha"]))


def _pairs(raw: list[dict[str, object]]) -> tuple[Pair, ...]:
    return tuple(
        Pair(
            text=_colour(pair["text"]),
            on=_colour(pair["on"]),
            needs=float(str(pair["needs"])),
            ratio=float(str(pair["ratio"])),
        )
        for pair in raw
    )


def _colour(name: object) -> Colour:
    known: tuple[Colour, ...] = get_args(Colour)
    return known[known.index(name)]  # raises ValueError for an unknown name


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


TOKENS: Final = load()
SPACE: Final = TOKENS.spacing
METRIC: Final = TOKENS.metric
SIZES: Final = TOKENS.sizes
TIMES: Final = TOKENS.time_ms
BORDER: Final = TOKENS.border
RADIUS: Final = TOKENS.radius

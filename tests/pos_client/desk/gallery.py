"""Every shared widget on a page: looked at by people, drawn by a test in both themes and both languages."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from pos_client import texts
from pos_client.desk.charts import AbcChart, AbcCut, BarChart, HourlyChart, Matrix
from pos_client.desk.remember import Forgetful
from pos_client.desk.screens import Face, Help, Screen
from pos_client.desk.shell import Branch, Page, Shell, State
from pos_client.desk.table import Column, Row, TablePage
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.widgets.buttons import Button, IconButton, amount_button, key_button
from pos_client.desk.widgets.choices import Choice, ChoiceButton, Tabs, Tick
from pos_client.desk.widgets.dates import PeriodButton, last_days
from pos_client.desk.widgets.figures_edit import MoneyEdit, QuantityEdit
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.key_figures import Figure, KeyFigures
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.loading import Working
from pos_client.desk.widgets.number_pad import NumberPad
from pos_client.desk.widgets.panels import Divider, Panel, SidePanel, Surface, WithSide
from pos_client.desk.widgets.sparkline import Sparkline
from pos_client.desk.widgets.states import EmptyState, Note, Start, StatusText, Tag, hint
from pos_client.desk.widgets.words import Label
from pos_client.texts import _

TODAY = date(2026, 11, 21)
NAMES = (
    "Mi goreng Gurinda 85 g",
    "Air Bayuri 600 ml",
    "Minyak goreng Kenara 1 L",
    "Teh Sekarsari 350 ml",
    "Beras Sawah Elok 5 kg",
    "Susu UHT Randu Asri 1 L, nama panjang yang tidak muat di kolomnya",
)


def goods(count: int) -> list[Row]:
    return [
        {
            "code": f"MI-{n:04}",
            "name": NAMES[n % len(NAMES)],
            "group": "food",
            "sold": (19_260 - n * 37) * 1000 if n % 7 else -2000,
            "value": 59_706_000 - n * 4321,
            "share": 5000 + n * 3,
            "abc": "ABC"[n % 3],
            "speed": "FSN"[n % 3],
            "trend": [n % 3, n % 5, n % 7, n % 4, n % 6],
            "cover": 4 + n,
            "unit": "hr",
        }
        for n in range(count)
    ]


def movers_columns() -> tuple[Column, ...]:
    return (
        Column("code", lambda: "Kode", kind="code", filter="text"),
        Column("name", lambda: "Barang", stretch=True, filter="text"),
        Column("group", lambda: "Kategori", muted=True, filter="choice", choices=(("food", "Makanan"),)),
        Column("sold", lambda: "Terjual", kind="quantity", filter="figure"),
        Column("value", lambda: "Nilai", kind="money", filter="figure"),
        Column("share", lambda: "Kumulatif", kind="percent", filter="figure", operator="at_most"),
        Column("abc", lambda: "ABC", kind="class"),
        Column("speed", lambda: "FSN", kind="class", tone=lambda r: "warn" if r["speed"] == "N" else None),
        Column("trend", lambda: "7 hari", kind="spark"),
        Column(
            "cover",
            lambda: "Cukup untuk",
            kind="integer",
            unit="unit",
            filter="figure",
            operator="at_most",
            tone=lambda r: "danger" if r["cover"] in {4, 5} else None,
        ),
    )


def movers(shell: Shell) -> QWidget:
    page = Page(lambda: "Laju barang")
    table = TablePage(movers_columns(), key="movers", remember=shell.remember)
    table.show_rows(goods(3584), {"sold": 218_406_000, "value": 1_042_600_000})
    table.sort_by("cover")
    page.head.add_left(PeriodButton(last_days(90, TODAY), today=TODAY))
    page.head.add_left(ChoiceButton([("", lambda: _("All"))]))
    page.head.add_action(table.export_button())
    page.add(table, stretch=1)
    page.setFocusProxy(table)
    return page


def products(shell: Shell) -> QWidget:
    page = Page(lambda: "Barang", lambda: texts.ngettext("{n} product", "{n} products", 18_240))
    table = TablePage(movers_columns()[:5], key="products", remember=shell.remember, framed=False)
    table.show_rows(goods(13))
    table.view.select_row(4)
    beside = WithSide(table)
    side = SidePanel("Susu UHT Randu Asri 1 L")
    side.add(product_form())
    side.set_foot(
        Label("Belum disimpan", ink="warn"),
        None,
        Button(lambda: _("Cancel")),
        Button("Simpan", kind="primary", hint="Ctrl+S"),
    )
    beside.open_side(side)
    page.add(beside, stretch=1)
    return page


def product_form() -> Form:
    form = Form()
    form.add("name", "Nama", TextEdit("Nama di struk"))
    code = TextEdit()
    code.setText("8990000131108")
    form.add("barcode", "Barcode", code)
    buy, sell, least = MoneyEdit(), MoneyEdit(), QuantityEdit(suffix="ktk")
    buy.set_value(14_900)
    sell.set_value(14_500)
    least.set_value(12_000)
    form.add_row(
        ("group", "Kategori", Choice([("a", "Minuman")])), ("unit", "Satuan", Choice([("x", "ktk")]))
    )
    form.add_row(("buy", "Harga beli", buy), ("sell", "Harga jual", sell))
    form.add_row(("least", "Stok minimum", least), ("sold", "Dijual", Tick("Dijual di kasir")))
    form.show_faults([("barcode", "Sudah dipakai Teh Sekarsari 350 ml"), ("sell", "Rugi 400 per ktk")])
    return form


def home(_shell: Shell) -> QWidget:
    page = Page(lambda: _("Home"), lambda: texts.long_day(TODAY))
    page.head.add_action(Tag("info", "Langsung 14.05", icon="radio"))
    note = "+8,2 % dari Sabtu lalu"
    figures = KeyFigures(
        [
            Figure("sales", "Penjualan hari ini", "Rp24.318.600", note=note, tone="ok"),
            Figure("receipts", "Struk", "412", note="+21 dari Sabtu lalu", tone="ok"),
            Figure("basket", "Rata-rata keranjang", "Rp59.026", note="+2,7 % dari Sabtu lalu", tone="ok"),
            Figure("margin", "Laba kotor", "Rp4.377.300", unit="18,0 %", note="−0,4 poin", tone="danger"),
        ]
    )
    page.add(figures)
    page.add_row((_hours(), 7), (_tills(), 4))
    page.add_row((_best(), 7), (_states(), 4))
    page.body.setStretch(1, 1)
    page.body.setStretch(2, 1)
    return page


def _hours() -> Panel:
    panel = Panel("Penjualan per jam", ruled=False)
    chart = HourlyChart("Hari ini", "Sabtu lalu")
    chart.unit_changed.connect(panel.note.say)
    then = dict(enumerate((13, 21, 30, 36, 39, 44, 40, 31, 34, 43, 55, 59, 46, 28, 10), start=7))
    now = dict(enumerate((14, 24, 32, 39, 42, 47, 42, 3), start=7))
    lakh = 100_000
    chart.show_hours({h: v * lakh for h, v in now.items()}, {h: v * lakh for h, v in then.items()}, (14, 5))
    panel.add_to_head(chart.legend())
    panel.add(column(chart, edge=("l", "s")), stretch=1)
    return panel


def _tills() -> Panel:
    panel = Panel("Kasir")
    panel.add_to_head(Label("hari ini", ink="ink_muted"))
    states = (
        StatusText("warn", "37 menunggu, 2 jam", icon="clock-alert"),
        StatusText("ok", "Semua terkirim"),
        StatusText("plain", "Luring sejak 11.48", icon="wifi-off"),
        StatusText("danger", "Server menolak"),
    )
    for number, state in enumerate(states, 1):
        code = Label(f"BDG1-K{number}", weight="strong")
        panel.add(row(code, state, None, Label("5.214.700", right=True), gap="m", edge=("l", "m")))
        panel.add(Divider())
    return panel


def _best() -> Panel:
    panel = Panel("Paling laku", ruled=False)
    panel.add_to_head(Button("Laju barang", kind="link"))
    shown = [known for known in movers_columns() if known.key in {"name", "sold", "value", "trend"}]
    table = TablePage([*shown], key="best", framed=False)
    table.head.hide()
    table.totals.hide()
    table.show_rows(goods(6))
    panel.add(table, stretch=1)
    return panel


def _states() -> Panel:
    panel = Panel("Pengingat")
    panel.add_padded(
        Note("info", "Tambah 1 Teh Sekarsari 350 ml, yang ketiga setengah harga", icon="package")
    )
    panel.add_padded(row(Button("Lihat", kind="link"), Button("Salin", kind="quiet", icon="copy"), None))
    panel.add_padded(row(Sparkline((3, 5, 4, 8)), IconButton(lambda: _("Close"), icon="x"), None))
    return panel


def charts(_shell: Shell) -> QWidget:
    page = Page("Grafik")
    abc, bars, cells = AbcChart(), BarChart(), Matrix(*_speeds())
    shares = [10_000 * n * (2 * 3584 - n) // 3584**2 for n in range(1, 3585)]
    abc.show_curve(shares, [AbcCut("A", 1104), AbcCut("B", 962), AbcCut("C", 1518)], [8000, 9500])
    bars.show_bars([(str(n), f"{n:02}/11", 1_000_000 * (3 + n % 7)) for n in range(1, 15)])
    cells.show_counts({(r, c): 91 + 37 * len(r + c) for r in "FSN" for c in "ABC"})
    panels = []
    for title, chart in (("ABC", abc), ("Per hari", bars), ("Laju dan nilai", cells)):
        panel = Panel(title, ruled=False)
        panel.add(column(chart, edge=("l", "s")), stretch=1)
        panels.append(panel)
    page.add_row((panels[0], 3), (panels[2], 2))
    page.add_row((panels[1], 1))
    return page


def _speeds() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    return [("F", "Cepat"), ("S", "Lambat"), ("N", "Mati")], [(letter, letter) for letter in "ABC"]


def empty(_shell: Shell) -> QWidget:
    page = Page("Barang")
    starts = (
        Start("file-spreadsheet", "Bawa berkas", "XLSX atau CSV dari program lama.", "Pilih berkas", "file"),
        Start("scan-barcode", "Pindai barang pertama", "Nama dan harga ditanya sekali.", "Mulai", "scan"),
        Start("keyboard", "Ketik sendiri", "Sekitar dua puluh detik per barang.", "Barang baru", "type"),
    )
    hints = (hint("F1", "Cara menyiapkan berkas"), hint("Ctrl+N", "Barang baru"))
    state = EmptyState(
        "Belum ada barang", "Kasir bisa berjualan begitu satu barang punya harga.", starts, hints=hints
    )
    page.add(state, stretch=1)
    return page


def till(_shell: Shell) -> QWidget:
    screen = QWidget()
    words = [
        "Bantuan",
        "Cari",
        "Member",
        "Tunai",
        "Laci",
        "Struk",
        "Cek",
        "Tahan",
        "Bayar",
        "Kas",
        "Diskon",
        "Shift",
    ]
    keys = [key_button(f"F{n}", word, primary=n == 9) for n, word in enumerate(words, 1)]
    screen.setLayout(column(None, Working("Mengekspor"), row(*keys), gap="l", edge=("l", "s")))
    return screen


def pay_panel() -> QWidget:
    panel = Surface(edge="border_strong")
    amount, pad = MoneyEdit(prefix="Rp", size="giant"), NumberPad()
    amount.set_value(98_400)
    pad.drive(amount)
    tabs = Tabs([("cash", "Tunai"), ("qris", "QRIS"), ("card", "Kartu")])
    notes = row(*(amount_button(f"{n}0.000", f"Alt+{n}") for n in range(1, 5)))
    pay = Button("Bayar dan cetak", kind="primary", hint="Enter", size="tall")
    foot = row(Button("Sebagian", size="tall"), Button("Tanpa struk", hint="F4", size="tall"), pay)
    foot.setStretch(2, 1)
    body = column(Label("Uang diterima", weight="medium"), amount, notes, pad, None, foot, edge=("xl", "l"))
    panel.setLayout(column(tabs, body, gap="none"))
    panel.setFocusProxy(amount)
    return panel


def help_() -> Help:
    keys = (("Ctrl+K", "Cari layar, barang, dokumen"), ("F1", "Bantuan ini"), ("Alt+←", "Kembali"))
    return Help(("Beranda menunjukkan hari ini, langsung dari kasir.", "Klik angka untuk rinciannya."), keys)


PAGES: dict[str, Callable[[Shell], QWidget]] = {
    "home": home,
    "movers": movers,
    "products": products,
    "charts": charts,
    "empty": empty,
    "till": till,
}


def open_gallery() -> Shell:
    """The window with one screen per page, on the first of them."""
    groups = {"home": "home", "movers": "stock", "products": "stock", "charts": "reports", "empty": "sales"}
    screens = [
        Screen(
            key,
            key.title(),
            "package",
            groups.get(key, ""),
            build,
            face=Face.TILL if key == "till" else Face.ADMIN,
            help=help_,
        )
        for key, build in PAGES.items()
    ]
    shell = Shell(screens, Forgetful())
    shell.set_place("Toko Melanira", [Branch("", lambda: _("All"))])
    shell.status.show_who("Sari", "Shift 3", "BDG1-K1", "Toko Melanira Dago")
    waiting = State("37 transaksi menunggu, terlama 2 jam", "warn", "clock-alert")
    shell.status.show_states([waiting, State("Printer siap", icon="printer")])
    shell.status.show_clock("14.05")
    shell.resize(METRIC.window_width, METRIC.window_height)
    return shell

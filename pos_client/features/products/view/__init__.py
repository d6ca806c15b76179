"""The product screens and their search."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from pos_client import texts
from pos_client.desk.office import Office
from pos_client.desk.office.import_page import ImportView, ImportWords
from pos_client.desk.office.importing import Importing
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Answer, Hit, Shell
from pos_client.features.products import actions
from pos_client.features.products.presenter import PriceLevels, PriceList, ProductEditor, ProductList
from pos_client.features.products.shown import field_text
from pos_client.features.products.view.levels_view import PriceLevelsView
from pos_client.features.products.view.list_view import ProductsView
from pos_client.features.products.view.price_list_view import PriceListView
from pos_client.texts import N_, _, ngettext
from shared_models.wire.catalog import ProductLine

KEY = "products"
IMPORT = "products-import"
LEVELS = "price-levels"
PRICES = "price-lists"
IMPORT_WORDS: Final = ImportWords(
    screen=KEY,
    crumb=lambda: _("Products"),
    title=lambda: _("Bring in products from a file"),
    row=lambda: _("The first row names the columns, every other row is a product."),
    one=lambda: _("Product"),
    accept=lambda count: ngettext("Import {n} product", "Import {n} products", count),
    written=lambda count: ngettext("{n} product written", "{n} products written", count),
    writing=lambda: _("Writing the products"),
    all_there=lambda: _("Every row of the file is in the catalogue already."),
)


def _list_help() -> Help:
    return Help(
        (
            _("Everything the shop sells, with prices and stock. Enter opens a product beside the list."),
            _("A price holds from the day its form names; older prices are kept as history."),
            _("A branch can have a price of its own, until a newer price for everywhere holds."),
        ),
        (
            ("Ctrl+N", _("New product")),
            ("Ctrl+S", _("Save")),
            ("Enter", _("Open product")),
            ("Esc", _("Close the form")),
        ),
    )


def _import_help() -> Help:
    return Help(
        (
            _("The first row names the columns: sku, name, category, unit, price, cost, barcode, tax."),
            _("Every row is shown before anything is written. Wrong rows are named with their faults."),
            _("Write amounts as whole rupiah without points: 12500."),
        ),
        (("Ctrl+Enter", _("Import")),),
    )


def _prices_help() -> Help:
    return Help(
        (
            _("What every product on sale costs at a level, of its smallest unit, and what it costs next."),
            _("A product without a price at a level is sold at its usual price there."),
            _("Prices are changed in the product's form, or come with the product file."),
        ),
        (("Enter", _("Open product")),),
    )


def _levels_help() -> Help:
    return Help(
        (
            _("Wholesale and member are always there; here a shop adds levels of its own."),
            _("Prices of a level stand in the product's form, or come with the product file."),
            _("A till sells at a level with Shift+F11, once a supervisor allows it."),
        ),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build_list(shell: Shell) -> QWidget:
        return ProductsView(ProductList(office), ProductEditor(office), shell)

    def build_import(shell: Shell) -> QWidget:
        return ImportView(Importing(office, actions.import_file, field_text), shell, IMPORT_WORDS)

    def build_prices(shell: Shell) -> QWidget:
        return PriceListView(PriceList(office), shell)

    def build_levels(shell: Shell) -> QWidget:
        return PriceLevelsView(PriceLevels(office), shell)

    return (
        Screen(KEY, N_("Products"), "package", "stock", build_list, help=_list_help),
        Screen(
            IMPORT, N_("Import products"), "upload", "stock", build_import, listed=False, help=_import_help
        ),
        Screen(PRICES, N_("Price lists"), "tag", "stock", build_prices, help=_prices_help),
        Screen(LEVELS, N_("Price levels"), "package", "stock", build_levels, help=_levels_help),
    )


def register_search(shell: Shell, office: Office) -> None:
    """Products by name, code and barcode for Ctrl+K."""
    products = ProductList(office)

    def find(words: str, answer: Answer) -> None:
        def tell(lines: Sequence[ProductLine]) -> None:
            answer([_hit(shell, line) for line in lines])

        products.find(words, tell)

    shell.search.register(lambda: _("Products"), find)


def _hit(shell: Shell, line: ProductLine) -> Hit:
    price = texts.rupiah(line.price) if line.price is not None else _("no price")
    return Hit(
        line.name,
        f"{line.barcode or line.sku}  {price}",
        "package",
        partial(shell.open, KEY, product=line.id),
    )

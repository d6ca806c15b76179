"""The admin tab's face of the window: the session with the back office and every slice's screens."""

from collections.abc import Callable

from pos_client.app import edges
from pos_client.desk.background import Background
from pos_client.desk.office import Office, bind
from pos_client.desk.screens import Screen
from pos_client.desk.shell import Shell
from pos_client.features.attendance_desk import view as attendance_desk
from pos_client.features.branches import view as branches
from pos_client.features.customers import view as customers
from pos_client.features.home import view as home
from pos_client.features.incidents import view as incidents
from pos_client.features.ledger import view as ledger
from pos_client.features.movers import view as movers
from pos_client.features.orders import view as orders
from pos_client.features.payments import view as payments
from pos_client.features.products import view as products
from pos_client.features.promotions import view as promotions
from pos_client.features.queue_desk import view as queue_desk
from pos_client.features.receivables import view as receivables
from pos_client.features.reviews import view as reviews
from pos_client.features.sales import view as sales
from pos_client.features.salespeople import view as salespeople
from pos_client.features.signin import view as signin
from pos_client.features.staff import view as staff
from pos_client.features.stock import view as stock
from pos_client.features.tax_invoices import view as tax_invoices
from pos_client.features.tills import view as tills
from pos_client.features.tracking import view as tracking
from pos_client.remote.api import Api
from pos_client.remote.client import Client

Slice = Callable[[Office], tuple[Screen, ...]]

# Screens of the admin tab, slice by slice; the menu puts them into the order shops know.
SCREENS: tuple[Slice, ...] = (
    lambda office: (signin.screen(office),),
    home.screens,
    sales.screens,
    orders.screens,
    salespeople.screens,
    tax_invoices.screens,
    promotions.screens,
    queue_desk.screens,
    reviews.screens,
    products.screens,
    stock.screens,
    tracking.screens,
    movers.screens,
    customers.screens,
    receivables.screens,
    ledger.screens,
    staff.screens,
    attendance_desk.screens,
    branches.screens,
    payments.screens,
    tills.screens,
    incidents.screens,
)
# What Ctrl+K finds beside screens, in the order it is shown.
SEARCHES = (products.register_search, sales.register_search, ledger.register_search)


class AdminSide:
    """Loaded behind the till: its first window does not wait for it."""

    def __init__(
        self, shell: Shell, background: Background, server: str, *, trouble: Callable[[BaseException], None]
    ) -> None:
        api = Api(Client(server))
        self.office = Office(background, api, now=edges.now, new_id=edges.new_id, trouble=trouble)
        shell.add_screens([screen for made in SCREENS for screen in made(self.office)])
        for register in SEARCHES:
            register(shell, self.office)
        self.binding = bind(shell, self.office)

    def close(self) -> None:
        self.office.close()

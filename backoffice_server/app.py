"""The server as one ASGI application: the only place that lists and wires slices."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from fastapi import APIRouter, FastAPI
from sqlalchemy import text

from backoffice_server.backup.schedule import Schedule
from backoffice_server.features.attendance import routes as attendance
from backoffice_server.features.branches import routes as branches
from backoffice_server.features.catalog import levels as price_levels
from backoffice_server.features.catalog import routes as catalog
from backoffice_server.features.incidents import routes as incidents
from backoffice_server.features.ledger import routes as ledger
from backoffice_server.features.orders import routes as orders
from backoffice_server.features.parties import queries as customer_queries
from backoffice_server.features.parties import routes as parties
from backoffice_server.features.payments import routes as payments
from backoffice_server.features.points import routes as points
from backoffice_server.features.promotions import routes as promotions
from backoffice_server.features.queue import display as queue_display
from backoffice_server.features.queue import routes as queue
from backoffice_server.features.queue.watching import Displays
from backoffice_server.features.receivables import routes as receivables
from backoffice_server.features.reviews import routes as reviews
from backoffice_server.features.reviews.resolving import Corrections
from backoffice_server.features.sales import routes as sales
from backoffice_server.features.sales.settling import settle_drawer
from backoffice_server.features.staff import queries as staff_queries
from backoffice_server.features.staff import routes as staff
from backoffice_server.features.stock import queries as stock_queries
from backoffice_server.features.stock import routes as stock
from backoffice_server.features.stock.correcting import adjust_for
from backoffice_server.features.tax_invoices import routes as tax_invoices
from backoffice_server.features.taxes import routes as taxes
from backoffice_server.features.tills import queries as till_queries
from backoffice_server.features.tills import routes as tills
from backoffice_server.kernel import master_secret
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.live import bus_for
from backoffice_server.kernel.migrations import migrate
from backoffice_server.kernel.web import Doors, ReadUnit, problems
from backoffice_server.kernel.web.document import ByHand, describe
from backoffice_server.nightly import Nightly
from backoffice_server.proof.secrets import own_secret
from backoffice_server.reports import customer_routes, review_routes, till_routes, tracking_routes
from backoffice_server.reports import routes as reports
from backoffice_server.settings import Settings
from backoffice_server.sync import live
from backoffice_server.sync import routes as pull
from backoffice_server.sync.enrolling import routes as enrolling
from backoffice_server.sync.receive import routes as push
from shared_models.wire.enrolment import EnrolRequest
from shared_models.wire.reviews import ReviewHow
from shared_models.wire.sync import PushRequest

ROUTERS: Final[tuple[APIRouter, ...]] = (
    branches.router,
    staff.router,
    attendance.router,
    taxes.router,
    catalog.router,
    parties.router,
    promotions.router,
    customer_routes.router,
    points.router,
    receivables.router,
    payments.router,
    orders.router,
    tax_invoices.router,
    till_routes.router,
    tills.router,
    stock.router,
    tracking_routes.router,
    sales.router,
    ledger.router,
    queue.router,
    queue_display.router,
    review_routes.router,
    reviews.router,
    reports.router,
    incidents.router,
    enrolling.router,
    push.router,
    pull.router,
    live.router,
)
# What answers a flag with a document of a slice above the flags.
CORRECTIONS: Final[Corrections] = {
    ReviewHow.STOCK_ADJUSTED: adjust_for,
    ReviewHow.DRAWER_SETTLED: settle_drawer,
}
READ_BY_HAND: Final = ByHand(
    bodies={"/api/sync/push": PushRequest, "/api/enrol": EnrolRequest}, for_both=frozenset({"/api/sync/push"})
)
# Above the largest push (4 MiB of events) and the largest product file.
BODY_BYTES_MAX: Final = 32 * 1024 * 1024


def create_app(settings: Settings, database: Database) -> FastAPI:
    """The application over an open database, which it migrates; who opened the database closes it."""
    migrate(database)
    app = FastAPI(title="Back office", version="1", lifespan=_lifespan, max_body_size=BODY_BYTES_MAX)
    app.state.settings = settings
    app.state.database = database
    app.state.master_secret = _master_secret(settings, database)
    app.state.doors = Doors(staff=staff_queries.by_token, till=till_queries.by_credential)
    app.state.stock_levels = stock_queries.on_hand
    app.state.stock_level = stock_queries.level
    app.state.customers_by_code = customer_queries.by_code
    app.state.own_levels = price_levels.own_levels
    app.state.corrections = CORRECTIONS
    app.state.bus = bus_for(database)
    app.state.queue_displays = Displays(app.state.bus, partial(queue_display.look_at, database))
    app.state.nightly = Nightly(database)
    app.state.backups = Schedule(database, settings)
    problems.install(app)
    for router in ROUTERS:
        # As they are: `include_router` would make each anew, at the first request.
        app.router.routes.extend(router.routes)
    app.add_api_route("/api/health", _health, methods=["GET"], tags=["server"])
    describe(app, READ_BY_HAND)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.bus.start()
    app.state.nightly.start()
    app.state.backups.start()
    yield
    app.state.backups.stop()
    app.state.nightly.stop()
    app.state.bus.stop()


def _health(unit: ReadUnit) -> dict[str, str]:
    """200 says that the database answers too; else the reply is 503 as everywhere."""
    unit.connection.execute(text("SELECT 1"))
    return {"status": "ok"}


def _master_secret(settings: Settings, database: Database) -> master_secret.MasterSecret:
    """None but the shop's own: under another every sale would be set aside as a forgery."""
    with database.read() as unit:
        return own_secret(unit, settings.secret_file)

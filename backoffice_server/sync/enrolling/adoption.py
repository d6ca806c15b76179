"""An empty company becomes the shop that a till began on its own: its ids, its people, its goods."""

from contextlib import suppress

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.branches import service as branch_service
from backoffice_server.features.catalog.bringing import bring_categories, bring_products
from backoffice_server.features.parties.service import bring_customers
from backoffice_server.features.promotions.service import save_promotion
from backoffice_server.features.queue.service import save_service
from backoffice_server.features.staff import queries as staff
from backoffice_server.features.staff.service import bring_staff
from backoffice_server.features.taxes.service import bring_rules
from backoffice_server.features.tills.service import Granted, take_over_register
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync.enrolling.rekeying import rekey
from shared_models.values.ids import BranchId
from shared_models.values.refusals import Refusal
from shared_models.wire.enrolment import RenamedPerson, ShopRecord
from shared_models.wire.replica import StaffRow
from shared_models.wire.sync import Entity, LiveHint


def adopt(unit: Unit, *, shop: ShopRecord, at: Granted) -> None:
    """Take the shop over at the branch and the place that the till's code was given for."""
    company = branches.identity(unit).company
    branch = BranchId(shop.branch.id)
    ids = {company: shop.company.id, at.branch: shop.branch.id, at.register_id: shop.place.id}
    rekey(unit, {old: new for old, new in ids.items() if old != new})
    for entity, old, scope in (
        (Entity.COMPANY, company, None),
        (Entity.BRANCH, at.branch, None),
        (Entity.REGISTER, at.register_id, branch),
    ):
        unit.change(entity, str(old), None, scope)
    branch_service.take_over_company(unit, row=shop.company, first_day=shop.since)
    branch_service.take_over_branch(unit, row=shop.branch)
    take_over_register(unit, row=shop.place.model_copy(update={"branch": branch}))
    _bring(unit, shop)
    unit.hint(LiveHint(scope="company"))


def renamed(unit: Unit, people: tuple[StaffRow, ...]) -> tuple[RenamedPerson, ...]:
    """Who of the till's people got another login, because theirs was taken."""
    logins = {member.id: member.username for member in staff.members(unit)}
    return tuple(
        RenamedPerson(staff=person.id, username=logins[person.id])
        for person in people
        if logins.get(person.id, person.username) != person.username
    )


def _bring(unit: Unit, shop: ShopRecord) -> None:
    bring_staff(unit, people=shop.staff)
    bring_rules(unit, rules=shop.tax_rules)
    bring_categories(unit, rows=shop.categories)
    bring_customers(unit, rows=shop.customers)
    categories = {row.id for row in shop.categories}
    bring_products(unit, products=shop.products, categories=categories)
    for row in shop.promotions:
        # One that does not fit here is no reason to send a till away: the office makes it anew.
        with suppress(Refusal):
            saved = row.promotion.model_copy(update={"version": 0})
            save_promotion(unit, promotion_id=row.id, request=saved, by=None)
    for service in shop.queue_services:
        with suppress(Refusal):
            save_service(unit, shop.branch.id, service)

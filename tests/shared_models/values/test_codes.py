"""Roles are sets of permissions; what a role may, it may by code."""

from shared_models.values.codes import PERMISSIONS_OF, Permission, Role


def test_every_role_has_its_permissions_and_the_owner_all() -> None:
    assert set(PERMISSIONS_OF) == set(Role)
    assert PERMISSIONS_OF[Role.OWNER] == set(Permission)


def test_a_supervisor_may_all_a_cashier_may_and_approve() -> None:
    assert PERMISSIONS_OF[Role.SUPERVISOR] > PERMISSIONS_OF[Role.CASHIER]
    assert Permission.APPROVE in PERMISSIONS_OF[Role.SUPERVISOR] - PERMISSIONS_OF[Role.CASHIER]

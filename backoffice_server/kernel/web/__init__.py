"""What routes are made of: units, people, problems."""

from backoffice_server.kernel.people import EnrolledTill, SignedInStaff
from backoffice_server.kernel.web.people import ActiveTill, Clerk, Doors, Somebody, TillDevice, needs
from backoffice_server.kernel.web.problems import problem_response
from backoffice_server.kernel.web.units import ReadUnit, TheMasterSecret, TheSettings, WriteTurn, WriteUnit

__all__ = [
    "ActiveTill",
    "Clerk",
    "Doors",
    "EnrolledTill",
    "ReadUnit",
    "SignedInStaff",
    "Somebody",
    "TheMasterSecret",
    "TheSettings",
    "TillDevice",
    "WriteTurn",
    "WriteUnit",
    "needs",
    "problem_response",
]

"""`import bundle`: a till's exported file comes in once, and what is no such file is refused in words."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from backoffice_server import texts
from backoffice_server.commands.tree import app
from backoffice_server.features.events.tables import event
from backoffice_server.features.sales.tables import sale
from backoffice_server.features.tills.certificates import certificate
from backoffice_server.features.tills.tables import device
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.proof.verify import verify
from backoffice_server.settings import SECRET_FILE
from shared_models.values.codes import StreamPurpose
from shared_models.values.ids import DeviceId, RegisterId
from shared_models.wire.chain import GENESIS
from shared_models.wire.enrolment import Certificate
from tests.databases import Backend, Databases
from tests.factories.events import TillWriter, line
from tests.factories.warung import (
    BRANCH,
    COMPANY,
    GULA,
    K1,
    K1_DEVICE,
    NOW,
    SECRET,
    SECRET_BYTES,
    Warung,
    build,
)


class Office:
    """Warung Sri on its own server, and the command."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        (folder / SECRET_FILE).write_text(SECRET_BYTES.hex())
        self.file = folder / "till.gz"

    def run(self) -> Result:
        asked = ["import", "bundle", str(self.file), "--data", str(self.folder), "--database-url", self.url]
        return CliRunner().invoke(app, ["--language", "en", *asked])

    def refused(self) -> str:
        done = self.run()
        assert (done.exit_code, done.stdout) == (1, "")
        assert self.held() == 0
        return done.stderr.strip()

    def held(self) -> int:
        with Database(self.url) as database, database.read() as unit:
            return len(unit.connection.execute(select(event.c.seq)).all())

    def holds(self) -> int:
        """Sales, of books that are true."""
        with Database(self.url, now=lambda: NOW) as database, database.read() as unit:
            assert [one for one in verify(unit, SECRET) if not one.holds] == []
            return len(unit.connection.execute(select(sale.c.sale_id)).all())

    def export(self, *tills: TillWriter, **head: object) -> None:
        with gzip.open(self.file, "wt", encoding="utf-8", newline="\n") as file:
            for till in tills:
                file.write(json.dumps(headed(till) | head) + "\n")
                for item in till.items:
                    file.write(item.model_dump_json() + "\n")


def headed(till: TillWriter) -> dict[str, object]:
    """The head line as a till writes it."""
    return {
        "bundle": 1,
        "stream": till.stream.hex,
        "company": COMPANY.hex,
        "device": till.device.hex,
        "branch": till.branch.hex,
        "register": till.register.hex,
        "series": till.series,
        "seq": till.seq,
        "hash": (till.items[-1].hash if till.items else GENESIS.hex()),
    }


def selling(office: Office, register: str = "K1", sales: int = 3) -> TillWriter:
    with Database(office.url, now=lambda: NOW) as database:
        warung = Warung(database)
        till = warung.opened(register)
        for _ in range(sales):
            till.sale(line(GULA.item, GULA.price))
        return till


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    before = texts.language()
    yield
    texts.use(before)


@pytest.fixture
def office(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[Office]:
    url = databases.cloned(backend, tmp_path, template="warung", build=build)
    yield Office(url, tmp_path)
    databases.drop(url)


def test_a_bundle_comes_in_and_may_be_repeated(office: Office) -> None:
    one, two = selling(office), selling(office, "K2", sales=230)
    office.export(one, two)
    done = office.run()
    assert (done.exit_code, done.stdout.splitlines()) == (
        0,
        [
            f"series A ({one.stream}): 5 events, 5 new, 0 already held, 0 set aside",
            f"series A ({two.stream}): 232 events, 232 new, 0 already held, 0 set aside",
        ],
    )
    assert "5 events, 0 new, 5 already held, 0 set aside" in office.run().stdout
    assert office.holds() == 233


def test_with_another_secret_nothing_is_set_aside_as_a_forgery(office: Office) -> None:
    till = selling(office)
    office.export(till)
    assert office.run().exit_code == 0
    till.sale(line(GULA.item, GULA.price))
    office.export(till)
    (office.folder / SECRET_FILE).write_text(bytes(reversed(SECRET_BYTES)).hex())
    done = office.run()
    assert (done.exit_code, done.stdout, "not the master secret" in done.stderr) == (1, "", True)
    (office.folder / SECRET_FILE).write_text(SECRET_BYTES.hex())
    assert "6 events, 1 new, 5 already held, 0 set aside" in office.run().stdout


def test_what_is_damaged_in_it_is_set_aside(office: Office) -> None:
    till = selling(office)
    till.items[2] = till.items[2].model_copy(update={"hash": "ab"})
    till.items[3] = till.items[3].model_copy(update={"mac": "cd" * 32})
    office.export(till)
    assert "5 events, 3 new, 0 already held, 2 set aside" in office.run().stdout
    assert office.holds() == 1


def test_what_the_till_lost_is_missing_and_no_more(office: Office) -> None:
    till = selling(office, sales=6)
    del till.items[4], till.items[0]
    office.export(till)
    assert "6 events, 6 new" in office.run().stdout
    assert office.holds() == 5


def test_an_empty_stream_is_told_too(office: Office) -> None:
    with Database(office.url) as database:
        office.export(Warung(database).writer())
    assert "0 events, 0 new" in office.run().stdout


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 a zip", gzip.compress(b"", mtime=0), gzip.compress(b"{}\n", mtime=0)]
)
def test_another_file_is_no_bundle(office: Office, content: bytes) -> None:
    office.file.write_bytes(content)
    assert office.refused().startswith("till.gz is no bundle of a till, or it is damaged (line ")


def test_an_event_without_its_stream_is_no_bundle(office: Office) -> None:
    till = selling(office)
    office.file.write_bytes(gzip.compress(f"{till.items[0].model_dump_json()}\n".encode()))
    assert office.refused() == "till.gz is no bundle of a till, or it is damaged (line 1)."


def test_a_line_without_end_is_no_bundle_and_takes_no_room(office: Office) -> None:
    office.file.write_bytes(gzip.compress(b"x" * (17 * 1024 * 1024)))
    assert office.refused() == "till.gz is no bundle of a till, or it is damaged (line 1)."


@pytest.mark.parametrize("lost", [1, 9, 400])
def test_a_file_that_was_cut_short_brings_nothing(office: Office, lost: int) -> None:
    office.export(selling(office))
    office.file.write_bytes(office.file.read_bytes()[:-lost])
    assert office.refused() == "till.gz is cut short: take the bundle from the till once more."


def test_a_stream_that_ends_early_is_cut_short_too(office: Office) -> None:
    till = selling(office)
    office.export(till, seq=till.seq + 1)
    assert office.refused() == "till.gz is cut short: take the bundle from the till once more."


def test_the_bundle_of_another_shop_is_refused(office: Office) -> None:
    office.export(selling(office), company=UUID(int=1).hex)
    assert office.refused() == "till.gz is of another shop. Nothing was written."


def test_a_till_that_nobody_knows_is_refused(office: Office) -> None:
    device = UUID(int=0xDEAD)
    office.export(selling(office), device=device.hex)
    words = f"till.gz is of a till that is not known here ({device}). Nothing was written."
    assert office.refused() == words


GONE = DeviceId(UUID(int=0xDEAD))


def forgotten(office: Office, *, register: UUID, code: str, kid: int = 1) -> tuple[TillWriter, Certificate]:
    """A till that was enrolled after the backup this server came back from; its machine is gone."""
    with Database(office.url, now=lambda: NOW) as database:
        till = Warung(database).writer(
            device=GONE,
            register_code=code,
            kid=kid,
            key=SECRET.device_key(GONE, kid),
            stream=UUID(int=0xD00D + kid << 64),
            series="D",
        )
    till.register = register
    till.opened()
    till.shift_opened()
    till.sale(line(GULA.item, GULA.price))
    place = EnrolledTill(GONE, BRANCH, RegisterId(register), kid, StreamPurpose.LIVE, revoked=False)
    stated = certificate(SECRET, company=COMPANY, till=place, register_code=code, series="D", issued_at=NOW)
    return till, stated


def devices(office: Office) -> list[tuple[UUID, bool]]:
    """Those on a register, and whether they are locked."""
    with Database(office.url) as database, database.read() as unit:
        rows = unit.connection.execute(select(device.c.device_id, device.c.revoked_at))
        return [(row.device_id, row.revoked_at is not None) for row in rows]


def test_a_till_that_was_enrolled_after_the_backup_is_known_again_by_what_its_file_shows(
    office: Office,
) -> None:
    till, stated = forgotten(office, register=UUID(int=0x9), code="K9")
    office.export(till, certificate=stated.model_dump_json())
    done = office.run()
    assert done.stdout.splitlines() == [
        "till K9 is known here again",
        f"series D ({till.stream}): 3 events, 3 new, 0 already held, 0 set aside",
    ]
    assert office.holds() == 1
    assert (GONE, False) in devices(office)
    assert "known here again" not in office.run().stdout


def test_whoever_has_its_register_now_keeps_it(office: Office) -> None:
    till, stated = forgotten(office, register=K1, code="K1")
    office.export(till, certificate=stated.model_dump_json())
    assert "3 events, 3 new" in office.run().stdout
    assert {(GONE, True), (K1_DEVICE, False)} <= set(devices(office))
    assert office.holds() == 1


def test_a_later_enrolment_of_a_known_till_is_learnt_too(office: Office) -> None:
    first, stated = forgotten(office, register=UUID(int=0x9), code="K9")
    office.export(first, certificate=stated.model_dump_json())
    assert office.run().exit_code == 0
    second, stated = forgotten(office, register=UUID(int=0xA), code="K10", kid=2)
    office.export(second, certificate=stated.model_dump_json())
    assert "till K10 is known here again" in office.run().stdout


@pytest.mark.parametrize("change", [{"register_code": "K8"}, {"kid": 2}, {"device": UUID(int=0xBEEF)}])
def test_a_certificate_that_this_server_never_signed_is_none(
    office: Office, change: dict[str, object]
) -> None:
    till, stated = forgotten(office, register=UUID(int=0x9), code="K9")
    office.export(till, certificate=stated.model_copy(update=change).model_dump_json())
    assert "is of a till that is not known here" in office.refused()

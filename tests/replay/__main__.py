"""`python -m tests.replay LOG`: see `make replay`. Exit code 1 when any figure differs."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Event
from typing import Final

from backoffice_server.reports.render import Format, render
from pos_client.remote.api import Api
from shared_models.wire.reports import ReportName, ReportTable
from tests import postgres
from tests.replay import oracles, shop
from tests.replay.log import Log, LogFault, read_log
from tests.replay.plan import TillPlan, spread
from tests.replay.selling import sell
from tests.replay.shop import Shop

THROW_AWAY: Final = "postgresql"
DIFFERENCES_SHOWN: Final = 20
MOVERS_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Options:
    log: Path
    database_url: str
    tills: int
    until: date | None
    price_factor: int
    oracles: Path | None
    cutoffs: tuple[date, ...]
    keep: Path | None


def main() -> int:
    options = _options()
    try:
        return _run(options)
    except (LogFault, shop.Failed, OSError) as fault:
        sys.exit(f"replay: {fault}")


def _run(options: Options) -> int:
    log = read_log(options.log, factor=options.price_factor, until=options.until)
    _say(
        f"{len(log.receipts)} receipts with {log.lines} lines, {len(log.corrections)} stock corrections,"
        f" {len(log.products)} products, {log.first_day} to {log.until}"
    )
    for line in log.left_out:
        _say(f"left out, no till rings that up: {line}")
    with ExitStack() as stack:
        place = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pos-replay-")))
        place.mkdir(parents=True, exist_ok=True)
        url = _database(options.database_url, stack)
        served = Shop.found(place / "server", url, books_from=log.first_day)
        stack.callback(served.stop)
        return _replay(options, log, served, place)


def _replay(options: Options, log: Log, served: Shop, place: Path) -> int:
    api = served.owner()
    shop.hire(api)
    ids = shop.add_products(api, log.products)
    plans = [
        TillPlan(number, place / f"till-{number}", served.address) for number in range(1, options.tills + 1)
    ]
    spread(log.receipts, plans)
    plans = [plan for plan in plans if plan.receipts]
    shop.open_tills(api, plans)
    begun, cpu = time.monotonic(), served.cpu_s()
    stop = Event()
    with ThreadPoolExecutor(1) as office:
        corrections = office.submit(shop.book_corrections, api, log.corrections, ids, stop)
        try:
            named = sell(plans, say=_say)
        except BaseException:
            stop.set()
            raise
        booked = corrections.result()
    seconds, server_cpu = time.monotonic() - begun, served.cpu_s() - cpu
    _say_rates(log, seconds, server_cpu, named, booked)
    different = _compare(options, log, served.owner())
    return 1 if _verify(served) or different else 0


def _say_rates(log: Log, seconds: float, server_cpu: float, named: int, booked: int) -> None:
    receipts = len(log.receipts)
    returns = sum(receipt.back for receipt in log.receipts)
    _say(
        f"sold, pushed and posted in {seconds:.0f} s: {receipts / seconds:.1f} receipts/s,"
        f" {log.lines / seconds:.0f} lines/s end to end; server CPU {1000 * server_cpu / receipts:.1f} ms per"
        f" receipt ({1000 * server_cpu / log.lines:.2f} ms per line), database not counted on PostgreSQL"
    )
    _say(f"{named} of {returns} returns against their receipt, {booked} stock corrections booked")


def _compare(options: Options, log: Log, api: Api) -> int:
    """Print what the reports say and every difference; how many there are."""
    period = {"from": log.first_day.isoformat(), "to": log.until.isoformat()}
    day_table = _report(api, ReportName.SALES_BY_DAY, period)
    by_day = _rows(day_table)
    by_product = _rows(_report(api, ReportName.SALES_BY_PRODUCT, period))
    stock = _rows(_report(api, ReportName.STOCK_ON_HAND, {}))
    results = list(oracles.against_log(log, by_day=by_day, by_product=by_product, stock=stock))
    cutoffs, factor = list(options.cutoffs), options.price_factor
    if (folder := options.oracles) is not None:
        results.append(oracles.against_days(folder, factor=factor, until=log.until, by_day=by_day))
        if log.whole:
            results.append(
                oracles.against_products(folder, factor=factor, log=log, by_product=by_product, stock=stock)
            )
        cutoffs = [day for day in cutoffs or oracles.cut_offs_in(folder) if day <= log.until]
    for cut_off in cutoffs or [log.until]:
        table = _report(api, ReportName.MOVERS, {"to": cut_off.isoformat()})
        _say_movers(table)
        if options.oracles is not None and cut_off in oracles.cut_offs_in(options.oracles):
            movers = _rows(table)
            results.append(
                oracles.against_classes(options.oracles, factor=factor, cut_off=cut_off, movers=movers)
            )
    if options.oracles is None:
        _say(render(day_table, Format.TABLE))
    return _say_differences(results)


def _say_movers(table: ReportTable) -> None:
    keys = [column.key for column in table.columns]
    for name in ("fsn", "abc"):
        place = keys.index(name)
        counts = {letter: sum(row[place] == letter for row in table.rows) for letter in "FSNABC"}
        shown = "/".join(f"{letter} {count}" for letter, count in counts.items() if count)
        _say(f"movers on {table.date_to}: {name.upper()} {shown}")
    # The totals are those of all: under the first few they would look wrong.
    first = table.model_copy(update={"rows": table.rows[:MOVERS_SHOWN], "totals": ()})
    _say(f"the first {len(first.rows)} of {len(table.rows)}:\n{render(first, Format.TABLE)}")


def _say_differences(results: Sequence[oracles.Comparison]) -> int:
    for result in results:
        _say(f"{result.what}: {result.compared} figures compared, {len(result.differences)} differences")
        for difference in result.differences[:DIFFERENCES_SHOWN]:
            _say(f"  {difference}")
    return sum(len(result.differences) for result in results)


def _verify(served: Shop) -> bool:
    """Let the back office prove its books; whether it could not."""
    begun = time.monotonic()
    try:
        told = shop.command(served.data, served.database_url, "verify")
    except shop.Failed as failed:
        _say(f"verify FAILED\n{failed}")
        return True
    _say(f"{told.rstrip()}\nverified in {time.monotonic() - begun:.0f} s")
    return False


def _report(api: Api, name: ReportName, asked: dict[str, str]) -> ReportTable:
    return api.client.call("GET", f"/api/reports/{name.value}", ReportTable, params=asked)


def _rows(table: ReportTable) -> oracles.Rows:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


def _database(url: str, stack: ExitStack) -> str:
    """The word `postgresql` alone stands for a throw-away server of our own."""
    if url != THROW_AWAY:
        return url
    folder = postgres.new_folder()
    stack.callback(postgres.stop, folder)
    return postgres.start(folder).url


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="python -m tests.replay", description=__doc__)
    parser.add_argument("log", type=Path)
    parser.add_argument(
        "--database-url", default="", help="an empty database; `postgresql`: a throw-away one"
    )
    parser.add_argument("--tills", type=int, default=4)
    parser.add_argument("--until", type=date.fromisoformat)
    parser.add_argument("--price-factor", type=int, default=20_000, help="rupiah for 1 in the log")
    parser.add_argument("--oracles", type=Path)
    parser.add_argument("--cutoffs", default="", help="days of movers, with commas between")
    parser.add_argument("--keep", type=Path, help="an empty folder for the databases, which then stay")
    given = parser.parse_args()
    return Options(
        log=given.log,
        database_url=given.database_url,
        tills=given.tills,
        until=given.until,
        price_factor=given.price_factor,
        oracles=given.oracles,
        cutoffs=tuple(date.fromisoformat(day) for day in given.cutoffs.split(",") if day),
        keep=given.keep,
    )


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""SQL Server through its own driver, which speaks to a double of it: what comes in, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from acts.connectors.test_sync_sql import LOGIN_REFUSED, TABLES, connected, sync
from encours.acts.connect.configure import opened
from encours.connectors.sql.database import Database
from encours.core.refusals import RuleError
from encours.records.parties.models import Contact, Customer
from encours.records.receivables.models import Receivable
from encours.wire.answers import LostError
from tds import Server, sql_server


@pytest.fixture
def server() -> Iterator[Server]:
    """An ERP with one customer, two invoices, a credit note and a payment."""
    with sql_server() as server:
        for statement in TABLES:
            server.tables.execute(statement)
        yield server


def url_of(server: Server, password: str = "secret", more: str = "") -> str:  # noqa: S107 — the double's own
    return f"mssql://lecteur:{password}@127.0.0.1:{server.port}/erp{more}"


def test_customers_and_invoices_come_in_with_their_accents_amounts_and_days(
    server: Server, house: Path
) -> None:
    server.tables.execute("UPDATE client SET raison = 'Pâtisserie Éléonore & Cœur', mail = NULL")
    connector = connected(url_of(server), house)
    assert sync(connector, house).error == ""
    assert Customer.objects.get().name == "Pâtisserie Éléonore & Cœur"
    assert not Contact.objects.exclude(email="").exists()
    told = Receivable.objects.values_list("number", "amount_cents", "open_cents", "issued_on")
    assert sorted(told) == [
        ("A1", -50_00, -50_00, date(2026, 9, 3)),
        ("F1", 1_200_10, 1_000_05, date(2026, 9, 1)),
        ("F2", 300_00, 300_00, date(2026, 9, 2)),
    ]
    assert Receivable.objects.get(number="F1").due_on == date(2026, 10, 1)
    assert Receivable.objects.get(number="A1").due_source == "assumed"  # NULL is no day


def test_each_type_is_read_as_it_is(server: Server) -> None:
    server.tables.execute(
        "CREATE TABLE piece (nom nvarchar(40), ttc numeric(12,2), le date, vu timestamp, rang int)"
    )
    server.tables.execute(
        "INSERT INTO piece VALUES ('Noël à Óbidos – 5 €', -12345678.05, '2024-02-29', '2026-11-18 09:30:15', -7),"
        " (NULL, NULL, NULL, NULL, NULL), ('', 0, '0001-01-01', '1899-12-31 00:00:00', 0)"
    )
    database = Database(url_of(server))
    query = database.query("SELECT nom, ttc, le, vu, rang FROM piece", "invoices")
    with database.reading() as connection:
        rows = [tuple(row.values()) for row in database.rows(connection, query, "invoices", "")]
        assert database.now(connection)[:4] == str(datetime.now(UTC).year)
    assert rows == [
        (
            "Noël à Óbidos – 5 €",
            Decimal("-12345678.05"),
            date(2024, 2, 29),
            datetime.fromisoformat("2026-11-18 09:30:15"),
            -7,
        ),
        (None, None, None, None, None),
        ("", Decimal("0.00"), date(1, 1, 1), datetime.fromisoformat("1899-12-31"), 0),
    ]


def test_a_long_table_comes_in_many_packets_and_may_be_left_at_its_first_row(
    server: Server, house: Path
) -> None:
    server.tables.execute(
        "WITH RECURSIVE n(rank) AS (SELECT 0 UNION ALL SELECT rank + 1 FROM n WHERE rank < 1199)"
        " INSERT INTO client SELECT 'N' || rank, 'Société n° ' || rank, 'Orléans', NULL FROM n"
    )
    connector = connected(url_of(server), house, customers="SELECT code AS compte, raison AS nom FROM client")
    assert sync(connector, house).error == ""
    assert opened(connector, home=house).greet() == "SQL Server"
    assert server.left  # the first row was enough
    assert Customer.objects.count() == 1_201
    assert Customer.objects.get(account="N1199").name == "Société n° 1199"


def test_only_what_changed_is_asked_where_a_query_says_since(server: Server, house: Path) -> None:
    wanted = "SELECT code AS compte, raison AS nom FROM client WHERE mail >= :since AND ville <> 'L''Haÿ'"
    connector = connected(url_of(server), house, customers=wanted)
    assert sync(connector, house).error == ""
    asked = [one for one in server.tables.sent if "FROM client" in one]
    assert asked
    assert all("mail >= N'1970-01-01 00:00:00'" in one for one in asked)


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM facture",
        "SELECT * INTO autre FROM facture",
        "SELECT num FROM facture; DROP TABLE facture",
        "EXEC xp_cmdshell 'dir'",
        "MERGE facture AS f USING client AS c ON f.client = c.code WHEN MATCHED THEN DELETE;",
        "SELECT * FROM OPENROWSET('SQLNCLI', 'x', 'DELETE FROM facture')",
    ],
)
def test_a_statement_that_writes_never_reaches_it(server: Server, house: Path, query: str) -> None:
    with pytest.raises(RuleError, match="écrire un seul SELECT"):
        connected(url_of(server), house, invoices=query)
    with pytest.raises(RuleError, match="écrire un seul SELECT"):
        Database(url_of(server)).query(query, "invoices")
    assert server.logins == []


def test_a_wrong_password_is_said_in_a_sentence_and_is_not_shown(server: Server, house: Path) -> None:
    error = sync(connected(url_of(server, "hunter2"), house), house).error
    assert error == LOGIN_REFUSED
    silent = "mssql://lecteur:secret@127.0.0.1:1/erp"  # the driver remembers the number of the refusal before
    with (
        pytest.raises(LostError, match="Unable to connect"),
        Database(silent).reading(),
    ):
        pass


def test_a_query_that_does_not_run_says_what_the_server_said(server: Server, house: Path) -> None:
    error = sync(connected(url_of(server), house, invoices="SELECT num FROM nulle_part"), house).error
    assert error == "La base refuse : no such table: nulle_part"


def test_another_machine_is_asked_by_an_encrypted_road_or_not_at_all(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The double has no encryption: taken for another machine, it is not even told who asks."""
    monkeypatch.setattr("encours.connectors.sql.database.is_loopback", lambda _host: False)
    with pytest.raises(LostError, match="ne répond pas"), Database(url_of(server)).reading():
        pass
    assert server.logins == []
    with Database(url_of(server, more="?encryption=off")).reading():
        pass
    assert server.logins == ["lecteur"]

"""Any other ERP read by SQL: its queries are understood as tables are, and nothing there can be changed."""

from __future__ import annotations

import getpass
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import pytest

from encours.acts.connect.configure import Wanted, add_connector, opened
from encours.acts.connect.sync import sync_connector
from encours.acts.open_creditor import open_creditor
from encours.connectors.sql.database import Database
from encours.connectors.sql.reading_only import checked
from encours.core.refusals import RuleError
from encours.records.cash.models import Payment
from encours.records.connectors.models import Comparison, Connector, Sync
from encours.records.frames.invariants import breaches
from encours.records.parties.models import Contact, Customer
from encours.records.receivables.models import Receivable
from houses import free_port
from tds import sql_server

AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
TABLES = (
    "CREATE TABLE client (code varchar(20), raison varchar(80), ville varchar(40), mail varchar(80))",
    "CREATE TABLE facture (num varchar(20), client varchar(20), emise date, echeance date, ttc numeric(12,2))",
    "CREATE TABLE reglement (ref varchar(20), client varchar(20), le date, montant numeric(12,2), num varchar(20))",
    "INSERT INTO client VALUES ('C1', 'Boulangerie Martin', 'Paris', 'compta@example.com')",
    "INSERT INTO facture VALUES ('F1', 'C1', '2026-09-01', '2026-10-01', 1200.10)",
    "INSERT INTO facture VALUES ('F2', 'C1', '2026-09-02', '2026-10-02', 300)",
    "INSERT INTO facture VALUES ('A1', 'C1', '2026-09-03', NULL, -50)",
    "INSERT INTO reglement VALUES ('R1', 'C1', '2026-09-20', 200.05, 'F1')",
)
QUERIES = {
    "customers": "SELECT code AS compte, raison AS nom, ville, mail AS email FROM client",
    "invoices": "SELECT client AS compte, num AS numero, emise AS date_facture, echeance, ttc AS montant FROM facture",
    "payments": "SELECT client AS compte, ref AS reference, le AS date_paiement, montant, num AS facture"
    " FROM reglement",
}

LOGIN_REFUSED = (
    "La base refuse cet utilisateur ou ce mot de passe : les corriger dans l’adresse du connecteur."
)


@pytest.fixture(scope="session")
def mysql_server() -> Iterator[dict[str, Any]]:
    """A MariaDB of this test worker's own, on a free loopback port, stopped at the end."""
    if not Path("/usr/sbin/mariadbd").exists():
        if os.environ.get("ENCOURS_ALL_TESTS"):
            pytest.fail("MariaDB is not installed: make test-deps")
        pytest.skip("MariaDB is not installed: make test-deps")
    folder, port, user = tempfile.mkdtemp(prefix="encours-my-"), free_port(), getpass.getuser()
    common: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    made = ["--no-defaults", f"--datadir={folder}", f"--user={user}"]
    subprocess.run(
        ["mariadb-install-db", *made, "--auth-root-authentication-method=normal", "--skip-test-db"],
        check=True,
        **common,
    )
    server = subprocess.Popen(
        ["/usr/sbin/mariadbd", *made, f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder}/s",
         "--innodb-buffer-pool-size=16M", "--innodb-flush-log-at-trx-commit=0"], **common,
    )  # fmt: skip
    place = {"host": "127.0.0.1", "port": port, "user": "root"}
    try:
        _wait_for(place)
        yield place
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(place: dict[str, Any]) -> None:
    for _ in range(200):
        try:
            pymysql.connect(**place).close()
        except pymysql.OperationalError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("MariaDB did not answer within 20 seconds")


@pytest.fixture(params=["sqlite", "postgresql", "mysql", "mssql"])
def erp(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Any]]:
    """Somebody's ERP: its URL, and a way to change it."""
    if request.param == "sqlite":
        with closing(sqlite3.connect(tmp_path / "erp.db", isolation_level=None)) as file:
            for statement in TABLES:
                file.execute(statement)
            yield f"sqlite:///{tmp_path / 'erp.db'}", file.execute
        return
    if request.param == "mssql":
        with sql_server() as server:  # a double: see tests/tds.py
            for statement in TABLES:
                server.tables.execute(statement)
            yield f"mssql://lecteur:secret@127.0.0.1:{server.port}/erp", server.tables.execute
        return
    if request.param == "mysql":
        place = request.getfixturevalue("mysql_server")
        handle = pymysql.connect(**place, autocommit=True)
        with closing(handle), handle.cursor() as cursor:

            def execute(statement: str) -> Any:
                cursor.execute(statement)
                return cursor

            for statement in ("DROP DATABASE IF EXISTS erp", "CREATE DATABASE erp", "USE erp", *TABLES):
                execute(statement)
            yield f"mysql+pymysql://{place['user']}@{place['host']}:{place['port']}/erp", execute
        return
    place = request.getfixturevalue("postgres_server")
    with psycopg.connect(dbname="postgres", autocommit=True, **place) as server:
        server.execute("DROP DATABASE IF EXISTS erp")
        server.execute("CREATE DATABASE erp")
    with psycopg.connect(dbname="erp", autocommit=True, **place) as handle:
        for statement in TABLES:
            handle.execute(statement)  # type: ignore[call-overload]
        yield f"postgresql://{place['user']}@{place['host']}:{place['port']}/erp", handle.execute


def connected(url: str, house: Path, **queries: str) -> Connector:
    creditor = open_creditor(name="Delmas", siren="732829320", author="test", at=AT)
    told = {"url": url, **QUERIES, **queries}
    return add_connector(creditor, "sql", Wanted("Notre ERP", told), author="test", at=AT, home=house)


def sync(connector: Connector, house: Path) -> Sync:
    now = Connector.objects.get(pk=connector.pk)
    done = sync_connector(now, opened(now, home=house), clock=lambda: AT, home=house)
    assert done is not None
    return done


def test_what_the_queries_give_comes_in(erp: tuple[str, Any], house: Path) -> None:
    url, execute = erp
    connector = connected(url, house)
    assert opened(connector, home=house).greet() in {"SQLite", "PostgreSQL", "MySQL", "SQL Server"}
    assert sync(connector, house).error == ""
    assert Customer.objects.get().city == "Paris"
    assert Contact.objects.get().email == "compta@example.com"
    opens = dict(Receivable.objects.values_list("number", "open_cents"))
    assert opens == {"F1": 100_005, "F2": 30_000, "A1": -5_000}
    assert Receivable.objects.get(number="F1").due_on == date(2026, 10, 1)
    assert Payment.objects.get().amount_cents == 20_005
    assert Comparison.objects.get().differences == []
    assert sync(connector, house).changed == 0
    execute("INSERT INTO reglement VALUES ('R2', 'C1', '2026-10-20', 1000.05, 'F1')")
    execute("DELETE FROM facture WHERE num = 'F2'")
    assert sync(connector, house).error == ""
    assert Receivable.objects.get(number="F1").open_cents == 0
    assert Receivable.objects.get(number="F2").gone_on is not None
    assert Comparison.objects.order_by("-pk")[0].differences == []
    assert breaches() == []


def test_nothing_can_be_written_there(erp: tuple[str, Any]) -> None:
    from sqlalchemy import text

    url, execute = erp
    database = Database(url)
    # SQL Server has no transaction that only reads: what would be done there is undone.
    refused = nullcontext() if database.name == "SQL Server" else pytest.raises(RuleError)
    with refused, database.reading() as connection:
        connection.execute(text("DELETE FROM facture"))
    with refused, database.reading() as connection:
        connection.execute(text("CREATE TABLE mine (a int)"))
    assert execute("SELECT count(*) FROM facture").fetchone()[0] == 3


def test_a_query_that_does_not_run_says_why_and_shows_no_password(house: Path, tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "erp.db").close()
    connector = connected(f"sqlite:///{tmp_path / 'erp.db'}", house)
    error = sync(connector, house).error
    assert "no such table" in error
    silent = Database("postgresql://joe:hunter2@127.0.0.1:1/erp")
    with pytest.raises(RuleError) as refused, silent.reading():
        pass
    assert "hunter2" not in refused.value.sentence


def test_a_login_that_mysql_refuses_is_said_so(mysql_server: dict[str, Any]) -> None:
    wrong = Database(f"mysql://root:hunter2@127.0.0.1:{mysql_server['port']}/erp")
    with pytest.raises(RuleError) as refused, wrong.reading():
        pass
    assert refused.value.sentence == LOGIN_REFUSED


def test_a_query_without_a_needed_column_is_refused(erp: tuple[str, Any], house: Path) -> None:
    connector = connected(erp[0], house, invoices="SELECT client AS compte, ttc AS montant FROM facture")
    assert "Numéro de la facture" in sync(connector, house).error


def test_the_house_own_database_is_not_read_so(house: Path) -> None:
    with pytest.raises(RuleError):
        connected(f"sqlite:///{house / 'encours.sqlite3'}", house)


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM facture",
        "SELECT 1; DROP TABLE facture",
        "WITH gone AS (DELETE FROM facture RETURNING *) SELECT * FROM gone",
        "SELECT * INTO other FROM facture",
        "SELECT * FROM facture FOR UPDATE",
        "SELECT pg_sleep(100)",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "COPY facture TO '/tmp/x'",
        "SET ROLE admin",
        "EXPLAIN ANALYZE DELETE FROM facture",
        "VACUUM",
        "",
        "not a query",
    ],
)
def test_what_does_anything_but_read_is_refused(query: str) -> None:
    with pytest.raises(RuleError):
        checked(query, "postgres", "invoices")


@pytest.mark.parametrize(
    ("query", "dialect"),
    [
        ("SELECT a, b FROM t WHERE c >= :since;", "postgres"),
        ("WITH x AS (SELECT 1 AS a) SELECT a FROM x UNION ALL SELECT 2", "mysql"),
        ("SELECT TOP 10 [Nom] FROM dbo.Clients", "tsql"),
        ("SELECT `nom` FROM clients LIMIT 3", "mysql"),
    ],
)
def test_what_only_reads_is_kept(query: str, dialect: str) -> None:
    assert checked(query, dialect, "invoices") == query.rstrip(";")

"""Putting the database back to its reference data between tests."""

from sqlalchemy import Connection, Engine, text

from surety.models import Base

# Loaded once per test process; a test that adds such rows gives them ids above the loaded ones.
REFERENCE = ("branch", "agency", "agency_rule", "tariff_version", "rulebook")
_highest: dict[str, dict[str, int]] = {}


def clean_database(engine: Engine) -> None:
    """Delete what a test left behind; the append-only triggers stand aside for exactly this."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
            triggers = _drop_triggers(connection)
            _delete_rows(connection, str(engine.url))
            for definition in triggers:
                connection.exec_driver_sql(definition)
            connection.commit()
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.rollback()
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            _delete_rows(connection, str(engine.url))
            connection.commit()


def _drop_triggers(connection: Connection) -> list[str]:
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _definition in found:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    return [definition for _name, definition in found]


def _delete_rows(connection: Connection, database: str) -> None:
    kept = _highest.setdefault(database, {})
    # Before the changes it points at.
    changed = _restore_rules(connection, kept.get("agency_rule"))
    for table in reversed(Base.metadata.sorted_tables):
        if table.name in REFERENCE:
            continue
        if table.name != "audit_head":
            connection.execute(table.delete())
    for name in ("tariff_version", "agency", "branch"):
        if name in kept:
            changed += connection.execute(
                text(f"DELETE FROM {name} WHERE id > :highest"), {"highest": kept[name]}
            ).rowcount
    if changed:
        # What a process remembers of the rulebook is no longer so.
        connection.exec_driver_sql("UPDATE rulebook SET revision = revision + 1")
    connection.exec_driver_sql(f"UPDATE audit_head SET sequence = 0, chain_hash = '{'0' * 64}'")


def _restore_rules(connection: Connection, highest: int | None) -> int:
    """Take away the rows a test added and let those it retired hold again; gives how many these were."""
    if highest is None:
        return 0
    found = connection.execute(text("DELETE FROM agency_rule WHERE id > :highest"), {"highest": highest})
    retired = connection.execute(
        text("UPDATE agency_rule SET retired_by_id = NULL WHERE retired_by_id IS NOT NULL")
    )
    return found.rowcount + retired.rowcount


def remember_reference(engine: Engine) -> None:
    """Note which reference rows were loaded, so that cleaning keeps exactly those."""
    with engine.connect() as connection:
        _highest[str(engine.url)] = {
            name: connection.execute(text(f"SELECT COALESCE(MAX(id), 0) FROM {name}")).scalar_one()
            for name in ("branch", "agency", "agency_rule", "tariff_version")
        }

"""Say at once, and in words, whether the tests can use PostgreSQL."""

import sys

import psycopg
from sqlalchemy.engine import make_url

HOW_TO_GO_ON = (
    "Start PostgreSQL there, or name another server with\n"
    "  make test SURETY_TEST_POSTGRES=postgresql+psycopg://user:password@host:5432/postgres\n"
    "or test on SQLite only with\n"
    "  make test SURETY_TEST_POSTGRES=off"
)


def main(address: str) -> int:
    url = make_url(address)
    shown = url.render_as_string(hide_password=True)
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(conninfo, connect_timeout=5) as connection:
            row = connection.execute(
                "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError as error:
        print(f"PostgreSQL does not answer at {shown}: {str(error).strip()}\n{HOW_TO_GO_ON}", file=sys.stderr)
        return 1
    if row is None or not row[0]:
        print(
            f"The user of {shown} may not create databases; the tests need throw-away ones.", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""Start the web server and the worker together on this machine, and stop them together."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psycopg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
READY_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 20
SHOWN_LINES = 30
LOOKS_LIKE = "postgresql://user:password@127.0.0.1/surety (or leave it out: SQLite)"

Child = subprocess.Popen[bytes]


class Stop:
    """Remembers that someone asked us to stop; the loop looks at it."""

    asked = False

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        self.asked = True


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def why_not_port(text: str) -> str:
    """What is wrong with the asked port, in a sentence; nothing when the web server can have it."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65_536:
        return f"PORT is a number from 1 to 65535, not {text!r}. Try: make run PORT=5000"
    if is_taken(int(text)):
        return f"Port {text} is in use on this machine. Try: make run PORT={int(text) + 1}"
    return ""


def why_not_database(address: str) -> str:
    """What is wrong with DATABASE_URL, in a sentence or two; nothing when it is SQLite or lets us in."""
    try:
        url = make_url(address or "sqlite://")
    except ArgumentError:
        return f"DATABASE_URL is no address. It looks like this: {LOOKS_LIKE}"
    if url.get_backend_name() == "sqlite":
        return ""
    if url.get_backend_name() not in ("postgres", "postgresql"):
        return f"DATABASE_URL names {url.get_backend_name()}. It looks like this: {LOOKS_LIKE}"
    plain = url.set(drivername="postgresql")
    try:
        psycopg.connect(plain.render_as_string(hide_password=False), connect_timeout=5).close()
    except psycopg.Error as error:
        return (
            f"PostgreSQL does not let us in at {plain.render_as_string()}:\n  {str(error).strip()}\n"
            f"The server has to run and the database to exist: createdb {url.database or 'surety'}"
        )
    return ""


def flask(*command: str, environment: dict[str, str]) -> str:
    """Run one flask command to its end and return what it printed; leave with its words when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(done.stdout + done.stderr, file=sys.stderr)
        raise SystemExit(f"'flask {' '.join(command)}' failed; its own words are above.")
    return done.stdout


@dataclass(frozen=True)
class Service:
    """A child process and the file its words go to, so that the logins stay on the screen."""

    child: Child
    log: Path

    @classmethod
    def start(cls, name: str, *command: str, environment: dict[str, str]) -> "Service":
        log = instance_of(environment) / "logs" / f"{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as words:
            # A session of its own: Ctrl-C reaches us alone, and we stop the children in order.
            child = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=environment,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return cls(child, log)

    def has_ended(self) -> bool:
        return self.child.poll() is not None

    def last_words(self) -> str:
        """The end of the log, for whoever has to mend something."""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join([*lines[-SHOWN_LINES:], f"All its words: {self.log}"])


def instance_of(environment: dict[str, str]) -> Path:
    return Path(environment.get("SURETY_INSTANCE", ROOT / "instance")).resolve()


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        connection.close()


def wait_until_ready(port: int, services: list[Service], stop: Stop) -> bool:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline and not stop.asked:
        if any(service.has_ended() for service in services):
            return False
        if answers(port):
            return True
        time.sleep(0.2)
    return False


def shut_down(services: list[Service]) -> None:
    """Ask every child to finish what it is doing; after a while insist, with all it has started."""
    for service in services:
        if not service.has_ended():
            service.child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_WITHIN_SECONDS
    for service in services:
        try:
            service.child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(service.child.pid, signal.SIGKILL)
            service.child.wait()


def watch(services: list[Service], stop: Stop) -> int:
    """Wait until we are asked to stop (0) or until one child ends by itself (1)."""
    while not stop.asked:
        for service in services:
            if service.has_ended():
                print(service.last_words(), file=sys.stderr)
                print(f"{service.log.stem} ended by itself with {service.child.returncode}.", file=sys.stderr)
                return 1
        time.sleep(0.2)
    return 0


def environment_for(port: int) -> dict[str, str]:
    """What was set stays as it was set; the rest makes a demo on this machine that sends no mail."""
    chosen = {"SURETY_DEMO": "1", "SURETY_BASE_URL": f"http://{HOST}:{port}"} | os.environ
    return chosen | {"FLASK_APP": "app", "PORT": str(port), "PYTHONUNBUFFERED": "1"}


def announce(port: int, logins: str, logs: Path) -> None:
    print(
        f"\n  http://{HOST}:{port}/\n\n{logins.rstrip()}\n\n"
        f"  Ctrl-C stops the web server and the worker. Their logs: {logs}\n"
    )
    sys.stdout.flush()


def main() -> int:
    asked = os.environ.get("PORT", "5000")
    if wrong := why_not_port(asked) or why_not_database(os.environ.get("DATABASE_URL", "")):
        print(wrong, file=sys.stderr)
        return 1
    port = int(asked)
    environment = environment_for(port)
    print("Bringing the database up to date …", flush=True)
    flask("db", "upgrade", environment=environment)
    print("Looking after the demo data …", flush=True)
    logins = flask("demo", "load", environment=environment)

    stop = Stop()
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    services: list[Service] = []
    try:
        services.append(Service.start("web", "gunicorn", "app:create_app()", environment=environment))
        services.append(Service.start("worker", "flask", "worker", environment=environment))
        if wait_until_ready(port, services, stop):
            announce(port, logins, instance_of(environment) / "logs")
        elif not stop.asked:
            print(services[0].last_words(), file=sys.stderr)
            print("The web server did not become ready; its own words are above.", file=sys.stderr)
            return 1
        return watch(services, stop)
    finally:
        shut_down(services)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)

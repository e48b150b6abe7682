"""An application served by this very process, for tests that look at it from the browser."""

import contextlib
import threading
from collections.abc import Iterable, Iterator
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator


@contextlib.contextmanager
def served(app: WSGIApplication) -> Iterator[str]:
    """Its address on a free port."""
    server = make_server("127.0.0.1", 0, _in_one_piece(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _in_one_piece(app: WSGIApplication) -> WSGIApplication:
    """The app with each answer read and closed first: this server leaves files open when a browser hangs up."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        parts = app(environ, start_response)
        with contextlib.closing(ClosingIterator(parts, getattr(parts, "close", None))) as body:
            return [b"".join(body)]

    return answer

"""How gunicorn serves the application: processes for the cores, two threads each."""

import os

bind = f"{os.environ.get('SURETY_BIND', '127.0.0.1')}:{os.environ.get('PORT', '5000')}"

# Measured: more than two threads per process raise the slowest answers fourfold and serve no more (docs/adr/0004).
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", os.cpu_count() or 1))
threads = 2

timeout = 60
graceful_timeout = 15
keepalive = 5

# A process is renewed now and then, each at another moment, so that no library can grow without end.
max_requests = 20_000
max_requests_jitter = 2_000

# Heartbeats in memory: a slow disk must not look like a dead worker.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - gunicorn makes its own files there

# No remote-control socket: it would stand in the home directory and be shared by every service of the same user.
control_socket_disable = True

# The application writes its own log without keys and addresses; the server's access log would hold both.
accesslog = None
errorlog = "-"


def post_worker_init(_worker: object) -> None:
    """Start the child that reads workbooks, so that the first upload does not wait for it (0.6 s, 36 MB, a process of its own).

    The PDF library stays cold: it would cost every process 2 s and 60 MB at its start, for papers that are mostly drawn
    by the worker. The first preview in each process pays the 2 s instead.
    """
    from surety.ingest.process import reading_child

    reading_child.warm_up()

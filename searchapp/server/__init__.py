"""The server process: gunicorn and its worker class, the log, and the Prometheus metrics.

The package may import ``indexer``. The module ``serve`` may also import ``searchapp.create_app``. Request handling
belongs to ``middleware`` and ``views``. The command line is in ``searchapp.cli``.
"""

METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Environment variable that names the folder in which the processes share their metrics."""

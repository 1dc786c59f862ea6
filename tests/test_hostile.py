"""A short run of ``python -m benchmarks.hostile``, and a check that it detects faults."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
REQUESTS = 600

# An application without HTML escaping.
_UNESCAPED = """
import sys, jinja2, benchmarks.hostile.__main__ as hostile
create = hostile.create_app
def create_app(settings):
    app = create(settings)
    app.jinja_env.autoescape = False
    return app
hostile.create_app = create_app
sys.argv += ["--requests", "300"]
sys.exit(hostile.main())
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_hostile_requests_do_no_harm() -> None:
    done = run("-m", "benchmarks.hostile", "--requests", str(REQUESTS))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("\n") == 4  # the table without any fault


def test_unescaped_pages_are_detected() -> None:
    done = run("-c", _UNESCAPED)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "times: the tag xq7" in done.stdout

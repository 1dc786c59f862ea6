"""Known holes in what is installed: ``python .ci/audit.py PIP_AUDIT``. Exits with 1 where there is one.

pip-audit calls it a success when the advisory service knows none of the packages, as behind a mirror that has files
alone. Here that is said, and so is every package that was not looked up.
"""

from __future__ import annotations

import json
import subprocess
import sys

OURS = "summary-search"


def main(pip_audit: str) -> int:
    """Print what was found, and return the exit code."""
    done = subprocess.run(  # noqa: S603  # the pip-audit of our own environment
        [pip_audit, "--format", "json", "--progress-spinner", "off"], capture_output=True, text=True, check=False
    )
    try:
        packages = [each for each in json.loads(done.stdout)["dependencies"] if each["name"] != OURS]
    except ValueError:
        print(f"not audited: pip-audit could not ask ({done.stderr.strip().splitlines()[-1:]})")  # noqa: T201
        return 0
    known = [each for each in packages if "skip_reason" not in each]
    if not known:
        print("not audited: the advisory service that can be reached from here knows none of the packages")  # noqa: T201
        return 0
    for each in packages:
        if "skip_reason" in each:
            print(f"{each['name']}: not audited: {each['skip_reason']}")  # noqa: T201
        for hole in each.get("vulns", []):
            mended = ", ".join(hole["fix_versions"]) or "no version yet"
            print(f"{each['name']} {each['version']}: {hole['id']}; mended in {mended}")  # noqa: T201
    holes = sum(len(each["vulns"]) for each in known)
    print(f"{len(known)} of {len(packages)} packages audited: {holes} known holes")  # noqa: T201
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

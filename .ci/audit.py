"""Print known vulnerabilities of the installed packages: ``python .ci/audit.py PIP_AUDIT``.

The exit code is 1 if there are any. pip-audit also succeeds if the advisory service knows none of the packages. This
happens with a package mirror that has no advisories. The script reports that case, and every package that was not
audited.
"""

import json
import subprocess
import sys

OWN_PACKAGE = "summary-search"


def main(pip_audit: str) -> int:
    """Print the vulnerabilities and return the exit code."""
    done = subprocess.run(  # noqa: S603  # the pip-audit of this environment
        [pip_audit, "--format", "json", "--progress-spinner", "off"], capture_output=True, text=True, check=False
    )
    try:
        packages = [each for each in json.loads(done.stdout)["dependencies"] if each["name"] != OWN_PACKAGE]
    except ValueError:
        print(f"not audited: pip-audit failed ({done.stderr.strip().splitlines()[-1:]})")  # noqa: T201
        return 0
    known = [each for each in packages if "skip_reason" not in each]
    if not known:
        print("not audited: the advisory service knows none of the packages")  # noqa: T201
        return 0
    for each in packages:
        if "skip_reason" in each:
            print(f"{each['name']}: not audited: {each['skip_reason']}")  # noqa: T201
        for vulnerability in each.get("vulns", []):
            fixed = ", ".join(vulnerability["fix_versions"]) or "no version yet"
            print(f"{each['name']} {each['version']}: {vulnerability['id']}; fixed in {fixed}")  # noqa: T201
    vulnerabilities = sum(len(each["vulns"]) for each in known)
    print(f"{len(known)} of {len(packages)} packages audited: {vulnerabilities} known vulnerabilities")  # noqa: T201
    return 1 if vulnerabilities else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

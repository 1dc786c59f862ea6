"""Ownership checks before an index is opened.

Whoosh stores pickles. Loading a pickle can run any code that the author of the file has chosen. Therefore a file is
opened only if it belongs to the current user, root or a user in SUMMARY_SEARCH_OWNERS. A file that every user can write
is not opened. Processes of root make the same checks, because a service that root does not trust may own the folder.
"""

import os
import pwd
import stat
from pathlib import Path

from indexer.errors import NotAnIndex, SummarySearchError

_ROOT = 0


def parse_users(names: str) -> frozenset[int]:
    """Return the user ids for comma-separated user names and ids. Raises SummarySearchError for unknown names."""
    return frozenset(_user_id(name.strip()) for name in names.split(",") if name.strip())


def check_owned(path: Path, trusted: frozenset[int], follow: bool = False) -> None:
    """Raise NotAnIndex if an untrusted user may have written the file or folder.

    The current user and root are always trusted. A symbolic link is accepted only if ``follow`` is True. This is meant
    for the path that the user enters. The index itself contains no links. Raises FileNotFoundError if nothing exists at
    the path.
    """
    status = path.stat() if follow else path.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise NotAnIndex(
            f"{path} is a symbolic link, and an index contains none", "remove it, then run: indexer rebuild"
        )
    if status.st_uid not in trusted | {os.geteuid(), _ROOT}:
        owner, user = _user_name(status.st_uid), _user_name(os.geteuid())
        raise NotAnIndex(
            f"{path} belongs to {owner}, and {user} does not open files that other users may have prepared",
            f"run this as {owner}, or give another place with --index; "
            f"if you trust {owner}, set SUMMARY_SEARCH_OWNERS={owner}",
        )
    if status.st_mode & stat.S_IWOTH:
        raise NotAnIndex(
            f"{path} can be written by every user",
            f"run: chmod -R o-w {path}, if no other user has changed it; or give another place with --index",
        )


def _user_id(name: str) -> int:
    try:
        return int(name) if name.isdecimal() else pwd.getpwnam(name).pw_uid
    except KeyError:
        raise SummarySearchError(
            f'SUMMARY_SEARCH_OWNERS names "{name}", which is not a user of this machine',
            "give names or ids of users, separated by commas",
        ) from None


def _user_name(user_id: int) -> str:
    """Return the name of a user, or the id if the system knows no name. Containers often have no user names."""
    try:
        return pwd.getpwuid(user_id).pw_name
    except KeyError:
        return str(user_id)

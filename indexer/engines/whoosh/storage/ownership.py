"""Whose files are opened. Whoosh's are pickles: who can write one can run what he likes as whoever opens it.

So only files of the user who opens them, of root, and of users that a setting names are opened, and none that everybody
may write. That holds for root as well: what root finds in a service's folder, the service may have put there.
"""

from __future__ import annotations

import os
import pwd
import stat
from pathlib import Path

from indexer.errors import NotAnIndex, SummarySearchError

_ROOT = 0


def named_users(names: str) -> frozenset[int]:
    """Return the numbers of users, given by name or number and parted by commas. Raises SummarySearchError."""
    return frozenset(_number(name.strip()) for name in names.split(",") if name.strip())


def check_owned(path: Path, trusted: frozenset[int], follow: bool = False) -> None:
    """Raise NotAnIndex where a file or folder may have been written by somebody who is not ``trusted``.

    The user of this process and root are trusted anyway. A link is one's own business where it is the place that was
    named (``follow``); within an index there are none. Raises FileNotFoundError.
    """
    known = path.stat() if follow else path.lstat()
    if stat.S_ISLNK(known.st_mode):
        raise NotAnIndex(f"{path} is a link, as there are none in an index", "remove it, then run: indexer rebuild")
    if known.st_uid not in trusted | {os.geteuid(), _ROOT}:
        owner, user = _name(known.st_uid), _name(os.geteuid())
        raise NotAnIndex(
            f"{path} belongs to {owner}, and {user} does not open what others may have prepared",
            f"run this as {owner}, or give another place with --index; "
            f"where {owner} is trusted: SUMMARY_SEARCH_OWNERS={owner}",
        )
    if known.st_mode & stat.S_IWOTH:
        raise NotAnIndex(
            f"{path} can be written by everybody",
            f"run: chmod -R o-w {path}, if nobody has meddled with it; or give another place with --index",
        )


def _number(name: str) -> int:
    try:
        return int(name) if name.isdecimal() else pwd.getpwnam(name).pw_uid
    except KeyError:
        raise SummarySearchError(
            f'SUMMARY_SEARCH_OWNERS names "{name}", who is no user here', "give names or numbers of users"
        ) from None


def _name(number: int) -> str:
    """Return what a user is called; in a container he may have but a number."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)

"""Reports of the differences between two recordings: a summary by path, and a list of the changed texts."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from benchmarks.answers.comparing import Difference, is_allowed

_EXAMPLES = 2
_LONGEST = 300  # characters


def say(line: str) -> None:
    """Print a line."""
    print(line)  # noqa: T201


def print_summary(found: Sequence[Difference], allowed: Sequence[str]) -> None:
    """Print for each path the number of requests that differ, a mark that shows if this is allowed, and examples."""
    groups = defaultdict(list)
    for difference in found:
        groups[difference.path].append(difference)
    for path in sorted(groups):
        group = groups[path]
        requests = len({difference.id for difference in group})
        mark = "allowed" if is_allowed(group[0], allowed) else "DIFFERS"
        say(f"{mark} {path}: {requests} request{'' if requests == 1 else 's'}")
        for example in _examples(group):
            say(f"    {_cut(example.id)}")
            say(f"        old: {_cut(example.old)}")
            say(f"        new: {_cut(example.new)}")
    if not groups:
        say("No answer differs.")


def print_texts(found: Sequence[Difference], allowed: Sequence[str]) -> None:
    """Print each allowed change once, with its number of occurrences. The most frequent changes come first."""
    changes = Counter((each.path, each.old, each.new) for each in found if is_allowed(each, allowed))
    say(f"\n{len(changes)} changes of texts:")
    for (path, old, new), number in changes.most_common():
        say(f"{number:6} {path}\n       - {old}\n       + {new}")


def _examples(group: Sequence[Difference]) -> list[Difference]:
    """Return the first _EXAMPLES differences. No two of them have the same request or the same change."""
    by_change = {(each.old, each.new): each for each in reversed(group)}
    by_request = {each.id: each for each in by_change.values()}
    return sorted(by_request.values(), key=group.index)[:_EXAMPLES]


def _cut(text: str) -> str:
    shown = text.strip("\n")
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]} …"

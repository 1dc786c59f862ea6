"""The highlighted hits of a page: matches of all words, matches of some words, and related summaries."""

from collections.abc import Iterable, Sequence

from indexer import deadlines
from indexer.engines.answers import EngineAnswer, Hit
from indexer.engines.protocols import EngineSearch, Snapshot
from indexer.messages import message
from indexer.query import relaxation
from indexer.query.ast import And, Not
from indexer.query.resolution import ResolvedQuery
from indexer.search.explanations import Explainer
from indexer.search.highlighter import Highlighter
from indexer.search.results import HighlightedHit, labels_of
from indexer.vocabulary.model import Vocabulary

_MOST_RELATED = 5
_RELATED_BELOW = 10  # number of results; if there are fewer results, related summaries are added


def search_page(
    snapshot: Snapshot, query: ResolvedQuery, page: int, size: int, *, counted: bool = True
) -> EngineAnswer:
    """Return the engine's answer for one page, with facet counts if ``counted``. The first page is 1."""
    sort = query.sort if size else "title"  # a search without hits uses this order, because it needs no scores
    search = EngineSearch(
        query.counted,
        query.request.filters,
        sort,
        (page - 1) * size,
        size,
        boosted=query.query if query.counted is not query.query else None,
        preferred=query.preferred(snapshot) if sort == "relevance" else (),
        counted=counted,
        explained=query.request.explain and size > 0,
    )
    return snapshot.search(search)


def page_beyond_last(page: int, shown: int, total: int) -> str:
    """Return the notice for a ``page`` beyond the last page. Pages can show the first ``shown`` of ``total`` hits."""
    if shown == total:
        return message("There is no page %(page)s. This is the last page.", page=page)
    return message(
        "Only the first %(shown)s of %(total)s summaries can be shown page by page. This is the last page. To see "
        "others, narrow the search or choose another order.",
        shown=f"{shown:,}",
        total=f"{total:,}",
    )


def partial_matches(snapshot: Snapshot, query: ResolvedQuery, total: int) -> EngineAnswer:
    """Return the best summaries that match some words of the query but not all words.

    The answer is empty if the ``total`` matches of all words fill a page. It is also empty if the request sets
    ``words``, or if the query has fewer than two words.
    """
    request = query.request
    if query.relaxed is None or request.words is not None or total >= request.size:
        return EngineAnswer(0, (), {}, 0)
    relaxed, room = And((query.relaxed, Not(query.query))), request.size - total
    typed = query.as_typed and relaxation.relaxed(query.as_typed)
    return snapshot.search(
        EngineSearch(
            relaxed,
            request.filters,
            "relevance",
            0,
            room,
            preferred=(typed,) if typed else (),
            counted=False,
            explained=request.explain,
        )
    )


def related_hits(snapshot: Snapshot, query: ResolvedQuery, total: int) -> Sequence[Hit]:
    """Return summaries that are similar to the best matches but do not contain any word of the query.

    ``total`` is the number of matches. The result is empty if the page does not need more summaries. It is
    also empty if the request sets ``words`` to "all", or if the query has no words.
    """
    request, within = query.request, query.without_words
    room = min(_RELATED_BELOW, request.size) - total
    if within is None or request.words == "all" or room <= 0:
        return ()
    return snapshot.related(query.relaxed or query.query, within, request.filters, min(_MOST_RELATED, room))


class HitHighlighter:
    """Highlights the hits of one query. It also explains their scores if ``explain`` is set in the request."""

    def __init__(self, query: ResolvedQuery, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._highlighter = Highlighter(query.query, vocabulary)
        self._explainer = (
            Explainer(query.request.text, query.interpretations, vocabulary) if query.request.explain else None
        )

    def __call__(self, hits: Iterable[Hit]) -> tuple[HighlightedHit, ...]:
        """Return the highlighted hits in the same order. Raises SearchTooSlow when the deadline has passed."""
        return tuple(map(self._highlighted, hits))

    def _highlighted(self, hit: Hit) -> HighlightedHit:
        deadlines.check()
        return HighlightedHit(
            summary=hit.summary,
            labels=labels_of(hit.summary, self._vocabulary),
            score=hit.score,
            title=self._highlighter.title(hit.summary),
            passages=self._highlighter.passages(hit.summary),
            reasons=self._explainer.score_parts(hit) if self._explainer else (),
        )

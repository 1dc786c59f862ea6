"""Why a hit stands where it stands: what each part of the query gave to its score, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from indexer.engines.answers import Contribution, Hit, Place
from indexer.messages import Message, message
from indexer.query.ast import (
    TEXT_FIELDS,
    AnyTerm,
    HasConcept,
    Phrase,
    Word,
    terms_of,
)
from indexer.query.concept_linking import Interpretation
from indexer.search.highlighter import Highlighter
from indexer.search.results import Form, Label, Match, ScorePart
from indexer.summaries.facets import BY_NAME
from indexer.summaries.summary import Summary
from indexer.text.analysis import fold, spans, spellings, term
from indexer.vocabulary.model import Vocabulary


class Explainer:
    """Explains the hits of one query, ``text`` as it was typed."""

    def __init__(self, text: str, interpretations: Sequence[Interpretation], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._interpretations: dict[tuple[str, str], Interpretation] = {}
        for read in interpretations:
            known = self._interpretations.get((read.facet, read.concept))
            # Two names of one concept are one reason.
            typed = f"{known.typed}, {read.typed}" if known else read.typed
            self._interpretations[read.facet, read.concept] = replace(read, typed=typed)
        self._typed: dict[str, list[str]] = defaultdict(list)  # the words as typed, by term
        for start, end in spans(text):
            self._typed[term(text[start:end])].append(text[start:end])

    def reasons(self, hit: Hit) -> tuple[ScorePart, ...]:
        """Return what gave the hit its score, the most first; together they are the score."""
        given: dict[tuple[Word | HasConcept | None, Place], float] = defaultdict(float)
        for gave in hit.contributions:
            given[gave.part, gave.place] += gave.score
        reasons = [self._reason(Contribution(*what, score), hit.summary) for what, score in given.items()]
        return tuple(sorted(reasons, key=lambda reason: -reason.score))

    def _reason(self, gave: Contribution, summary: Summary) -> ScorePart:
        match gave.part:
            case None:
                return ScorePart(gave.place, gave.score)
            case HasConcept(facet, concept):
                read = self._interpretations.get((facet, concept))
                typed = read.typed if read else ""
                forms = tuple(
                    Form(form, "exact" if fold(form) == fold(typed) else "synonym", times)
                    for form, times in self._forms(gave.part, summary, *TEXT_FIELDS).most_common()
                )
                tagged = tuple(self._tagged(facet, concept, summary))
                return ScorePart(gave.place, gave.score, typed, forms, read, tagged)
            case word:
                found = self._forms(word, summary, gave.place)
                if not found and isinstance(word, Phrase):
                    # It stands elsewhere; here some of its words do.
                    found = self._forms(AnyTerm(word.terms), summary, gave.place)
                forms = tuple(Form(form, self._match(form, word), times) for form, times in found.most_common())
                return ScorePart(gave.place, gave.score, self._name(word), forms)

    def _forms(self, part: Word | HasConcept, summary: Summary, *places: str) -> Counter[str]:
        marker = Highlighter(part, self._vocabulary)
        written = [text for field in TEXT_FIELDS if field in places for text in marker.written(summary, field)]
        return Counter(text if text.isupper() else text.lower() for text in written)

    def _name(self, word: Word) -> str:
        """Return a part of the query as it was typed, or nearly so."""
        if isinstance(word, AnyTerm):
            return f"{word.prefix}*"
        return " ".join(self._typed[term][0] if self._typed.get(term) else term for term in terms_of(word))

    def _match(self, form: str, word: Word) -> Match:
        typed = [self._typed.get(term, []) for term in terms_of(word)]
        words = [fold(form[start:end]) for start, end in spans(form)]
        if isinstance(word, AnyTerm):
            return "exact" if words[0].startswith(word.prefix) else "stem"
        wanted = [alike for alternatives in typed for alike in alternatives]
        if set(words) <= set(map(fold, wanted)):
            return "exact"
        american = {spelling for one in wanted for spelling in spellings(one)}
        return "spelling" if all(spellings(written) & american for written in words) else "stem"

    def _tagged(self, facet: str, concept: str, summary: Summary) -> Iterator[Label]:
        for held in summary.concepts(BY_NAME[facet].field):
            if concept in self._vocabulary.closure(facet, [held]):
                yield Label(held, self._vocabulary.label(facet, held))


_MATCHES: dict[Match, Message] = {
    "exact": message("%(form)s %(times)s×"),
    "spelling": message("%(form)s %(times)s× (another spelling)"),
    "stem": message("%(form)s %(times)s× (another form)"),
    "synonym": message("%(form)s %(times)s×"),
}


def sentence(reason: ScorePart, say: Callable[[Message], str] = str) -> str:
    """Return a reason in words: what stands where, and how. ``say`` says a message in another language."""

    def told(template: Message, **values: object) -> str:
        return say(Message(template.template, values))

    forms = ", ".join(told(_MATCHES[form.match], form=form.text, times=form.times) for form in reason.forms)
    match reason.place:
        case "title":
            return told(message("“%(typed)s” in the title: %(forms)s"), typed=reason.typed, forms=forms)
        case "text":
            return told(message("“%(typed)s” in the text: %(forms)s"), typed=reason.typed, forms=forms)
        case "concept":
            label = reason.concept.label if reason.concept else ""
            tagged = ", ".join(tag.label for tag in reason.tagged if tag.label != label)
            below = told(message("tagged %(labels)s, which lies below that"), labels=tagged)
            tag = below if tagged else say(message("its tag"))
            named = told(message("“%(typed)s” names %(label)s: %(tag)s"), typed=reason.typed, label=label, tag=tag)
            return f"{named}; {forms}" if forms else named
        case "meaning":
            return say(message("its words keep company with those of the query"))
        case "feedback":
            return say(message("it is like the best hits"))

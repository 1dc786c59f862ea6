"""Explanations: the contribution of each query part to the score of a hit, as data and as sentences."""

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
from indexer.query.clauses import Interpretation
from indexer.search.highlighter import Highlighter
from indexer.search.results import Label, Match, ScorePart, WordForm
from indexer.summaries.facets import BY_NAME
from indexer.summaries.summary import Summary
from indexer.text.analysis import fold, spans, spellings, term
from indexer.vocabulary.model import Vocabulary


class Explainer:
    """Explains the scores of the hits of one query. ``text`` is the query as typed."""

    def __init__(self, text: str, interpretations: Sequence[Interpretation], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._interpretations: dict[tuple[str, str], Interpretation] = {}
        for read in interpretations:
            known = self._interpretations.get((read.facet, read.concept))
            # A concept has one score part, even if the query contains two of its names.
            typed = f"{known.typed}, {read.typed}" if known else read.typed
            self._interpretations[read.facet, read.concept] = replace(read, typed=typed)
        self._typed: dict[str, list[str]] = defaultdict(list)  # typed words by term
        for start, end in spans(text):
            self._typed[term(text[start:end])].append(text[start:end])

    def score_parts(self, hit: Hit) -> tuple[ScorePart, ...]:
        """Return the parts of the hit's score, largest first. Their scores add up to the score of the hit."""
        scores: dict[tuple[Word | HasConcept | None, Place], float] = defaultdict(float)
        for contribution in hit.contributions:
            scores[contribution.part, contribution.place] += contribution.score
        parts = [self._score_part(Contribution(*key, score), hit.summary) for key, score in scores.items()]
        return tuple(sorted(parts, key=lambda part: -part.score))

    def _score_part(self, contribution: Contribution, summary: Summary) -> ScorePart:
        place, score = contribution.place, contribution.score
        match contribution.part:
            case None:
                return ScorePart(place, score)
            case HasConcept(facet, concept):
                link = self._interpretations.get((facet, concept))
                typed = link.typed if link else ""
                forms = tuple(
                    WordForm(form, "exact" if fold(form) == fold(typed) else "synonym", times)
                    for form, times in self._forms(contribution.part, summary, *TEXT_FIELDS).most_common()
                )
                tagged = tuple(self._tagged(facet, concept, summary))
                return ScorePart(place, score, typed, forms, link, tagged)
            case word:
                counts = self._forms(word, summary, place)
                if not counts and isinstance(word, Phrase):
                    # The whole phrase is in the other field. The field ``place`` contains single words of the phrase.
                    counts = self._forms(AnyTerm(word.terms), summary, place)
                forms = tuple(WordForm(form, self._match(form, word), times) for form, times in counts.most_common())
                return ScorePart(place, score, self._name(word), forms)

    def _forms(self, part: Word | HasConcept, summary: Summary, *places: str) -> Counter[str]:
        highlighter = Highlighter(part, self._vocabulary)
        matches = [text for field in TEXT_FIELDS if field in places for text in highlighter.matches(summary, field)]
        return Counter(text if text.isupper() else text.lower() for text in matches)

    def _name(self, word: Word) -> str:
        """Return a word or phrase as typed. If a term has no typed word, the term itself is returned."""
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
        for own in summary.concepts(BY_NAME[facet].field):
            if concept in self._vocabulary.closure(facet, [own]):
                yield Label(own, self._vocabulary.label(facet, own))


_MATCHES: dict[Match, Message] = {
    "exact": message("%(form)s %(times)s×"),
    "spelling": message("%(form)s %(times)s× (another spelling)"),
    "stem": message("%(form)s %(times)s× (another form)"),
    "synonym": message("%(form)s %(times)s×"),
}


def sentence(part: ScorePart, translate: Callable[[Message], str] = str) -> str:
    """Return a sentence that describes a score part. ``translate`` translates the messages in this sentence."""

    def filled(template: Message, **values: object) -> str:
        return translate(Message(template.template, values))

    forms = ", ".join(filled(_MATCHES[form.match], form=form.text, times=form.times) for form in part.forms)
    match part.place:
        case "title":
            return filled(message("“%(typed)s” in the title: %(forms)s"), typed=part.typed, forms=forms)
        case "text":
            return filled(message("“%(typed)s” in the text: %(forms)s"), typed=part.typed, forms=forms)
        case "concept":
            label = part.concept.label if part.concept else ""
            tagged = ", ".join(tag.label for tag in part.tagged if tag.label != label)
            below = filled(message("tagged with %(labels)s, which is narrower"), labels=tagged)
            tag = below if tagged else translate(message("by its tag"))
            named = filled(message("“%(typed)s” names %(label)s: %(tag)s"), typed=part.typed, label=label, tag=tag)
            return f"{named}; {forms}" if forms else named
        case "meaning":
            return translate(message("similar in meaning to the query"))
        case "feedback":
            return translate(message("similar to the best results"))

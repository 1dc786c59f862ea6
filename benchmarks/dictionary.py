"""Baseline of tagging: ``python -m benchmarks.dictionary`` prints the F1 of a dictionary on the labelled texts.

The dictionary assigns a concept if a text names the concept in its title, or at least twice anywhere.
"""

from collections import Counter
from pathlib import Path

from indexer.evaluation.tags import EVALUATED, corpus_gold, labelled_gold, score_answers
from indexer.settings import shipped_corpus
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary
from indexer.tagging.matcher import Matcher
from indexer.tagging.senses import ConceptKey
from indexer.text.tokenized_text import TokenizedText
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary


def main() -> None:
    """Print F1 for each set of texts and each field."""
    vocabulary = load_vocabulary(shipped_corpus() / "vocabulary")
    matcher = Matcher(vocabulary)
    sets = {"corpus": corpus_gold(shipped_corpus(), vocabulary)}
    sets |= {path.stem: list(labelled_gold(path)) for path in sorted((Path(__file__).parent / "texts").glob("*.jsonl"))}
    for name, texts in sets.items():
        found = {text.id: _named(text, matcher, vocabulary) for text in texts}
        scores = {
            field: score_answers((text.id, text.facets[field], found[text.id][field]) for text in texts)
            for field in EVALUATED
        }
        print(f"{name:24}", *(f"{field} {of_field.f1:.3f}" for field, of_field in scores.items()))  # noqa: T201


def _named(text: Summary, matcher: Matcher, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    words = TokenizedText(f"{text.title}\n\n{text.text}")
    body = words.count_to(len(text.title))
    named = Counter[ConceptKey]()
    for match in matcher.matches(words):
        for sense in (*match.senses.concepts, *match.senses.sourced):
            named[sense.key] += 2 if match.first < body else 1
    return {
        facet.field: vocabulary.most_specific(
            facet.name, [concept for (name, concept), times in named.items() if name == facet.name and times >= 2]
        )
        for facet in FACETS
    }


if __name__ == "__main__":
    main()

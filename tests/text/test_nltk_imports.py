from __future__ import annotations

import subprocess
import sys

_LOOK = """
import sys
import indexer.text.analysis
import indexer.text.sentences
print(sorted(name for name in sys.modules if name.partition(".")[0] in ("nltk", "scipy", "sklearn", "matplotlib")))
from nltk.stem.snowball import EnglishStemmer
import nltk
from nltk.corpus import stopwords
words = "dying therapies injured relational generously cells skies".split()
print([indexer.text.analysis._STEMMER.stem(word) for word in words] == [EnglishStemmer().stem(w) for w in words])
"""


def test_reading_words_loads_no_more_of_nltk_than_it_needs_and_leaves_nltk_as_it_is() -> None:
    seen = subprocess.run([sys.executable, "-W", "ignore", "-c", _LOOK], capture_output=True, text=True, check=True)
    assert seen.stdout.splitlines() == ["[]", "True"]

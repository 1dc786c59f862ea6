import subprocess
import sys

_SCRIPT = """
import sys
from indexer.text.analysis import term
import indexer.text.sentences
print(sorted(name for name in sys.modules if name.partition(".")[0] in ("nltk", "scipy", "sklearn", "matplotlib")))
from nltk.stem.snowball import EnglishStemmer
import nltk
from nltk.corpus import stopwords
words = "dying therapies injured national generously cells skies".split()
print([term(word) for word in words] == [EnglishStemmer().stem(w) for w in words])
"""


def test_text_analysis_imports_two_modules_of_nltk_and_nltk_still_works() -> None:
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", _SCRIPT], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == ["[]", "True"]

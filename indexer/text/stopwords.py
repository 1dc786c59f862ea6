"""Stopwords: words that a matching document can lack if the query has several words.

Stopwords are indexed, so that a phrase with stopwords can be searched.
"""

STOPWORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before being below
    between both but by can could did do does doing done down during each either few for from further had has
    have having he her here hers him his how i if in into is it its itself just may me might more most must my
    no nor not of off on once only or other our ours out over own same she should so some such than that the
    their theirs them then there these they this those through to too under until up upon us versus very vs was we were
    what when where whether which while who whom whose why will with within without would you your yours
    """.split()
)

# Words that are typical of questions and say nothing about the subject.
QUESTION_WORDS = frozenset(
    """
    anyone available concerning currently describe discuss effect effects find found information known method
    methods obtained paper papers possible present problem problems regarding results studies study use used
    using various work
    """.split()
)

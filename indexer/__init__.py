"""Full-text search over summaries of stem-cell studies, without the web application.

Every package may import the modules at this level (settings, errors, deadlines, messages, files). These modules may
import each other, but no package of ``indexer``. All other modules belong in one of the packages.
"""

__version__ = "0.1.0"

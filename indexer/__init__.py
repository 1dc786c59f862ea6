"""Full-text search over summaries of stem-cell studies, without the web application.

The modules at this level (settings, errors, deadlines, messages, files) may be imported by every package and import
only each other. Everything else belongs in one of the packages.
"""

__version__ = "0.1.0"

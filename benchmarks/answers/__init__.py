"""Recording of what pages, API and commands answer, and comparison of two recordings.

A black box: the commands run as subprocesses and the server is asked over HTTP; nothing of the project is imported. So
the same script records any two versions of the code. ``python -m benchmarks.answers --help`` shows how to call it.
"""

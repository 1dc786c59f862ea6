"""Recordings of the answers of pages, API and commands, and the comparison of two recordings.

The script treats the project as a black box. It runs the commands as subprocesses and sends HTTP requests to the
server, and it imports nothing of the project. Therefore the same script can record any two versions of the code.
``python -m benchmarks.answers --help`` describes the arguments.
"""

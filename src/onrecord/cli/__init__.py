"""The command line: arguments and output only.

Data goes to standard output; progress and the summary to standard error. Exit status: 0 when all went
well and every page was read, 1 when not, 2 for wrong usage, 130 when stopped by Ctrl-C. What is heavy is
imported by the command that needs it.
"""

from onrecord.cli.program import app, main

__all__ = ["app", "main"]

"""Vowpal Wabbit's command line, which its wheel lacks: every argument is passed on. Runs in the bench's virtual
environment."""

import sys

from vowpalwabbit import pyvw

pyvw.Workspace(" ".join(sys.argv[1:])).finish()

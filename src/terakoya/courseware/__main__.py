"""`python -m terakoya.courseware` is the command `terakoya`."""

import sys

from .cli.commands import main

if __name__ == "__main__":
    sys.exit(main())

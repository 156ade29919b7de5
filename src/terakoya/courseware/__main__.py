"""`python -m terakoya.courseware` is the command `terakoya`."""

import sys

from .cli import main

sys.exit(main())

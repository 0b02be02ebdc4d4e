"""Without a name: the table of kernels. `python -m benchmarks.pages` measures the pages."""

import sys

from benchmarks.kernels import main

sys.exit(main())

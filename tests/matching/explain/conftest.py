"""The tests of questions about a plan share small plans."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

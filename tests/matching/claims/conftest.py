"""The tests of the claim board share a small neighbourhood."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

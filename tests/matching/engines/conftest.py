"""Small pieces and slow, plain judges for the engines' tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

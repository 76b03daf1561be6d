"""Community governance: orders in, the best provable service list out, every hour accounted for, nothing leaked.

The packages, bottom up (each imports only from those before it; a linter holds that):

- `commgov.errors`       the exception tree
- `commgov.core`         the words everyone shares: members, demands, services, time, rules
- `commgov.seal`         signatures and canonical JSON
- `commgov.grid`         the organisation: units, posts, double registration, profiles, training
- `commgov.matching`     demand list × resource list → service list, with a proven bound
- `commgov.incentives`   service records, ledger, time bank, points, assessment, certificates
- `commgov.privacy`      what is personal, who may see it, how long it is kept
- `commgov.storage`      tables in and out; a database for ledger, records and logs
- `commgov.report`       the self-contained HTML report
- `commgov.community`    all of it joined up: dispatching, serving, certificates
- `commgov.simulation`   the case study's community as a scenario
- `commgov.testing`      Hypothesis strategies and conformance kits for plug-in authors
- `commgov.cli`          `commgov demo | plan | check`

Importing this module loads none of them.
"""

from importlib.metadata import version as _version

__version__ = _version("commgov")
__all__ = ["__version__"]

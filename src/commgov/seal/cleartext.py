"""Keysets in clear text: for tests and for moving keys between places that both keep secrets. Never for a disk.

Whoever wants it has to import this module, so a search for its name finds every place that can; nothing in the library
imports it.

Example:
    >>> from commgov.seal import Keyset
    >>> from commgov.seal.cleartext import CLEARTEXT
    >>> keyset = Keyset.generate()
    >>> again = Keyset.from_json(keyset.to_json(CLEARTEXT), CLEARTEXT)
    >>> again.decrypt(keyset.encrypt(b"a name", b"r-1"), b"r-1")
    b'a name'
"""

from commgov.seal.access import ClearTextAccess

CLEARTEXT = ClearTextAccess()
"""Takes the place of a wrapping key in `Keyset.from_json`, `to_json`, `from_bytes` and `to_bytes`."""

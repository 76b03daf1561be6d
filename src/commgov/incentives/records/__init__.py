"""Service records: draft, submitted, attested by the community and by the person served, and only then posted.

::

    record + event + policy ──advance_record──▶ record, a command for the ledger, or reasons

* `record`, `events`: the state and what happens to it, as data.
* `attesting`: who may attest, as rules.
* `undecided`: what becomes of a dispute that nobody decides.
* `policy`: how a community attests.
* `advancing`: what an event leads to.
* `book`: events through rules and ledger into a store.
"""

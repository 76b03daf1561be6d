"""The ledger: double entry, integers only, an append-only journal with a hash chain, one answer for each key.

::

    state + command ──apply──▶ entries, or a refusal        state + entry ──advance──▶ state

* `accounts`, `commands`, `journal`: what there is, what can be asked, what was done; as data.
* `state`: how one more entry changes what the journal adds up to.
* `answers`: what a command is answered with.
* `applying`: what steps lead to.
* `answering`, `plain`: a command is carried out once, and its entries join the journal; a straight way for the most.
* `checkpoints`: how far the journal had come, signed.
* `store`: what a ledger asks of whoever keeps it; the reference in memory.
* `verifying`: the journal folded anew, and judged.
* `ledger`: the one door.
"""

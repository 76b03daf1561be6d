"""The time bank: what was earned is kept, spent, given, donated, cleared with other communities, or runs out.

::

    TimeBank ──▶ shop | stock | gifts | pools | funds | expiry | clearing      counters, each a concept
                   └──▶ office     the journal read as deals and gifts; each intention posted once
                          └──▶ Ledger

* `bank`: the one door.
* `shop`, `stock`, `gifts`, `pools`, `funds`, `expiry`, `clearing`: the counters.
* `closing`: the counter that closes a member's accounts; `leaving`: its policy.
* `letters`: what communities tell each other, signed.
* `rules`: what a community's bank goes by; `catalogue`, `convertibility`, `kinship`, `lots`, `periods`: its parts.
* `allocation`, `netting`: who gets what from a pool, who pays whom between communities; pure.
* `office`, `history`, `baton`: how an intention becomes one command, whoever asks at the same time.
* `accounts`, `openings`: the names of the accounts, and as what they are opened.

Deals have no store of their own: the journal is folded (`history`), so there is one truth, also after a restart.
"""

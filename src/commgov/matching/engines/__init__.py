"""Engines: pure functions from a piece to an answer, one file an algorithm, kernels compiled by numba.

The doors:

* `counts.solve`: counts, exactly: `paths` where supply is ample, `auction` where it is short.
* `insertion.LiveAssignment`: counts, kept exactly optimal while demands come and go.
* `lagrangian.solve`: hours, windows and seats, with a proven bound.
* `spreading.Network`: units sent one after the other along the cheapest paths of a network.
* `pricing.price_out`: the bound that given prices prove, and the candidates that it would use.

Behind the first two:

* `paths`: shortest augmenting paths, one demand after the other; `augmenting`: one search.
* `auction`: bids and offers, in finer and finer steps.

Behind the third:

* `layout`: the piece as the kernels read it.
* `schedules`: the best schedule of every worker at given prices (dynamic programs); what the bound is made of.
* `ascent`: prices that lift the bound (dual ascent with adaptive moments).
* `roster`: who holds which seat.
* `chains`: ejection chains, moves of one seat.
* `crews`: moves of whole crews, and construction.
* `building`: construction round by round, while prices settle on what is left.
* `annealing`: local search over both kinds of moves.
* `compiling`: how all of them compile.

Nothing outside this package imports numba or ortools.
"""

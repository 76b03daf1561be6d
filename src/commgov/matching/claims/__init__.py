"""The claim board: orders are shown in waves, members claim them, a price keeps specialists for what only they can do.

::

    board + event + facts + policy ──advance_board──▶ board, answer, messages

* `board`, `events`: the state and what happens to it, as data.
* `reserve`: what a member's next service is worth elsewhere.
* `calls`: whom a wave calls.
* `desk`: one event at work.
* `granting`: who gets a seat, and who waits for one.
* `waves`: what time does to an order.
* `advancing`: the one door.
* `assigning`: what nobody claimed goes to `solve`, around all that was claimed.

Everything here is pure: the time comes with the event; storing and sending is up to the caller.
"""

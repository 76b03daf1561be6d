"""Care: cover and consent of each service, kept beside it, and signals that ask a person to visit or call a member.

::

    book       keeps what was noted of each service, event by event; lists services that lack something
     └▶ noting      what an event makes of a service's protection, or why not
         └▶ events       what can be noted
             └▶ protection | signals      cover and consent of one service; who might be glad of a call

Nothing here measures anybody: no points, grades or flags are made of it, and nothing else in `incentives` imports it.
The public names stand in `commgov.incentives`.
"""

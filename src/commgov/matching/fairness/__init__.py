"""Fair plans: as much as can be served, and the load of it spread as evenly as can be.

::

    curve                  every load that the highest may have, and how much each lets be served
     └▶ fair                  the door: a fair plan, and what is proven of it
         └▶ leximin | measure    counts: the fairest answer, exactly; what a member's load is

The public names stand in `commgov.matching`.
"""

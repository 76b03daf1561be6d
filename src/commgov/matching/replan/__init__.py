"""Plans that people were told of: how each service stands with its member, and planning anew with little disturbance.

::

    plan ──publish──▶ commitments ──advance_commitments──▶ commitments
         ──replan(changes, change_cost)──▶ plan, commitments, messages

* `commitments`: a plan, how each of its services stands, and what people are told, as data.
* `answering`: what an event does to them.
* `changes`: what has become different since the plan was made.
* `disturbance`: what it costs to change what people were told, as part of the objective.
* `present`: a rule: what is past is past.
* `locks`: services that may not move, and why one cannot stay.
* `replanning`: the plan that is best after the changes.
* `live`: counts only: one order at a time, in microseconds.
"""

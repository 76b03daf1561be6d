"""Questions about a plan: why is it so, whom to ask, what would one more member be worth, where is too little.

* `demands`, `members`: why a demand is served or not, why a member serves what they serve.
* `recommending`: whom to ask for a demand, with what it costs the whole plan.
* `chains`: what would have to change; `counting` exactly, `searching` by a search, in the members' `diary`.
"""

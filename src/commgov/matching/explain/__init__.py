"""Questions about a plan: why is it so, whom to ask, what would one more member be worth, where is too little?

::

    demands | members | recommending      why served or not; why these services; whom to ask
      chains                              what would have to change: the one door to
        counting | searching              the exact engine of counts; a search in the members' diaries
          chain | diary | words
    worth | bottlenecks                   what one more would be worth; where there are too few
      deficient | remedies                sets that no plan can serve; what would help
        one_more                          somebody fictitious, and the problem with them
"""

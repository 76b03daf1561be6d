"""Who may do what with which field of whose data, for what purpose, now; and what a whole policy allows."""

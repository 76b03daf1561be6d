"""When something went wrong: contain it, see who had access, tell whom law wants told in time, make good, learn."""

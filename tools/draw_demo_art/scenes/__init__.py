"""One module a title; each paints its poster and its backdrop (and stills of episodes)."""

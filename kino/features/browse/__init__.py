"""Browse: the home screen, rows, the grid, title and person pages, as one profile sees them.

Promises: a handful of statements a page whatever the size of the library. No tables; it reads those of the
catalogue and of viewing, and keeps counts of whole libraries in memory (parts/house_facts.py).
"""

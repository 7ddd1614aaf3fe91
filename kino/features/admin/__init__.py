"""Admin: is the house healthy, what is running, what needs a hand; jobs, logs and titles.

Promises: the overview answers four questions in one request. No tables of its own.
"""

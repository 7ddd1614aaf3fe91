"""Libraries: which folders hold films and series, and which members may see them.

Promises: a library's folders lie below the media roots, outside of Kino's own data, and never within one
another; what a member may not see is not found in any query that uses `LibraryScope`; deleting a library
leaves the files on disk alone.
Tables: library, library_folder, library_access. Events: see events.py.
"""

"""Search: films, series, episodes, cast and crew, found as they are typed.

Promises: accents, case, hyphens and one typo a word are forgiven; a keystroke costs the same whatever the
size of the library; what lies in a library that one may not see shows in nothing, not even in a correction.
Each library has an index of its own, in ordinary tables that are the same on both databases, and it follows
the catalogue in the background (job `search.index_titles`). Tables: search_doc, search_posting,
search_waiting. Handles TitlesAdded, TitlesChanged, TitlesRemoved and EpisodesAdded of the catalogue.
"""

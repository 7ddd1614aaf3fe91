"""Metadata: what a household's own files say about its films and series.

Promises: NFO documents are taken over as they are found, field by field, but never over what a person has
locked; tags inside the files fill only what is still empty; an unreadable document is told with its reason.
`service.apply_facts` writes what others know of an item in the same way. Tables: none of its own (it writes
the catalogue's). Handles SidecarsFound, FileProbed and the end of scans; records TitlesChanged,
PeopleForgotten, SidecarUnreadable and TitleRefreshAsked.
"""

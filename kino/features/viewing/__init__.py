"""Viewing: where each profile stands, one Continue row, My List and history.

Promises: the Continue row is read from an index, never computed; an older tab never pulls a newer one
back; what a profile knows of an item survives renames and merges; each write by hand can be taken back for
ten minutes, and that never destroys what is newer. Tables: progress, series_progress, continue_entry,
history_entry, watchlist_entry, track_choice, viewing_undo. Events: ProgressChanged, ListChanged. Follows
EpisodesAdded and ItemMerged of the catalogue, in the transaction that records them.
"""

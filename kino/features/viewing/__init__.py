"""Viewing: where each profile stands, one Continue row, My List and history.

Promises: the Continue row is read from an index, never computed; an older tab never pulls a newer one
back; what a profile knows of an item survives renames and merges. Tables: progress, series_progress,
continue_entry, history_entry, watchlist_entry. Events: ProgressChanged, ListChanged. Handles
EpisodesAdded and ItemMerged of the catalogue.
"""

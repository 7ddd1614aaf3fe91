"""The catalogue: films, series, seasons, episodes, the people in them and the files behind them.

Promises: an item keeps its id through renames, moves and upgrades of its files; counts and pictures that
cards show are kept on the item. Tables: item, external_id, genre, item_genre, person, credit, media_file,
keyframe_index, sidecar. Events: TitlesAdded, TitlesChanged, TitlesRemoved, EpisodesAdded, ItemsMerged,
PeopleForgotten, FilesPlaced, FilesForgotten, FilesProbed.
"""

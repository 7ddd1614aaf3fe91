"""The demo library: ten openly licensed films and one short series, to try everything with.

Promises: titles, texts and art are there at once, from the package; the films come in the background from
their official homes, checked against what those publish; until then a short stand-in plays that says so, on
the picture and in the catalogue. What keeps a film away is told with its reason, and tried again. Removing
the library removes the files that Kino itself put there, and no others.

Tables: none of its own (it writes the catalogue's, and the settings `demo.placed` and `demo.troubles`). Jobs:
demo.prepare, demo.fetch, in a lane of their own. Handles FilesPlaced and LibraryRemoved; live topic
demo.changed.
"""

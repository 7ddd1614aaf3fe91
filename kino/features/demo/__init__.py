"""The demo library: ten openly licensed films and one short series, to try everything with.

Promises: titles, texts and art are there at once, from the package; the films come in the background from
their official homes, checked against what those publish; where they cannot be reached, a short stand-in is
drawn that says so, on the picture and in the catalogue.
"""

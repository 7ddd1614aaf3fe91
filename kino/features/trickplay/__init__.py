"""Trickplay: small pictures of a whole film, which its timeline shows wherever one points.

Promises: tiles come from keyframes alone, one sheet after the other, each on disk whole or not at all, so
that a kill loses one sheet; the film just opened comes before everything that is made ahead, and the second
that is looked at before the rest of it; what cannot be made is a reason; nobody gets a tile of a library that
they may not see; all sheets together stay within a bound. No table: what is there is told by the disk
(cache/trickplay). Jobs: trickplay.make_film, trickplay.make_ahead, trickplay.tidy.
"""

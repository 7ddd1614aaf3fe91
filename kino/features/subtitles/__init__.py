"""Subtitles: the lines of a film as plain text with times, from its own tracks and from files beside it.

Promises: no film is read to its end before its first line; one question answers for all tracks of a minute;
hostile files are read in workers alone and come out as plain text; what cannot be read is a reason; nobody
gets a line of a library that they may not see. No table, no job, no event: whatever is asked is read then.
"""

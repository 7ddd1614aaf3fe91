"""The scanner: keeps the catalogue equal to the folders, in phases that can each be seen.

walk (stat only, unchanged folders skipped) → match moved files → read names → probe. A file is visible and
playable once its name is read; a missing disk marks files away and forgets nothing. Tables: seen_directory,
scan_problem. Jobs: scanner.scan_library, scanner.probe_library, scanner.forget_missing. Publishes the
catalogue's events; live topic scan.progressed.
"""

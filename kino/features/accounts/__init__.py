"""Accounts: who may come in, as whom, and from which devices.

Promises: every route names its rule (rules.py); a revoked session ends at the next request; links and
passwords are stored only as hashes; the last enabled admin cannot be lost.
Tables: account, profile, sign_in_session, invitation, reset_link, login_failure. House settings:
`accounts.*`, `house.name`, `house.language`.
Events: see events.py. Libraries, which stand above, tell what a member may see through
parts/library_directory.py.
"""

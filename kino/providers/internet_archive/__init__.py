"""archive.org: what an item holds, which of its files to take, and a download that ends whole or not at all.

`hosts` decides where a connection may go, `client` asks, `metadata` reads the answers (pure), `download`
fetches one file. Nothing here knows a library or a database.
"""

"""Questions to git, and the answers as data: every git command of the program is put together here.

`process` runs git; the other modules each ask about one thing.
"""

"""What a record is, and everything that follows from the texts of records alone. Pure.

`model` has the types, `reader` makes records of pages, `references` finds the record that a text
names, `relations` the graph of links, `linking` and `renumber` return the file writes of a change.
Import these modules: nothing is loaded here, since commands start faster for what they leave out.
"""

"""The generated index pages and blocks of links, made from the records.

`index_pages` decides which pages there are, `decisions` and `prompts` render their content from
the tables of `tables` and the chart of `mermaid`; `merging` merges versions of a page.
"""

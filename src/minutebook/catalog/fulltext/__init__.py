"""Full text: the words that people type, the index of all texts, and the marks in what is found.

`query` reads what was typed, `expression` puts it into FTS5's terms, `folding` brings texts and
queries of any script into one form. `index` keeps the index, `ranking` asks it, `spelling` finds
the word that was meant, `page_text` is what a page gives to the index, `marks` shows what matches.
"""

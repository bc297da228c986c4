"""Readings of a text in which a secret stands whole that the text itself has in pieces.

A view is the text with some parts deleted or decoded, and the way back to the places in the text:
without invisible signs (`visible`), without encodings and markup (`decoded`), with lines that were
wrapped joined again (`unwrapped`). `base64_runs` looks into what is encoded in base64.
"""

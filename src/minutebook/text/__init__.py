"""Parsing and editing of the texts that records and settings are written in. Pure.

Front matter (`frontmatter`), markdown (`markdown`), JSON with comments (`jsonc`), what
programs import (`imports`), and text that is safe to print (`terminal`).
"""

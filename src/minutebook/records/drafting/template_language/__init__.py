"""The language of templates: Jinja2 reads it, and it is evaluated here, in bounded time and memory.

A template comes with a repository, so anybody may have written it. Compiled by Jinja2 it could take
any time and memory. Here each step is counted, each text is paid for by its characters before it is
made, and only what is listed can be called: no attribute of an object of Python can be reached.
Left out of Jinja2's language are macros, blocks, other files, powers, and patterns for formatting.
"""

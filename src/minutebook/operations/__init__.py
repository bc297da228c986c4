"""One module a use case: what the command line, hooks and servers call.

The modules are the surface: a command loads the one that it needs. `project` opens a repository;
every operation is given a Project, plans its writes, and gives an OperationResult.
"""

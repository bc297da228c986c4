"""One module a group of commands: arguments in, one operation, lines or a document out."""

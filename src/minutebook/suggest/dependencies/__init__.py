"""Which packages a manifest or a lock file names, in each ecosystem's own format."""

"""What touches the disk and git: settings, files, locks, the journal, the store of records."""

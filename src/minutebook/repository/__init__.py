"""The working tree and git's directory: settings, files, locks, journal, git itself."""

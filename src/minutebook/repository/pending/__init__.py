"""What git's directory notes of commits: records that wait for one, new ids, those made here."""

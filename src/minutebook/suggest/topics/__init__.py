"""What a change is about: technologies and policies, seen in its parts."""

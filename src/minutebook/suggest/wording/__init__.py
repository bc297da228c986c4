"""How suggestions are worded: titles, briefs, announcements, reports."""

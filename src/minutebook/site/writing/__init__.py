"""Writes the site: only pages that changed, in one folder, and serves it while it is worked on."""

from __future__ import annotations

from minutebook.site.writing.build import Built, SiteOptions, build_site
from minutebook.site.writing.preview.serve import serve_site

__all__ = ["Built", "SiteOptions", "build_site", "serve_site"]

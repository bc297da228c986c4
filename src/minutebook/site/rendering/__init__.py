"""Draws pages of the site: templates, markdown, code in colours, links between pages, the feed."""

from minutebook.site.rendering.renderer import Renderer

__all__ = ["Renderer"]

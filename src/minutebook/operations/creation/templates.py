"""The templates of new pages: the configured one, or the form of the pages beside a new one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice

from minutebook.errors import UsageError
from minutebook.lean.values import Value, replace
from minutebook.operations.creation import spec_kit
from minutebook.operations.project import OperationResult, Project
from minutebook.records import filenames
from minutebook.records.model import ADR, MARKUP_ENDINGS, Folder, Record, join_path
from minutebook.repository import store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.records.drafting import drafts
    from minutebook.records.drafting.forms.page_form import PageForm

TEMPLATE_WARNING = "the shipped template was used"  # ends the warning of a turn's record
NEIGHBOURS = spec_kit.NEIGHBOURS  # the setting by which new pages are as those beside them
_PHR_TEMPLATE = "phr"
_DEFAULT_ADR_TEMPLATE = "madr"  # where no page shows another form
_SHIPPED_TEMPLATES = (
    "madr",
    "nygard",
    "madr-minimal",
    "spec-kit",
    "y-statement",
)
_ADR_TOOLS_TEMPLATE = "templates/template.md"  # below the folder of decisions
_MAX_NEIGHBOURS = 5  # pages that are read for the form of a new one
_GIVEN_FIELDS = ("deciders", "feature", "context", "drivers", "options", "decision", "consequences")


class Template(Value):
    """The source of a template and its path; with the form of the pages that it was made of."""

    source: str
    path: str
    form: PageForm | None = None


def find_template(project: Project, name: str, subfolder: str = "") -> tuple[str, str]:
    """The text and the path of a template; `name` as in `store.find_template`."""
    return store.find_template(
        project.top, project.settings.templates, project.resolve_if_path(name), subfolder
    )


def choose_phr_template(project: Project, *, follows_spec_kit: bool) -> str:
    """The name of the template of new prompt records, given whether spec-kit-plus is followed.

    The repository's own is taken before the form of spec-kit-plus, unless that is configured.
    """
    name = project.settings.phr_template
    if name in spec_kit.SETTINGS:
        return spec_kit.TEMPLATE
    if name != NEIGHBOURS:
        return name
    own_page = f"{project.settings.templates}/{_PHR_TEMPLATE}.md"
    has_own = follows_spec_kit and store.read_page(project.top, own_page) is not None
    return spec_kit.TEMPLATE if follows_spec_kit and not has_own else _PHR_TEMPLATE


def choose_turn_template(
    project: Project, draft: drafts.PhrDraft, *, follows_spec_kit: bool
) -> tuple[Template, tuple[str, ...]]:
    """The template for a turn's record, and a warning where the configured one cannot be used."""
    from minutebook.records.drafting import phr_pages, placement

    name = choose_phr_template(project, follows_spec_kit=follows_spec_kit)
    try:
        template = Template(*find_template(project, name))
        if template == Template(*store.read_packaged_template("phr")):
            return template, ()
        page = phr_pages.render_phr(draft, "0001", template.source, template.path)
        if not placement.loses_turn(draft, template.source, page):
            return template, ()
        reason = f"the template {name!r} has no place for all of a turn"
    except UsageError as error:
        reason = error.message
    return Template(*store.read_packaged_template("phr")), (f"{reason}: {TEMPLATE_WARNING}",)


def fit_summary(
    draft: drafts.PhrDraft | None, template: Template
) -> tuple[Template, tuple[str, ...]]:
    """The template, or the shipped one, with a warning, where a summary has no place in it.

    A page that states no digest, and not that its texts are kept apart, would seem to have none.
    """
    from minutebook.records.drafting.templates import find_names

    is_summary = draft is not None and (draft.digest or draft.response_digest)
    if not is_summary or "front_matter" in find_names(template.source):
        return template, ()
    reason = f"the template {template.path!r} has no place for the facts of a summary"
    return Template(*store.read_packaged_template("phr")), (f"{reason}: {TEMPLATE_WARNING}",)


def use_shipped_indexes(
    project: Project, run: Callable[[Project], OperationResult]
) -> OperationResult:
    """What an operation on a project returns, which no wrong template of index pages may stop.

    Where one of the repository's own is wrong, it is done with the shipped ones, with a warning.
    """
    from minutebook.records.drafting.templates import InvalidTemplate

    try:
        return run(project)
    except InvalidTemplate as error:
        result = run(replace(project, settings=replace(project.settings, templates="")))
        warning = f"{error.message}: {TEMPLATE_WARNING}"
        return replace(result, warnings=(*result.warnings, warning))


def require_places(
    project: Project, draft: drafts.AdrDraft | drafts.PhrDraft, name: str, template: Template
) -> None:
    """Raise UsageError where a draft has values for which a template has no place."""
    from minutebook.records.drafting import drafts, placement

    options = placement.find_unplaced_options(draft, template.source, template.form)
    if not options:
        return
    *others, last = options
    unplaced = f"{', '.join(others)} and {last}" if others else last
    has_form = template.form is not None
    source = f"the form of {template.path}" if has_form else f"the template {name!r}"
    message = f"{source} has no place for {unplaced}"
    if isinstance(draft, drafts.PhrDraft):
        raise UsageError(message, "give the template a place for it, as minutebook's own has")
    fitting = [
        other
        for other in store.list_templates(project.top, project.settings.templates, "adr/")
        if not placement.find_unplaced_options(draft, find_template(project, other, "adr/")[0])
    ]
    leave_out = "" if placement.TITLE_PLACE in options else "leave it out, or "
    raise UsageError(
        message,
        f"{leave_out}take a template that has one: {', '.join(fitting)}"
        if fitting
        else "leave it out: no template has a place for all of it",
    )


def require_texts(draft: drafts.PhrDraft, template: Template, page: str) -> None:
    """Raise UsageError where a page does not give a text back, though it states its digest."""
    if template.source == store.read_packaged_template("phr")[0]:
        return
    from minutebook.records.drafting import drafts, placement

    is_promised = drafts.compute_digest(draft.prompt) in page
    lost = placement.find_lost_texts(draft, page) if is_promised else []
    if lost:
        titles = {"prompt": "Prompt", "response": "Response snapshot"}
        raise UsageError(
            f"a page of {template.path} does not give the {' and the '.join(lost)} back as it was",
            "put each alone on a line below a heading of its own: "
            + ", ".join(f"`## {titles[name]}` and `{{{{ {name} }}}}`" for name in lost),
        )


def names_author(template: Template) -> bool:
    """Whether pages of a template name who wrote them, or the project."""
    from minutebook.records.drafting.templates import find_names

    names = {"author", "project"}
    is_in_form = template.form is not None and template.form.names_author
    return is_in_form or not names.isdisjoint(find_names(template.source))


# The form of the neighbours -------------------------------------------------------------------


def choose_adr_template(
    project: Project, draft: drafts.AdrDraft, name: str = "", folder: str = ""
) -> Template:
    """The template of a new decision: the named one, else the configured one.

    `neighbours` stands for the form of the pages in its folder (`folder` is as for
    `Project.choose_folder`): adr-tools' own template where the folder has one, else what its
    newest pages show, else its template page. A default template of the repository's own is
    taken before that.
    """
    name = name or project.settings.adr_template
    if name != NEIGHBOURS:
        return Template(*find_template(project, name, "adr/"))
    own_page = f"{project.settings.templates}/adr/{_DEFAULT_ADR_TEMPLATE}.md"
    if store.read_page(project.top, own_page) is not None:
        return Template(*find_template(project, _DEFAULT_ADR_TEMPLATE, "adr/"))
    home, subfolder = project.choose_folder(ADR, folder)
    return (
        _find_adr_tools_template(project, home, draft)
        or _follow_neighbours(project, draft, home, "/".join(filter(None, (home.path, subfolder))))
        or Template(*find_template(project, _DEFAULT_ADR_TEMPLATE, "adr/"))
    )


def _find_adr_tools_template(
    project: Project, folder: Folder, draft: drafts.AdrDraft
) -> Template | None:
    """The project's own template for adr-tools, which that takes for each new page."""
    path = join_path(folder.path, _ADR_TOOLS_TEMPLATE)
    page = store.read_page(project.top, path)
    if page is None or page[1]:
        return None
    from minutebook.records.drafting.forms import adr_tools

    if not adr_tools.is_template(page[0]):
        return None
    given = [name for name in _GIVEN_FIELDS if getattr(draft, name)]
    if draft.more_information:
        given.append("more")
    return Template(adr_tools.convert_template(page[0], given), path)


def _follow_neighbours(
    project: Project, draft: drafts.AdrDraft, folder: Folder, record_folder: str
) -> Template | None:
    """The template that makes pages like the newest ones; None where there are none."""
    from minutebook.records.drafting.forms import shipped_form

    if not store.is_open_folder(project.top, record_folder):
        return None
    beside = [
        join_path(record_folder, name)
        for name in store.list_folder(project.top, folder.path, record_folder)[1]
    ]
    paths = _list_newest(folder, beside) or _list_newest(
        folder, store.list_pages(project.top, folder.path)
    )
    newest = store.read_page(project.top, paths[0]) if paths else None
    if newest and not newest[1]:
        template = _find_shipped_template(project, draft, newest[0], frozenset())
        if template is None:
            others = filter(None, (store.read_page(project.top, path) for path in paths[1:]))
            own = shipped_form.list_own_headings(newest[0], [text for text, _ in others])
            template = _find_shipped_template(project, draft, newest[0], own)
        if template:
            return template
    return _derive_template(project, folder, paths) or _derive_template(
        project, folder, _find_template_pages(project, folder)
    )


def _find_shipped_template(
    project: Project, draft: drafts.AdrDraft, page: str, own_headings: frozenset[str]
) -> Template | None:
    """The shipped template, or the repository's own of its name, that a page is made by.

    `own_headings` are those that the page may have beside. None where none is it, or has places
    for all that a draft says.
    """
    from minutebook.records.drafting import placement
    from minutebook.records.drafting.forms import shipped_form

    for name in _SHIPPED_TEMPLATES:
        source, path = find_template(project, name, "adr/")
        packaged = store.read_packaged_template(f"adr/{name}")[0]
        if adapted := shipped_form.adapt_template(page, packaged, own_headings):
            template = Template(adapted if source == packaged else source, path)
            if not placement.find_unplaced_options(draft, template.source):
                return template
    return None


def _list_newest(folder: Folder, pages: Sequence[str]) -> list[str]:
    """The newest of some pages that may be decisions.

    Their names tell: the first number in them, of years or of records, then the words.
    """

    def make_key(path: str) -> tuple[int, str]:
        digits = re.search(r"\d{1,9}", path.rpartition("/")[2])
        return int(digits[0]) if digits else 0, path

    newest = (
        path
        for path in sorted(pages, key=make_key, reverse=True)
        if filenames.is_record(folder, path) and not path.lower().endswith(MARKUP_ENDINGS)
    )
    return list(islice(newest, _MAX_NEIGHBOURS))


def _find_template_pages(project: Project, folder: Folder) -> list[str]:
    """The pages right in a folder that are called its template."""
    paths = (
        join_path(folder.path, name)
        for name in store.list_folder(project.top, folder.path, folder.path)[1]
    )
    return [path for path in paths if "template" in path.lower()]


def _derive_template(project: Project, folder: Folder, paths: Sequence[str]) -> Template | None:
    from minutebook.records import reader
    from minutebook.records.drafting.forms import derived_form

    neighbours: list[Record] = []
    for path in paths[:_MAX_NEIGHBOURS]:
        page = store.read_page(project.top, path)
        if page is not None:
            neighbours.append(reader.read_record(folder, path, page[0], is_cut=page[1]))
    form = derived_form.derive_form(neighbours)
    if form is None:
        return None
    return Template(form.template, form.model.path, form)

"""Infers the stage of a turn, from its command, its tests, the files it changed, and its request.

The stages are those of spec-kit-plus, as its command for prompt records explains them: red where
tests fail, green where something was built or mended, refactor where the same was put in another
form, explainer where something was explained or documented, misc for other work on a feature,
general for what belongs to none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from minutebook.agents.capture.lenient_json import split_words
from minutebook.agents.capture.prompt import find_slash_command
from minutebook.agents.capture.summary import phrases
from minutebook.agents.capture.summary.branches import has_word_of, match_start, search_phrases
from minutebook.agents.capture.summary.shell_scripts import split_script
from minutebook.agents.capture.summary.test_runs import find_test_runs
from minutebook.agents.capture.summary.titles import find_request
from minutebook.agents.capture.turn import Turn

__all__ = ["infer_stage"]

# Slash commands that name a stage: those of spec-kit and similar tools (sp.plan, speckit.plan,
# opsx:plan), and plain ones.
_STAGES_OF_COMMANDS = {
    "constitution": "constitution",
    "specify": "spec",
    "spec": "spec",
    "clarify": "spec",
    "propose": "spec",
    "proposal": "spec",
    "plan": "plan",
    "tasks": "tasks",
    "red": "red",
    "green": "green",
    "refactor": "refactor",
    "simplify": "refactor",
    "explain": "explainer",
    "review": "explainer",
    "code-review": "explainer",
    "security-review": "explainer",
    "adr": "misc",
    "phr": "misc",
    "archive": "misc",
    "checklist": "misc",
    "analyze": "misc",
    "converge": "misc",
    "taskstoissues": "misc",
    "git.commit_pr": "misc",
    "commit": "general",
}
_COMMAND_PREFIX = r"(?:sp|speckit|spec-kit|spec|specify|sdd|opsx|openspec)[.:-](?=.)"
_IMPLEMENTING_COMMANDS = ("implement", "apply")

_TEST_FILE = (
    r"(?:^|/)(?:tests?|specs?|__tests__|testing|e2e|features)/|(?:^|/)(?:test_[^/]*|conftest)\.\w+$"
    r"|[^/]*(?:[_.-](?:test|tests|spec|specs|it)|Tests?|Spec|IT)\.\w+$"
)
_TEST_FILE_WORDS = "test spec e2e features it."
_DOCUMENT_ENDINGS = (".md", ".mdx", ".rst", ".adoc", ".txt", ".asciidoc", ".org")
_DOCUMENT_PARTS = {"doc", "docs", "license", "changelog", "authors"}
# Settings of tools, lists of dependencies, and what they are built from: chores of no feature.
_CHORE_FILE = (
    r"package(?:-lock)?\.json|pnpm-lock\.yaml|pyproject\.toml|setup\.(?:cfg|py)|"
    r"requirements[^/]*\.(?:txt|in)|go\.(?:mod|sum)|cargo\.toml|gemfile|composer\.json|pom\.xml|"
    r"build\.gradle(?:\.kts)?|tsconfig[^/]*\.json|dockerfile[^/]*|"
    r"(?:docker-compose|compose)[^/]*\.ya?ml|makefile|"
    r"tox\.ini|noxfile\.py|renovate\.json|version(?:\.txt)?|codeowners"
)
_CHORE_ENDINGS = (".lock", ".csproj")
_TOOL_SETTINGS = r"(?i)\.config\.(?:[cm]?[jt]s|json)$"
_CHORE_FOLDERS = split_words(
    ".github .gitlab .circleci .vscode .idea .claude .codex .gemini .husky .devcontainer"
)
_PLANNING_PAGES = (
    (r"(?:^|/)constitution\.md$", "constitution"),
    (r"(?:^|/)specs?/.*spec\.md$|(?:^|/)spec\.md$", "spec"),
    (r"(?:^|/)plan\.md$", "plan"),
    (r"(?:^|/)tasks\.md$", "tasks"),
)
_RECORD = (
    r"(?i)(?:^|/)(?:decisions?|adrs?|doc/arch|docs/(?:decisions|adrs?))/[^/]*\.(?:md|adoc|rst)$|"
    r"\.prompt\.md$"
)

# Requests. Each is matched at the beginning of the sentence that asks, where not said otherwise.
_REFACTORING = (
    r"refactor|restructur|clean(?:ed|ing)?[- ]?up|clean the|tidy|simplif|dedup|extract|"
    r"renam|inline|decoupl|"
    r"reorgani[sz]|moderni[sz]|moderate|consolidat|unify|split (?:up|(?:the |this |"
    r"our )?\S{1,60} (?:class|module|file|function|component|service)\b)|"
    r"(?:remove|delete|drop|get rid of) (?:all |the |any |some )?(?:dead|unused|duplicate|"
    r"duplicated|redundant|obsolete|legacy)|"
    r"(?:break|move|pull|factor|hoist) \S[^\n]{0,80} (?:into|out|out of|to) (?:a |an |its |their |"
    r"the )?(?:own |separate |shared |common |base )?(?:module|class|file|helper|function|package|"
    r"util|hook|mixin|component|trait|service)|"
    r"reduce (?:the )?(?:duplication|complexity|nesting)|make \S{1,60} (?:more )?(?:readable|"
    r"cleaner|simpler)|"
    r"refaktor|umbenenn|benenn|verein\w*fach|vereinfach|extrahier|räum|zerleg|extrais|extraire|"
    r"renomm|nettoi|"
    r"refactoriz|renombr|extrae|simplific|limpia|рефактор|переименуй|вынеси|упрости|重构|重命名|提取|简化|"
    r"重構"
)
_REFACTORING_ANYWHERE = (
    r"refactor\w*|restructur\w+|clean(?:ed|ing)?[- ]?up|tidy\w*|simplif\w+|dedupl\w+|"
    r"extract\w*|rename\w*|renaming|decouple\w*|reorgani[sz]\w+|moderni[sz]\w+|split up"
)
_OTHER_REFACTORING = (  # where no word begins the sentence, or words are not parted
    "refaktor refactoris refactoriz umbenennen umstrukturier リファクタ 重构 重構 리팩토 리팩터"
)
_REMOVING = (
    r"remove|delete|drop|get rid of|rip out|prune|(?:entferne|lösche)\b|supprime|enlève|"
    r"elimina|borra|quita|rimuovi|verwijder|удали|убери|删除|移除"
)
_REMOVED_AT_END = (
    r"(?:entfernen|löschen|supprimer|eliminar)\Z|を?削除(?:して(?:ください|下さい)?)?\Z|삭제"
)
_SAME_BEHAVIOUR = (
    r"without (?:changing|altering|affecting) (?:the |any |its )?(?:behaviou?r|"
    r"functionality|api)|"
    r"no (?:functional|behaviou?r(?:al)?) changes?|(?:same|keep the|preserve the) behaviou?r|"
    r"(?:behavior|behaviour|public api) (?:must|should) (?:not change|stay)|"
    r"sans changer le comportement|ohne das verhalten zu ändern|sin cambiar el comportamiento"
)
_LINT_COMPLAINT = (
    r"(?i)\b(?:linter|lint|eslint|ruff|flake8|pylint|prettier|clippy|rubocop|golangci-lint|"
    r"stylelint)"
    r" (?:complain\w*|warn\w*|error\w*|fail\w*|issues?|violations?)\b"
)
_LINTERS = "lint ruff flake8 prettier clippy rubocop"
_CHORE = (
    r"bump|upgrade|downgrade|pin|unpin|commit|push|merge|rebase|release|publish|tag|"
    r"cherry-pick|"
    r"format|lint|reformat|run|install|uninstall|(?:set up|setup|configure|"
    r"add) (?:\S+ ){0,3}(?:ci|github actions?|gitlab ci|pre-commit|linter|eslint|prettier|ruff|"
    r"dependabot|renovate|editorconfig|gitignore)|"
    r"update (?:\S+ ){0,2}(?:dependenc|deps|packages|lock ?file|version|changelog|license|"
    r"copyright|snapshot)|"
    r"fix (?:\S+ ){0,3}(?:typos?|spelling|grammar|lint|formatting|whitespace|indentation|links?|"
    r"badge|capitali[sz]ation)|"
    r"corrige (?:\S+ ){0,3}(?:typo|faute|coquille|errata)|(?:korrigiere|"
    r"behebe) (?:\S+ ){0,3}(?:tippfehler|rechtschreib)"
)
_DOCUMENT_CHORE = (
    r"typos?|spelling|grammar|misspell\w*|broken links?|dead links?|badges?|bump|version|"
    r"changelog|release notes|"
    r"license|licence|copyright|whitespace|reformat|formatting|lint\w*|todo list|"
    r"table of contents|toc|rename|remove|delete|drop|"
    r"tippfehler|rechtschreib\w*|fautes?|coquilles?|erratas?|ortograf\w*"
)
_CJK_DOCUMENT_CHORE = "错别字 拼写"
_DOCUMENTING = (
    r"document\b|(?:add|write|update|improve) (?:\S+ ){0,4}(?:docstrings?|jsdoc|javadoc|"
    r"kdoc|rustdoc|doc comments?|"
    r"comments?|documentation|docs|readme|guide|tutorial)\b|explain|describe|dokumentier|"
    r"documente|comente"
)
_TELLING = (
    r"explain|describe|summari[sz]e|compare|tell|show|review|analy[sz]e|investigate|"
    r"find out|figure out|look|take a look|"
    r"have a look|check|examine|inspect|audit|evaluate|identify|diagnose|walk|help me understand|"
    r"understand|research|list|"
    r"give me|outline|estimate|recommend|suggest|trace|bisect|clarify|translate|read|search|find|"
    r"erklär|zeig|prüf|vergleich|analysier|fass|explique|montre|compare|résume|vérifie|explica|"
    r"muestra|compara|resume|revisa|"
    r"spiega|объясни|покажи|сравни|解释|说明|分析|总结|比较|查看|説明|教えて"
)
_TELLING_ENDS = "erklären|zeigen|vergleichen|prüfen|expliquer|explicar"
_PLANNING = (
    r"(?:make|write|create|draft|draw up|propose|outline|give me|come up with|prepare|"
    r"suggest) (?:\S+ ){0,4}(?:plan|approach|design|architecture|strategy|roadmap)\b|"
    r"plan\b|design (?:the|a|an|how)\b|let['’]s plan|how (?:would|should|could) (?:you|we|"
    r"i) (?:\S+ ){0,2}(?:approach|implement|design|structure|architect|build|plan)|"
    r"(?:mach|erstelle|schreibe) (?:\S+ ){0,3}plan\b|planifie|planifica|"
    r"制定.{0,20}计划|设计.{0,20}方案"
)
_TASK_LIST = (
    r"(?:break|split|turn|convert|divide)\b[^.]{0,100}\btasks\b|(?:create|write|make|generate|"
    r"list) (?:\S+ ){0,3}(?:tasks|task list|todo list)\b"
)
_SPECIFYING = (
    r"(?:write|create|draft|make|update) (?:\S+ ){0,3}(?:spec|specification|requirements|"
    r"user stories|prd)\b|specify\b"
)
_TESTS_FIRST = (
    r"failing tests?|tests? first|tdd|red phase|test[- ]driven|"
    r"reproduc\w+ (?:\S+ ){0,4}(?:with|in|as) a (?:failing )?test|regression test that fails|"
    r"failing specs?|tests? that fails?|fehlschlagende\w* tests?|rote[nr]? tests?|"
    r"tests? (?:der|die) fehlschl\w+|tests? qui échoue(?:nt)?|tests? que fall[ae]n?|"
    r"pruebas? que fall[ae]n?|tests? che fallisc\w+|falende tests?"
)
_CJK_TESTS_FIRST = "失敗するテスト 失败的测试 失敗的測試 실패하는 테스트"
_MAX_WORDS_CHARS = 2_000


def infer_stage(turn: Turn, changed_files: Iterable[str] = ()) -> str:
    """Infer the stage of a turn by rules; "general" where none applies.

    `changed_files` are the paths that the turn changed, by git. The rules, in their order: the
    slash command names a stage; only pages of a specification changed (spec, plan, tasks,
    constitution), or only records (misc); the tests fail at the end (red); nothing changed (see
    `_infer_from_request`); the tests failed before and pass now (green); only documents changed
    (explainer, but not for a typo or a version); the request is to document code (explainer), to
    refactor (refactor) or a chore (general), as are settings of tools and what was only removed,
    untested; code changed (green; tests that were asked for first and not run: red).
    """
    changed_paths = tuple(changed_files)
    slash_command = turn.command or find_slash_command(turn.prompt)
    command = slash_command.lower()
    command = re.sub(_COMMAND_PREFIX, "", command, count=1) if command else ""
    if command in _STAGES_OF_COMMANDS:
        return _STAGES_OF_COMMANDS[command]
    runs = find_test_runs(turn)
    statuses = [run.result.status for run in runs if run.result.status in ("passed", "failed")]
    request = find_request(turn.prompt)
    page_stage = _infer_from_pages(changed_paths)
    if page_stage:
        return page_stage
    if statuses and statuses[-1] == "failed":
        return "red"
    if not changed_paths:
        return _infer_from_request(turn.prompt, request)
    if "failed" in statuses or command in _IMPLEMENTING_COMMANDS:
        return "green"
    stage = _infer_from_changes(turn.prompt[:_MAX_WORDS_CHARS], request, changed_paths, statuses)
    is_removal = stage == "green" and not statuses and _are_removed(turn, changed_paths)
    return "general" if is_removal else stage


def _infer_from_pages(changed_paths: Sequence[str]) -> str:
    """The stage where only documents changed, and among them are pages of a known kind."""
    if not changed_paths or not all(map(_is_document, changed_paths)):
        return ""
    for pattern, stage in _PLANNING_PAGES:
        if any(re.search(pattern, path) for path in changed_paths):
            return stage
    return "misc" if _all_match(_RECORD, changed_paths) else ""


def _infer_from_request(prompt: str, request: str) -> str:
    """The stage where nothing changed: what was asked for was told, or a plan was made."""
    for pattern, stage in ((_TASK_LIST, "tasks"), (_PLANNING, "plan"), (_SPECIFYING, "spec")):
        if match_start(pattern, request):
            return stage
    if phrases.is_go_ahead(prompt):
        return "general"
    # "can you deploy it?" is an order, of which `request` has no question mark.
    is_question = phrases.is_question(request) or (
        request.endswith("…") and phrases.is_question(prompt.strip())
    )
    if is_question or match_start(_TELLING, request):
        return "explainer"
    is_telling = search_phrases(_TELLING_ENDS, request, ending=r"\Z")
    return "explainer" if is_telling and "\n" not in request else "general"


def _infer_from_changes(
    prompt: str, request: str, changed_paths: Sequence[str], statuses: Sequence[str]
) -> str:
    """The stage where files changed and no test failed."""
    is_chore = match_start(_CHORE, request) is not None
    if all(map(_is_document, changed_paths)):
        is_chore |= search_phrases(_DOCUMENT_CHORE, request) is not None
        is_chore |= has_word_of(_CJK_DOCUMENT_CHORE, request)
        return "general" if is_chore else "explainer"
    if match_start(_DOCUMENTING, request):
        later = "" if phrases.find_rank(request) == phrases.BUILD else phrases.find_later(prompt)
        if not later or match_start(_DOCUMENTING, later):
            return "explainer"
    if match_start(_REFACTORING, request) or has_word_of(_OTHER_REFACTORING, request):
        return "refactor"
    if search_phrases(_SAME_BEHAVIOUR, prompt):
        return "refactor"
    if len(statuses) > 1 and search_phrases(_REFACTORING_ANYWHERE, prompt):
        return "refactor"  # it was tested before and after
    if (
        is_chore
        or (has_word_of(_LINTERS, prompt) and re.search(_LINT_COMPLAINT, prompt))
        or all(_is_chore_file(path) or _is_document(path) for path in changed_paths)
    ):
        return "general"
    if not statuses and all(map(_is_test_file, changed_paths)):
        is_first = search_phrases(_TESTS_FIRST, prompt) or has_word_of(_CJK_TESTS_FIRST, prompt)
        return "red" if is_first else "general"
    is_removal = match_start(_REMOVING, request) or re.search(_REMOVED_AT_END, request)
    return "general" if is_removal and not statuses else "green"


def _are_removed(turn: Turn, paths: Sequence[str]) -> bool:
    """Whether a turn's commands removed all the files, and no tool wrote them."""
    removed: list[str] = []
    for tool in turn.tools:
        if "rm " in tool.command:
            for command in split_script(tool.command):
                if " ".join(command.args[:2]).startswith(("rm ", "git rm")):
                    removed += (arg.strip("\"'").removeprefix("./") for arg in command.args[1:])
        elif "*** Delete File: " in tool.input:
            removed += re.findall(r"(?m)^\*\*\* Delete File: (\S[^\n]{0,400})", tool.input)
        elif not tool.command and not set(paths).isdisjoint(tool.files):
            return False
    places = [f"/{each.strip('/')}/" for each in removed if each.strip("/.")]
    return all(
        any(place in f"/{path}/" or place.endswith(f"/{path}/") for place in places)
        for path in paths
    )


def _is_document(path: str) -> bool:
    lowered = path.lower()
    return lowered.endswith(_DOCUMENT_ENDINGS) or not _DOCUMENT_PARTS.isdisjoint(lowered.split("/"))


def _is_test_file(path: str) -> bool:
    return has_word_of(_TEST_FILE_WORDS, path) and re.search(_TEST_FILE, path) is not None


def _is_chore_file(path: str) -> bool:
    *folders, name = path.lower().split("/")
    return (
        name.endswith(_CHORE_ENDINGS)
        or (name.startswith(".") and len(name) > 1)
        or not _CHORE_FOLDERS.isdisjoint(folders)
        or match_start(_CHORE_FILE, name, "$") is not None
        or (".config." in name and re.search(_TOOL_SETTINGS, name) is not None)
    )


def _all_match(pattern: str, paths: Sequence[str]) -> bool:
    return bool(paths) and all(re.search(pattern, path) for path in paths)

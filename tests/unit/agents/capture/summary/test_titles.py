"""The title of a turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.agents.capture.summary.titles import make_title

TRACE = """Traceback (most recent call last):
  File "/app/harbour.py", line 12, in <module>
    open_gate(now)
    ~~~~~~~~~^^^^^
  File "/app/gates.py", line 3, in open_gate
    return tides["tide"] + margin
KeyError: 'tide'
"""
ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("Fix the login page", "Fix the login page"),
        ("fix the login page. Then deploy.", "Fix the login page"),
        ("Hi Claude, could you please fix the bug in foo.py? It fails.", "Fix the bug in foo.py"),
        (
            "Hello!\n\nI want you to add rate limiting to the API.\n- one\n- two",
            "Add rate limiting to the API",
        ),
        ("Thanks! Now add tests", "Add tests"),
        ("ok", "Ok"),
        ("Ok. Go on. Now write the changelog please.", "Write the changelog"),
        ("yes, please do that", "Yes, please do that"),
        ("No tests fail any more", "No tests fail any more"),
        ("Well-known bugs stay", "Well-known bugs stay"),
        (
            "# Task\n\nAdd **retry** to `client.py`, e.g. for status 503. Then test.",
            "Add retry to `client.py`, e.g. for status 503",
        ),
        ("Fix the `foo()` helper", "Fix the `foo()` helper"),
        ("Rename `__init__` of **all** classes", "Rename `__init__` of all classes"),
        ("Fix a stray ` in the docs", "Fix a stray in the docs"),
        ("Run `" + "x " * 60 + "` now", "Run " + "x " * 31 + "x…"),
        ("- [ ] Implement [the spec](specs/1.md) now", "Implement the spec now"),
        ("> quoted question about it?", "Quoted question about it?"),
        ("1. Rename a_b_c to d_e_f", "Rename a_b_c to d_e_f"),
        ("```py\nprint(1)\n```\nWhy does this fail on 3.11?", "Why does this fail on 3.11?"),
        ("```\nonly code here\n```", "only code here"),
        ("<b>Make</b> it bold, please", "Make it bold"),
        ("Why is <system-reminder>x</system-reminder> shown?", "Why is x shown?"),
        ("Make the <nav> element sticky", "Make the nav element sticky"),
        ("Replace <Spinner/> by a skeleton", "Replace Spinner by a skeleton"),
        ("Fix the footer<br>and the header", "Fix the footer and the header"),
        ("main.py crashes at start", "main.py crashes at start"),
        ("/sp.plan Add a Redis cache", "Add a Redis cache"),
        ("/sp.plan", "/sp.plan"),
        ("/sp.plan \n\n", "/sp.plan"),
        ("日本語のプロンプトです。次の文", "日本語のプロンプトです"),
        ("Почини вход. Потом тесты.", "Почини вход"),
        ("a\x00b\x1b[31m c\u202ed e f\ud800", "A b [31m c d e f\ufffd"),
        ("Use v1.2.3 of the J. Doe library", "Use v1.2.3 of the J. Doe library"),
        ("", "Untitled prompt"),
        (" \n\t", "Untitled prompt"),
        ("???", "Untitled prompt"),
        (
            "Please invalidate the whole caching layer whenever any of the settings of a tenant change",
            "Invalidate the whole caching layer whenever any of the settings…",
        ),
        ("x" * 200, "X" + "x" * 68 + "…"),
        ("Fix " + "x" * 200, "Fix " + "x" * 65 + "…"),
        ("can you?", "Can you?"),
        # The request, not its reason, a complaint or a circumstance.
        ("The products page is slow. Add a cache with a TTL", "Add a cache with a TTL"),
        ("Add a cache, because the products page is slow.", "Add a cache"),
        ("Nothing works!!! The login button does nothing. I tried twice.", "The login button does nothing"),
        ("Hey, so the sidebar overlaps. Could you make it collapsible?", "Make it collapsible: the sidebar overlaps"),
        ("Since the deploy is slow, cache the docker layers", "Cache the docker layers"),
        ("The search is case sensitive, make it insensitive", "The search is case sensitive, make it insensitive"),
        ("In src/cart.py, add a total method", "In src/cart.py, add a total method"),
        ("Please read CONTRIBUTING.md first. Then add a lint rule.", "Add a lint rule"),
        ("You are a senior engineer. Think hard. Implement pagination.", "Implement pagination"),
        ("The tests are flaky. Fix it.", "Fix it: The tests are flaky"),
        ("Fix it. Then add tests for the cart", "Add tests for the cart"),
        ("The loader ignores it. It should prefer the file.", "It should prefer the file"),
        ("We want to move to websockets. Design an approach.", "Design an approach"),
        ("It would be great if you could add dark mode", "Add dark mode"),
        ("I was wondering if you could add an index", "Add an index"),
        ("Task: a search for orders", "A search for orders"),
        ("Don't touch the tests. Split the parser.", "Split the parser"),
        ("Add tests for the cart, don't touch the rest", "Add tests for the cart"),
        ("Total is wrong. Compute the total after the discount.", "Compute the total after the discount"),
        ("Please do the following:\n1. add a cache\n2. write tests", "Add a cache"),
        ("Add:\n- a login form\n- a logout button", "Add a login form and a logout button"),
        # Questions stay questions.
        ("why is it slow? look into it please", "Why is it slow?"),
        ("I have a question: why do we use two ORMs?", "Why do we use two ORMs?"),
        ("Is it safe to drop the column? What still reads it?", "Is it safe to drop the column?"),
        # What was pasted is no title.
        ("2026-01-01 10:00:00 INFO start\n2026-01-01 10:00:01 ERROR boom\n\nretry the import", "Retry the import"),
        ("fix this\n\nTypeError: x is undefined\n    at foo (a.js:1:2)", "Fix this: TypeError: x is undefined"),
        ("TypeError: x is undefined\n    at foo (a.js:1:2)", "TypeError: x is undefined"),
        ("<!-- SHOP-1 -->\n[redacted: api-key] is the key. Put it into .env.example as a placeholder", "Put it into .env.example as a placeholder"),
        ("[redacted: api-key]", "[redacted: api-key]"),
        ("Steps:\n1. open the page\n2. click on it\n\nMake the button work", "Make the button work"),
        ('"Add a cache"', "Add a cache"),
        ("'add a cache'", "Add a cache"),
        ('Add a cache"', "Add a cache"),
        # Even capitals.
        ("ADD A LOGOUT BUTTON TO THE API!!!", "Add a logout button to the API"),
        ("npm install fails on node 22", "npm install fails on node 22"),
        ("getUser returns null for deleted users", "getUser returns null for deleted users"),
        ("what's the difference", "What's the difference"),
        ("why?", "Why?"),
        # Other languages.
        ("Der Login ist kaputt. Füge einen Test hinzu.", "Füge einen Test hinzu"),
        ("Kannst du bitte die Tests reparieren?", "Die Tests reparieren"),
        ("Bonjour, peux-tu ajouter un test ? Merci", "Ajouter un test"),
        ("¿Puedes añadir un test para el carrito?", "Añadir un test para el carrito"),
        ("页面很慢。请添加缓存", "添加缓存"),
        ("テストを追加してください", "テストを追加してください"),
        ("/fix-issue 42", "/fix-issue 42"),
        ("Note the tides of March. See scene:tides", "Note the tides of March"),
        ("Notes: none. Sort the tides", "Sort the tides"),
        # A stack trace is told by its error, wherever it stands.
        (f"{TRACE}\nPlease fix this.", "Fix this: KeyError: 'tide'"),
        (f"Please fix this.\n\n{TRACE}", "Fix this: KeyError: 'tide'"),
        (f"I see this at the start:\n{TRACE}\nfix", "Fix: KeyError: 'tide'"),
        (f"{TRACE}\nMake the harbour open without a tide table", "Make the harbour open without a tide table"),
        ("FAILED tests/a.py::b - assert 3 == 4\n\nfix it", "Fix it: assert 3 == 4"),
        ("    def test_a():\n        cart = Cart()\nE       assert 3 == 4\n\nfix it", "Fix it: assert 3 == 4"),
        ("thread 'main' panicked at a.rs:4:5:\nindex out of bounds: 7\n\nfix it", "Fix it: index out of bounds: 7"),
        ("app.rb:3:in `sum': undefined method `b' (NoMethodError)\n\nfix it", "Fix it: undefined method b' (NoMethodError)"),
        ('Exception in thread "main" a.b.StateError: none\n\tat a.b.c(D.java:3)\n\nfix it', "Fix it: a.b.StateError: none"),
        # A purpose is part of the request, a reason is not; what is left out by length is shown.
        ("ultrathink. Rework the cache so that it survives restarts.", "Rework the cache so that it survives restarts"),
        ("Change the loaders so they can run in parallel", "Change the loaders so they can run in parallel"),
        ("Add a cache so we don't read it twice", "Add a cache"),
        ("Rework the cache so that it survives restarts and also the loss of a node", "Rework the cache so that it survives restarts…"),
        ("Replace the tide table by the official service, with a fallback to the last known values", "Replace the tide table by the official service…"),
        # The task is the request, not its goal.
        ("Goal: faster startup\nContext: slow imports\nTask: lazy-load the plugins", "Lazy-load the plugins"),
        ("Ziel: schneller starten\nAufgabe: die Plugins später laden", "Die Plugins später laden"),
        ("Goal: faster startup", "Faster startup"),
        # A verb alone in its line.
        ("Add\n\n  a cache ", "Add a cache"),
        ("refactor\n\nsrc/cart.py", "Refactor src/cart.py"),
        ("Add\n\n- a login form\n- a logout button", "Add a login form and a logout button"),
        ("Explain\n\nThe cache is never emptied.", "The cache is never emptied"),
        # Padding.
        ("I think the button should be blue, not red", "The button should be blue, not red"),
        ("I think that we should drop the old parser", "Drop the old parser"),
        ("So basically what I want is a nightly job", "A nightly job"),
        ("Basically the sidebar overlaps the menu", "The sidebar overlaps the menu"),
        ("In my opinion, the header should be sticky", "The header should be sticky"),
        ("Ich glaube, dass der Cache zu klein ist", "Der Cache zu klein ist"),
        ("I think so", "I think so"),
        ("Hey Claude, could you maybe quickly have a look at why the tide is late?", "Have a look at why the tide is late"),
        ("can you possibly add a cache", "Add a cache"),
        # Files that are mentioned.
        ("@src/app/main.py add logging to this file", "Add logging to `src/app/main.py`"),
        ("@src/app/main.py add logging", "Add logging in `src/app/main.py`"),
        ("@src/a.py @src/b.py merge these files", "Merge `src/a.py` and `src/b.py`"),
        ("@main.ts, please refactor it", "Refactor `main.ts`"),
        ("Explain @src/app/main.py", "Explain `src/app/main.py`"),
        ("Bump @types/node to 20", "Bump @types/node to 20"),
        ("Move @app.route to the top, ask x@y.py", "Move @app.route to the top, ask x@y.py"),
        # Marks and signs.
        ("¿Por qué falla el pago?", "¿Por qué falla el pago?"),
        ("¿ 0", "0"),
        ("/run ` it " + "x" * 70, "It " + "x" * 66 + "…"),
        ("¿por qué falla el pago?", "¿Por qué falla el pago?"),
        ("Add a \U0001f468\u200d\U0001f469\u200d\U0001f467 picker", "Add a \U0001f468\u200d\U0001f469\u200d\U0001f467 picker"),
        ("Add a\u200d cache\u200d", "Add a cache"),
        ("x" * 66 + "\U0001f468\u200d\U0001f469\u200d\U0001f467 y", "x" * 66 + "…"),
        # A record of a turn.
        ("# Search across sources\n\n## Response snapshot\n\n- Add an index to the table", "Search across sources"),
    ],
)  # fmt: skip
def test_a_title_from_the_prompt(prompt: str, title: str) -> None:
    assert make_title(prompt) == title


@pytest.mark.parametrize(
    ("prompt", "response", "files", "title"),
    [
        ("yes", "I added a cache. It is fast.", ["a.py"], "Added a cache"),
        ("yes", "Done! I've added a cache.", [], "Added a cache"),
        ("2", "Option 2 it is: I added an index.", [], "Added an index"),
        ("continue", "I'll look at it. The cache is wired in.", [], "The cache is wired in"),
        ("continue", "", ["src/a.py", "b.py"], "Changes to a.py and b.py"),
        (
            "go on",
            "Done.",
            ["a.py", "b.py", "c.py", "d.py"],
            "Changes to a.py, b.py and 2 more files",
        ),
        ("ok thanks", "You're welcome!", [], "Ok thanks"),
        ("yes", "Added z.", ["z.py"], "Added z"),
        ("yes", "Here is what I changed in the client. Added z.", ["z.py"], "Added z"),
        ("yes", "Here is what I did: Added a cache.", ["z.py"], "Added a cache"),
        ("yes", "Fixed it.", ["z.py"], "Changes to z.py"),
        ("yes", "You're absolutely right! I moved the parser.", [], "Moved the parser"),
        ("yes", "Great question! The parser is a module now.", [], "The parser is a module now"),
        ("yes", "Let me look at it. I'll add a retry to it. Done.", [], "Add a retry to it"),
        ("yes", "Sure, I'll take care of that.", ["a.py"], "Changes to a.py"),
        ("ja", "Gute Idee! Der Leser ist jetzt ein Modul.", [], "Der Leser ist jetzt ein Modul"),
        ("oui", "Bonne idée ! Le lecteur est un module.", [], "Le lecteur est un module"),
        ("thanks", "You're welcome! Let me know if you need more.", ["a.py"], "Changes to a.py"),
        ("Do c and d", "I changed both files to use tabs.", ["c", "d"], "Do c and d"),
        ("weiter", "Der Cache ist jetzt eingebaut.", [], "Der Cache ist jetzt eingebaut"),
        ("继续", "缓存已经加好了。", [], "缓存已经加好了"),
        ("继续", "", [], "继续"),
        ("/review", "Two problems: the key leaks. It is bad.", [], "Two problems: the key leaks"),
        ("/fix", "", ["a.py"], "/fix: a.py"),
        ("/fix the login", "I fixed the login page.", ["a.py"], "The login"),
        ("yes, but keep the old endpoint", "I kept it.", [], "Keep the old endpoint"),
        ("Add a cache", "I added a cache to it.", ["a.py"], "Add a cache"),
        ("\U0001f44d", "I added a cache.", [], "Added a cache"),
        ("\U0001f44d", "", ["a.py"], "Changes to a.py"),
        ("?", "I added a cache.", [], "Added a cache"),
        ("...", "", [], "Untitled prompt"),
        ("/review 12", "The key leaks in the log.", [], "The key leaks in the log"),
        ("/review 12", "", ["a.py"], "/review 12: a.py"),
        ("/review 12", "", [], "/review 12"),
        ("/do T012", "I wired the cache.", [], "Wired the cache"),
        ("/review src/a.py", "I read it all.", [], "/review src/a.py"),
        ("https://host.example/issues/12", "I fixed the login page.", [], "Fixed the login page"),
        ("https://host.example/issues/12", "", [], "https://host.example/issues/12"),
        ("SHOP-12", "I fixed the login page.", [], "Fixed the login page"),
        ("shop/cart#123", "I fixed the login page.", [], "Fixed the login page"),
    ],
)
def test_a_title_from_what_was_done(
    prompt: str, response: str, files: list[str], title: str
) -> None:
    assert make_title(prompt, response, files) == title


@pytest.mark.parametrize(
    ("response", "subjects", "title"),
    [
        ("Done.", ["Add a retry to the client"], "Add a retry to the client"),
        ("Done.", ["wip", "fixup! x y", "feat: add a retry", "Add a test"], "Feat: add a retry"),
        ("Done.", ["Merge branch 'x'"], "Add an index"),
        ("I wired the cache.", ["Add a retry"], "Wired the cache"),
    ],
)
def test_a_title_from_the_subject_of_a_commit(
    response: str, subjects: list[str], title: str
) -> None:
    assert make_title("yes", response, ["a.py"], "Shall I add an index?", subjects) == title


@pytest.mark.parametrize(
    ("prompt", "response", "proposal", "title"),
    [
        ("yes", "I added a cache.", "Shall I add an index?", "Added a cache"),
        ("yes", "Done.", "It is slow. Shall I add an index?", "Add an index"),
        ("yes please", "", "It gives up at once. Do you want me to retry?", "It gives up at once"),
        (
            "yes",
            "Done.",
            "Rounding once would avoid it. Shall I do that?",
            "Rounding once would avoid it",
        ),
        ("ok do it", "", "I suggest to round once in `total`.", "Round once in `total`"),
        (
            "\U0001f44d",
            "",
            "Want me to bump the version and tag it?",
            "Bump the version and tag it",
        ),
        ("ja, mach das", "Erledigt.", "Soll ich die Tabelle anlegen?", "Die Tabelle anlegen"),
        ("vas-y", "C'est fait.", "Voulez-vous que je renomme le module ?", "Renomme le module"),
        ("dale", "Listo.", "¿Quieres que agregue una prueba?", "Agregue una prueba"),
        ("sim", "Pronto.", "Quer que eu adicione um teste?", "Adicione um teste"),
        ("да", "Готово.", "Хотите, чтобы я добавил тест?", "Добавил тест"),
        ("是", "好的。", "需要我把 moment 换成 date-fns 吗？", "把 moment 换成 date-fns"),
        ("はい", "完了しました。", "テストを追加しましょうか？", "テストを追加"),
        ("2", "Done!", "How?\n1. Keep it here\n2. Put it into Redis", "Put it into Redis"),
        ("option 1", "OK.", "1. **Inline it there** - smaller\n2. A class", "Inline it there"),
        ("b", "OK.", "a) Keep it\nb) Move it to Redis: slower", "Move it to Redis"),
        ("3", "OK.", "1. Keep it\n2. Move it", "3"),
        ("Postgres", "Done.", "Which database?", "Postgres: Which database?"),
        ("Postgres", "I made the table.", "Which database?", "Made the table"),
        ("Postgres", "Done.", "I looked at it.", "Postgres"),
        ("Rename it twice", "Done.", "Which database?", "Rename it twice"),
        ("yes", "Done.", "All is well.", "Yes"),
    ],
)
def test_a_title_from_what_was_proposed(
    prompt: str, response: str, proposal: str, title: str
) -> None:
    assert make_title(prompt, response, (), proposal) == title


@given(ANY_TEXT)
def test_every_prompt_has_a_title_of_one_line(prompt: str) -> None:
    title = make_title(prompt)
    assert 1 <= len(title) <= 70
    assert title == " ".join(title.split())
    assert title.encode("utf-8")


@pytest.mark.parametrize(
    "repeated",
    ["hi ", "[a", "<b", "```\n", "please ", "a. ", "<!--", "so ", "a, ", "yes ", "now ", "Error"],
)
def test_long_prompts_cost_no_more_than_their_length(repeated: str) -> None:
    assert_linear(lambda size: make_title(repeated * (size // len(repeated))), 5_000)

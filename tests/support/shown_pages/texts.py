"""Prompts and answers such as people and agents write, and the decisions of a small web shop."""

from __future__ import annotations

SHORT_PROMPT = "The receipt shows the net price twice. Show net, VAT and gross."
SHORT_ANSWER = """The receipt now shows three lines: net, VAT and gross.

`render_receipt` took `order.net` for both amounts. I added `Order.gross`, which rounds once, at the
end, and a test with the order of the bug report (3 × 0.333 €)."""

CODE_PROMPT = """The import of suppliers' price lists stops at the first bad line. It should go on, and
report all of them at the end.

```python
def load_prices(path):
    with open(path) as file:
        for number, line in enumerate(file):
            sku, price = line.split(";")
            yield sku, Decimal(price)   # raises decimal.InvalidOperation for "12,90" and takes the whole run down with it
```

What I want:

1. a line that cannot be read is left out
2. `load_prices` returns the prices *and* the errors, each with its line number
3. a comma is a decimal point, "1.234,50" is 1234.50

Don't touch `export_prices`: accounts relies on its exact form, down to the trailing blank
at the end of each line."""
CODE_ANSWER = """`load_prices` returns a `PriceList` with `prices` and `errors`.

```python
@dataclass(frozen=True)
class PriceList:
    prices: dict[str, Decimal]
    errors: tuple[LineError, ...]
```

- **Numbers**: the last of `.` and `,` is the decimal point, the other one parts thousands.
- **Errors**: each has `line`, `text` and `reason`; the command prints them and exits with 1.

I left `export_prices` alone."""

HIDING_PROMPT = """<details><summary>Context from the ticket</summary>

The banner is <b style="color:red">wrong</b> on mobile. <!-- reviewer: do not show this to the customer -->

</details>

# Make the banner fit

<script>document.title = "x"</script>
[//]: # (this line is a comment in markdown, and must stay)

* * *

| width | now |
|---|---|
| 320 | cut off |

- [ ] 320 px
- [x] 1024 px

See [the mock-up][mock] and ![screen](https://example.org/s.png "shot").

[mock]: https://example.org/mock
&nbsp;&nbsp;indented by entities, `code with \\`` and a trailing backslash\\
@team #123 ~~old~~ :rocket: $x^2$"""

ARABIC_PROMPT = """أضف صفحة تعرض سجل الطلبات للعميل، مرتبة من الأحدث إلى الأقدم.

- اعرض رقم الطلب وتاريخه والمبلغ الإجمالي
- استخدم `GET /api/orders?page=2` ولا تغيّر واجهة البرمجة
- يجب أن تعمل الصفحة من اليمين إلى اليسار"""
ARABIC_ANSWER = """أضفت الصفحة `orders/history` مع ترقيم الصفحات.

1. الترتيب حسب `created_at` تنازليًا
2. الاتجاه `dir="rtl"` على العنصر الجذري

Tests: `pytest tests/test_history.py` → 6 passed."""

_LOG_LINE = (
    "2026-03-{day:02d}T0{hour}:{minute:02d}:{second:02d}.{number:06d}Z {level} [checkout-worker-{worker}] "
    "com.waystation.checkout.PaymentGateway - request {number:08x} to https://pay.example.com/v2/intents "
    "took {number}ms, retry {worker}/5, basket=[sku-{number}, sku-{second}] status=504 Gateway Timeout\n"
)


def make_log_prompt(size: int = 200_000) -> str:
    """Make a prompt with a log of about `size` bytes pasted into it."""
    lines: list[str] = []
    length = number = 0
    while length < size:
        number += 1
        lines.append(
            _LOG_LINE.format(
                day=1 + number % 28,
                hour=number % 10,
                minute=number % 60,
                second=number * 7 % 60,
                number=number,
                level=("INFO ", "WARN ", "ERROR")[number % 3],
                worker=number % 5,
            )
        )
        length += len(lines[-1])
    return "Checkout hangs since this morning. Here is the log, find out why:\n\n" + "".join(lines)


LOG_ANSWER = """The gateway times out (504) for baskets with more than one article, on every third request.

The retry budget is shared by all workers: five workers use up the five retries of one intent within
one second. I gave each intent its own budget, with a pause that doubles."""

# Two blanks make a break; a formatter would take them away.
_HARD_BREAK = "A footnote[^1], a line with a hard break" + "  \n" + "and one without"

FULL_ANSWER = f"""# Checkout: what I changed

The checkout is one module now. Below is what moved, and why.

## Steps

1. Read the basket
   - lock it for 30 s
   - [x] release on failure
   - [ ] release on time-out
2. Reserve the stock
3. Take the payment

### The states

| state | entered by | left by | time-out | who is told |
|:--|:--|:--|--:|:-:|
| `open` | basket created | reservation, abandonment | 30 min | nobody |
| `reserved` | all lines in stock | payment, release | 15 min | the customer |
| `paid` | callback of the provider | shipment | — | customer and warehouse |
| `failed` | provider says no \\| time-out | a new attempt | 24 h | the customer |

#### In code

```python
class Checkout:
    def __init__(self, basket: Basket, stock: Stock, payments: Payments, clock: Clock, audit: AuditLog) -> None:
        self.basket, self.stock, self.payments, self.clock, self.audit = basket, stock, payments, clock, audit
```

    indented code, as old tools write it

##### What I did not do

> The provider's sandbox has no callbacks: I could not try a refund.
> It says so in <https://docs.example.com/sandbox>.

###### Numbers

Before: p95 **1.8 s**; after: *0.4 s*. ~~The cache helps.~~ It does not.

---

Setext heading
--------------

{_HARD_BREAK}, <kbd>Ctrl</kbd>+<kbd>C</kbd>, and `a | b`.

[^1]: Only where the forge knows them.

```mermaid
flowchart LR
  open --> reserved --> paid
  reserved --> failed
```

~~~text
a fence of tildes with ``` inside
~~~
"""

JAPANESE_ANSWER = """## 変更点

在庫の引き当てを非同期に変更しました。注文確定時に `reserve_stock` をキューに入れ、ワーカーが順番に処理します。

| 項目 | 変更前 | 変更後 |
|---|---|---|
| 応答時間（p95） | 1,800 ミリ秒 | 420 ミリ秒 |
| 失敗時の再試行 | なし | 最大三回、間隔は倍々 |

### 理由

同期処理では、在庫サービスの遅延がそのまま利用者の待ち時間になっていました。キューを使うことで、注文の受付と在庫の確保を切り離せます。

1. 注文を受け付ける
2. キューに入れる
3. ワーカーが在庫を確保する

テスト：`pytest tests/test_stock.py` はすべて成功しました（一二件）。"""

# A session of five turns: the prompt, the files written in it, the command run with its output, the answer.
SESSION = (
    (
        "Where do we send receipts? List the call sites, change nothing.",
        (),
        ("rg -n send_receipt", "app/checkout.py:88\napp/refunds.py:41"),
        "Two places: `app/checkout.py:88` and `app/refunds.py:41`. Both block until SMTP answers.",
    ),
    (
        "Move both behind one function.",
        ("app/receipts.py", "app/checkout.py", "app/refunds.py"),
        ("pytest -q tests/test_receipts.py", "7 passed in 0.61s"),
        "Both call `receipts.send(order)` now. All 7 tests pass.",
    ),
    (
        "Send them in the background: rendering takes seconds. Keep the order of mails per customer.\n\nUse what we have, if it is good enough.",
        ("app/receipts.py", "app/worker.py", "requirements.txt", "docker-compose.yml"),
        ("pytest -q", "3 failed, 112 passed in 14.20s"),
        (
            "Receipts are sent by **Celery** with Redis as the broker. I chose Celery over RQ because it retries with backoff, "
            "and one queue per customer's hash keeps the order.\n\n```yaml\nservices:\n  redis:\n    image: redis:7\n```\n\n"
            "Three tests fail: they wait for a mail that is now sent later."
        ),
    ),
    (
        "mend the tests",
        ("tests/test_receipts.py", "tests/conftest.py"),
        ("pytest -q", "115 passed in 12.07s"),
        "The tests run the worker in the same process (`task_always_eager`). 115 pass.",
    ),
    (
        "Write down how to run the worker.",
        ("docs/worker.md",),
        None,
        "`docs/worker.md` says how to start it, how many processes it needs, and what to do with the dead letters.",
    ),
)

# Decisions: title, context, options, decision, consequences.
DECISIONS = (
    (
        "Render pages on the server",
        "Customers come from search engines, on slow phones.",
        ("Server-rendered templates", "A single-page application", "Static export"),
        "Server-rendered templates, as the first byte decides whether a visitor stays.",
        "Each interaction costs a request.",
    ),
    (
        "Use PostgreSQL for orders",
        "Orders, payments and stock change together or not at all.",
        ("PostgreSQL", "MongoDB", "DynamoDB"),
        "PostgreSQL, because transactions span the three.",
        "One primary; reads scale by replicas.",
    ),
    (
        "Cache the catalogue in Redis",
        "The same 40 products are read on every request.",
        ("Redis", "A dictionary in each worker"),
        "Redis: four workers would hold four copies.",
        "One more service to run.",
    ),
    (
        "Take payments through one provider",
        "Each market has its favourite way to pay.",
        ("One provider", "A switch of our own"),
        "One provider; a switch is a product of its own.",
        "We pay its fees, and wait for its sandbox.",
    ),
    (
        "Keep money as integers of cents",
        "Floats lose cents in sums of discounts.",
        ("Integers of cents", "Decimal", "Floats, rounded"),
        "Integers of cents.",
        "Each display divides by a hundred.",
    ),
    (
        "Log as JSON lines",
        "Nobody can search the text logs.",
        ("JSON lines", "logfmt"),
        "JSON lines, as the collector parses them.",
        "Unreadable without a tool.",
    ),
    (
        "Name branches after the ticket",
        "Reviews cannot be found from the ticket.",
        (),
        "`123-short-name`.",
        "",
    ),
    (
        "Let feature flags live in the database",
        "A deployment for a flag takes 20 minutes.",
        ("Database", "Environment variables", "A service"),
        "Database, read through the cache.",
        "A flag takes up to a minute to spread.",
    ),
)

FEATURES = (
    "001-checkout",
    "002-receipts",
    "003-stock",
    "004-search",
    "005-accounts",
    "006-refunds",
    "007-mobile-banner",
    "008-price-lists",
)
WORK = (
    "Add the endpoint",
    "Mend the rounding of totals",
    "Write tests for the empty basket",
    "Plan the migration",
    "Explain why the queue stalls",
    "Refactor the client of the provider so that both markets share it",
    "Rename the columns",
    "Draft the specification",
)
STAGES = ("green", "red", "spec", "plan", "tasks", "refactor", "explainer", "misc", "general")

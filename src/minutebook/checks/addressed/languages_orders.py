"""Orders to an agent in other languages than English: an addressee, and an action with its aim."""

from __future__ import annotations

from minutebook.checks.addressed.phrase import ADDRESS, OVERRIDE, make_phrase

_NEAR = r"[^\n!?]{0,80}?"
_AIM = (
    r"(?:\b(?:curl|wget|npx|rm -rf)\b|https?://|\| ?(?:ba|z)?sh\b|\.env\b|\.ssh\b|api[_-]?key"
    r"|\w{1,40}_token\b|backdoor)"
)
_GERMAN_NAME = r"(?:-?(?:agent|assistent|modell|system)\w{0,4})?"
_TO_MAIN = r"(?:main|master|production|produktion|produktiv)\b"

ORDERS_IN_OTHER_LANGUAGES = (
    # German
    make_phrase(
        ADDRESS,
        "ki, ai, llms, agent, agenten, assistent, assistenten, sprachmodelle, claude, copilot"
        ", codex, gemini, cursor",
        rf"{_GERMAN_NAME} (?:müssen|muss|sollen|soll|sollten|sollte|haben|hat) {_NEAR}"
        rf"(?:{_AIM}{_NEAR} (?:aus|ab|herunter)?(?:zu)?(?:führen|rufen|laden|senden|schicken"
        r"|installieren|öffnen|lesen)\b|(?:alle|die|sämtliche) (?:\w{1,16} )?(?:tests?|prüfungen"
        r"|dateien|sicherungen) (?:zu )?(?:löschen|entfernen|abschalten|überspringen)\b"
        rf"|(?:direkt )?(?:nach|auf|in) {_TO_MAIN} (?:zu )?(?:pushen|mergen|schieben))",
    ),
    make_phrase(
        ADDRESS,
        "ki, ai, llm, agent, agenten, assistent, assistenten, claude, copilot, codex, gemini"
        ", cursor",
        rf"{_GERMAN_NAME} ?[,:!] ?(?:bitte )?(?:führe?|lies|lade?|hole?|sende?|schicke?|öffne"
        r"|rufe?|lösche?|entferne?|pushe?|merge)\b"
        rf"(?:{_NEAR}{_AIM}|{_NEAR}\b(?:alle|die) (?:\w{{1,16}} )?(?:tests?|prüfungen|dateien)\b"
        rf"|{_NEAR} {_TO_MAIN})",
    ),
    # French
    make_phrase(
        ADDRESS,
        "agent, agents, assistant, assistants, ia, claude, copilot, codex, gemini, cursor",
        r"(?: (?:ia|de codage|d'ia))? (?:doit|doivent|devrait|devraient|veuillez|merci de)"
        r" (?:\w{1,12} )?(?:exécuter|lancer|télécharger|envoyer|récupérer|ouvrir|lire|installer)"
        rf" {_NEAR}{_AIM}",
    ),
    make_phrase(
        ADDRESS,
        "agent, agents, assistant, assistants, ia, claude, copilot, codex, gemini, cursor",
        r" ?[,:!] ?(?:s'il (?:te|vous) plaît,? )?(?:exécute[zr]?|lance[zr]?|télécharge[zr]?"
        rf"|envoie|envoyez|récupère|récupérez|ouvre[zr]?|lis|lisez) {_NEAR}{_AIM}",
    ),
    # Spanish, Portuguese, Italian
    make_phrase(
        ADDRESS,
        "agente, agentes, asistente, asistentes, assistente, assistentes, assistenti, agenti, ia"
        ", claude, copilot, codex, gemini, cursor",
        r"(?: (?:de ia|ia|de código))?(?: (?:debe|deben|deve|devem|devono|tiene que|tienen que)"
        r"|[,:!])"
        r" (?:por favor,? )?(?:\w{1,12} )?(?:ejecut|descarg|envi|env[ií]|abr|instal|execut|baix"
        rf"|esegu|scaric|inviar|aprir)\w{{1,8}} {_NEAR}{_AIM}",
    ),
    # Russian, Ukrainian
    make_phrase(
        ADDRESS,
        "агент, агенты, агенти, ассистент, ассистенты, асистент, ии, модель, claude, copilot",
        r"(?:-(?:агент|ассистент)\w{0,3})?(?: (?:должен|должны|должна|обязан|обязаны|повинен"
        r"|повинні)|[,:!]) "
        r"(?:\w{1,16} )?(?:выполни|запусти|скача|загрузи|отправ|удал|викона|завантаж|надісл)"
        rf"\w{{0,6}} {_NEAR}{_AIM}",
    ),
    # "Ignore all previous instructions", in languages that have no other row.
    make_phrase(
        OVERRIDE,
        "تجاهل, تجاهلوا, تجاهلي, انس, انسى, لا تتبع, لا تلتزم",
        r" (?:\w{1,8} ){0,2}?(?:ب)?ال(?:تعليمات|أوامر|اوامر|قواعد|توجيهات|إرشادات|ارشادات)"
        r" (?:السابقة|أعلاه|اعلاه|المذكورة|الأصلية|السالفة)",
    ),
    make_phrase(
        OVERRIDE,
        "התעלם, התעלמי, התעלמו, שכח, שכחו",
        r" (?:מ)?(?:כל )?(?:מ)?ה(?:הוראות|הנחיות|כללים|פקודות) (?:ה)?(?:קודמות|קודמים|לעיל)",
    ),
    make_phrase(
        OVERRIDE,
        "تمام, همه, کلیه, دستورات, دستورالعمل",
        r"(?:[ ‌]\w{1,14}){0,3}? (?:قبلی|پیشین|بالا)[^\n.]{0,10}(?:نادیده|فراموش)",
    ),
    make_phrase(
        OVERRIDE,
        "bỏ qua, phớt lờ, quên",
        r" (?:tất cả |mọi )?(?:các )?(?:hướng dẫn|chỉ dẫn|lệnh|quy tắc) (?:trước|ở trên|bên trên)",
    ),
    make_phrase(
        OVERRIDE,
        "abaikan, lupakan",
        r" (?:semua |seluruh )?(?:instruksi|perintah|aturan|arahan) (?:sebelumnya|di atas|awal)",
    ),
    make_phrase(
        OVERRIDE,
        "ignorera, glöm, ignorer, glem",
        r" (?:alla |alle )?(?:de )?(?:tidigare|föregående|ovanstående|tidligere|foregående"
        r"|ovenstående) (?:instruktion|instruks|regler|order|ordre)",
    ),
    make_phrase(
        OVERRIDE,
        "ignoruj, ignorujte, zapomeň, zapomeňte, zabudni",
        r" (?:na )?(?:všechny |všetky )?(?:předchozí|předešlé|predchádzajúce|výše uvedené)"
        r" (?:pokyny|instrukce|inštrukcie|pravidla|příkazy)",
    ),
    make_phrase(
        OVERRIDE,
        "agnoosta, unohda, sivuuta",
        r" (?:kaikki )?(?:aiemmat|edelliset|aikaisemmat|yllä olevat) (?:ohjeet|käskyt|säännöt)",
    ),
)
UNSPACED_ORDERS = (
    make_phrase(
        OVERRIDE,
        "पिछले,पूर्व,पहले के,उपरोक्त",
        r"[^\n।.]{0,10}(?:निर्देश|आदेश|नियम)[^\n।.]{0,12}(?:अनदेखा|नज़रअंदाज|नजरअंदाज|भूल)",
    ),
    make_phrase(
        OVERRIDE,
        "ละเว้น,เพิกเฉย,ไม่ต้องสนใจ",
        r"[^\n.]{0,10}(?:คำสั่ง|คำแนะนำ|กฎ)[^\n.]{0,10}(?:ก่อนหน้า|ข้างต้น|เดิม)",
    ),
    make_phrase(
        ADDRESS,
        "代理,智能体,助手,助理",
        rf"(?:必须|須|应该|应当|请|請)[^\n。]{{0,10}}(?:运行|執行|执行|下载|下載|发送|發送|访问)[^\n。]{{0,40}}{_AIM}",
    ),
    make_phrase(
        ADDRESS,
        "エージェント,アシスタント",
        rf"(?:は|、|へ)[^\n。]{{0,60}}{_AIM}[^\n。]{{0,30}}(?:実行し|ダウンロードし|送信し|取得し)",
    ),
)

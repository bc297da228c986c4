"""Phrases in other languages than English that tell an agent what to do."""

from __future__ import annotations

from minutebook.checks.addressed.phrase import (
    ADDRESS,
    CONCEAL,
    DISCLOSE,
    OVERRIDE,
    make_phrase,
)

_G = r"\w{0,14}"
OTHER_LANGUAGES = (
    # German
    make_phrase(
        OVERRIDE,
        "ignoriere, ignorieren sie, vergiss, vergessen sie, missachte, missachten sie, überspringe"
        ", übergehe, umgehe, befolge nicht",
        rf" (?:bitte )?(?:(?:alle|sämtliche|die|deine|ihre|jegliche) ){{0,2}}(?:(?:vorherig"
        rf"|bisherig|vorig"
        rf"|vorangegangen|vorhergehend|obig|früher|ursprünglich|system){_G} |(?<=deine\s)"
        rf"|(?<=ihre\s))"
        r"(?:anweisung|regel|instruktion|vorgabe|befehl|prompt|richtlini)",
    ),
    make_phrase(
        CONCEAL,
        "sag, sage, sagen sie, erzähl, erzähle, verrate, informiere",
        r" (?:es |dies )?(?:dem|der|den) (?:be)?(?:nutzer|anwender"
        r"|entwickler)\w{0,4} (?:nicht|nichts|kein"
        r"\w{0,3}) ?(?:\w{1,8} )?(?:davon|darüber|hiervon|dass du|von dies|,? was du)",
    ),
    make_phrase(
        DISCLOSE,
        "gib, zeige, zeig, verrate, nenne",
        r" (?:mir )?(?:deine[nr]?|ihren?) (?:system-?prompt|zugangsdaten|api-?schlüssel"
        r"|geheim|anweisung"
        r"|passw)",
    ),
    make_phrase(
        ADDRESS,
        "hinweis, nachricht, anweisung, anweisungen, achtung, wichtig",
        r" ?(?:an|für|,|:)? ?(?:(?:die|alle|den|das) )?(?:ki|ai|llms?|sprachmodelle?)\b"
        rf"(?:-?(?:assistent|agent|modell|system){_G})? ?[:,!]",
    ),
    # French
    make_phrase(
        OVERRIDE,
        "ignore, ignorez, ignorer, oublie, oubliez, ne tiens pas compte, ne tenez pas compte"
        ", fais abstraction, faites abstraction, ne suis pas, ne suivez pas",
        r" (?:de |des |d')?(?:toutes? )?(?:les |tes |vos )?(?:(?:précédentes"
        r"|anciennes) (?:instructions"
        r"|consignes|règles|directives|ordres)|(?:instructions|consignes|règles|directives|ordres)"
        r" (?:précédent|antérieur|ci-dessus|initial|du système|reçu|donné))",
    ),
    make_phrase(
        CONCEAL,
        "ne dis, ne dites, ne révèle, ne révélez, ne mentionne, ne mentionnez, ne parle, ne parlez",
        r" (?:rien|pas|jamais) (?:\w{1,6} )?(?:à|au|aux) ?(?:l['’])?(?:utilisateur"
        r"|développeur)\w{0,3}"
        r" (?:de ce que|que tu|que vous|ceci|cela|de cela|de ceci)",
    ),
    make_phrase(
        DISCLOSE,
        "affiche, affichez, révèle, révélez, montre, montrez, donne, donnez",
        r"(?:-moi)? (?:ton|tes|votre|vos) (?:prompt|instructions|clés|secrets|identifiants)",
    ),
    make_phrase(
        ADDRESS,
        "note, message, attention, instructions, consigne",
        r" ?(?:à|aux|pour|,|:) ?(?:(?:les|l'|toutes) ?)?(?:ia|llms?|agents? ia"
        r"|assistants? ia)\b ?[:,!]",
    ),
    # Spanish, Portuguese, Italian
    make_phrase(
        OVERRIDE,
        "ignora, ignore, ignorad, ignoren, olvida, olvide, olviden, omite, desobedece"
        ", haz caso omiso de, no hagas caso de, no hagas caso a, esqueça, desconsidere, esquece",
        r" (?:todas? )?(?:las |as |tus |sus |suas )?(?:instrucciones|reglas|órdenes"
        r"|directrices|normas"
        r"|indicaciones|instruções|regras|ordens|diretrizes) (?:anterior|previa|prévia"
        r"|de arriba|acima"
        r"|del sistema|do sistema|dadas|iniciales)",
    ),
    make_phrase(
        CONCEAL,
        "no le digas, no digas, no le diga, no le reveles, no reveles, no menciones"
        ", não diga, não conte"
        ", no informes",
        r" (?:\w{1,8} )?(?:al|ao|a la) (?:usuari|usuári|desarrollador)\w{0,4} (?:que (?:has"
        r"|hiciste|esto"
        r"|você)|esto|isto|isso|nada de|sobre esto)",
    ),
    make_phrase(
        DISCLOSE,
        "revela, revele, muestra, muestre, imprime, dime, mostre, stampa, mostra, rivela",
        r" (?:tu|tus|seu|suas|il tuo|le tue) (?:prompt|instrucciones|secretos|claves"
        r"|instruções|istruzioni"
        r"|chiavi)",
    ),
    make_phrase(
        OVERRIDE,
        "ignora, ignorate, ignori, dimentica, dimenticate",
        r" (?:tutte )?(?:le |tue )?(?:(?:istruzioni|regole|direttive|comandi) (?:precedenti"
        r"|sopra|di sistema"
        r"|ricevut)|precedenti (?:istruzioni|regole|direttive))",
    ),
    # Dutch, Polish, Turkish
    make_phrase(
        OVERRIDE,
        "negeer, vergeet",
        r" (?:alle )?(?:de )?(?:voorgaande|vorige|eerdere|bovenstaande) (?:instructies|regels"
        r"|opdrachten)",
    ),
    make_phrase(
        OVERRIDE,
        "zignoruj, ignoruj, zapomnij",
        r" (?:o )?(?:wszystki\w{1,3} )?(?:poprzedni|wcześniejsz)\w{1,4} (?:instrukcj|poleceni"
        r"|zasad)",
    ),
    make_phrase(
        OVERRIDE, "önceki", r" (?:tüm )?(?:talimat|komut|kural)\w{1,8} (?:yok say|unut|görmezden)"
    ),
    # Russian, Ukrainian
    make_phrase(
        OVERRIDE,
        "игнорируй, игнорируйте, проигнорируй, проигнорируйте, забудь, забудьте, ігноруй, ігноруйте"
        ", не обращай внимания на, не следуй",
        rf" (?:{_G} ){{0,2}}?(?:предыдущ|прежн|ранее|вышеуказанн|прошл|сво|систем"
        rf"|попередн)\w{{0,10}}"
        rf" (?:{_G} )?(?:инструкц|указан|правил|команд|промпт|директив|распоряж|інструкц|вказівк)",
    ),
    make_phrase(
        CONCEAL,
        "не сообщай, не сообщайте, не говори, не говорите, не рассказывай, не рассказывайте",
        r" (?:об этом (?:пользовател|разработчик)|(?:пользовател"
        r"|разработчик)\w{0,4} (?:об этом|о том"
        r"|,? что ты|про это))",
    ),
    make_phrase(
        DISCLOSE,
        "покажи, выведи, раскрой, напечатай",
        r" (?:мне )?(?:свой|свои|твой|твои) (?:системн|промпт|инструкц|ключ|секрет|пароли)",
    ),
)
# Scripts without blanks between words: an anchor may stand anywhere.
_ZH_STOP, _JA_STOP = r"[^。！？\n]", r"[^。\n]"
UNSPACED_LANGUAGES = (
    make_phrase(
        OVERRIDE,
        "忽略,无视,無視,忘记,忘記,忘掉,忽視,不要理会,不要遵守,不要遵循",
        rf"{_ZH_STOP}{{0,6}}(?:之前|以前|先前|前面|以上|上面|上述|你的|此前|系统|原有){_ZH_STOP}{{0,8}}"
        r"(?:指令|指示|规则|規則|提示词|提示|命令|要求|设定|约束|約束)",
    ),
    make_phrase(
        CONCEAL,
        "不要,别,勿,不得",
        rf"(?:告诉|告訴|告知|通知|让|讓|向)(?:用户|用戶|使用者|开发者|開發者){_ZH_STOP}{{0,4}}(?:你|这件|这些"
        r"|這件|此事|知道)",
    ),
    make_phrase(
        DISCLOSE,
        "输出,輸出,显示,打印,泄露,透露,发送,告诉我",
        rf"{_ZH_STOP}{{0,4}}(?:系统提示|系統提示|你的(?:指令|提示|密钥|密碼|规则))",
    ),
    make_phrase(
        OVERRIDE,
        "これまで,以前,上記,すべて,全て,今まで,前,先,あなた,元",
        rf"の{_JA_STOP}{{0,12}}(?:指示|命令|ルール|プロンプト|規則|指令){_JA_STOP}{{0,6}}(?:無視し(?:て|ろ|なさい)"
        r"|忘れ(?:て|ろ|なさい)|破棄して|従わないで)",
    ),
    make_phrase(
        CONCEAL,
        "ユーザー,利用者,開発者",
        rf"(?:に|には){_JA_STOP}{{0,10}}(?:伝え|言わ|知らせ|報告し|教え|話さ)ないで(?:ください|下さい)",
    ),
    make_phrase(
        OVERRIDE,
        "이전,앞,위,기존,지금까지",
        r"(?:의)?[^.\n]{0,10}(?:지시|명령|지침|규칙|프롬프트)[^.\n]{0,4}(?:무시하(?:고|세요|라|십시오)|잊)",
    ),
    make_phrase(CONCEAL, "사용자에게", r"[^.\n]{0,8}(?:말하지|알리지|전하지) (?:마|말)"),
)

"""The phrases by which a sentence shows what it is: a request, a question, a go-ahead, filler.

Lists of phrases have "|" between them and are matched by `branches.match_start`; lists of words are
split when they are needed. The languages are those in which developers are seen to write prompts.
"""

from __future__ import annotations

__all__ = [
    "ADDRESSEES",
    "ADVERBS",
    "ADVERB_STARTS",
    "ANAPHORIC_END",
    "ANAPHORIC_OBJECTS",
    "ANAPHORIC_QUESTION",
    "ANAPHORIC_REQUEST",
    "ANAPHORIC_REQUEST_END",
    "ANSWER_FORMULA",
    "ANSWER_OPENING",
    "BOUNDARY",
    "CJK_ANSWER_FORMULA",
    "CJK_CONDITION",
    "CJK_GREETING",
    "CJK_QUESTION",
    "CJK_REQUEST",
    "CLOSING",
    "CLOSING_ENDS",
    "CONDITION_WORDS",
    "DESIRE",
    "EXCEPTION",
    "EXCEPTION_WORDS",
    "FILLER",
    "FOR_NOW",
    "GOAL",
    "GO_AHEAD_WORDS",
    "HELLO",
    "HELLO_END",
    "INTERJECTION",
    "INTERJECTION_END",
    "LABEL",
    "LABEL_END",
    "NO_PLACE",
    "PADDING",
    "PADDING_END",
    "PLACE",
    "PROHIBITION",
    "PRONOUNS",
    "QUESTION",
    "REASON",
    "REMARK",
    "REPLY",
    "REQUEST",
    "SEQUENCE",
    "UNTELLING_WORDS",
    "WISH",
    "WISH_WORDS",
    "WORD_END",
]

CJK_QUESTION = r"(?:为什么|怎么|如何|什么|哪|是否|能不能|なぜ|どう|何|どこ|왜|어떻게)"

QUESTION = (
    r"how|why|what|what['’]s|whats|which|where|when|who|whose|is|are|isn['’]t|aren['’]t|"
    r"does|doesn['’]t|did|didn['’]t|should|shouldn['’]t|was|were|has|will|"
    r"(?:can|could|would|have) (?:i|we|they|it|the|this|these|those|any|there)|"
    r"do (?:i|we|you|they|these|those|any|both)|any idea|is there|"
    r"warum|wieso|weshalb|wie|was|welche[rsmn]?|wo|wann|wer|ist|sind|gibt es|hat|"
    r"pourquoi|comment|quel(?:le)?s?|où|quand|qui|est-ce|qu['’]est-ce|c['’]est quoi|"
    r"por qué|por que|porque|cómo|como|qué|cuál(?:es)?|dónde|cuándo|quién|hay|es|está|"
    r"perché|come|cosa|quale|dove|waarom|hoe|wat|почему|как|что|где|когда|зачем|какой"
)
WORD_END = r"(?![\w'’-])"
# A place or a purpose before a request, which says something of it: "In cart.py, add a total".
PLACE = "in|on|for|to|under|inside|within|instead of|in order to|dans|en|für|para|im|nel"
NO_PLACE = r"\b(?! (?:case|that case|general|fact|short|addition)\b)"

BOUNDARY = r"[,;:–—，；]\s{0,3}|\s-{1,2}\s|(?<=\s)(?:so|and|but|then)\s"
# What stands between two requests of one sentence.
SEQUENCE = (
    r"(?i)[\s,;:.!?–—-]\s{0,3}"
    r"(?:(?:and|then|also|now|und|dann|danach|et|puis|ensuite|y|luego|e|poi)\s{1,3}){1,3}"
)
PRONOUNS = ("it", "them", "this", "that", "these", "those", "ihn", "sie", "es")
WISH = (
    r"(?i)[^?]*\b(?:should(?:n['’]t)?|must|needs? to|has to|soll(?:te|en)?|muss|doit|debe)\b"
    r"(?! (?:work|be working|have)\b)"
)
WISH_WORDS = "should must need has to soll muss doit debe"
ADDRESSEES = (
    "there|again|all|everyone|team|folks|guys|claude|codex|gemini|cursor|copilot|opencode|"
    "assistant|aider|chatgpt|zusammen|nochmal|à tous|a todos"
)
# "hi" is a greeting whatever follows; "no" and "so" only before a comma or a full stop.
HELLO = (
    "hi|hello|hey|hallo|dear|please|pls|plz|moin|servus|bonjour|salut|hola|ciao|buenas|olá|oi|"
    "привет|bitte"
)
HELLO_END = r"(?=[\s,.!:;–—]|\Z)[\s,.!:;–—-]*"
INTERJECTION = (
    r"good (?:morning|afternoon|evening|day)|guten (?:morgen|tag|abend)|buenos días|greetings|"
    r"thanks|thank you|thanks a lot|thx|danke|merci|gracias|ok|okay|alright|"
    r"great|great job|good job|perfect|awesome|excellent|cool|nice|sure|yes|yep|yeah|no|nope|nah|"
    r"hmm+|uh|um|oh|well|now|so|then|right|listen|look|wait|sorry|actually|alternatively|finally|"
    r"also|next|first|anyway|btw|by the way|quick question|question|one more thing|fyi|"
    r"i have a question|i have a quick question|ja|nein|"
    r"gut|super|also gut|oui|non|d'accord|d['’]accord|bien|vale|sí|si|no problem|"
    r"looks good|sounds good|lgtm|that works|works|i see|got it|makes sense|agreed|exactly|"
    r"ладно|хорошо|спасибо"
)
INTERJECTION_END = r"(?=[,.!:;–—]|\s[-–—]\s|\Z)[\s,.!:;–—-]*"
CJK_GREETING = r"(?:你好|您好|嗨|好的|谢谢|こんにちは|ありがとう)[，。！,.! ]*"
LABEL = (
    r"tl;?dr|task|goal|aim|request|todo|to do|what i want|what i need|what we need|"
    r"all i want|all i need|what i['’]d like|what i would like|what we['’]d like|"
    r"what we want|your task|your job|ask|objective|aufgabe|ziel|tâche|objectif|tarea|objetivo|"
    r"proposal|feature request|feature|improvement|follow[- ]up"
)
LABEL_END = r"\s{0,3}(?:is|:|=|–|—)\s{0,3}:?\s{0,3}(?:that )?"
# Labels of what a task is for, which says less than the task.
GOAL = "goal|aim|objective|ziel|objectif|objetivo"
# What says that a sentence is only an opinion, or nothing at all.
PADDING = (
    r"(?:so|well|ok|okay|and|but|yeah|hm+),? (?:basically|essentially|actually|honestly|i think|"
    r"i guess|(?=what (?:i|we) (?:want|need)\b))|"
    r"basically|essentially|honestly|frankly|actually|obviously|i (?:just |really |also )?think|"
    r"i was thinking|i['’]m thinking|i(?:['’]d| would) say|"
    r"i (?:believe|guess|feel like|feel|suppose|reckon)|in my (?:humble )?opinion|imh?o|"
    r"it seems to me|as far as i can tell|ich (?:glaube|denke|finde)|"
    r"je (?:pense|crois|trouve) que|creo que|pienso que|acho que|penso che"
)
PADDING_END = r"(?:,|(?= )|(?<= ))\s{0,3}(?:that\b,?\s{0,3}|dass\b\s{0,3})?"
SOFTENED = (
    r" (?:please |kindly |now |also |just |maybe |perhaps |possibly |quickly |briefly |simply |"
    r"quick |real quick |go ahead and |help me (?:to )?|try to )*"
)
REQUEST = (
    rf"(?:can|could|would|will) (?:you|u){SOFTENED}|you (?:could|can){SOFTENED}|"
    r"i (?:was wondering|wonder) if (?:(?:can|could|would|will) (?:you|u)|you (?:could|can))"
    rf"{SOFTENED}|"
    r"(?:i|we) (?:want|need|would like|'d like|’d like|expect) you to |i['’]?d like you to |"
    r"i['’]?d like to |(?:i|we) (?:want|need|have) to |we (?:should|must|could) |you (?:should|"
    r"need to|must|can) |"
    r"let['’]?s |let us |lets |go ahead and |help me (?:to )?|your (?:task|job|goal) is to |"
    r"please |pls |plz |kindly |(?:can|could|should) we (?:please |just |maybe )+|"
    r"would you mind |(?:it would|it'd|it’d) be (?:great|nice|good|helpful|cool|better) if (?:you|"
    r"we) (?:could )?|"
    r"i need (?:help|some help) (?:with |to )|try to |"
    r"(?:kannst|könntest|kannste|würdest) du (?:bitte |mal |mir |noch |auch )*|bitte |"
    r"(?:könnten|können) sie (?:bitte )*|ich (?:möchte|will), dass du |"
    r"(?:peux|pourrais|veux)[- ]tu |(?:pouvez|pourriez)[- ]vous |est-ce que tu (?:peux|pourrais) |"
    r"merci de |il faut |il faudrait |s['’]il te pla[iî]t,? |"
    r"(?:puedes|podrías|puede|podría|¿puedes|¿podrías|¿puede|¿podría) |"
    r"por favor,? |necesito que |quiero que |hay que |"
    r"(?:pode|poderia|você pode|você poderia) |preciso que |puoi |potresti |per favore,? |"
    r"kun je |zou je |"
    r"(?:мог|можешь|можете|не мог|не можешь|не можете) (?:бы )?(?:ты |вы )?|пожалуйста,? "
)
CJK_REQUEST = r"(?:请你?|麻烦你?|帮我|请帮我|能不能|可以|你能)+"
DESIRE = r"(?i)(?:i|we)(?:['’]d)? (?:would )?(?:want|need|like|have|plan|are going) to "
# Words before a request that say when: "Now add tests", "then also rename it".
ADVERBS = (
    r"(?i)(?:(?:and |but |so |or )?(?:ok|okay|alright|great|perfect|yes|yeah|no|now|then|also|"
    r"next|first|second|third|finally|lastly|"
    r"afterwards|additionally|instead|meanwhile|just|so|and|but|maybe|perhaps|simply|again|"
    r"nun|jetzt|dann|danach|noch|und|maintenant|ensuite|puis|et|ahora|luego|después|y|"
    r"agora|теперь|потом)[, ]{1,2}(?:please |bitte )?)+"
)
ADVERB_STARTS = (
    "and but so or ok okay alright great perfect yes yeah no now then also next first second third "
    "finally lastly afterwards additionally instead meanwhile just maybe perhaps simply again nun "
    "jetzt dann danach noch und maintenant ensuite puis et ahora luego después y agora теперь потом"
)
CLOSING = (
    r"(?i)[\s,;.!–—-]*(?:[,.;!–—-]\s{0,3}|\s)(?:please|pls|plz|thanks|thank you|thx|many thanks|"
    r"thanks in advance|ok|okay|right|tdd please|asap|bitte|danke|merci|s['’]il te pla[iî]t|svp|"
    r"por favor|gracias|пожалуйста|спасибо)[\s!.]*\Z"
)
CLOSING_ENDS = (
    "please pls plz thanks you thx advance ok okay right asap bitte danke merci plait plaît svp "
    "favor gracias пожалуйста спасибо"
)
# Clauses at the end that say why, or what is not to be done.
REASON = "because|'cause|cuz|weil|parce que|porque|so (?:that )?(?:we|you|i|people|users)\\b"
EXCEPTION = r"(?:and |but |so )?(?:please )?(?:don['’]?t|do not|no need|never)"
EXCEPTION_WORDS = "don not need never"
REMARK = (
    r"since|as (?:it|we|the|this|that|they|there)\b|denn |aber nicht|mais ne|pero no|"
    r"i (?:think|guess|hope)|if (?:possible|you can)|it's|it’s|thanks"
)
FILLER = (
    r"you are (?:a|an|the)\b|you['’]re (?:a|an)\b|act as\b|imagine you|"
    r"take your time|think (?:step|hard|harder|deeply|carefully|about it)|ultrathink|think\Z|"
    r"be (?:concise|brief|careful|thorough)|be very careful|no rush|as discussed|as i said|"
    r"as you know|see (?:below|above|attached|the (?:log|logs|screenshot|output|"
    r"error)[^.]{0,20}\Z)|here (?:is|are)\b|"
    r"here['’]s\b|this is (?:the|my|what)\b[^.]{0,30}(?:log|output|error|trace|ticket|request)|"
    r"i (?:get|got|see) (?:this|the following)|"
    r"do (?:it|that|this|so|them|all of (?:it|them|that|this))\b[^.]{0,10}\Z|"
    r"do the following|(?:make|do|apply|implement) (?:the following|these|those)(?: (?:changes|"
    r"things|steps|edits))?\Z|"
    r"steps(?: to reproduce)?|expected|actual|context|background|details|steps:|"
    r"notes?(?=\s*(?:[:–—-]|\Z))|note that|"
    r"(?:does|do) (?:that|this) make sense|what do you think|ok\?|right\?|any (?:questions|"
    r"thoughts)|"
    r"(?:nothing|it|this|that|everything|it's|it’s|that's|that’s)(?: is| still| just| does|"
    r" doesn['’]t| does not)* (?:works?|work|broken|failing|fails|bad|a mess|annoying)"
    r"(?: any ?more| again| at all| for me| now)*[!. ]*\Z|let me know\b|tell me when|go on|"
    r"go ahead|continue|carry on|keep going|proceed|that['’]s (?:all|it|wrong|right|good|great|"
    r"fine|better)|"
    r"(?:it|that|this) (?:works|worked|looks)(?: (?:great|good|now|fine|perfectly))*\Z|"
    r"good (?:job|work|point)|well done|"
    r"nice (?:work|job|one)|you['’]re (?:right|welcome)|i (?:agree|see|know|understand)|"
    r"works (?:great|now|fine)"
)
PROHIBITION = (
    r"don['’]?t\b|do not\b|never\b|no need\b|avoid\b|without\b|not\b|"
    r"make sure(?: that)? (?:you )?(?:don['’]?t|not)\b|"
    r"keep (?:it|this|them|everything|the (?:existing|current|public))\b|"
    r"ne |n['’]|nicht\b|kein\b|no (?:toques|cambies)\b|不要|别|先不要"
)
# Requests and questions that say nothing without what stands before them.
ANAPHORIC_REQUEST = (
    "fix|change|do|solve|resolve|correct|handle|improve|update|revert|undo|investigate|check|debug|"
    "look into|take care of|have a look at|address|repair|make|get|explain|test|try|clean up|finish"
)
ANAPHORIC_REQUEST_END = (
    r" (?:it|this|that|them|these|those|both|(?:this|that|the|these|those|all) (?:issue|problem|"
    r"bug|error|errors|thing|failure|crash|warning|warnings)s?|all of (?:them|it))"
    r"(?: (?:work|pass|up|out|now|again|properly|first|too|please|for me|asap|quickly))*"
)
ANAPHORIC_OBJECTS = (
    "it this that them these those both issue issues problem problems bug bugs error errors thing "
    "things failure failures crash crashs warning warnings"
)
ANAPHORIC_QUESTION = (
    r"any ideas?|fix|solve|debug|why|how|what now|what is this|"
    r"what['’]s (?:this|that|wrong|happening|going on)|"
    r"how come|help|wtf|what gives|"
    r"why is (?:that|this|it)|why does (?:that|this|it) happen|what does (?:this|that|it) mean|"
    r"how do i fix (?:this|it|that)|"
    r"how (?:can|do|to|should) (?:i|we)? ?(?:get around|fix|solve|resolve|avoid) (?:this|it|that)"
)
ANAPHORIC_END = r"(?: please)?[?!. ]*\Z"
# The words of prompts that only tell the agent to go on, or pick one of its choices.
GO_AHEAD_WORDS = (
    "hi hello hey yes y yep yeah yup sure ok okay k kk fine good great perfect cool nice awesome "
    "excellent right correct exactly agreed what's what’s absolutely definitely of course please "
    "pls thanks thank you thx ty no n nope continue go on ahead for it carry keep going proceed "
    "next step more again retry try resume do that this so both all them the above make sounds "
    "looks lgtm ship works approve approved accept accepted confirm confirmed done start begin "
    "let's let’s lets i agree and then now with one option choice variant number first second "
    "third last two three use take a b c d e finish these "
    "ja jo jep jawohl bitte gerne genau weiter mach das los danke nein passt gut super "
    "oui ouais vas-y continuez d'accord d’accord merci non suite sí si vale claro adelante "
    "continúa continua sigue dale gracias hazlo sim obrigado avanti va bene grazie ga door "
    "да нет давай продолжай дальше хорошо спасибо ок "
    "是 是的 好 好的 好吧 可以 行 对 继续 谢谢 继续吧 嗯 はい お願いします 続けて 네 계속 좋아"
)
# Words that make more of a "yes" or a "no" than that: a condition, a prohibition, a reason.
CONDITION_WORDS = (
    "but only if unless except without never not no don't don’t dont because since instead until "
    "aber nur wenn außer ohne nie niemals nicht kein keine keinen weil denn statt solange "
    "mais seulement si sauf sans jamais pas parce sinon "
    "pero solo sólo nunca sin excepto salvo porque siempre mas só apenas sem exceto nem "
    "ma se tranne senza perché maar alleen zonder nooit niet geen omdat "
    "ale tylko bez nigdy nie utan aldrig inte uden ikke "
    "но только если кроме без никогда не потому ama sadece asla çünkü"
)
CJK_CONDITION = (
    r"但是?|不过|只(?:要|能|有|是)|除非|除了|如果|因为|不要|不能|不许|别(?!的)|禁止|"
    r"ただし|だけ|でも、|以外|なら|ないで|禁止|ので|(?:だ|です|ます|る|ない)から|"
    r"하지만|단[, ]|만 |말고|말아|마세요|제외|때문|없이"
)
# "No" and "yes" before a comma, which in some languages are also "not" and "if".
REPLY = r"(?i)(?:no|nope|nein|non|não|нет|nee|nie|si|да)\s{0,3}[,.;:!–—-]+"
FOR_NOW = (
    r"\bfor now\b|\berst ?mal\b|\bvorerst\b|pour l['’]instant|por ahora|por enquanto|per ora|"
    r"\bпока\b|暂时|目前|とりあえず"
)
# Words that stand beside those, and say nothing of the work: when, who, how much.
UNTELLING_WORDS = (
    "now yet today tomorrow later again really sure so still ever too much bad good right well is "
    "it it's it’s its that this these those the a an i i'm i’m you we am are was be do did does "
    "know think want need to of for in on at my me us all any more time mind matter problem "
    "worries worry idea clue stop work working works why how what who when where wait moment "
    "second minute just quite exactly maybe perhaps then there here way jetzt noch heute morgen "
    "später wieder wirklich so schon mehr es das die der ist ich du wir mal bin weiß schlecht "
    "problem moment zu gut maintenant encore aujourd'hui plus tard c'est ça ce de le la les je tu "
    "vraiment mal trop un ahora aún todavía hoy más tarde eso es lo el yo tú muy agora ainda hoje "
    "mais o é eu isso ora ancora oggi più lo è io nu nog vandaag dat het ik "
    "сейчас ещё пока сегодня это я ты teraz jeszcze to şimdi"
)
# What an answer says that is not about the work: acknowledgements at its beginning.
ANSWER_OPENING = (
    r"(?i)(?:(?:ok|okay|k|yes|yep|yeah|no|nope|sure|sure thing|great|perfect|good|excellent|"
    r"alright|right|all right|understood|got it|of course|certainly|absolutely|done|all set|noted|"
    r"summary|thanks|thank you|hi|hello|hey|you(?:['’]re| are) (?:absolutely |completely |totally |"
    r"quite )?(?:welcome|right|correct)(?: about that)?|my pleasure|anytime|sorry|my apologies|no "
    r"problem|will do|nice|fine|agreed|(?:that['’]s |what )?an? (?:good|great|excellent|fair) "
    r"(?:point|question|idea|catch)|(?:good|great|excellent|nice|fair) (?:point|question|idea|"
    r"catch)|ja|nein|gut|gerne?|klar|alles klar|verstanden|fertig|erledigt|entschuldigung|bitte|"
    r"kein problem|(?:du hast|sie haben) (?:völlig )?recht|gute (?:frage|idee)|"
    r"oui|non|d['’]accord|bien sûr|compris|entendu|parfait|de rien|pas de problème|désolé|"
    r"c['’]est fait|(?:tu as|vous avez) (?:tout à fait )?raison|bonne (?:question|idée)|"
    r"sí|si|claro|vale|entendido|perfecto|de nada|por supuesto|listo|hecho|tienes (?:toda la "
    r")?razón|(?:buena|boa) (?:pregunta|pergunta|idea|ideia)|sim|não|certo|entendi|pronto|feito|"
    r"va bene|capito|prego|perfetto|fatto|hai ragione|graag gedaan|begrepen|klaar|"
    r"да|нет|хорошо|понял[аи]?|ладно|готово|конечно|пожалуйста|ты прав|вы правы|"
    r"хороший вопрос|好的?|是的?|明白了?|没问题|你说得对|はい|わかりました|承知しました|네|"
    r"알겠습니다)(?:\s{0,3}[-–—:,.!，。！、]\s{0,3}|\s*\Z))+"
)
# Sentences with which an answer greets, offers help, wishes well, or says that nothing is left.
ANSWER_FORMULA = (
    r"you['’]?(?:re| are) (?:very |most |always )?welcome|(?:please )?(?:just |simply )?let me "
    r"know|(?:please )?feel free|don['’]t hesitate|do not hesitate|(?:just |simply |please )*"
    r"(?:tell me|say (?:so|(?:a|the|any) word|when)|ask\b|ping me|reach out)|take your time|"
    r"i(?:['’]?ll| will)? (?:just )?leave (?:it|that|this|them|things|everything|all(?: of (?:it|"
    r"that))?) (?:as |alone|there|unchanged|untouched|at that|be\b)|"
    r"(?:i['’]?(?:m| am)|we['’]?(?:re| are)) (?:always |really |so |very )?(?:here|ready|glad|"
    r"happy|sorry|not sure what you|available|delighted|claude|codex|gemini|an? (?:ai|assistant|"
    r"coding)|your)|(?:so |very |really )?(?:glad|happy|good|great|nice|pleased|delighted) (?:to |"
    r"that |it |you |i )|my pleasure|(?:no|not a) (?:problem|worries|rush)|any ?time|"
    r"(?:if|when|whenever|once|should) (?:you(?:['’]d|['’]re)?|there['’]s|there is|anything|"
    r"something)"
    r" (?:ever |still |have|need|want|like|would|think|run|change your|decide|prefer|ready|are|"
    r"else|comes|come|anything|do)|have (?:a|an|fun)\b|see you|talk (?:to you )?(?:soon|later)|"
    r"good luck|good (?:morning|afternoon|evening|night|day)|enjoy|congrat|thank|thx|cheers|hi\b|"
    r"hello|hey\b|welcome|bye|goodbye|it was (?:nice|great|a pleasure)|how (?:can|may) i|what "
    r"(?:can|would|should)|i['’]?(?:ll| will) (?:wait|be (?:here|ready|around)|stand by|keep "
    r"(?:that|it|this|going)|remember|stop here|hold|leave (?:it|that)|continue|carry on|go on|get "
    r"(?:started|going)|start|do (?:that|it|so)|go ahead|let you|pick (?:it|this|up))|i (?:can|"
    r"could) (?:also |now |then )?|(?:continuing|resuming|proceeding|working on|starting (?:now|"
    r"with|on))\b|(?:there(?:['’]s| is) )?nothing (?:else |more |further )?(?:is )?(?:left|remains|"
    r"to do)|every ?thing(?:['’]s| is) (?:done|ready|set|fine|in place|good)|all (?:done|set|good)|"
    r"you(?:['’]re| are) on `|"
    r"gern|keine ursache|bitte (?:sehr|schön)|kein problem|"
    r"lass(?:en)? (?:sie )?(?:es )?(?:mich|uns)|sag(?:en sie)? (?:mir|einfach|bescheid)|"
    r"melde[n]? |(?:wenn|falls|sobald) (?:du|sie|noch|etwas|es|weitere)|"
    r"ich (?:bin (?:da|bereit|hier|jederzeit)|warte|halte mich|helfe|stehe)|freut mich|"
    r"schön(?:en|es|e)?|bis (?:bald|morgen|dann|später|zum)|viel (?:erfolg|spaß|glück)|"
    r"wie kann ich|womit|guten? |hallo|moin|(?:es gibt )?nichts (?:mehr|weiter)|"
    r"(?:alles|das) (?:ist )?(?:erledigt|fertig|klar)|danke|"
    r"de rien|avec plaisir|je (?:vous|t['’])(?: en)? ?(?:en )?prie|n['’]hésite|"
    r"(?:fais|faites|dis|dites)[- ]moi|si (?:tu|vous|jamais|besoin|quelque)|"
    r"je (?:suis|reste) (?:là|prêt|à |disponible|ravi|content|heureu)|(?:content|ravie?|heureux) "
    r"(?:de|que|d['’])|bon(?:ne|jour|soir)|à (?:bientôt|demain|plus|votre|ta|tout)|salut|comment "
    r"puis-je|pas de (?:souci|problème|quoi)|il n['’]y a (?:plus )?rien|tout est (?:prêt|fini|fait|"
    r"bon)|merci|de nada|con (?:mucho )?gusto|(?:es )?un placer|no hay (?:de qué|problema|nada)|"
    r"aví(?:s|se)|avisa|d(?:ime|ígame)|si (?:necesitas?|quieres?|tienes?|hay|deseas?|precisas?|"
    r"surge|te)|(?:aquí )?estoy (?:aquí|list|a (?:tu|su)|para)|no dud|me alegr|que tengas?|"
    r"hasta (?:luego|mañana|pronto)|buen[oa]?s? |hola|(?:en qué|cómo) puedo|"
    r"todo (?:está |queda )?(?:listo|hecho)|no queda|gracias|"
    r"por nada|disponha|às ordens|me avise|avise|é só|(?:se|caso) (?:precis|quis|tiv|houver|"
    r"surgir)|(?:estou|fico) (?:aqui|à |pront|feliz)|até (?:logo|mais|amanhã|breve)|bo[am] |olá|"
    r"como posso|sem problema|imagina|qualquer coisa|tudo (?:pronto|certo|feito)|obrigad|"
    r"prego|di n(?:ulla|iente)|figurati|con piacere|fammi|dimmi|se (?:hai|vuoi|ti |avete|serve|"
    r"dovess)|sono (?:qui|pronto|felice)|resto a|a (?:presto|domani|dopo)|buon|ciao|"
    r"nessun problema|tutto (?:fatto|a posto|pronto)|non c['’]è (?:altro|più)|grazie|"
    r"graag|geen (?:probleem|dank)|laat |als je|ik (?:ben (?:er|klaar)|help)|tot (?:straks|morgen|"
    r"ziens)|fijne|hoe kan ik|veel (?:succes|plezier)|"
    r"nie ma (?:za co|sprawy|problemu)|proszę|daj(?:cie)? znać|jeśli|jeżeli|gdyby|jestem (?:tu|"
    r"gotow)|miłego|do (?:zobaczenia|usłyszenia|jutra)|cieszę|w czym|cześć|"
    r"varsågod|säg |hör av|om du|det var så|velbekomme|sig (?:til|bare)|hvis du|bare hyggelig|"
    r"si ifra|ole hyvä|kerro|jos |není zač|dej(?:te)? vědět|pokud|rádo se|"
    r"rica ederim|bir şey değil|ne zaman|başka bir|ihtiyac|bana (?:haber|bildir)|iyi |görüşürüz|"
    r"пожалуйста|не за что|обращайт|(?:просто )?дай(?:те)? (?:мне )?знать|(?:просто )?скажи|"
    r"если (?:нужн|понадоб|хот|что|буд|возник|захот|у вас|у тебя|есть)|я (?:здесь|готов|тут|рад)|"
    r"рад[аы]? |удачи|хорошего|до (?:встречи|свидания|завтра)|чем (?:я )?могу|привет|здравствуй|"
    r"вс[её] (?:уже )?(?:готово|сделано)|спасибо|"
    r"không có (?:gì|chi)|hãy |nếu (?:bạn|cần)|rất vui|sama-sama|beri tahu|jika|kalau|silakan|"
    r"senang|عفوا|العفو|على الرحب|أخبرني|إذا|مرحبا|आपका स्वागत|कोई |बताइ|अगर|यदि"
)
CJK_ANSWER_FORMULA = (
    r"不客气|不用谢|随时|请(?:告诉|说)|(?:有|还有)(?:什么|任何|其他|别的).{0,12}(?:需要|问题|帮)|"
    r"告诉我|很高兴|祝(?:你|您)|再见|[你您]好|没有(?:其他|别的|什么)|没问题|我在|"
    r"どういたしまして|お(?:気軽|知らせ|声がけ|待ち|手伝い|疲れ|役に)|いつでも|何か(?:あれば|"
    r"ござい)|ご(?:質問|不明|要望|用|利用)|よろしく|こんにちは|かしこまり|承知|了解|頑張って|"
    r"천만에|별말씀|언제든|필요하(?:시면|면)|도와드릴|궁금|말씀해|알려\s?주|안녕|좋은 하루|수고|"
    r"알겠습니다|기다리"
)

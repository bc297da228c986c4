"""The verbs with which requests begin, in the languages that developers are seen to write in.

Lists are strings, split when they are needed.
"""

from __future__ import annotations

__all__ = [
    "BUILD_VERBS",
    "CJK_BUILD",
    "CJK_LOOK",
    "LOOK_VERBS",
    "NO_VERBS",
    "VERBS_OF_NOUNS",
    "VERB_OBJECTS",
]

# Verbs by which something is to be made or changed.
BUILD_VERBS = (
    "add adjust allow apply archive assign automate backport batch bisect block break build bump "
    "bundle cache capture catch centralize change clean clear close cleanup collapse combine "
    "complete configure connect consolidate convert copy correct cover create crop cut deactivate "
    "debounce declare decouple dedupe design deduplicate default define delete deploy deprecate "
    "derive disable disallow display dockerize document downgrade draft drop edit eliminate "
    "embed emit enable encrypt enforce enhance ensure escape expand expire export expose extend "
    "extract fail filter finalize finish fix flatten format generate group guard handle harden "
    "hide highlight hook hoist implement import improve include increase index initialize init "
    "inject inline insert install instrument integrate introduce invalidate isolate keep "
    "lazy-load let's limit link list localize lock log lower make mark memoize merge migrate "
    "minify mock modernize modify mount move mute name narrow normalize omit optimize order "
    "organize overwrite paginate parallelize parametrize parse patch persist pin polish port "
    "prefix preload prepend preserve prevent print profile propagate protect provide prune publish "
    "put raise randomize rebuild record reduce redirect redesign redo reduce refactor reformat "
    "register reject release remove rename render reorder reorganize replace report reproduce "
    "require rerun reset resize resolve restore restrict restructure retry return reuse revert "
    "rewrite roll rotate round route sanitize save scaffold schedule seed send separate serialize "
    "serve set setup shorten shrink silence simplify skip sort speed split squash stop store "
    "strip stub style support suppress swap switch sync tag throttle throw tidy tighten "
    "trim truncate tune turn type undo unify uninstall unify unpin update upgrade upload "
    "validate vendor verify version warn wire wrap write "
    # German, French, Spanish, Portuguese, Italian, Dutch, Russian
    "füge erstelle schreibe ändere aendere behebe entferne lösche loesche baue mach mache ersetze "
    "implementiere korrigiere repariere refaktoriere refactore benenne verschiebe aktualisiere "
    "ergänze setze stelle sorge räum räume vereinfache extrahiere teste richte zerlege nutze "
    "ajoute ajouter ajoutez corrige corriger crée créer remplace remplacer supprime supprimer "
    "modifie modifier écris écrire implémente implémenter renomme renommer extrais extraire mets "
    "mettre fais faire répare réparer simplifie simplifier déplace refactorise nettoie "
    "añade añadir agrega agregar arregla arreglar crea crear cambia cambiar elimina eliminar "
    "borra borrar escribe escribir implementa implementar refactoriza actualiza actualizar haz "
    "hacer renombra mueve reemplaza quita pon "
    "adicione adicionar corrija corrigir crie criar altere alterar remova remover escreva "
    "implemente atualize renomeie faça "
    "aggiungi correggi modifica rimuovi scrivi aggiorna rinomina sostituisci "
    "voeg maak verwijder schrijf wijzig verander "
    "добавь добавьте исправь исправьте почини сделай сделайте удали напиши создай замени перенеси "
    "переименуй обнови реализуй вынеси убери"
)
# Verbs by which something is to be found out or done around the work; weaker than the first.
LOOK_VERBS = (
    "analyze analyse audit be benchmark brainstorm bring build-check calculate check clarify "
    "commit compare consider continue count debug decide describe diagnose do double-check "
    "estimate evaluate examine explain explore fetch figure find follow get give go have help "
    "identify inspect investigate learn load look measure monitor open outline plan play please "
    "propose proofread pull push read rebase recommend reflect refer remember rerun research "
    "review run search see select share show start suggest summarise summarize take tell test "
    "think trace translate try understand use walk watch work "
    "erkläre erklär prüfe zeige zeig finde schau analysiere führe lies vergleiche verwende "
    "explique expliquer vérifie montre cherche trouve analyse lance compare utilise "
    "explica explicar revisa muestra busca analiza ejecuta compara usa "
    "spiega controlla mostra cerca analizza verifica leg toon "
    "объясни проверь покажи найди посмотри запусти"
)
VERBS_OF_NOUNS = "is are was fails failed has does doesn't should broke breaks in of"
# Any other verb before what it is done to: "Compute the total". What else stands before an article
# is one of a few words.
VERB_OBJECTS = "the a an it all this that these those our my every each both"
NO_VERBS = (
    "in on at for from with without by to of into onto over under between during before after "
    "since "
    "when where while if because as than like but and or so then that this these those all both "
    "only "
    "not also even just now here there maybe perhaps currently sometimes usually often once until "
    "though although unless is are was were has have had does did do can could will would should "
    "may "
    "might must i we you they he she it what which who why how whose about per via despite given "
    "except inside outside within behind above below near against through across along around "
    "again "
    "wtf omg damn well same another such quite half nor yet whether plus minus versus unlike no"
)
# Chinese and Japanese have no blanks: a request begins with one of these, or ends so.
CJK_BUILD = (
    r"(?:请|请你|帮我|麻烦)?(?:把|将|给|为|在[^，。]{1,20}(?:中|里|上)?(?:添加|增加)|添加|增加|新增|修复|修改|修正|"
    r"实现|重构|删除|移除|创建|编写|写|改|更新|升级|优化|重命名|提取|支持|加|補|新增|修復|實作|刪除)"
    r"|.*(?:してください|して下さい|しなさい|してほしい|してくれ|해줘|해주세요|하세요|해 주세요)\Z"
)
CJK_LOOK = (
    r"(?:请|请你|帮我|麻烦)?(?:解释|说明|检查|看看|分析|运行|查看|比较|总结|找)"
    r"|.*(?:教えて|説明して)"
)

"""The names of the months, as pages write them."""

from __future__ import annotations

# One line a language, the months in order; `/` parts two forms of a name. Accents are left out, as
# `fold_word` leaves them out: English, German, French, Spanish, Portuguese, Italian, Dutch,
# Swedish, Danish and Norwegian, Russian, Ukrainian, Polish, Czech, Hungarian, Turkish, Indonesian,
# Greek, Arabic, Finnish, Romanian, Bulgarian, Catalan, Hindi, Thai. What is cut and is the
# beginning of no name, or of those of two months, stands beside it.
_NAMES = """
january february march/mar april may june july august september october november december
januar/janner februar/feber marz/maerz/mrz april mai juni juli august september oktober november \
dezember
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
januari februari maart/mrt april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november desember
января/январь февраля/февраль марта/март апреля/апрель мая/маи июня/июнь июля/июль августа/август \
сентября/сентябрь октября/октябрь ноября/ноябрь декабря/декабрь
січня/січень лютого/лютии березня/березень квітня/квітень травня/травень червня/червень \
липня/липень серпня/серпень вересня/вересень жовтня/жовтень листопада/листопад грудня/грудень
stycznia/styczen lutego/luty marca/marzec kwietnia/kwiecien maja/maj czerwca/czerwiec \
lipca/lipiec sierpnia/sierpien wrzesnia/wrzesien pazdziernika/pazdziernik listopada/listopad \
grudnia/grudzien
ledna/leden unora/unor brezna/brezen dubna/duben kvetna/kveten cervna/cerven cervence/cervenec \
srpna/srpen zari rijna/rijen listopadu/listopad prosince/prosinec
januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december
ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik
januari februari maret april mei juni juli agustus september oktober november desember
ιανουαριου/ιανουαριος φεβρουαριου/φεβρουαριος μαρτιου/μαρτιος απριλιου/απριλιος μαιου/μαιος \
ιουνιου/ιουνιος ιουλιου/ιουλιος αυγουστου/αυγουστος σεπτεμβριου/σεπτεμβριος \
οκτωβριου/οκτωβριος νοεμβριου/νοεμβριος δεκεμβριου/δεκεμβριος
يناير فبراير مارس أبريل/ابريل مايو يونيو يوليو أغسطس/اغسطس سبتمبر أكتوبر/اكتوبر نوفمبر ديسمبر
tammikuuta/tammikuu helmikuuta/helmikuu maaliskuuta/maaliskuu huhtikuuta/huhtikuu \
toukokuuta/toukokuu kesakuuta/kesakuu heinakuuta/heinakuu elokuuta/elokuu syyskuuta/syyskuu \
lokakuuta/lokakuu marraskuuta/marraskuu joulukuuta/joulukuu
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
януари февруари март април май юни юли август септември октомври ноември декември
gener febrer marc abril maig juny juliol agost setembre octubre novembre desembre
जनवरी फरवरी/फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर नवंबर/नवम्बर दिसंबर/दिसम्बर
มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม
"""
_ENGLISH_COUNT = 12
_MIN_PREFIX_CHARS = 3
_months_by_name: dict[str, int] = {}


def find_month(word: str) -> int:
    """The number of the month that a word names, 0 for none.

    The word may be cut ("Sept", "févr") as long as no other month begins so; English names are
    known with a letter too few or too many ("Febuary").
    """
    months_by_name = _months_by_name or _load_names()
    folded = fold_word(word)
    month = months_by_name.get(folded, 0)
    if month or len(folded) < _MIN_PREFIX_CHARS:
        return month
    months = {found for name, found in months_by_name.items() if name.startswith(folded)}
    if len(months) == 1:
        return months.pop()
    if not months:
        english = list(months_by_name.items())[:_ENGLISH_COUNT]
        for name, found in english:
            if len(name) > 4 and name[:3] == folded[:3] and name[-2:] == folded[-2:]:
                return found
    return 0


def fold_word(word: str) -> str:
    """A word in lower case, its accents left out."""
    if word.isascii():
        return word.lower()
    from unicodedata import combining, normalize

    decomposed = normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not combining(char))


def _load_names() -> dict[str, int]:
    for line in _NAMES.strip().split("\n"):
        for month, forms in enumerate(line.split(), 1):
            for name in forms.split("/"):
                _months_by_name.setdefault(fold_word(name), month)
    return _months_by_name

"""How passwords, PINs, codes and keys are said in each language: a row a language, a column a part.

A noun is a regular expression on text in small letters. It must begin with a letter that stands in
the text as it is: the literal before the first `(`, `[`, `?` or ` ` is what texts are searched for.
To add a language, add a row; the finder of `statements` knows no language of its own.
"""

from __future__ import annotations

from minutebook.lean.values import Value

PASSWORD, PIN, CODE, KEY, LOGIN = "password", "pin", "one-time-code", "key", "login"


class Language(Value):
    """The words of one language, each column a list with ` | ` between the words.

    `joins` stand between a noun and its value ("is"), `fillers` begin what may stand before them
    ("for the database"), `as_words` lead from a value to its noun ("X as the password"), `states`
    are what a password may be that is not the password ("wrong").
    """

    passwords: str
    pins: str = ""
    codes: str = ""
    keys: str = ""
    logins: str = ""
    joins: str = ""
    fillers: str = ""
    as_words: str = ""
    states: str = ""


ENGLISH = Language(
    passwords=r"password(?:s)?(?:['’]s)? | wifi key | wi-fi key | network key | wpa key | wpa2 key"
    r" | passwd | pwd | pw | passcode | passphrase(?:['’]s)?"
    r" | pass phrase | pass word"
    r" | pass(?=\s{0,2}[:=]|\s+(?:is|for|to|on)\b)",
    pins=r"pin(?:[\s-](?:code|number|no\.?))?(?:\sfor\sthe\s\w{2,20})?"
    r" | puk(?:[\s-]?(?:code|number|2|1))?",
    codes=r"verification code | one[\s-]time[\s-](?:pass)?(?:code|word|pin)"
    r" | otp(?:[\s-]code)? | 2fa[\s-]code"
    r" | mfa[\s-]code | login code | security code | authentication code | authenticator code"
    r" | sms[\s-]code | confirmation code | access code | door code | gate code | entry code"
    r" | backup code | recovery code | totp(?:[\s-]code)? | auth code | alarm code"
    r" | code(?=\sis\b|:)"
    r" | enter (?:the )?code(?=\s\d{6}\b) | use (?:the )?code(?=\s\d{6}\b) "
    r"| type (?:the )?code(?=\s\d{6}\b)"
    r" | code from (?:the |my )?(?:sms|text|phone|app|authenticator|email)"
    r" | pairing code | activation code | unlock code | device code | lock code | safe code"
    r" | garage code | house code | building code(?=:|\sis\b) | entrance code | keypad code"
    r" | parental code | reset code | sign-in code | signin code | lockbox code | disarm code"
    r" | combination(?=\sis\s\d|:\s?\d) | pass code | otp code | 2-step code | email code"
    r" | two-factor code | 2fa(?=:) | mfa(?=:)",
    keys=r"api[\s-]?key | secret key | access key | access token | api token | auth token"
    r" | bearer token"
    r" | client secret | signing secret | signing key | webhook secret | encryption key"
    r" | secret | token | pat | wif(?: key)? | this key"
    r" | 2fa[\s-](?:seed|secret|key)"
    r" | mfa[\s-](?:seed|secret|key) | totp[\s-](?:seed|secret|key) | otp[\s-](?:seed|secret|key)"
    r" | authenticator (?:seed|secret|key) | setup key | two-factor (?:seed|secret|key)",
    logins=r"ssh in | ssh into | get in | log in | log into | logged in | login"
    r" | logging in | sign in | signed in | creds"
    r" | credentials | user(?:name)?\s?/\s?pass(?:word|wd)? | login\s?/\s?pass(?:word)?"
    r" | user(?:name)?\s?/\s?pw | basic auth | logins",
    joins="is | was | will be | should be | are | remains | stays | became | becomes"
    " | reads | equals | being"
    " | goes like | changed to | has been set to | was set to | is set to | has been changed to"
    " | was changed to | is called | got changed to | was reset to | has been reset to"
    " | was updated to | was rotated to | needs to be | must be | ought to be | used to be",
    fillers="for | of | to | on | at | in | from | we | you | i | that | which | used"
    " | everyone | they"
    " | with | until | around | here",
    as_words="is | as | was | being | for | when | if | at | into | in | becomes",
)
OTHERS = (
    Language(  # German
        passwords=r"passwort(?:s|es)? | passwörter | kennwort(?:s|es)? | passphrase",
        pins=r"geheimzahl | pin-nummer",
        codes=r"bestätigungscode | einmalcode | sicherheitscode | zugangscode | sms-code"
        r" | türcode"
        r" | einmalpasswort | code(?=\slautet) | tan(?=\s(?:ist|lautet)|:)",
        keys="schlüssel | zugriffstoken | geheimnis",
        logins="zugangsdaten | anmeldedaten | melde dich | anmelden | anmeldung"
        " | eingeloggt | einloggen",
        joins="ist | lautet | war | heißt | heisst | wäre | ist jetzt | ist nun"
        " | ist weiterhin | bleibt"
        " | auf | ist noch",
        fillers="für | von | vom | der | des | zum | zur | auf | am | im | bei | unter | ist",
        as_words="ist | als | war | lautet",
        states="falsch richtig leer abgelaufen geheim gespeichert vergessen erforderlich"
        " ungültig"
        " nötig notwendig verschlüsselt zu nicht kein keine schwach stark sicher unsicher"
        " gleich"
        " verschieden alt neu weg da hier im in der die das ein eine korrekt unbekannt gehasht"
        " pflicht optional sichtbar fehlt mindestens wird wurde",
    ),
    Language(  # French
        passwords=r"mot de passe | mots de passe | mdp | phrase secrète | phrase de passe",
        pins=r"code pin",
        codes=r"code de vérification | code de confirmation | code de sécurité"
        r" | code d['’]accès"
        r" | code à usage unique | code secret | code(?=\sest\s)",
        keys=r"clé api | clé d['’]api | clé secrète | clé d['’]accès | jeton",
        logins=r"identifiants | connecte-toi | connectez-vous | se connecter | connexion",
        joins="est | était | c'est | c’est | sera | reste | est maintenant | est désormais"
        " | a été changé en | devient",
        fillers="de | du | des | d' | d’ | pour | à | au | sur | est",
        as_words="est | comme | pour | en tant que",
        states="incorrect incorrecte faux vide obligatoire requis requise expiré invalide"
        " oublié"
        " stocké secret trop le la les un une dans au en chiffré haché faible fort identique",
    ),
    Language(  # Spanish
        passwords=r"contraseña(?:s)? | contrasena | clave(?:s)? | palabra clave",
        codes=r"código de verificación | código de seguridad | código de acceso"
        r" | código(?=\ses\s)"
        r" | codigo de verificacion",
        keys="clave api | clave de api | clave secreta | token de acceso",
        logins="credenciales | inicia sesión | entra con | acceso",
        joins="es | era | será | sigue siendo | fue | ahora es | cambió a | se cambió a"
        " | pasa a ser",
        fillers="de | del | para | en | es | que",
        as_words="es | como | para",
        states="incorrecta incorrecto obligatoria obligatorio requerida inválida vacía"
        " secreta caducada"
        " la el los las una un en muy demasiado débil segura igual correcta falsa",
    ),
    Language(  # Portuguese
        passwords=r"senha(?:s)? | palavra-passe | palavra passe",
        codes=r"código de verificação | código de acesso | código de segurança"
        r" | código(?=\sé\s)",
        keys="chave de api | chave api | chave da api | chave secreta",
        logins="credenciais | entre com | faça login",
        joins="é | era | será | continua | ficou | mudou para | agora é | foi alterada para",
        fillers="do | da | de | dos | das | para | no | na | em | é",
        as_words="é | como | para",
        states="obrigatória obrigatório inválida incorreta errada vazia secreta expirada"
        " fraca forte"
        " o a os as um uma no na em muito correta igual",
    ),
    Language(  # Russian
        passwords=r"пароль | пароля | паролем | кодовая фраза | парольная фраза",
        pins=r"пин(?:-?\s?код)?",
        codes=r"код подтверждения | код доступа | одноразовый код | код из смс | смс-код"
        r" | код(?=\s?[-—–:])",
        keys=r"токен | ключ api | api-ключ | ключ апи | секретный ключ | ключ доступа",
        logins=r"логин\s?/\s?пароль | логин | учётные данные | учетные данные | доступы"
        r" | доступ",
        joins="это | будет | был | теперь | такой | остался | сейчас"
        " | сменили на | сменил на | сменила на | поменяли на | поменял на | изменили на"
        " | изменён на | изменен на | обновили на | стал",
        fillers="от | для | к | на | администратора | пользователя | базы | сервера | у",
        as_words="это | как | в качестве | для",
        states="неверный неправильный обязательно обязателен пустой истёк слишком хранится"
        " нужен"
        " указан сохранён сброшен изменён верный правильный не",
    ),
    Language(  # Urdu
        passwords=r"پاس ورڈ | پاسورڈ | خفیہ کوڈ",
        pins=r"پن(?:\sکوڈ)?",
        codes=r"تصدیقی کوڈ | او ٹی پی",
        keys=r"ٹوکن | کلید | کنجی",
        joins="ہے | یہ ہے | یہ | تھا",
        fillers="کا | کی | کے",
        as_words="کو",
    ),
    Language(  # Chinese
        passwords=r"密码 | 密碼 | 口令 | 密语",
        pins=r"pin\s?[码碼]",
        codes=r"验证码 | 驗證碼 | 动态码 | 校验码 | 门禁码",
        keys=r"密钥 | 密鑰 | 令牌",
        logins=r"账号 | 帳號 | 登录 | 登錄",
        joins="是 | 为 | 為 | 就是 | 改成 | 改为 | 设为 | 设置为 | 设成 | 换成 | 叫"
        " | 改成了 | 改为了 | 换成了 | 设成了 | 设为了 | 设置成 | 设置成了 | 更新为"
        " | 重置为 | 已改为",
        as_words="作为 | 做 | 当 | 是",
    ),
    Language(  # Japanese
        passwords=r"パスワード | 合言葉 | パスフレーズ",
        pins=r"暗証番号 | pin\s?コード",
        codes=r"認証コード | 確認コード | ワンタイムパスワード",
        keys=r"キー | トークン | シークレット",
        logins=r"ログイン",
        joins="は | が | を",
        as_words="を",
    ),
    Language(  # Italian
        passwords=r"la parola chiave | parola d['’]ordine | frase segreta",
        codes=r"codice di verifica | codice di accesso | codice(?=\sè\s)",
        keys="chiave api | chiave segreta",
        logins="credenziali | accedi",
        joins="è | era | sarà | rimane",
        fillers="del | della | di | dei | per | su | è",
        as_words="è | come",
        states="errata errato obbligatoria scaduta vuota corretta sbagliata debole nel"
        " nella in la il",
    ),
    Language(  # Dutch
        passwords=r"wachtwoord(?:en)?",
        codes=r"verificatiecode | toegangscode | code(?=\sis\s)",
        keys="sleutel",
        logins="inloggegevens | inloggen",
        fillers="voor | van | op | is",
        as_words="is | als",
        states="onjuist verplicht verlopen leeg geheim te niet fout ongeldig vereist",
    ),
    Language(  # Polish
        passwords=r"hasło | hasła | haslo | hasłem",
        codes=r"kod weryfikacyjny | kod dostępu | kod sms",
        keys=r"klucz api | klucz",
        joins="to | brzmi | jest",
        fillers="do | dla | na",
        as_words="jako",
        states="nieprawidłowe wymagane puste niepoprawne błędne wygasło",
    ),
    Language(  # Turkish
        passwords=r"şifre(?:si|m|miz|n|niz)? | parola(?:sı|m|mız)? | sifre(?:si)?",
        codes=r"doğrulama kodu | onay kodu",
        keys=r"anahtarı | anahtar",
        joins="şu | ise | şudur",
        as_words="olarak",
        states="yanlış gerekli boş hatalı zorunlu",
    ),
    Language(  # Arabic
        passwords=r"كلمة المرور | كلمة السر | كلمة مرور",
        pins=r"رقم سري | الرقم السري",
        codes=r"رمز التحقق | رمز التأكيد",
        keys=r"مفتاح",
        joins="هي | هو",
        fillers="ل | لـ | الخاصة",
    ),
    Language(  # Hindi
        passwords=r"पासवर्ड | कूटशब्द",
        pins=r"पिन(?:\sकोड)?",
        codes=r"सत्यापन कोड | ओटीपी",
        keys=r"कुंजी | टोकन",
        joins="है | यह है",
        fillers="का | की",
    ),
    Language(  # Korean
        passwords=r"비밀번호(?:는|가|를)? | 암호(?:는|가)? | 패스워드(?:는)?",
        codes=r"인증번호(?:는)? | 인증 코드(?:는)?",
        keys=r"키는 | 토큰(?:은)?",
        joins="는 | 은",
    ),
    Language(  # Scandinavian languages
        passwords=r"lösenord(?:et)? | passord(?:et)? | adgangskode(?:n)? | kodeord(?:et)?",
        joins="är | er",
        fillers="för | til | till | for",
        as_words="är | som | er",
        states="fel feil forkert krävs kreves ogiltigt ugyldig",
    ),
    Language(  # Czech, Slovak, Hungarian, Finnish, Romanian
        passwords=r"heslo(?:m)? | jelszó | salasana | parolă",
        joins="je | este",
        fillers="pro | k | do",
        as_words="jako",
        states="špatné povinné väärä",
    ),
    Language(  # Ukrainian, Bulgarian, Serbian
        passwords="парола | лозинка | гасло",
        codes="код підтвердження",
        keys="ключ доступу",
        joins="е | је | зараз",
        fillers="від | за | до",
        as_words="як | като | као",
        states="невірний обов'язковий грешна невалидна погрешна обавезна",
    ),
    Language(  # Greek
        passwords="κωδικός πρόσβασης | κωδικός | συνθηματικό",
        keys="κλειδί api",
        joins="είναι | ήταν",
        fillers="για | του | της | στο",
        as_words="ως | είναι",
    ),
    Language(  # Persian
        passwords="رمز عبور | گذرواژه | پسورد",
        codes="کد تأیید | کد تایید",
        keys="توکن",
        joins="است | برابر است با",
        fillers="برای",
    ),
    Language(  # Hebrew
        passwords="הסיסמה | סיסמה | סיסמת",
        codes="קוד אימות",
        keys="מפתח api",
        joins="היא | הוא",
        fillers="של | עבור | ל",
    ),
    Language(  # Thai, Bengali, Tamil
        passwords="รหัสผ่าน | পাসওয়ার্ড | கடவுச்சொல்",
        codes="รหัสยืนยัน | যাচাইকরণ কোড",
        keys="คีย์",
        joins="คือ | เป็น | হল | হলো",
    ),
    Language(  # Vietnamese, Indonesian
        passwords=r"mật khẩu | kata sandi | katasandi",
        joins="là | adalah",
        fillers="của | untuk",
        states="sai salah wajib",
    ),
)
LANGUAGES = (ENGLISH, *OTHERS)


def split_words(column: str) -> list[str]:
    """The words of a column."""
    return [word.strip() for word in column.split(" | ") if word.strip()]

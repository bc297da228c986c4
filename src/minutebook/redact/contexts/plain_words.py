"""Words that stand where a password may stand, and are none: states, types, parts of programs."""

from __future__ import annotations

from minutebook.redact.contexts.said.languages import LANGUAGES

_ENGLISH = """
a an the this that these those it its he she they we you i me my your our their his her them us who
what which when where why how there here then than so as at by for from in into of off on onto out
over to under up with within without and or nor but not no yes if else while until because be is am
are was were been being has have had do does did done can could may might must shall should will
would ought need needs let just only also too very more most less least all any some none each every
both either neither one two three four five six seven eight nine ten first second third last next
same other another such own again always never ever often once twice now today tomorrow yesterday
still already yet soon later before after above below between against about across around along
wrong right correct incorrect valid invalid empty blank missing null nil undefined unknown optional
mandatory required visible invisible hidden secret private public safe unsafe secure insecure weak
strong long longer longest short shorter shortest old older new newer newest different similar
identical equal unequal ok okay fine good better best bad worse worst gone lost found unset set
sent kept read written known shown seen given taken made held left leaked stale fresh unique
random static
dynamic plain plaintext cleartext text broken stolen chosen forgotten high low easy hard simple
complex trivial obvious guessable alphanumeric numeric ascii unicode lowercase uppercase big small
large tiny nothing something anything everything whatever nobody somebody anybody mine yours ours
theirs hers local remote global temporary permanent internal external available unavailable active
inactive ready done present absent open closed free expired current previous latest main generic
common special normal usual standard custom manual automatic sensitive case exact partial full
sufficient enough acceptable fatal critical important necessary essential irrelevant relevant
complete completed incomplete pending passing passed skipped skip finished blocked partially
verified
please see ask use try check run go get put give take make keep tell say look find enter type paste
insert add remove delete drop create change update reset rotate copy move store save load send
receive return call contains contain must match matches mismatch differ fail fails failure failed
success error errors warning info debug trace exception refused denied accepted rejected forbidden
unauthorized unauthenticated authenticated anonymous
true false on off enabled disabled yes none todo tbd fixme wip na unspecified unchanged unreadable
string str text varchar char chars character characters int integer number float double bool boolean
byte bytes array list dict map object any void never symbol bigint date time datetime timestamp uuid
json yaml toml xml html csv binary blob base hex utf option optional maybe nullable required
readonly slice vec vector tuple enum struct class interface function method module package variable
constant const let var field fields value values key keys name names label labels title type types
kind id ids index item items element entry entries row column table record data datum payload body
header headers query param params parameter parameters arg args argument arguments option options
config configuration setting settings property properties prop props attribute attributes input
output result results response request form format pattern regex rule rules schema model view page
screen dialog modal button link icon widget component container layout theme style color colour
placeholder tooltip message messages hint help description caption content context state status
event handler listener callback hook hooks action actions reducer store selector provider factory
builder service services client server host hostname port path file files filename folder dir
directory url uri endpoint route router handler controller middleware session sessions cookie
cookies cache queue topic channel stream buffer cursor pointer reference ref refs default defaults
example examples sample samples demo dummy mock mocks stub fake fixture test tests testing spec
specs case cases suite step steps stage staging prod production dev development qa uat live beta
alpha canary preview sandbox local localhost
password passwords passwd passphrase passphrases passcode pass passes pwd pw pin pins secret secrets
token tokens key keys apikey credential credentials cred creds auth oauth authn authz
authentication authorization authenticate authorize authorized login logins logout signin signup
register registration sign user users username usernames userid admin admins administrator root
guest member owner account accounts profile person people team group role roles permission
permissions scope scopes grant tenant org organization email mail phone mobile sms code codes otp
totp mfa bearer basic digest negotiate ntlm kerberos ldap saml oidc sso jwt jwts pkce csrf xsrf
nonce salt pepper hash hashes hashed hasher hashing cipher ciphertext encrypted encryption decrypted
crypto bcrypt scrypt argon sha md hmac rsa ecdsa ed aes des pem der ssh ssl tls gpg pgp kms hsm
certificate certificates cert certs keystore keyring keychain wallet vault bitwarden keepass
keepassxc lastpass onepassword dashlane gopass sops doppler infisical akeyless envelope sealed
confirm confirmation confirmed current forgot forgotten reset repeat repeated retype again verify
verified verification verifier validate validated validation validator strength policy length
minimum maximum min max size count limit total reveal toggle show hide mask masked
include omit origin same cors prompt prompts env environ environment environments manager managers
reader writer getter setter helper helpers util utils lib library core common shared base root
raw encoded decoded escaped parsed trimmed stripped typed entered supplied provided specified
expected actual original existing stored saved cached loaded computed derived generated
google github gitlab facebook twitter apple microsoft azure aws gcp okta auth0 slack discord
postgres postgresql mysql mariadb mongo mongodb redis sqlite oracle docker kubernetes helm terraform
ansible jenkins linux windows macos android ios python java javascript typescript node rust golang
dashboard home index about contact search settings main app apps api web site website system
password's line lines word words digit digits letter letters symbol symbols sign signs space spaces
file's number numbers day days hour hours minute minutes second seconds week weeks month months year
end start begin stop close read write edit view list detail details info lower upper camel snake
kebab pascal title left right top bottom center middle inline block flex grid none auto inherit
initial primary secondary tertiary danger success warning default light dark outline solid
identifier ident literal keyword operator comment whitespace newline eof separator delimiter
slot handler signal widget parent child children sibling root leaf node nodes tree graph edge
get post patch head options trace connect
"""
# What passwords are called in languages that have no row of their own, as locale files say it.
_NOUNS_OF_LOCALES = """
passwort kennwort contraseña contrasena clave senha пароль пароля wachtwoord lösenord passord hasło
haslo heslo salasana jelszó parola parolă şifre sifre parool slaptažodis parole geslo lozinka
κωδικός adgangskode kodeord סיסמה رمز mật khẩu sandi katasandi jeton schlüssel clé llave chave
segreto
geheimnis mot passe motdepasse palavra anmelden anmeldung benutzername benutzer utilisateur usuario
usuário пользователь логин nutzer utente gebruiker identifiant gebruikersnaam
"""
PLAIN_WORDS = (
    frozenset(_ENGLISH.split())
    | frozenset(_NOUNS_OF_LOCALES.split())
    | frozenset(word for language in LANGUAGES for word in language.states.split())
)
# Of a text in a sentence, not of a passphrase: one of them makes it a remark.
REMARK_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "must",
        "should",
        "shall",
        "will",
        "would",
        "can",
        "could",
        "may",
        "not",
        "to",
        "of",
        "in",
        "on",
        "at",
        "for",
        "from",
        "with",
        "by",
        "and",
        "or",
        "if",
        "it",
        "this",
        "that",
        "your",
        "you",
        "we",
        "our",
        "my",
        "their",
        "please",
        "enter",
        "required",
        "invalid",
        "password",
        "passwords",
        "passphrase",
        "key",
        "keys",
        "token",
        "minimum",
        "maximum",
        "least",
        "characters",
        "contains",
        "contain",
        "via",
        "as",
        "than",
        "has",
        "have",
        "had",
        "its",
        "use",
        "used",
        "uses",
        "using",
        "only",
        "when",
        "where",
        "which",
        "who",
        "what",
        "there",
        "here",
        "der",
        "die",
        "das",
        "ist",
        "und",
        "oder",
        "nicht",
        "mit",
        "für",
        "ein",
        "eine",
        "muss",
        "le",
        "la",
        "les",
        "est",
        "et",
        "ou",
        "pas",
        "avec",
        "pour",
        "un",
        "une",
        "el",
        "los",
        "es",
        "y",
        "o",
        "no",
        "con",
        "para",
        "em",
        "é",
        "do",
        "da",
        "não",
        "и",
        "или",
        "не",
        "для",
        "с",
        "в",
    ]
)

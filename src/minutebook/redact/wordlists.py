"""Lists of words that tell the names of secrets, and secrets, from others."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Vendors whose keys have no format of their own (hexadecimal, UUIDs): the name beside counts.
VENDORS = _words(
    "adafruit adyen airtable algolia alpaca amplitude anthropic apollo asana assemblyai atlassian "
    "auth0 aws azure binance bitbucket bitly braintree bugsnag buildkite circleci clearbit clerk "
    "cloudflare cloudinary codecov cohere coinbase confluent consul contentful coveralls "
    "databricks datadog deepgram deepseek digitalocean discord docker doppler dropbox elastic "
    "elevenlabs etsy facebook fastly figma firebase flickr fly freshdesk giphy github gitlab "
    "google grafana groq heroku hetzner honeybadger honeycomb hubspot huggingface infura "
    "instagram intercom ipinfo jenkins jfrog jira jwt keen klaviyo kraken launchdarkly linear "
    "linkedin linode logdna logzio loggly mailchimp mailgun mailjet mapbox maxmind messagebird "
    "mistral mixpanel moonshot mongodb netlify newrelic newsapi nexmo ngrok nomad notion npm "
    "nytimes okta onesignal openai opsgenie openweather openweathermap pagerduty paypal pinecone "
    "plaid planetscale plivo postmark pusher pypi railway rapidapi reddit render replicate "
    "rollbar salesforce scaleway segment sendbird sendgrid sentry serper shodan shopify signalfx "
    "slack snyk sonarcloud sonarqube sparkpost splunk spotify square statuspage stripe sumologic "
    "supabase tavily telegram terraform tmdb todoist trello travis twilio twitch twitter typeform "
    "unsplash upstash vault vercel virustotal vonage vultr wandb wasabi weatherapi x xai yelp "
    "youtube zapier zendesk zoom"
)
# What may follow the word that makes a name a secret's.
TRAILING_WORDS = _words(
    "prod production dev development staging stage test live value base b b64 base64 hex old new "
    "current previous secondary primary default env str string plain plaintext raw main ci local "
    "in is v"
)
# What stands before `key` where it is not a secret.
NON_SECRET_KEY_WORDS = _words(
    "public pub publishable primary foreign cache sort partition row column object map dict index "
    "hash group registry unique natural composite surrogate idempotency routing dedup translation "
    "message hot arrow shortcut storage bucket react ref lookup search query json yaml config "
    "meta data label lock enter escape tab return space function press any each item name field "
    "sub join candidate super range parent child entity redis s3 state redux swr mutation answer "
    "dictionary i18n lang locale host known authorized shard clustering on by this that same its "
    "left right up down home end delete turn x websocket"
)
# What stands before `key` where it is certainly a secret.
SECRET_KEY_WORDS = _words(
    "api access secret private auth authentication authorization encryption encrypt decryption "
    "signing sign master account shared service subscription ssh deploy app application admin "
    "client consumer crypto aes hmac jwt webhook integration ingest write ingestion root rsa "
    "preshared psk wrapping license session cookie rest user personal organization project "
    "rapidapi functions management bot recovery symmetric "
    "validation decryption machine cipher unseal seal kek dek"
)
# What stands before `token` where it is not a secret.
NON_SECRET_TOKEN_WORDS = _words(
    "page next continuation sync cancel cancellation cursor pad eos bos unk mask sep cls special "
    "stop start end max min num total prompt completion input output design color colour theme "
    "per of cached reasoning previous syntax lexer parser keyword comment by first last each "
    "pagination resume change"
)
# Words in the place of a value that are not secrets, and weak passwords of examples.
PLACEHOLDER_VALUES = _words(
    "true false yes none null nil undefined void empty string str int bool bytes object any "
    "optional required number boolean never unknown default auto password passwd pass passphrase "
    "secret token apikey api_key api-key key credentials credential auth bearer basic digest "
    "postgres postgresql mysql mongo redis root admin administrator user username guest test "
    "testing tests example sample demo dummy changeme changeit letmein hidden masked encrypted "
    "hashed plain text value values name field input output here this that self public private "
    "internal local dev prod staging secret_key password123 passw0rd pass123 test123 test1234 "
    "admin123 secret123 user123 xxx yyy zzz foo bar baz foobar qwerty 1234 12345 123456 12345678 "
    "123456789 1234567890 mypassword mysecret mytoken somepassword password1 enabled disabled on "
    "off"
)
# Functions that are given a key: the last part of the name, in small letters without `_`.
KEY_SETTERS = _words(
    "setapikey withapikey apikey setaccesstoken setauthtoken settoken withtoken token bearer "
    "bearertoken setbearertoken withbearertoken setsigningkey setsecretkey withsecretkey "
    "setencryptionkey accesstoken"
)
# What follows /home and /Users and is not a person: shared folders, and routes of web pages.
NON_PERSON_FOLDERS = _words(
    "shared public default all_users guest about index dashboard settings page pages feed profile "
    "login logout search news posts products product list create new edit me contact help stats "
    "overview home main"
)

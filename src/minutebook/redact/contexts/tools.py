"""How common tools are given a password on the command line, as a table.

A row names tools; indented below are patterns of what follows the tool's name. `@` in one is the
place of the value, `~` a few words of the command. `!` before the tools: the value may be a word of
letters only, since the option means nothing else; without it, letters and digits must be mixed.
"""

from __future__ import annotations

TOOL_TABLE = r"""
!mysql mysqldump mysqladmin mysqlimport mysqlcheck mariadb mariadb-dump mycli
    ~\s-p@
!7z 7za 7zz 7zr rar unrar
    ~\s-p@
!mysqladmin
    ~\spassword\s@
!sshpass
    ~\s?-p\s?@
!docker podman nerdctl helm oc cf az buildah skopeo crane oras regctl login.docker
    ~\blogin\b~\s(?:-p|--password)[ =]@
!mongo mongosh mongodump mongorestore mongoexport mongoimport cqlsh cypher-shell influx hdbsql
    ~\s(?:-p|-password|--password)[ =]@
!elasticsearch-users usermod twine poetry ncftpput ncftpget kinit hydra nxc evil-winrm dsconf
    ~\s(?:-p|-password|--password)[ =]@
!plink pscp psftp putty
    ~\s-pw\s@
!ldapsearch ldapmodify ldapadd ldapdelete ldapwhoami ldappasswd ldapcompare security
    ~\s-w\s?@
!ldappasswd
    ~\s-s\s@
!zip unzip zipcloak sqlcmd bcp isql mosquitto_pub mosquitto_sub ipmitool osql
    ~\s-[A-Za-oQ-Z]{0,3}P\s?@
!ssh-keygen
    ~\s-[NP]\s?@
    ~\s-[NP]\s\S{1,60}\s-N\s@
!redis-cli keydb-cli valkey-cli
    ~\s(?:-a|--pass)[ =]@
!snmpwalk snmpget snmpset snmpbulkwalk
    ~\s-A\s@
    ~\s-X\s@
!openssl
    ~\s-pass(?:in|out)?\s["']?pass:@
    ~\benc\b~\s-k\s@
!keytool jarsigner apksigner
    ~\s-storepass\s@
    ~\s-keypass\s@
    ~\s-new\s@
    ~\s-src(?:store|key)pass\s@
    ~\s-dest(?:store|key)pass\s@
    ~\s--(?:ks|key)-pass\spass:@
!gpg gpg2 pdftk qpdf
    ~\s--passphrase[ =]@
    ~\s(?:user_pw|owner_pw|input_pw)\s@
!pdftotext pdfimages
    ~\s-[uo]pw\s@
!htpasswd
    \s(?:-[a-zA-Z]{1,6}\s){0,3}-[a-zA-Z]{0,4}b[a-zA-Z]{0,4}\s(?:-[a-zA-Z]{1,4}\s){0,3}(?:[^\s-]\S{0,80}\s)??(?:[^\s-]\S{0,60})\s@(?=\s{0,5}(?:$|\n|[;&|>)`]))
!rabbitmqctl
    ~\s(?:add_user|change_password|authenticate_user)\s\S{1,60}\s@
!rclone
    \sobscure\s@
    ~\s(?:pass|password)[ =]@
!neo4j-admin
    ~set-initial-password\s@
!nmcli iwctl
    ~\s(?:password|--passphrase|wifi-sec\.psk)\s@
!poetry
    \sconfig\shttp-basic\.\S{1,40}\s\S{1,60}\s@
vault
    \slogin\s(?:-\S{1,40}\s){0,3}@
wandb cargo
    \slogin\s(?:--\S{1,40}\s){0,3}@
oathtool
    ~\s(?:-b|--base32)\s@
ngrok
    \s(?:config\sadd-authtoken|authtoken)\s@
snyk
    \s(?:auth|config\sset\sapi=)\s?@
huggingface-cli hf stripe railway tailscale cloudflared codecov infracost buildkite-agent gem tavily
    ~\s(?:--token|--auth-?key|--api-key|--key|-t|-k)[ =]@
cloudflared
    \sservice\sinstall\s@
infracost doppler
    \sconfigure\sset\s(?:api_key|token)[ =]@
aws
    \sconfigure\sset\s(?:\S{1,40}\.)?aws_(?:secret_access_key|session_token)\s@
!aws
    ~secretsmanager~\s--secret-string[ =]@
    ~ssm\sput-parameter~(?:secret|passw|token|key|SecureString)~\s--value[ =]@
    ~\s--(?:master-user-password|master-password|auth-token|admin-password|temporary-password)[ =]@
!az
    ~keyvault\ssecret\sset~\s--value[ =]@
!gh glab
    ~\s(?:secret|variable)\sset\s~(?:--body|-b|--value)[ =]@
!sqlplus expdp impdp rman sqlldr
    ~\s["']?\w{1,30}/@(?=\@|\s|$|["'])
!smbclient rpcclient smbget
    ~\s(?:-U|--user)[ =]?["']?[\w.\\-]{1,40}%@
!lftp
    ~\s-u\s?["']?[\w.@-]{1,40},@
!xfreerdp wfreerdp rdesktop mstsc
    ~\s/p:@
    ~\s-p\s@
!cmdkey runas
    ~\s/pass:@
!net
    \suse\s~\\[\\\s]\s{0,2}\S{1,80}\s@(?=\s~/user:)
    \suse\s~/user:\S{1,60}\s@
    \suser\s[\w.-]{1,40}\s@(?=\s~/add|\s{0,4}$)
!curl
    ~\s(?:-[a-zA-Z]{0,6}u|--user|--proxy-user|-U)[ =]?["']?[^\s:'"$]{1,80}:@
!http https xh
    \s~(?:-a|--auth)[ =]["']?[^\s:'"$]{1,80}:@
!wget aria2c
    ~\s--(?:http-|ftp-|proxy-)?(?:password|passwd)[ =]@
!ConvertTo-SecureString
    (?:\s-String)?\s@
!mount
    ~\s-o\s\S{0,120}?\b(?:password|pass)=@
!chpasswd.echo
    \s["']?[\w.-]{1,40}:@
!dotnet
    \suser-secrets\sset\s["']?\S{0,60}(?i:password|secret|token|key|pwd)["']?\s@
    ~\s--api-key\s@
!nuget
    ~\s-ApiKey\s@
!npm yarn pnpm
    \sconfig\sset\s\S{0,80}(?:_authToken|_password|_auth)[ =]@
!conda pip
    ~\s--password[ =]@
!sops age
    ~\s--passphrase[ =]@
!steamcmd
    ~\+login\s\S{1,40}\s@
!fastlane xcrun altool notarytool
    ~\s(?:--password|-p)\s@
!createuser psql pg_dump
    ~\s--password=@
!adb
    ~\sinput\stext\s@
!wpa_passphrase
    \s["']?[^\s"']{1,32}["']?\s@
!ansible ansible-playbook
    ~\s(?:--become-password|--vault-password)[ =]@
!veracrypt cryptsetup truecrypt
    ~\s(?:-p|--password)[ =]@
!firebase vercel netlify heroku flyctl fly railway supabase wrangler doppler gcloud eas sentry-cli
    ~\s(?:--token|--auth|--api-key|--password)[ =]@
"""
# Commands that read a password from standard input, after `|` or before `<<<`.
STDIN_READERS = (
    r"--password-stdin|--with-token|\bsudo\s(?:-\w\s){0,3}-\w{0,3}S|\bpasswd\s--stdin|\bkinit\b"
    r"|\bcryptsetup\b"
    r"|--passphrase-fd\s0|-pass(?:in|out)?\sstdin|\bwrangler\s(?:\w+\s)?secret\s(?:put|bulk)"
    r"|\bgh\ssecret\sset|\bsu\b"
    r"|\bvercel\senv\sadd|\bsecret\screate\s\S{1,60}\s-|\bgcloud\ssecrets\s(?:create|versions)"
    r"|\bsmbpasswd\s-\w{0,3}s"
    r"|\bopenconnect\b|--pinentry-mode|\bsecret-tool\sstore|\bpass\sinsert|\bkeyctl\spadd"
    r"|\bfscrypt\b|\bsshpass\b|\bvault\b[^|\n]{0,60}[=\s]-"
    r"|\bpam_|\bsystemd-creds\sencrypt|\bheroku\b|\bdoppler\ssecrets|\bop\ssignin|\bbw\s(?:login"
    r"|unlock)|\bsteghide|\bkubeseal"
)

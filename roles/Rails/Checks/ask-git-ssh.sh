sshd=$(command -v sshd || echo /usr/sbin/sshd)
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
for type in ed25519 ecdsa; do ssh-keygen -q -t "$type" -N '' -f "$folder/$type" 2>/dev/null; done
"$sshd" -T -C user=git,host=localhost,addr=127.0.0.1 2>&1 |
  sed -n 's/^authorizedkeyscommand /asks /p; s/^allowusers /allowed /p; s/^pubkeyauthentication no/keys no/p'
ssh -F /dev/null -o BatchMode=yes -o IdentitiesOnly=yes -i "$folder/ed25519" -i "$folder/ecdsa" -o LogLevel=ERROR \
  -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o PreferredAuthentications=publickey \
  -o ProxyCommand="$sshd -i -E $folder/log -o LogLevel=DEBUG3" git@localhost true </dev/null 2>&1 | tail -n 1 | sed 's/^/client /'
sed -n 's/^.*AuthorizedKeysCommand command .* running as git .*$/log asked/p; /^debug/d
  /not allowed because\|AuthorizedKeysCommand\|fatal/s/^/log /p' "$folder/log" | sort -u

config=/etc/ssh/sshd_config
new=$(mktemp "$config.gitlab-ha.XXXXXX") || exit 1
trap 'rm -f "$new"' EXIT
# With owner, mode and SELinux context.
cp -a "$config" "$new" || exit 1
why='# Written by GitLab HA, since sshd does not read sshd_config.d: Git over SSH looks keys up in the database.'
printf '\n%s\n%s\n' "$why" "$1" >>"$new" || exit 1
"$sshd" -t -f "$new" || exit 1
asks -f "$new" || {
  echo "sshd would still not ask GitLab: an earlier Match block of sshd_config sets AuthorizedKeysCommand for the user git;" \
    "remove it" >&2
  exit 1
}
cp -a "$config" "$config.before-gitlab-ha-$(date +%Y%m%d-%H%M%S)" && mv -f "$new" "$config" || exit 1

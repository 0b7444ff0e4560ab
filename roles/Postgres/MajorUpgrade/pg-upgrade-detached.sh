log=/var/log/gitlab/pg-upgrade.log
if flock -n "$lock" true; then
  mkdir -p /var/log/gitlab
  # shellcheck disable=SC2016 # For the inner shell.
  setsid flock -n -o "$lock" sh -c '"$@" >"$0" 2>&1; echo "exit code $?" >>"$0"' "$log" "$@" </dev/null >/dev/null 2>&1 &
  wait $!
fi
flock "$lock" true
tail -n 14 "$log"

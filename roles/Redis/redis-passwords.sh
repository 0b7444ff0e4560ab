# The Redis at $1, and its next and its old password on standard input.
address=$1
IFS= read -r next
IFS= read -r old
redis() { REDISCLI_AUTH=$1 timeout 5 /opt/gitlab/embedded/bin/redis-cli -h "$address" -p 6379 2>&1; }
takes() { [ "$(echo ping | redis "$1")" = PONG ]; }
takes_both() { takes "$next" && takes "$old"; }
takes_next() { takes "$next" && ! takes "$old"; }
# With whichever it takes; the words are read from standard input, and are in no process list.
set_user() {
  for password in "$next" "$old"; do
    [ "$(echo "acl setuser default $1" | redis "$password")" != OK ] || return 0
  done
  return 1
}
# A Sentinel with the old password that connected since the restart stays refused, and takes the replica for down, until it
# connects again. Applications have the next one, and are connected to the master.
reconnect() {
  echo 'info replication' | redis "$next" | grep -q '^role:slave' || return 0
  for type in normal pubsub; do echo "client kill type $type skipme yes" | redis "$next" >/dev/null; done
}
add() {
  if takes "$old"; then set_user ">$next"; else set_user ">$next" && set_user ">$old" && reconnect; fi
}
remove() { set_user "<$old"; }

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
add() { set_user ">$next" && set_user ">$old"; }
remove() { set_user "<$old"; }

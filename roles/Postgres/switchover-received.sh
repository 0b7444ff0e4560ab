ask() { timeout 10 gitlab-psql -d template1 -qtAX -c "$1"; }
received() { # Whether a replica has flushed everything up to $1, after $2 queries at most, four a second.
  for try in $(seq "$2"); do
    [ "$(ask "select count(*) > 0 from pg_stat_replication
      where state = 'streaming' and flush_lsn >= '$1' and application_name in ($replicas)")" = t ] && return
    sleep 0.25
  done
  echo "no replica has all writes of this node: a switchover now would lose them (see gitlab-ctl tail patroni on the replicas)" >&2
  return 1
}
replicas=$1

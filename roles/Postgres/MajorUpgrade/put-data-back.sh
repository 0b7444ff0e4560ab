major=$1 data=$(readlink -f "$2")
for stray in "$data".*/data; do
  [ "$(cat "$stray/PG_VERSION" 2>/dev/null)" = "$major" ] || continue
  owner=$(stat -c %U "$stray")
  gitlab-ctl stop patroni
  while pkill -u "$owner" -x pg_basebackup; do sleep 0.5; done
  pid=$(head -n 1 "$stray/postmaster.pid" 2>/dev/null)
  [ -z "$pid" ] || kill -INT "$pid"
  while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.5; done
  rm -rf "$data" && mv "$stray" "$data" || exit 1
done
gitlab-ctl start patroni

IFS= read -r PGPASSWORD
export PGPASSWORD PGCONNECT_TIMEOUT=5
/opt/gitlab/embedded/bin/psql -h 127.0.0.1 -p 6432 -U pgbouncer -d pgbouncer -A -F '|' -P footer=off -c 'SHOW DATABASES'
code=$?
leaders=$(PATH=$PATH:/opt/gitlab/embedded/bin curl -q -s -m 3 'http://127.0.0.1:8500/v1/health/service/postgresql?passing' |
  grep -o '"Service":."ID"' | wc -l)
[ "$leaders" -le 1 ] || echo "split brain of $leaders"
exit $code

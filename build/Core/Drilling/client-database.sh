[ -x /opt/gitlab/embedded/bin/psql ] || for real in /usr/lib/postgresql/*/bin; do PATH=$real:$PATH; done
export PGPASSWORD="$password" PGCONNECT_TIMEOUT="$patience"
host=$1 port=$2
limit=20
sql() { timeout "$limit" psql -h "$host" -p "$port" -U gitlab -d gitlabhq_production -XqAt -v ON_ERROR_STOP=1 -c "$1" </dev/null; }
prepare() {
  sql 'drop schema if exists gitlab_ha_drill cascade; create schema gitlab_ha_drill;
    create table gitlab_ha_drill.writes (number int primary key)' || return 1
  waits=$(sql 'show synchronous_standby_names') || return 1
  if [ -n "$waits" ]; then echo "mode synchronous, with $waits"; else echo 'mode asynchronous'; fi
  limit=$patience
}
attempt() { sql "insert into gitlab_ha_drill.writes values ($1)"; }
kept() { sql 'select number from gitlab_ha_drill.writes'; }
clean() { sql 'drop schema gitlab_ha_drill cascade'; }

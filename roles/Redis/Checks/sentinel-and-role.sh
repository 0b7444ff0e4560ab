cli=/opt/gitlab/embedded/bin/redis-cli
printf 'sentinel '
"$cli" -h "$1" -p 26379 sentinel get-master-addr-by-name "$2" | tr '\r\n' '  '
echo
export REDISCLI_AUTH
"$cli" -h "$1" -p 6379 info replication

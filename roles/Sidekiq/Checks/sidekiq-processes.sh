# The Sidekiq processes that told Redis of themselves within the last minute. Before 17.0 GitLab's keys have a prefix:
# https://docs.gitlab.com/update/versions/gitlab_17_changes/
IFS= read -r REDISCLI_AUTH
export REDISCLI_AUTH
redis() { timeout 5 /opt/gitlab/embedded/bin/redis-cli -h "$address" -p 6379 "$@"; }
address=$1
for prefix in '' resque:gitlab:; do
  members=$(redis smembers "${prefix}processes") || { echo "$members"; exit 1; }
  for member in $members; do
    [ "$(redis exists "$prefix$member")" = 0 ] || echo "process $member"
  done
done
echo processes

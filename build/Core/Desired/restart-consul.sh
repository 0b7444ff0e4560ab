restart_consul() {
  if /opt/gitlab/embedded/bin/consul info 2>/dev/null </dev/null | grep -q '^[[:space:]]*leader = true'; then
    gitlab-ctl stop consul </dev/null && sleep 8
    gitlab-ctl start consul </dev/null
  else
    gitlab-ctl restart consul </dev/null
  fi
}

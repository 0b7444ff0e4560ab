# shellcheck disable=SC2046,SC2086 # Lists of names and numbers.
kind=$2 seconds=$3 heal=$4; shift 4
[ ! -e /run/gitlab-ha-drill ] || { echo "another drill is under way on this node (/run/gitlab-ha-drill)" >&2; exit 1; }
[ "$kind" != CutOff ] || firewall -N GITLAB-HA-DRILL || { echo "iptables is needed to cut a node off" >&2; exit 1; }
setsid sh -c "sleep $seconds
$heal" gitlab-ha-drill "$(echo $services | tr ' ' ',')" </dev/null >/dev/null 2>&1 &
echo $! >/run/gitlab-ha-drill || exit 1
case $kind in
  Kill)
    running=$(processes)
    for service in $services; do sv once "/opt/gitlab/service/$service"; done >/dev/null
    kill -KILL $running $(processes) 2>/dev/null ;;
  Pause)
    # Twice: a process may have forked before it stood still.
    kill -STOP $(processes) && kill -STOP $(processes) ;;
  CutOff)
    for way in -i -o; do firewall -A GITLAB-HA-DRILL $way lo -j RETURN || exit 1; done
    for port in $(sshd -T 2>/dev/null | sed -n 's/^port //p') ${SSH_CONNECTION##* }; do
      for way in --sport --dport; do firewall -A GITLAB-HA-DRILL -p tcp $way "$port" -j RETURN || exit 1; done
    done
    for peer; do for way in -s -d; do firewall -A GITLAB-HA-DRILL $way "$peer" -j RETURN || exit 1; done; done
    firewall -A GITLAB-HA-DRILL -j DROP && firewall -I INPUT -j GITLAB-HA-DRILL && firewall -I OUTPUT -j GITLAB-HA-DRILL || exit 1 ;;
esac
exit 0

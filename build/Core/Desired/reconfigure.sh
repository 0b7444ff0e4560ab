look() {
  echo "gitlab-ctl reconfigure is not done after $1 s; its processes and for how long they have run:"
  ps -eo pgid=,pid=,etime=,args= --forest |
    awk -v group="$(ps -o pgid= -p $$)" -v self=$$ '$1 + 0 == group + 0 && $2 != self' |
    grep -E 'gitlab-ctl|\\_' | grep -vE 'ps -eo|awk -v|grep -' | cut -c 1-240
}
trap 'look "$1"' USR1
(trap 'kill $nap; exit' TERM; sleep "$1" & nap=$!; wait $nap && kill -USR1 $$) </dev/null >/dev/null 2>&1 &
dog=$!
gitlab-ctl reconfigure &
main=$!
wait $main; code=$?
# A signal ends the wait, not the reconfigure.
while kill -0 $main 2>/dev/null; do wait $main; code=$?; done
kill $dog 2>/dev/null
exit $code

IFS= read -r PGPASSWORD
export PGPASSWORD
release=$1; shift
pause() { console PAUSE || { [ $? -ne 124 ] && console RESUME && console PAUSE; }; }
if ! pause; then
  console RESUME
  echo 'not paused within 5 s (a long transaction?): clients do not wait' >&2
  exit 1
fi
setsid sh -c "$release" gitlab-ha-hold "$@" </dev/null >/dev/null 2>&1 &

data=$(readlink -f "$2")
old=$(cat "$data/PG_VERSION" 2>/dev/null)
if [ -n "$old" ] && [ "$old" != "$3" ]; then
  gitlab-ctl stop patroni
  mv "$data" "$data.$old" || exit 1
  install -d -m 0700 -o "$(stat -c %U "$data.$old")" -g "$(stat -c %G "$data.$old")" "$data" || exit 1
fi

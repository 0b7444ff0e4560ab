wanted=$(mktemp) || exit 1
trap 'rm -f "$wanted"' EXIT
check() {
  [ -n "$path" ] && find_it "$path" || return 0
  echo "repository $path"
  "$git" --git-dir "$folder" cat-file --batch-check <"$wanted" | sed -n 's/^\([0-9a-f]*\) missing$/missing \1/p'
}
path=
while read -r line; do
  case $line in
    "repository "*) check; path=${line#repository }; : >"$wanted" ;;
    *) echo "$line" >>"$wanted" ;;
  esac
done
check

find_it "$1" || exit 3
run() { "$git" --git-dir "$folder" "$@"; }
object=$2
file=$(run ls-tree -r "$object" 2>/dev/null | awk '$2 == "blob" { print $3; exit }')
object=${file:-$object}
type=$(run cat-file -t "$object") && bytes=$(run cat-file -s "$object") || exit 1
echo "$object $type $bytes $(run cat-file "$type" "$object" | sha256sum | cut -d ' ' -f 1)"

for storage in $storages; do
  for top in @cluster @hashed @snippets @groups @pools; do
    [ -d "$storage/$top" ] || continue
    find "$storage/$top" -type d -name objects -prune -print | while read -r objects; do
      folder=${objects%/objects}
      [ -e "$folder/HEAD" ] || continue
      echo "repository ${folder#"$storage"/}"
      "$git" --git-dir "$folder" for-each-ref --format='%(objectname) %(creatordate:unix) %(refname)' || exit 1
    done || exit 1
  done
done
